import dataclasses
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from app import __version__
from app.analysis.analysis import analyse, read
from app.base.errors import UnsupportedImageError
from app.base.messages import message
from app.base.progress import Cancelled, part_of
from app.domain.field import FieldMethod
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.quality import Verdict
from app.domain.reading import Region, Ruler, Stroke
from app.domain.structures import Structure
from app.domain.style import Style
from app.field.shapes import disc
from app.measurement.intervals import interval_of
from app.measurement.measures import (
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    VESSEL_DENSITY,
)
from app.reading.dicom.file import decode_dicom
from app.segmentation.correction import draw_strokes
from app.segmentation.network_input import InputSpec
from tests.readings import reread
from tests.support import (
    FakePredictor,
    TwoHands,
    calibration_of,
    dicom_bytes,
    intersection_over_union,
    make_dicom,
    make_fundus,
    photograph,
    refused,
    with_border,
)

FUNDUS = make_fundus(256)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor())


def test_the_chain_finds_field_and_vessels(analysis):
    assert analysis.field.method is FieldMethod.CIRCLE
    assert intersection_over_union(analysis.field.mask, FUNDUS.field) > 0.98
    assert analysis.quality.verdict is Verdict.GOOD
    assert analysis.vessels.native.shape == FUNDUS.vessels.shape
    assert intersection_over_union(analysis.vessels.native, FUNDUS.vessels) > 0.85
    assert not (analysis.vessels.native & ~analysis.field.mask).any()


def test_the_numbers_are_those_of_the_picture(analysis):
    truth = np.count_nonzero(FUNDUS.vessels) / np.count_nonzero(FUNDUS.field)
    density = analysis.measurements.vessel_density
    assert density.value == pytest.approx(truth, abs=0.02)
    assert density.low <= density.value <= density.high
    assert 1.2 < analysis.measurements.fractal_dimension.value < 1.8


def test_a_result_says_what_made_it(analysis):
    made = analysis.provenance
    assert (made.model_name, made.model_version, made.model_sha256) == ("fake", "1", "0" * 64)
    assert (made.device, made.precision) == ("cpu", "float32")
    assert made.software_version == __version__
    assert made.created.utcoffset() is not None


def test_the_models_own_threshold_unless_another_is_given(analysis):
    assert analysis.threshold == 0.5
    other = analyse(FUNDUS.image, FakePredictor(threshold=0.3))
    assert other.threshold == 0.3
    assert analyse(FUNDUS.image, FakePredictor(), threshold=0.0).threshold == 0.0


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.73, 1.0])
def test_another_threshold_equals_a_fresh_analysis(analysis, threshold):
    moved = reread(analysis, threshold=threshold)
    fresh = analyse(FUNDUS.image, FakePredictor(), threshold=threshold)
    assert moved.threshold == threshold
    assert np.array_equal(moved.vessels.native, fresh.vessels.native)
    assert np.array_equal(moved.vessels.standard, fresh.vessels.standard)
    assert moved.measurements == fresh.measurements
    assert moved.probability is analysis.probability
    assert moved.provenance is analysis.provenance


def test_there_and_back_is_where_it_was(analysis):
    back = reread(reread(analysis, threshold=0.9), threshold=analysis.threshold)
    assert np.array_equal(back.vessels.native, analysis.vessels.native)
    assert back.measurements == analysis.measurements


def test_progress_rises_from_nought_to_one():
    told = []
    analyse(FUNDUS.image, FakePredictor(), on_progress=lambda *progress: told.append(progress))
    fractions = [fraction for fraction, _ in told]
    assert fractions[0] == 0
    assert fractions[-1] == 1
    assert all(earlier <= later for earlier, later in pairwise(fractions))
    assert len(set(fractions)) >= 7
    assert all(stage for _, stage in told)


@pytest.mark.parametrize("after", range(7))
def test_it_stops_whenever_it_is_asked(after):
    asked = []

    def should_stop():
        asked.append(1)
        return len(asked) > after

    with pytest.raises(Cancelled):
        analyse(FUNDUS.image, FakePredictor(), should_stop=should_stop)
    assert len(asked) == after + 1


