import pytest

from app.domain.anatomy import VesselKind
from app.measurement.measures import MEASURES
from app.report.explained import is_research, limits, meaning, of_all_vessels
from tests.measurement.added import ADDED


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.id)
def test_each_number_has_its_meaning_and_its_limits(measure):
    for words in (meaning(measure), limits(measure)):
        text = str(words)
        assert text[0].isupper()
        assert text.endswith(".")
        assert "{" not in text
        assert "  " not in text


def test_a_number_that_is_new_has_no_words_yet():
    assert meaning(ADDED) is None
    assert limits(ADDED) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("vessel_density", "How much of what is seen of the retina the vessels cover."),
        ("vessel_density_thin", "How much of what is seen of the retina the vessels cover."),
        ("vessel_density_artery", "How much of what is seen of the retina the arteries cover."),
        (
            "vessel_density_vein_zone_c",
            "How much of zone C about the optic disc the veins cover.",
        ),
        (
            "vessel_density_etdrs_inner_nasal",
            "How much of the inner nasal field of the ETDRS grid the vessels cover.",
        ),
        (
            "vessel_density_disc_upper_left",
            "How much of the quarter of zone C upper left of the optic disc the vessels cover.",
        ),
    ],
)
def test_a_number_says_of_which_vessels_and_where_it_is(number, words):
    assert str(meaning(MEASURES[number])) == words


def test_different_numbers_mean_different_things():
    own = [each for each in MEASURES.values() if not each.width and not each.needs_spacing]
    told = [str(meaning(each)) for each in own]
    alike = {text for text in told if told.count(text) > 1}
    # Both dimensions, and the trunk in two units.
    assert len(alike) == 3
    assert len(told) - len(set(told)) == 3


def test_what_bears_on_all_numbers_of_a_kind_or_a_place_is_said_of_each():
    for measure in MEASURES.values():
        said = str(limits(measure))
        assert ("A model tells arteries from veins" in said) == (
            measure.kind is not None or measure.id == "avr"
        )
        assert ("only what is in view" in said.lower()) == (measure.place is not None)
    assert "Arteries and veins are taken together" in str(limits(MEASURES["mean_calibre_zone_b"]))
    assert "taken together" not in str(limits(MEASURES["mean_calibre_artery_zone_b"]))


def test_a_number_of_a_part_knows_that_of_the_whole():
    assert of_all_vessels(MEASURES["tortuosity_vein_zone_c"]) is MEASURES["tortuosity"]
    assert of_all_vessels(MEASURES["tortuosity_wide"]) is MEASURES["tortuosity"]
    assert of_all_vessels(MEASURES["avr"]) is MEASURES["avr"]
    assert MEASURES["tortuosity_vein_zone_c"].kind is VesselKind.VEIN


def test_what_only_this_programs_units_tell_is_for_research():
    assert is_research(MEASURES["mean_calibre"])
    assert not is_research(MEASURES["avr"])
