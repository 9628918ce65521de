import pytest

from app.base.messages import message
from app.domain.calibration import Interval
from app.domain.photograph import Laterality, Source
from app.domain.quality import Verdict
from app.measurement.measures import (
    BRANCH_POINTS,
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    MEASURES,
    VESSEL_DENSITY,
)
from app.measurement.types import Band, Measurement, Measurements, withheld
from app.report.wording import (
    band_title,
    brief_interval,
    brief_notes,
    detectable_words,
    eye_name,
    format_band,
    format_interval,
    format_value,
    interval_words,
    number_in_words,
    source_name,
    verdict_name,
)

DENSITY = VESSEL_DENSITY
EMPTY = message("The field of view is empty.")


@pytest.mark.parametrize(
    ("number", "measured", "value", "band"),
    [
        (VESSEL_DENSITY.id, (0.10449, 0.09, 0.12), "10.4 %", "9.0 – 12.0 %"),
        (FRACTAL_DIMENSION.id, (1.40783, 1.4, 1.42), "1.408", "1.400 – 1.420"),
        (LENGTH_DENSITY.id, (11.618, 11.2, 11.91), "11.62 /⌀", "11.20 – 11.91 /⌀"),
        (MEAN_CALIBRE.id, (0.00667, 0.0063, 0.0072), "0.67 % ⌀", "0.63 – 0.72 % ⌀"),
        (BRANCH_POINTS.id, (38.0, 35.0, 38.0), "38", "35 – 38"),
        (LENGTH_DENSITY_MM.id, (1.118, 1.1, 1.2), "1.12 mm/mm²", "1.10 – 1.20 mm/mm²"),
        (MEAN_CALIBRE_UM.id, (69.62, 65.7, 74.8), "69.6 µm", "65.7 – 74.8 µm"),
    ],
)
def test_numbers_are_written_with_their_units(number, measured, value, band):
    measurement = Measurement(*measured, unit="1")
    assert format_value(measurement, MEASURES[number]) == value
    assert format_band(measurement, MEASURES[number]) == band


def test_withheld_value_is_a_dash_without_a_band():
    measured = withheld("1", EMPTY)
    assert format_value(measured, DENSITY) == "–"
    assert format_band(measured, DENSITY) == ""


def test_every_number_has_a_definition_of_its_own_in_one_sentence():
    definitions = {str(measure.definition) for measure in MEASURES.values()}
    assert len(definitions) == len(MEASURES)
    assert all(definition.endswith(".") for definition in definitions)


def test_band_names_the_thresholds_it_spans():
    assert str(band_title(Band(0.33, 0.58))) == "Sensitivity to the threshold, 0.33 – 0.58"
    assert str(band_title(None)) == "Sensitivity to the threshold"


def test_number_in_words_has_its_band_or_its_reason():
    measured = Measurement(0.1, 0.09, 0.12, "1")
    assert number_in_words(VESSEL_DENSITY, measured) == "Vessel density 10.0 % (9.0 – 12.0 %)"
    assert (
        number_in_words(VESSEL_DENSITY, Measurement(0.1, None, None, "1"))
        == "Vessel density 10.0 %"
    )
    assert (
        number_in_words(VESSEL_DENSITY, withheld("1", EMPTY)) == f"Vessel density withheld: {EMPTY}"
    )


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (eye_name, Laterality),
        (source_name, Source),
        (verdict_name, Verdict),
    ],
)
def test_every_kind_has_a_name_of_its_own(name, kinds):
    assert len({str(name(kind)) for kind in kinds}) == len(kinds)


NARROW = Interval(0.101, 0.139, 0.9, sets=1, patients=25, comparable=True, site="Ward 3")
WIDE = Interval(0.05, 0.3, 0.9, sets=5, patients=140, comparable=False)


def test_interval_is_told_with_what_it_was_learnt_from():
    density = Measurement(0.12, 0.11, 0.13, "1", interval=NARROW)
    assert str(interval_words(density, VESSEL_DENSITY)) == (
        "An expert's drawing would have given 10.1 – 13.9 % in 90 % of cases "
        "(25 patients of Ward 3)."
    )
    assert format_interval(NARROW, VESSEL_DENSITY) == "10.1 – 13.9 %"
    assert interval_words(Measurement(0.12, 0.11, 0.13, "1"), VESSEL_DENSITY) is None


def test_an_interval_too_wide_to_compare_says_so():
    told = str(interval_words(Measurement(0.12, 0.11, 0.13, "1", interval=WIDE), VESSEL_DENSITY))
    assert "(140 patients, 5 cameras)." in told
    assert told.endswith("Too wide to compare eyes that different cameras photographed.")


def test_a_table_has_the_interval_in_few_words():
    narrow = Measurement(0.12, 0.11, 0.13, "1", interval=NARROW)
    wide = Measurement(0.12, 0.11, 0.13, "1", interval=WIDE)
    none = Measurement(0.12, 0.11, 0.13, "1")
    assert str(brief_interval(narrow, VESSEL_DENSITY)) == "Expert's: 10.1 – 13.9 %."
    told = str(brief_interval(wide, VESSEL_DENSITY))
    assert told == "Expert's: 5.0 – 30.0 % (one camera only)."
    assert brief_interval(none, VESSEL_DENSITY) is None
    (note,) = brief_notes(Measurements({"vessel_density": narrow, "tortuosity": none}, {}))
    assert "in 90 % of cases (25 patients of Ward 3)" in str(note)
    assert brief_notes(Measurements({"vessel_density": none}, {})) == ()


def test_the_smallest_detectable_change_is_told():
    density = Measurement(0.12, 0.11, 0.13, "1", smallest_detectable=0.0123)
    told = str(detectable_words(density, VESSEL_DENSITY))
    assert told == "Between two visits, a change of less than 1.2 % cannot be told from chance."
    assert detectable_words(Measurement(0.12, 0.11, 0.13, "1"), VESSEL_DENSITY) is None