@pytest.mark.parametrize("shape", [(1, 1), (127, 400), (400, 127)])
def test_photographs_that_are_too_small(shape):
    pixels = np.random.default_rng(0).integers(0, 255, (*shape, 3), dtype=np.uint8)
    error = refused(UnsupportedImageError, analyse, photograph(pixels), FakePredictor())
    assert f"{shape[1]} × {shape[0]}" in str(error.message)


@pytest.mark.parametrize("value", [0, 100, 255])
def test_photographs_of_one_shade(value):
    pixels = np.full((200, 200, 3), value, np.uint8)
    pixels[50:] -= min(value, 5)
    refused(UnsupportedImageError, analyse, photograph(pixels), FakePredictor())


def test_what_is_not_gradable_is_not_measured():
    dark = analyse(photograph(FUNDUS.pixels // 10), FakePredictor())
    assert dark.quality.verdict is Verdict.NOT_GRADABLE
    for number in (dark.measurements.vessel_density, dark.measurements.fractal_dimension):
        assert number.value is None
        assert "not good enough to measure" in str(number.reason)
    assert reread(dark, threshold=0.3).measurements.vessel_density.value is None


def numbers_of(analysis):
    return (
        analysis.measurements.vessel_density.value,
        analysis.measurements.fractal_dimension.value,
    )


def test_a_person_may_have_it_measured_anyway_and_withheld_again():
    plain = analyse(FUNDUS.image, FakePredictor())
    dark = analyse(photograph(FUNDUS.pixels // 10), FakePredictor())
    assert dark.overridable
    assert not dark.overridden
    measured = reread(dark, measure_anyway=True)
    assert measured.overridden
    assert measured.withheld is None
    assert None not in numbers_of(measured)
    assert "Do not rely on the numbers" in str(measured.warnings[0])
    assert numbers_of(reread(measured, threshold=0.3)) != numbers_of(measured)
    assert None not in numbers_of(reread(measured, threshold=0.3))
    again = reread(measured, measure_anyway=False)
    assert not again.overridden
    assert numbers_of(again) == (None, None)
    assert again.warnings == dark.warnings
    assert numbers_of(plain) != numbers_of(measured)


def test_measuring_anyway_from_the_start_equals_the_override():
    image = photograph(FUNDUS.pixels // 10)
    at_once = analyse(image, FakePredictor(), measure_anyway=True)
    later = reread(analyse(image, FakePredictor()), measure_anyway=True)
    assert at_once.overridden
    assert at_once.measurements == later.measurements
    assert at_once.warnings == later.warnings


def test_what_is_fit_is_not_said_to_be_overridden(analysis):
    for result in (
        reread(analysis, measure_anyway=True),
        analyse(FUNDUS.image, FakePredictor(), measure_anyway=True),
    ):
        assert not result.overridable
        assert not result.overridden
        assert result.measurements == analysis.measurements


@pytest.mark.parametrize("darkness", [1, 10])
def test_what_is_unsuitable_by_its_kind_cannot_be_overridden(darkness):
    reason = message("It is a CT.")
    image = replace(photograph(FUNDUS.pixels // darkness), unsuitable=reason)
    spec = InputSpec(min_diameter=256, max_diameter=512, field="frame")
    for analysed in (
        analyse(image, FakePredictor(), measure_anyway=True),
        reread(analyse(FUNDUS.image, FakePredictor(input_spec=spec)), measure_anyway=True),
    ):
        assert not analysed.overridable
        assert not analysed.overridden
        assert numbers_of(analysed) == (None, None)


def test_unsure_vessels_count_against_the_quality():
    class Unsure(FakePredictor):
        def predict(self, prepared, on_progress, should_stop):
            found = super().predict(prepared, on_progress, should_stop)
            return {structure: 0.55 * plane for structure, plane in found.items()}

    unsure = analyse(FUNDUS.image, Unsure())
    assert unsure.quality.verdict is Verdict.NOT_GRADABLE
    assert any("uncertain" in str(reason) for reason in unsure.quality.reasons)


def test_a_predictor_that_finds_nothing():
    class Blind(FakePredictor):
        def predict(self, prepared, on_progress, should_stop):
            return {Structure.VESSEL: np.zeros(prepared.field.shape, np.float32)}

    blind = analyse(FUNDUS.image, Blind())
    assert "No vessels were found." in map(str, blind.quality.reasons)
    assert numbers_of(blind) == (None, None)
    numbers = reread(blind, measure_anyway=True).measurements
    assert numbers.vessel_density.value == 0
    assert numbers.fractal_dimension.value is None
    assert numbers.fractal_dimension.reason is not None


def test_corners_and_bars_do_not_move_the_density():
    """The same eye in a wider black frame measures the same."""
    wide = np.pad(FUNDUS.pixels, ((60, 60), (200, 100), (0, 0)))
    first = analyse(FUNDUS.image, FakePredictor()).measurements.vessel_density.value
    second = analyse(photograph(wide), FakePredictor()).measurements.vessel_density.value
    assert second == pytest.approx(first, abs=0.003)


def test_cameras_of_other_resolution_compare():
    def measured(side):
        pixels = np.where(
            disc((side, side), (side / 2, side / 2), 0.46 * side)[..., None], (176, 92, 40), 0
        ).astype(np.uint8)
        grid = np.arange(side) * 16 // side % 2 == 0
        stripes = grid[None, :] & (np.arange(side) % (side // 16) < side // 64)[:, None]
        pixels[stripes & (pixels[..., 0] > 0)] = (120, 40, 25)
        return analyse(photograph(pixels), FakePredictor()).measurements

    small, large = measured(256), measured(768)
    assert small.vessel_density.value == pytest.approx(large.vessel_density.value, abs=0.02)
    assert small.fractal_dimension.value == pytest.approx(large.fractal_dimension.value, abs=0.06)


def test_results_do_not_change(analysis):
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.vessels = None


def test_part_of():
    told = []
    part = part_of(lambda *progress: told.append(progress), 0.2, 0.8)
    for fraction in (0, 0.5, 1):
        part(fraction, "segment")
    assert told == [(0.2, "segment"), (0.5, "segment"), (pytest.approx(0.8), "segment")]


@pytest.mark.parametrize(
    ("stated", "chosen", "source", "warning"),
    [
        ("R", "R", "file", None),
        ("R", "L", "user", "The user set the eye to OS; the file says OD."),
        ("unknown", "L", "user", "The eye was set by the user, not by the file."),
        ("R", "unknown", "unknown", "It is not recorded which eye this is."),
    ],
)
def test_the_eye_that_a_person_sets_and_what_the_file_said_are_both_told(
    stated, chosen, source, warning
):
    image = replace(make_fundus(256).image, stated_laterality=Laterality(stated))
    changed = image.with_laterality(Laterality(chosen))
    assert str(changed.laterality_source) == source
    warnings = [str(sentence) for sentence in analyse(changed, FakePredictor()).warnings]
    assert warnings == ([warning] if warning else [])


@pytest.mark.parametrize(("spacing", "kept"), [(0.04, True), (0.01, False), (5.0, False)])
def test_a_spacing_that_no_retina_has_is_not_believed(spacing, kept):
    """The field of this picture is about 235 pixels across."""
    stated = Spacing(spacing, spacing, Source.FILE)
    analysis = analyse(replace(make_fundus(256).image, spacing=stated), FakePredictor())
    assert (analysis.image.spacing is not None) is kept
    assert any("cannot be right" in str(warning) for warning in analysis.warnings) is not kept


def in_millimetres(analysis):
    numbers = analysis.measurements.numbers
    return numbers[MEAN_CALIBRE_UM.id], numbers[LENGTH_DENSITY_MM.id]


def test_the_files_spacing_gives_millimetres(analysis):
    spacing = Spacing(0.04, 0.04, Source.FILE)
    measured = analyse(replace(FUNDUS.image, spacing=spacing), FakePredictor())
    field_mm = 0.04 * measured.field.diameter_px
    calibre, length = in_millimetres(measured)
    numbers = measured.measurements.numbers
    assert calibre.value == pytest.approx(1000 * field_mm * numbers[MEAN_CALIBRE.id].value)
    assert length.value == pytest.approx(numbers[LENGTH_DENSITY.id].value / field_mm)
    assert numbers[VESSEL_DENSITY.id] == analysis.measurements.numbers[VESSEL_DENSITY.id]
    for number in (*in_millimetres(reread(measured, threshold=0.4)), calibre, length):
        assert number.low <= number.value <= number.high


def test_a_users_spacing_is_told():
    stated = Spacing(0.04, 0.04, Source.USER)
    measured = analyse(replace(FUNDUS.image, spacing=stated), FakePredictor())
    assert any("stated by the user" in str(warning) for warning in measured.warnings)


@pytest.mark.parametrize("spacing", [None, Spacing(0.001, 0.001, Source.FILE)])
def test_without_a_spacing_to_believe_there_are_no_millimetres(spacing):
    analysis = analyse(replace(FUNDUS.image, spacing=spacing), FakePredictor())
    for number in in_millimetres(analysis):
        assert number.value is None
        assert "pixel size" in str(number.reason)


def oblong(**attributes):
    """Return the photograph as a DICOM file whose pixels are not square holds it."""
    return decode_dicom(dicom_bytes(make_dicom(FUNDUS.pixels, **attributes)), Path("e.dcm"), "hash")


@pytest.mark.parametrize(
    "stated",
    [
        {"PixelSpacing": [0.04, 0.05]},
        {"PixelSpacing": [5.0, 9.0]},  # of a size that cannot be right
        {"PixelAspectRatio": [4, 3]},
    ],
)
def test_pixels_that_are_not_square_are_not_measured(stated):
    analysis = analyse(oblong(**stated), FakePredictor(), measure_anyway=True)
    assert analysis.vessels.native.any()
    assert analysis.warnings[0] == analysis.unsuitable
    for result in (
        analysis,
        reread(analysis, threshold=0.3),
        reread(analysis, measure_anyway=True),
    ):
        measurements = result.measurements
        both = (*measurements.numbers.values(), *measurements.quadrant_densities.values())
        assert all(number.value is None for number in both)
        assert all("not square" in str(number.reason) for number in both)


def test_a_picture_that_looks_stretched_is_told():
    wide = np.asarray(Image.fromarray(FUNDUS.pixels).resize((280, 256)))
    told = analyse(photograph(wide), FakePredictor()).warnings
    assert any("0.91 times as high as it is wide" in str(warning) for warning in told)
    assert not any(
        "times as high" in str(w) for w in analyse(FUNDUS.image, FakePredictor()).warnings
    )


def test_pixels_that_are_square_but_for_rounding_are_measured():
    analysis = analyse(oblong(PixelSpacing=[0.04, 0.0401]), FakePredictor())
    assert in_millimetres(analysis)[0].value > 0


def test_a_photograph_of_noise_of_12_megapixels_comes_to_an_end():
    pixels = np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    analysis = analyse(photograph(pixels), FakePredictor(), measure_anyway=True)
    assert analysis.vessels.native.shape == (3000, 4000)
    for number in reread(analysis, threshold=0.4).measurements.numbers.values():
        assert (number.value is None) == (number.reason is not None)
        assert number.value is None or np.isfinite(number.value)


def test_a_fallback_of_the_predictor_is_told():
    note = message("The graphics card failed; the processor was used instead.")
    analysis = analyse(make_fundus(256).image, FakePredictor(warnings=(note,)))
    assert note in analysis.warnings


def test_without_a_field_nothing_is_measured():
    pixels = np.random.default_rng(0).integers(90, 170, (300, 300, 3)).astype(np.uint8)
    measurements = analyse(photograph(pixels), FakePredictor()).measurements
    assert measurements.vessel_density.value is None
    assert measurements.vessel_density.reason is not None


def test_what_the_model_was_not_made_for_is_shown_but_not_measured():
    reason = message("The photograph contains burned-in text.")
    analysis = analyse(replace(make_fundus(256).image, unsuitable=reason), FakePredictor())
    assert reason in analysis.warnings
    for result in (analysis, reread(analysis, threshold=0.3)):
        assert result.measurements.vessel_density.value is None
        assert result.measurements.vessel_density.reason is reason


def test_no_vessels_are_looked_for_in_what_is_no_retina():
    heart = decode_dicom(
        dicom_bytes(make_dicom(FUNDUS.pixels, Modality="XA", PixelAspectRatio=[4, 3])),
        Path("heart.dcm"),
        "hash",
    )
    analysis = analyse(heart, FakePredictor(), measure_anyway=True)
    assert not analysis.probability.native.any()
    assert not analysis.vessels.native.any()
    assert "“XA”" in str(analysis.withheld)
    assert not any("vessels" in str(reason) for reason in analysis.quality.reasons)
    assert analysis.warnings[0] == analysis.withheld
    assert not analysis.overridable
    spec = InputSpec(min_diameter=256, max_diameter=512, field="frame")
    assert analyse(heart, FakePredictor(input_spec=spec)).vessels.native.any()


def test_a_model_for_other_pictures_sees_the_whole_frame_and_measures_nothing():
    spec = InputSpec(min_diameter=256, max_diameter=512, field="frame")
    analysis = analyse(FUNDUS.image, FakePredictor(name="membranes", input_spec=spec))
    assert analysis.field.mask.all()
    assert analysis.vessels.native.any()
    for measured in (analysis, reread(analysis, threshold=0.3)):
        density = measured.measurements.vessel_density
        assert density.value is None
        assert "membranes" in str(density.reason)


def test_of_what_is_unsuitable_by_its_kind_no_vessels_are_shown():
    reason = message("It is a heart.")
    heart = replace(photograph(FUNDUS.pixels // 4), unsuitable=reason)
    analysis = analyse(heart, FakePredictor())
    assert not analysis.shows_vessels
    assert analysis.quality.reasons
    assert analysis.remarks == (*analysis.warnings, *analysis.quality.reasons)
    assert analysis.remarks[0] is analysis.warnings[0] is analysis.withheld is reason
    spec = InputSpec(min_diameter=256, max_diameter=512, field="frame")
    assert analyse(heart, FakePredictor(input_spec=spec)).shows_vessels


def test_of_what_is_only_of_poor_quality_vessels_are_shown_and_its_reasons_come_first():
    analysis = analyse(photograph(FUNDUS.pixels // 10), FakePredictor())
    assert analysis.withheld is not None
    assert analysis.shows_vessels
    assert analysis.remarks == (*analysis.quality.reasons, *analysis.warnings)


# --- corrected by hand ---------------------------------------------------------------------

STROKES = (
    Stroke(((60, 190), (190, 200)), 4),
    Stroke(((120, 90), (130, 210)), 6, erases=True),
    Stroke(((0, 0), (80, 80)), 5),
)


def by_hand(analysis):
    return reread(analysis, strokes=STROKES)


def test_without_strokes_the_analysis_is_the_automatic_one(analysis):
    for same in (reread(analysis, strokes=()), reread(by_hand(analysis), strokes=())):
        assert same.corrected is None
        assert same.strokes == ()
        assert same.measurements is same.shown_measurements
        assert same.measurements == analysis.measurements
        assert same.shown_vessels is same.vessels
        assert not same.added.any()
        assert not same.erased.any()
        assert same.warnings == analysis.warnings


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5, 0.72, 1.0])
def test_corrected_vessels_are_the_automatic_ones_and_the_strokes(analysis, threshold):
    drawn = draw_strokes(STROKES, analysis.field.mask.shape)
    for corrected in (
        reread(by_hand(analysis), threshold=threshold),
        by_hand(reread(analysis, threshold=threshold)),
    ):
        automatic = reread(analysis, threshold=threshold).vessels.native
        expected = (automatic | drawn.added & analysis.field.mask) & ~drawn.erased
        assert corrected.strokes == STROKES
        assert corrected.threshold == corrected.corrected.vessels.threshold == threshold
        assert np.array_equal(corrected.shown_vessels.native, expected)
        assert np.array_equal(corrected.added, expected & ~automatic)
        assert np.array_equal(corrected.erased, automatic & ~expected)


def test_the_automatic_numbers_are_untouched_by_a_correction(analysis):
    corrected = by_hand(analysis)
    assert corrected.measurements == analysis.measurements
    assert np.array_equal(corrected.vessels.native, analysis.vessels.native)
    assert corrected.levels is analysis.levels
    assert corrected.shown_measurements is corrected.corrected.measurements
    moved, plain = reread(corrected, threshold=0.3), reread(analysis, threshold=0.3)
    assert moved.measurements == plain.measurements
    assert np.array_equal(moved.vessels.native, plain.vessels.native)


def test_the_corrected_numbers_are_those_of_the_corrected_vessels(analysis):
    all_erased = Stroke(((128, 128),), 300, erases=True)
    nothing = reread(analysis, strokes=(all_erased,))
    assert nothing.shown_measurements.vessel_density.value == 0
    assert nothing.shown_measurements.fractal_dimension.value is None
    assert nothing.shown_measurements.fractal_dimension.reason is not None
    assert nothing.measurements.vessel_density.value > 0.02
    one_disc = reread(nothing, strokes=(all_erased, Stroke(((128, 128),), 40)))
    share = np.pi * 40**2 / analysis.field.area_px
    assert one_disc.shown_measurements.vessel_density.value == pytest.approx(share, rel=0.06)


def test_strokes_take_the_place_of_earlier_ones(analysis):
    first, second = by_hand(analysis), reread(analysis, strokes=STROKES[1:])
    assert reread(first, strokes=STROKES[1:]).shown_measurements == second.shown_measurements


def test_what_a_person_drew_is_certain_and_widens_no_band(analysis):
    """A disc where the model expects nothing must not count as wrongly found."""
    disc_of_vessel = reread(analysis, strokes=(Stroke(((128, 128),), 40),))
    band, automatic = disc_of_vessel.shown_measurements.band, analysis.measurements.band
    assert band.high_threshold <= automatic.high_threshold + 0.05
    erased = reread(analysis, strokes=(Stroke(((128, 128),), 60, erases=True),))
    assert erased.shown_measurements.band.low_threshold >= automatic.low_threshold - 0.05
    density = disc_of_vessel.shown_measurements.vessel_density
    assert density.low <= density.value <= density.high


def test_a_correction_is_the_first_thing_to_be_told(analysis):
    assert "vessels were corrected by hand; the automatic" in str(by_hand(analysis).warnings[0])
    assert by_hand(analysis).warnings[1:] == analysis.warnings


def test_what_is_withheld_stays_withheld_when_corrected():
    dark = by_hand(analyse(photograph(FUNDUS.pixels // 10), FakePredictor()))
    for result in (
        dark,
        reread(dark, threshold=0.3),
        reread(reread(dark, measure_anyway=True), measure_anyway=False),
    ):
        assert result.strokes == STROKES
        assert result.added.any()
        for measurements in (result.measurements, result.shown_measurements):
            assert all(number.value is None for number in measurements.numbers.values())
        assert str(result.warnings[0]) == "The vessels were corrected by hand."


def test_an_override_measures_the_automatic_and_the_corrected_vessels():
    dark = analyse(photograph(FUNDUS.pixels // 10), FakePredictor())
    first, second = (
        reread(by_hand(dark), threshold=0.4, measure_anyway=True),
        by_hand(reread(dark, threshold=0.4, measure_anyway=True)),
    )
    assert first.overridden
    assert "Do not rely" in str(first.warnings[0])
    assert "by hand" in str(first.warnings[1])
    assert first.measurements == second.measurements
    assert first.shown_measurements == second.shown_measurements
    assert None not in numbers_of(first)
    assert first.shown_measurements.vessel_density.value != numbers_of(first)[0]


# --- more than one field of view, and borders ------------------------------------------------


def test_a_picture_of_two_fields_of_view_is_not_measured_whatever_a_person_says():
    pair = np.concatenate([FUNDUS.pixels, make_fundus(256, seed=1).pixels], axis=1)
    analysis = analyse(photograph(pair), FakePredictor(), measure_anyway=True)
    assert str(analysis.withheld).startswith("The picture shows more than one field of view")
    assert not analysis.overridable
    assert not analysis.overridden
    assert all(number.value is None for number in analysis.measurements.numbers.values())
    assert reread(analysis, measure_anyway=True).withheld == analysis.withheld


def test_a_photograph_with_an_inset_is_measured_without_it():
    wide = with_border(FUNDUS.pixels, 0, 0, 80, 0)
    plain = analyse(photograph(wide), FakePredictor())
    wide[:60, -70:-10] = make_fundus(60, seed=1).pixels
    analysis = analyse(photograph(wide), FakePredictor())
    assert analysis.withheld is None
    assert "something besides the field" in " ".join(map(str, analysis.quality.reasons))
    assert analysis.measurements.vessel_density.value == pytest.approx(
        plain.measurements.vessel_density.value, rel=0.001
    )


def test_a_model_that_takes_the_whole_frame_counts_no_fields_of_view():
    pair = np.concatenate([FUNDUS.pixels, FUNDUS.pixels], axis=1)
    predictor = FakePredictor(input_spec=InputSpec(field="frame"))
    assert "was not made for the retina" in str(analyse(photograph(pair), predictor).withheld)


@pytest.mark.parametrize("widths", [(120, 120, 120, 120), (256, 0, 0, 0), (5, 0, 40, 256)])
@pytest.mark.parametrize(("shade", "noise"), [(0, 0), (3, 1), (128, 0), (255, 0)])
def test_a_border_changes_no_number(analysis, widths, shade, noise):
    bordered = analyse(
        photograph(with_border(FUNDUS.pixels, *widths, shade, noise)), FakePredictor()
    )
    assert bordered.quality.verdict is analysis.quality.verdict
    assert bordered.quality.score == pytest.approx(analysis.quality.score, abs=0.001)
    assert values(bordered) == pytest.approx(values(analysis), rel=0.001)


def values(analysis):
    """Return the numbers that could be measured, by name."""
    numbers = analysis.measurements.numbers
    return {name: each.value for name, each in numbers.items() if each.value is not None}


def test_a_border_cropped_away_changes_no_number(analysis):
    rows, columns = (np.flatnonzero(analysis.field.mask.any(axis=axis)) for axis in (1, 0))
    tight = FUNDUS.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cropped = analyse(photograph(tight), FakePredictor())
    assert cropped.quality.score == pytest.approx(analysis.quality.score, abs=0.02)
    assert values(cropped) == pytest.approx(values(analysis), rel=0.002, abs=0.002)


# --- one reading after another ---------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        {"threshold": 0.4},
        {"strokes": STROKES},
        {"strokes": STROKES, "threshold": 0.6},
        {"spacing_mm": 0.04},
        {"laterality": Laterality.LEFT},
        {"measure_anyway": True},
        {"rulers": (Ruler(((0, 0), (9, 9))),)},
    ],
    ids=str,
)
@pytest.mark.parametrize("pixels", [FUNDUS.pixels, FUNDUS.pixels // 10], ids=["fit", "dark"])
def test_a_former_reading_saves_time_and_changes_nothing(pixels, words):
    plain = analyse(photograph(pixels), FakePredictor())
    worded = replace(plain.reading, **words)
    for former, reading in ((plain, worded), (read(plain.findings, worded), plain.reading)):
        fresh, again = read(plain.findings, reading), read(plain.findings, reading, former=former)
        assert again.reading == reading
        assert again.measurements == fresh.measurements
        assert again.shown_measurements == fresh.shown_measurements
        assert np.array_equal(again.shown_vessels.native, fresh.shown_vessels.native)
        assert again.warnings == fresh.warnings
        assert again.image.spacing == fresh.image.spacing


def test_what_needs_no_measuring_is_taken_over(analysis, monkeypatch):
    corrected = by_hand(analysis)
    monkeypatch.setattr(
        "app.analysis.analysis.measure", lambda *_: pytest.fail("measured once more")
    )
    reading = replace(corrected.reading, laterality=Laterality.LEFT)
    told = read(corrected.findings, reading, former=corrected)
    assert told.image.laterality is Laterality.LEFT
    assert told.corrected is corrected.corrected
    assert read(told.findings, replace(reading, strokes=()), former=told).corrected is None


def test_a_former_reading_of_other_findings_is_not_taken_over(analysis):
    other = analyse(make_fundus(256, seed=3).image, FakePredictor())
    assert read(other.findings, other.reading, former=analysis).measurements == other.measurements


def test_a_spacing_of_the_persons_is_told_and_not_believed_of_any_size(analysis):
    stated = reread(analysis, spacing_mm=0.04)
    assert stated.image.spacing == Spacing(0.04, 0.04, Source.USER)
    assert any("stated by the user" in str(warning) for warning in stated.warnings)
    assert in_millimetres(stated)[0].value > 0
    assert reread(stated, spacing_mm=5.0).image.spacing is None
    assert reread(stated, spacing_mm=None).image.spacing is None


# --- excluded regions ----------------------------------------------------------------------


def left_half(shape) -> Region:
    mask = np.zeros(shape, np.bool_)
    mask[:, : shape[1] // 2] = True
    return Region.of(mask)


def test_only_what_is_not_excluded_is_measured(analysis):
    shape = analysis.image.pixels.shape[:2]
    halved = reread(analysis, excluded=left_half(shape))
    assert halved.excluded_share == pytest.approx(0.5, abs=0.01)
    inside = halved.measured_field
    assert np.count_nonzero(inside) == pytest.approx(
        np.count_nonzero(analysis.measured_field) / 2, rel=0.01
    )
    density = halved.measurements.vessel_density.value
    assert density == pytest.approx(analysis.vessels.standard[inside].mean())
    assert density != analysis.measurements.vessel_density.value
    quadrants = halved.measurements.quadrant_densities
    assert [str(name) for name, each in quadrants.items() if each.value is None] == [
        "upper_left",
        "lower_left",
    ]
    assert np.array_equal(halved.vessels.native, analysis.vessels.native)


def test_what_is_excluded_is_told(analysis):
    shape = analysis.image.pixels.shape[:2]
    told = [str(each) for each in reread(analysis, excluded=left_half(shape)).warnings]
    assert "A person excluded 50 % of the field of view: it is not measured." in told
    nothing = reread(analysis, excluded=Region.of(np.zeros(shape, np.bool_)))
    assert nothing.warnings == analysis.warnings
    assert nothing.measurements == analysis.measurements


def test_where_all_is_excluded_nothing_is_measured(analysis):
    everything = Region.of(np.ones(analysis.image.pixels.shape[:2], np.bool_))
    numbers = reread(analysis, excluded=everything).measurements.numbers
    assert {number.value for number in numbers.values()} == {None}
    assert all(number.reason for number in numbers.values())


def test_corrected_vessels_are_measured_in_the_same_part(analysis):
    shape = analysis.image.pixels.shape[:2]
    stroke = Stroke(((20, 128), (100, 128)), 6)  # in what is excluded
    halved = reread(analysis, excluded=left_half(shape), strokes=(stroke,))
    assert halved.corrected.measurements.vessel_density == halved.measurements.vessel_density
    assert halved.added.any()


def test_another_region_is_measured_anew(analysis):
    shape = analysis.image.pixels.shape[:2]
    halved = reread(analysis, excluded=left_half(shape))
    again = read(analysis.findings, halved.reading, former=analysis)
    assert again.measurements == halved.measurements
    back = read(analysis.findings, analysis.reading, former=halved)
    assert back.measurements == analysis.measurements


def test_a_region_of_another_photograph_is_refused(analysis):
    error = refused(UnsupportedImageError, reread, analysis, excluded=left_half((100, 120)))
    assert "of a photograph of 120 × 100 pixels" in str(error)


# --- intervals -------------------------------------------------------------------------------

CALIBRATION = calibration_of(VESSEL_DENSITY.id)


def density_of(analysis):
    return analysis.shown_measurements.vessel_density


def test_numbers_have_the_intervals_that_the_model_was_calibrated_for():
    analysis = analyse(FUNDUS.image, FakePredictor(calibration=CALIBRATION))
    density = density_of(analysis)
    assert density.interval.low < density.value < density.interval.high
    assert density.interval == interval_of(VESSEL_DENSITY.id, density.value, CALIBRATION)
    others = {**analysis.measurements.numbers}
    del others[VESSEL_DENSITY.id]
    assert all(number.interval is None for number in others.values())
    assert density_of(reread(analysis, laterality=Laterality.LEFT)) == density


def test_what_was_not_calibrated_has_no_interval():
    """Neither another threshold, nor another style, nor what a person corrected."""
    calibration = msgspec.structs.replace(CALIBRATION, style={"sparse": 0.5, "full": 0.5})
    analysis = analyse(FUNDUS.image, TwoHands(calibration=calibration))
    assert density_of(analysis).interval is not None
    assert density_of(reread(analysis, threshold=0.6)).interval is None
    assert density_of(reread(reread(analysis, threshold=0.6), threshold=0.5)).interval is not None
    stroke = Stroke(((100, 100), (150, 150)), 5)
    assert density_of(reread(analysis, strokes=(stroke,))).interval is None
    half = left_half(FUNDUS.vessels.shape)
    assert density_of(reread(analysis, excluded=half)).interval is None
    other = TwoHands(calibration=calibration).in_style(Style(detail=1))
    assert density_of(analyse(FUNDUS.image, other)).interval is None


def test_a_withheld_number_has_no_interval():
    dark = photograph(FUNDUS.pixels // 10)
    assert density_of(analyse(dark, FakePredictor(calibration=CALIBRATION))).interval is None
