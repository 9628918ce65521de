from dataclasses import replace
from pathlib import Path

import numpy as np

from app.analysis import Analysis, analyse, correct, rethreshold
from app.imaging.correction import Stroke
from app.imaging.types import Exam, Laterality, Patient, Source, Spacing
from app.measurement.summary import withhold_all
from app.measurement.types import Number, withheld
from app.messages import message
from app.report.content import build_content
from app.report.wording import QUANTITIES, band_title, format_value
from app.translation import Catalogue, load_catalogue
from tests.support import FakePredictor, make_fundus, photograph

ENGLISH = load_catalogue("en")


def test_content_names_what_a_result_needs(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    provenance = dict(content.provenance)
    assert provenance["Threshold"] == "0.50, with hysteresis from 0.67"
    assert provenance["Pixel spacing"] == "not recorded"
    fingerprints = dict(content.fingerprints)
    assert fingerprints["Model SHA-256"] == analysis.provenance.model_sha256
    assert fingerprints["Image SHA-256"] == analysis.image.sha256
    assert analysis.provenance.software_version in content.footer
    assert "does not diagnose" in content.intended_use


def test_numbers_follow_the_threshold(analysis: Analysis):
    before = build_content(analysis, ENGLISH).measurements
    after = build_content(rethreshold(analysis, 0.3), ENGLISH).measurements
    assert before[0].value != after[0].value
    assert before[0].explanation == after[0].explanation


def test_column_of_bands_names_the_thresholds(analysis: Analysis):
    content = build_content(rethreshold(analysis, 0.45), ENGLISH)
    band = rethreshold(analysis, 0.45).measurements.band
    assert band is not None
    assert content.column_titles[2] == (
        f"At threshold {band.low_threshold:.2f} – {band.high_threshold:.2f}"
    )


def test_millimetres_are_listed_once_the_spacing_is_known(analysis: Analysis):
    image = replace(analysis.image, spacing=Spacing(0.0113, 0.0113, Source.FILE))
    content = build_content(
        rethreshold(replace(analysis, image=image), analysis.threshold), ENGLISH
    )
    values = [line.value for line in content.measurements]
    assert [value for value in values if value.endswith((" mm/mm²", " µm"))] == values[-2:]
    assert dict(content.provenance)["Pixel spacing"] == "0.0113 × 0.0113 mm, from the file"
    plain = build_content(analysis, ENGLISH)
    assert len(content.measurements) == len(plain.measurements) + 2


def test_quadrants_are_named_by_place_and_by_anatomy_once_the_eye_is_known(analysis: Analysis):
    names = [cell.name for cell in build_content(analysis, ENGLISH).quadrants]
    assert names == ["upper left", "upper right", "lower left", "lower right"]
    image = analysis.image.with_laterality(Laterality.LEFT)
    named = build_content(replace(analysis, image=image), ENGLISH).quadrants
    assert named[0].name == "superior-nasal (upper left)"
    assert named[0].value.endswith(" %")


def test_reason_of_all_is_given_once_and_that_of_one_beside_it(analysis: Analysis):
    reason = message("Core", "It is a CT.")
    nothing = replace(analysis, unsuitable=reason, measurements=withhold_all(reason))
    content = build_content(nothing, ENGLISH)
    assert content.withheld == "It is a CT."
    assert all(line.value == "–" for line in content.measurements)
    assert not any("CT" in line.explanation for line in content.measurements)
    assert {cell.reason for cell in content.quadrants} == {""}
    measurements = analysis.measurements
    one = {**measurements.numbers, Number.TORTUOSITY: withheld("1", reason)}
    content = build_content(
        replace(analysis, measurements=replace(measurements, numbers=one)), ENGLISH
    )
    assert content.withheld is None
    told = [line.explanation for line in content.measurements if "CT" in line.explanation]
    assert [text.startswith("It is a CT. Arc divided by chord") for text in told] == [True]


def test_plain_threshold_is_told_without_hysteresis(analysis: Analysis):
    plain = replace(analysis, provenance=replace(analysis.provenance, hysteresis=1.0))
    assert dict(build_content(plain, ENGLISH).provenance)["Threshold"] == "0.50"


def test_missing_data_is_said_to_be_missing_never_invented(analysis: Analysis):
    rows = dict(build_content(analysis, ENGLISH).identification)
    missing = ("Patient", "Patient ID", "Date of birth", "Sex", "Eye", "Date of photograph")
    assert {rows[name] for name in missing} == {"not recorded"}


def test_known_data_is_shown_with_the_source_of_the_eye(analysis: Analysis):
    image = replace(
        analysis.image,
        patient=Patient("Li^Wang", "7", "19560102", "F"),
        exam=Exam("20260301", "Camera"),
        laterality=Laterality.LEFT,
        laterality_source=Source.USER,
        path=Path("病例/左眼.png"),
    )
    content = build_content(replace(analysis, image=image), ENGLISH)
    rows = dict(content.identification)
    assert rows["Eye"] == "OS (left eye), set by user"
    assert rows["Date of birth"] == "1956-01-02"
    assert rows["File"] == "左眼.png"
    assert content.eye == "OS (left eye)"
    assert "The eye was set by the user, not by the file." in content.warnings


def test_unknown_eye_is_a_warning(analysis: Analysis):
    assert "It is not recorded which eye this is." in build_content(analysis, ENGLISH).warnings


def test_content_is_worded_in_the_catalogues_language(analysis: Analysis):
    catalogue = Catalogue("zh_CN", {("Core", "Vessel density"): "血管密度"})
    assert build_content(analysis, catalogue).measurements[0].name == "血管密度"


def test_override_of_the_quality_heads_the_warnings():
    dark = photograph(make_fundus(256).pixels // 10)
    content = build_content(analyse(dark, FakePredictor(), measure_anyway=True), ENGLISH)
    assert "a person had it measured anyway" in content.warnings[0]
    withheld = build_content(analyse(dark, FakePredictor()), ENGLISH)
    assert not any("measured anyway" in warning for warning in withheld.warnings)


def test_the_fit_behind_a_dimension_is_told(analysis):
    content = build_content(analysis, ENGLISH)
    count = analysis.measurements.box_count
    told = f"Standard error {count.standard_error:.3f}, R² {count.r_squared:.4f}."
    assert [told in line.explanation for line in content.measurements][:2] == [False, True]


# --- corrected by hand ---------------------------------------------------------------------


def test_both_numbers_are_given_and_named(analysis: Analysis, corrected: Analysis):
    plain, content = build_content(analysis, ENGLISH), build_content(corrected, ENGLISH)
    assert (plain.corrected, content.corrected) == (False, True)
    bands = [corrected.shown_measurements.band, analysis.measurements.band]
    assert content.column_titles == (
        "Measurement",
        "Corrected by hand",
        str(band_title(bands[0])),
        "Automatic",
        str(band_title(bands[1])),
        "Definition",
    )
    for before, line in zip(plain.measurements, content.measurements, strict=True):
        assert (line.automatic_value, line.automatic_band) == (before.value, before.band)
        assert (before.automatic_value, before.automatic_band) == ("", "")
    assert content.measurements[0].value != content.measurements[0].automatic_value
    quantity = QUANTITIES[Number.VESSEL_DENSITY]
    measured = corrected.shown_measurements.vessel_density
    assert content.measurements[0].value == format_value(measured, quantity)
    for before, cell in zip(plain.quadrants, content.quadrants, strict=True):
        assert cell.automatic == f"Automatic: {before.value} ({before.band})"
        assert before.automatic == ""
    assert content.quadrants_title == f"{plain.quadrants_title}, corrected by hand"


def test_correction_heads_the_warnings_and_its_extent_is_told(corrected: Analysis):
    content = build_content(corrected, ENGLISH)
    assert "corrected the vessels by hand" in content.warnings[0]
    assert content.pictures[1].caption.startswith("Vessels corrected by hand")
    added, erased = np.count_nonzero(corrected.added), np.count_nonzero(corrected.erased)
    told = dict(content.provenance)["Corrected by hand"]
    assert told == f"{added} px added, {erased} px erased; strokes: 2"


def test_without_a_correction_nothing_is_said_of_one(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    assert content.pictures[1].caption == "Vessels found (tinted)"
    assert "Corrected by hand" not in dict(content.provenance)
    assert not any("by hand" in warning for warning in content.warnings)


def test_fits_and_reasons_name_the_number_they_are_of(corrected: Analysis):
    dimension = build_content(corrected, ENGLISH).measurements[1].explanation
    assert "Corrected by hand: Standard error" in dimension
    assert "Automatic: Standard error" in dimension
    erased = correct(corrected, (Stroke(((256, 256),), 400, erases=True),))
    content = build_content(erased, ENGLISH)
    line = content.measurements[1]
    assert line.value == "–"
    assert line.automatic_value != "–"
    assert line.explanation.startswith("Corrected by hand: There are too few vessels")
    assert line.explanation.count("Automatic: ") == 1


def test_what_is_withheld_is_withheld_of_both_and_said_once(corrected: Analysis):
    unsuitable = replace(corrected, unsuitable=message("Core", "It is a CT."))
    content = build_content(rethreshold(unsuitable, 0.5), ENGLISH)
    assert content.withheld == "It is a CT."
    assert {(line.value, line.automatic_value) for line in content.measurements} == {("–", "–")}
    assert {cell.automatic for cell in content.quadrants} == {"Automatic: –"}
    assert not any("CT" in line.explanation for line in content.measurements)
