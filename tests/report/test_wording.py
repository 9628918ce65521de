import pytest

from app.base.messages import message
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.quality import Verdict
from app.measurement.regions import Quadrant
from app.measurement.types import Band, Measurement, Number, withheld
from app.report.wording import (
    QUANTITIES,
    band_title,
    eye_name,
    format_band,
    format_value,
    number_in_words,
    quadrant_name,
    quadrant_place,
    shown_numbers,
    source_name,
    verdict_name,
)

DENSITY = QUANTITIES[Number.VESSEL_DENSITY]
EMPTY = message("Core", "The field of view is empty.")


@pytest.mark.parametrize(
    ("number", "measured", "value", "band"),
    [
        (Number.VESSEL_DENSITY, (0.10449, 0.09, 0.12), "10.4 %", "9.0 – 12.0 %"),
        (Number.FRACTAL_DIMENSION, (1.40783, 1.4, 1.42), "1.408", "1.400 – 1.420"),
        (Number.LENGTH_DENSITY, (11.618, 11.2, 11.91), "11.62 /⌀", "11.20 – 11.91 /⌀"),
        (Number.MEAN_CALIBRE, (0.00667, 0.0063, 0.0072), "0.67 % ⌀", "0.63 – 0.72 % ⌀"),
        (Number.BRANCH_POINTS, (38.0, 35.0, 38.0), "38", "35 – 38"),
        (Number.LENGTH_DENSITY_MM, (1.118, 1.1, 1.2), "1.12 mm/mm²", "1.10 – 1.20 mm/mm²"),
        (Number.MEAN_CALIBRE_UM, (69.62, 65.7, 74.8), "69.6 µm", "65.7 – 74.8 µm"),
    ],
)
def test_numbers_are_written_with_their_units(number, measured, value, band):
    measurement = Measurement(*measured, unit="1")
    assert format_value(measurement, QUANTITIES[number]) == value
    assert format_band(measurement, QUANTITIES[number]) == band


def test_withheld_value_is_a_dash_without_a_band():
    measured = withheld("1", EMPTY)
    assert format_value(measured, DENSITY) == "–"
    assert format_band(measured, DENSITY) == ""


def test_every_number_has_a_definition_of_its_own_in_one_sentence():
    assert set(QUANTITIES) == set(Number)
    definitions = {str(quantity.definition) for quantity in QUANTITIES.values()}
    assert len(definitions) == len(Number)
    assert all(definition.endswith(".") for definition in definitions)


def test_millimetres_are_shown_only_with_a_pixel_spacing():
    metric = {Number.LENGTH_DENSITY_MM, Number.MEAN_CALIBRE_UM}
    assert set(shown_numbers(None)) == set(Number) - metric
    assert shown_numbers(Spacing(0.01, 0.01, Source.FILE)) == tuple(Number)


def test_band_names_the_thresholds_it_spans():
    assert str(band_title(Band(0.33, 0.58))) == "At threshold 0.33 – 0.58"
    assert str(band_title(None)) == "Band"


@pytest.mark.parametrize(
    ("laterality", "names"),
    [
        (
            Laterality.RIGHT,
            ["superior-temporal", "superior-nasal", "inferior-temporal", "inferior-nasal"],
        ),
        (
            Laterality.LEFT,
            ["superior-nasal", "superior-temporal", "inferior-nasal", "inferior-temporal"],
        ),
        (Laterality.UNKNOWN, ["upper left", "upper right", "lower left", "lower right"]),
        (Laterality.BOTH, ["upper left", "upper right", "lower left", "lower right"]),
    ],
)
def test_quadrants_are_named_by_anatomy_only_where_the_eye_is_known(laterality, names):
    assert [str(quadrant_name(quadrant, laterality)) for quadrant in Quadrant] == names


def test_number_in_words_has_its_band_or_its_reason():
    number = Number.VESSEL_DENSITY
    measured = Measurement(0.1, 0.09, 0.12, "1")
    assert number_in_words(number, measured) == "Vessel density 10.0 % (9.0 – 12.0 %)"
    assert number_in_words(number, Measurement(0.1, None, None, "1")) == "Vessel density 10.0 %"
    assert number_in_words(number, withheld("1", EMPTY)) == f"Vessel density withheld: {EMPTY}"


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (eye_name, Laterality),
        (source_name, Source),
        (verdict_name, Verdict),
        (quadrant_place, Quadrant),
    ],
)
def test_every_kind_has_a_name_of_its_own(name, kinds):
    assert len({str(name(kind)) for kind in kinds}) == len(kinds)
