import numpy as np
import pytest

from app.base.errors import ModelLoadError
from app.base.progress import ignore_progress, never_stop
from app.domain.structures import Structure
from app.domain.style import Style
from app.inference.predictor import load_predictor
from app.inference.styles import mixture_of, shares_of
from tests.support import prepared_input, refused, write_styled_model

KNOWN = ("fine", "usual", "coarse")
DEFAULT = {"fine": 1.0, "usual": 3.0}
DRAWN = {"fine": 12.0, "usual": 10.0, "coarse": 7.5}


def shares(style, default=DEFAULT, drawn=DRAWN):
    return shares_of(style, KNOWN, default, drawn)


def test_without_a_word_it_is_the_models_own_mixture():
    assert shares(Style()) == {"fine": 0.25, "usual": 0.75}
    assert shares(Style(), {}) == pytest.approx(dict.fromkeys(KNOWN, 1 / 3))


def test_a_hand_by_name():
    assert shares(Style("coarse")) == {"coarse": 1.0}


def test_detail_leads_from_the_sparsest_to_the_fullest_hand():
    assert shares(Style(detail=-1)) == {"coarse": 1.0}
    assert shares(Style(detail=1)) == {"fine": 1.0}
    assert shares(Style(detail=-0.5)) == {"fine": 0.125, "usual": 0.375, "coarse": 0.5}


@pytest.mark.parametrize("detail", np.linspace(-1, 1, 9))
def test_shares_always_make_up_a_whole(detail):
    assert sum(shares(Style(detail=float(detail))).values()) == pytest.approx(1)


def test_more_detail_never_draws_less():
    """The density that the styles were seen to draw, mixed alike, only rises."""
    drawn = [
        sum(DRAWN[name] * share for name, share in shares(Style(detail=float(detail))).items())
        for detail in np.linspace(-1, 1, 9)
    ]
    assert drawn == sorted(drawn)


@pytest.mark.parametrize("hand", ["", "FINE", "nobody"])
def test_an_unknown_hand_is_refused_with_those_that_are_known(hand):
    error = refused(ModelLoadError, shares, Style(hand))
    assert "fine, usual, coarse" in str(error.hint)


def test_a_model_of_one_style():
    assert shares_of(Style(), (), {}, {}) == {}
    refused(ModelLoadError, shares_of, Style("fine"), (), {}, {})
    refused(ModelLoadError, shares_of, Style(detail=0.5), (), {}, {})


def test_a_model_that_does_not_say_how_much_each_style_draws():
    assert shares(Style(), drawn={}) == {"fine": 0.25, "usual": 0.75}
    refused(ModelLoadError, shares, Style(detail=0.5), drawn={})


@pytest.mark.parametrize("wrong", [{"detail": 1.1}, {"detail": -2}, {"hand": "fine", "detail": 1}])
def test_a_style_that_means_nothing(wrong):
    with pytest.raises(ValueError, match="detail"):
        Style(**wrong)


THREE = ("sparse", "usual", "full")


@pytest.mark.parametrize(
    ("shares", "mixture"),
    [
        ({}, [1 / 3, 1 / 3, 1 / 3]),
        ({"full": 1.0}, [0.0, 0.0, 1.0]),
        ({"full": 3.0, "sparse": 1.0}, [0.25, 0.0, 0.75]),
    ],
)
def test_shares_of_named_styles_make_up_a_mixture(shares, mixture):
    found = mixture_of(shares, THREE)
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx(mixture)


def test_a_network_without_styles_has_an_empty_mixture():
    assert mixture_of({}, ()).shape == (0,)


@pytest.mark.parametrize(
    "shares", [{"other": 1.0}, {"full": 0.0}, {"full": -1.0}, {"full": float("nan")}]
)
def test_other_styles_and_no_shares_are_refused(shares):
    with pytest.raises(ValueError, match="style"):
        mixture_of(shares, THREE)


@pytest.fixture(scope="module")
def styled(tmp_path_factory):
    """Return a predictor of a network with two styles, which differ."""
    return load_predictor(write_styled_model(tmp_path_factory.mktemp("styled")), "cpu")


def drawn_by(predictor):
    found = predictor.predict(prepared_input(), ignore_progress, never_stop)
    return found[Structure.VESSEL]


def test_a_predictor_draws_in_the_hand_asked_for(styled):
    first, second = (drawn_by(styled.in_style(Style(hand))) for hand in "ab")
    own = drawn_by(styled)
    assert not np.allclose(first, second, atol=0.01)
    assert not np.allclose(first, own, atol=0.001)
    assert np.array_equal(first, drawn_by(styled.in_style(Style(detail=-1))))
    assert np.array_equal(second, drawn_by(styled.in_style(Style(detail=1))))


def test_asking_for_a_hand_leaves_the_predictor_as_it_was(styled):
    before = drawn_by(styled)
    other = styled.in_style(Style("a"))
    assert other.shares == {"a": 1.0}
    assert styled.shares == {"a": 0.5, "b": 0.5}
    assert np.array_equal(drawn_by(styled), before)
    assert other.styles == ("a", "b")
