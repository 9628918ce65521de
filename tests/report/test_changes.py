import pytest

from app.analysis.changes import Change
from app.base.translation import load_catalogue
from app.measurement.measures import FRACTAL_DIMENSION, VESSEL_DENSITY
from app.report.changes import VERDICTS, amount_words, signed_words


@pytest.mark.parametrize(
    ("value", "told"), [(0.012, "+1.2 %"), (-0.012, "−1.2 %"), (-1e-5, "±0.0 %"), (None, "–")]
)
def test_a_change_has_a_sign(value, told):
    assert signed_words(value, VESSEL_DENSITY) == told


def test_an_amount_has_none():
    assert amount_words(0.0214, FRACTAL_DIMENSION) == "0.021"
    assert amount_words(None, FRACTAL_DIMENSION) == "–"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_verdict_has_its_own_words(language):
    say = load_catalogue(language).say
    assert len({say(VERDICTS[change]) for change in Change}) == len(Change)
