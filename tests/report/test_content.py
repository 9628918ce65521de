from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.messages import message
from app.base.translation import Catalogue, load_catalogue
from app.domain.photograph import Exam, Laterality, Patient, Source, Spacing
from app.domain.reading import Stroke
from app.domain.structures import Structure
from app.measurement.measures import TORTUOSITY, VESSEL_DENSITY
from app.measurement.summary import withhold_all
from app.measurement.types import withheld
from app.report.content import Issue, ReportContent
from app.report.content import build_content as build
from app.report.figures import Figures
from app.report.report_text import NO_CLINIC, NOTHING_TYPED, Clinic, ReportText
from app.report.wording import band_title, format_value
from app.segmentation.network_output import Output
from tests.readings import altered, reread
from tests.report.conftest import CREATED
from tests.support import FakePredictor, make_fundus, photograph

ENGLISH = load_catalogue("en")
FIGURES = Figures(b"photograph", b"red-free", b"overlay")


def build_content(
    analysis: Analysis,
    catalogue: Catalogue,
    statement: ReportText = NOTHING_TYPED,
    clinic: Clinic = NO_CLINIC,
) -> ReportContent:
    return build(analysis, catalogue, Issue("12ab", CREATED, statement, clinic), FIGURES)


def test_content_names_what_a_result_needs(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    provenance = dict(content.details)
    assert provenance["Threshold"] == "0.50, with hysteresis from 0.67"
    assert provenance["Pixel spacing"] == "not recorded"
    fingerprints = dict(content.fingerprints)
    assert fingerprints["Model SHA-256"] == analysis.provenance.model_sha256
    assert fingerprints["Image SHA-256"] == analysis.image.sha256
    made, foot = analysis.provenance, " ".join(content.footer)
    named = (
        made.software_version,
        made.model_name,
        made.model_sha256[:12],
        "threshold 0.50",
        "cpu",
    )
    for part in (*named, "12ab", "2026-03-01 10:20:30 -0330", "Patient ID: not recorded"):
        assert part in foot
    assert "does not diagnose" in content.intended_use


def test_numbers_follow_the_threshold(analysis: Analysis):
    before = build_content(analysis, ENGLISH).measurements
    after = build_content(reread(analysis, threshold=0.3), ENGLISH).measurements
    assert before[0].value != after[0].value
    assert before[0].explanation == after[0].explanation


def test_column_of_bands_names_the_thresholds(analysis: Analysis):
    content = build_content(reread(analysis, threshold=0.45), ENGLISH)
    band = reread(analysis, threshold=0.45).measurements.band
    assert band is not None
    assert content.column_titles[2] == (
        f"Sensitivity to the threshold, {band.low_threshold:.2f} – {band.high_threshold:.2f}"
    )


def test_millimetres_are_listed_once_the_spacing_is_known(analysis: Analysis):
    image = replace(analysis.image, spacing=Spacing(0.0113, 0.0113, Source.FILE))
    content = build_content(
        reread(altered(analysis, image=image), threshold=analysis.threshold), ENGLISH
    )
    values = [line.value for line in content.measurements]
    assert [value for value in values if value.endswith((" mm/mm²", " µm"))] == values[-2:]
    assert dict(content.details)["Pixel spacing"] == "0.0113 × 0.0113 mm, from the file"
    plain = build_content(analysis, ENGLISH)
    assert len(content.measurements) == len(plain.measurements) + 2


def test_quadrants_are_named_by_place_and_by_anatomy_once_the_eye_is_known(analysis: Analysis):
    names = [cell.name for cell in build_content(analysis, ENGLISH).quadrants]
    assert names == ["upper left", "upper right", "lower left", "lower right"]
    image = analysis.image.with_laterality(Laterality.LEFT)
    named = build_content(altered(analysis, image=image), ENGLISH).quadrants
    assert (named[0].name, named[0].place) == ("superior-nasal", "upper left")
    assert named[0].value.endswith(" %")


def test_reason_of_all_is_given_once_and_that_of_one_beside_it(analysis: Analysis):
    reason = message("It is a CT.")
    nothing = altered(analysis, unsuitable=reason, measurements=withhold_all(reason))
    content = build_content(nothing, ENGLISH)
    assert (content.unsuitable, content.withheld) == ("It is a CT.", None)
    assert "It is a CT." not in content.warnings
    assert all(line.value == "–" for line in content.measurements)
    assert not any("CT" in line.explanation for line in content.measurements)
    assert {cell.reason for cell in content.quadrants} == {""}
    measurements = analysis.measurements
    one = {**measurements.numbers, TORTUOSITY.id: withheld("1", reason)}
    content = build_content(
        altered(analysis, measurements=replace(measurements, numbers=one)), ENGLISH
    )
    assert content.withheld is None
    told = [line.explanation for line in content.measurements if "CT" in line.explanation]
    assert [text.startswith("It is a CT.") for text in told] == [True]


def test_plain_threshold_is_told_without_hysteresis(analysis: Analysis):
    vessels = Output(Structure.VESSEL, analysis.provenance.threshold)
    plain = altered(analysis, provenances=(replace(analysis.provenance, outputs=(vessels,)),))
    assert dict(build_content(plain, ENGLISH).details)["Threshold"] == "0.50"


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
    content = build_content(altered(analysis, image=image), ENGLISH)
    rows = dict(content.identification)
    assert rows["Eye"] == "OS (left eye), set by the user"
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
    assert "the user had it measured anyway" in content.warnings[0]
    withheld = build_content(analyse(dark, FakePredictor()), ENGLISH)
    assert not any("measured anyway" in warning for warning in withheld.warnings)


def test_the_fit_behind_a_dimension_is_told(analysis):
    content = build_content(analysis, ENGLISH)
    count = analysis.measurements.fits["fractal_dimension"]
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
        "Remarks",
    )
    for before, line in zip(plain.measurements, content.measurements, strict=True):
        assert (line.automatic_value, line.automatic_band) == (before.value, before.band)
        assert (before.automatic_value, before.automatic_band) == ("", "")
    assert content.measurements[0].value != content.measurements[0].automatic_value
    quantity = VESSEL_DENSITY
    measured = corrected.shown_measurements.vessel_density
    assert content.measurements[0].value == format_value(measured, quantity)
    for before, cell in zip(plain.quadrants, content.quadrants, strict=True):
        assert (cell.automatic, cell.automatic_band) == (f"Automatic: {before.value}", before.band)
        assert (before.automatic, before.automatic_band) == ("", "")
    assert content.quadrants_title == f"{plain.quadrants_title}, corrected by hand"


def test_correction_heads_the_warnings_and_its_extent_is_told(corrected: Analysis):
    content = build_content(corrected, ENGLISH)
    assert "vessels were corrected by hand" in content.warnings[0]
    assert content.pictures[2].caption.startswith("Vessels corrected by hand")
    added, erased = np.count_nonzero(corrected.added), np.count_nonzero(corrected.erased)
    told = dict(content.details)["Corrected by hand"]
    assert told == f"{added} px added, {erased} px erased; strokes: 2"


def test_without_a_correction_nothing_is_said_of_one(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    assert content.pictures[2].caption == "Vessels found (tinted)"
    assert "Corrected by hand" not in dict(content.details)
    assert not any("by hand" in warning for warning in content.warnings)


def test_fits_and_reasons_name_the_number_they_are_of(corrected: Analysis):
    widened = reread(corrected, strokes=(Stroke(((130, 380), (380, 400)), 40),))  # for another fit
    dimension = build_content(widened, ENGLISH).measurements[1].explanation
    assert "Corrected by hand: Standard error" in dimension
    assert "Automatic: Standard error" in dimension
    erased = reread(corrected, strokes=(Stroke(((256, 256),), 400, erases=True),))
    content = build_content(erased, ENGLISH)
    line = content.measurements[1]
    assert line.value == "–"
    assert line.automatic_value != "–"
    assert line.explanation.startswith("Corrected by hand: There are too few vessels")
    assert line.explanation.count("Automatic: ") == 1


def test_what_is_withheld_is_withheld_of_both_and_said_once(corrected: Analysis):
    unsuitable = altered(corrected, unsuitable=message("It is a CT."))
    content = build_content(reread(unsuitable, threshold=0.5), ENGLISH)
    assert (content.unsuitable, content.withheld) == ("It is a CT.", None)
    assert "It is a CT." not in content.warnings
    assert {(line.value, line.automatic_value) for line in content.measurements} == {("–", "–")}
    assert {cell.automatic for cell in content.quadrants} == {"Automatic: –"}
    assert not any("CT" in line.explanation for line in content.measurements)


# --- on paper only -------------------------------------------------------------------------


def test_pictures_are_told_apart(analysis: Analysis):
    pictures = build_content(analysis, ENGLISH).pictures
    assert [picture.jpeg for picture in pictures] == [b"photograph", b"red-free", b"overlay"]
    assert ["outlined" in picture.caption for picture in pictures] == [True, False, False]
    assert pictures[1].caption == "Red-free (green channel)"


def test_missing_size_of_a_pixel_is_a_warning(analysis: Analysis):
    told = [warning for warning in build_content(analysis, ENGLISH).warnings if "pixel" in warning]
    assert told == [
        "No pixel size is stated, so lengths are given as shares of the diameter of the field of "
        "view, ⌀."
    ]
    image = replace(analysis.image, spacing=Spacing(0.0113, 0.0113, Source.FILE))
    content = build_content(altered(analysis, image=image), ENGLISH)
    assert not any("pixel" in warning for warning in content.warnings)


@pytest.mark.parametrize("text", ["שלום", "محمد"])
def test_writing_that_runs_leftwards_is_warned_of(analysis: Analysis, text: str):
    image = replace(analysis.image, patient=Patient(text))
    named = build_content(altered(analysis, image=image), ENGLISH)
    typed = build_content(analysis, ENGLISH, ReportText(findings=text))
    for content in (named, typed):
        assert any("Right-to-left" in warning for warning in content.warnings)
    plain = build_content(analysis, ENGLISH, ReportText(findings="王 Ж é"))
    assert not any("Right-to-left" in warning for warning in plain.warnings)


def test_quality_is_told_with_its_reasons():
    dark = analyse(photograph(make_fundus(256).pixels // 10), FakePredictor())
    label, told = build_content(dark, ENGLISH).quality
    assert label == "Image quality"
    assert told.startswith("not gradable (score 0")
    assert all(str(reason) in told for reason in dark.quality.reasons)
    assert dark.quality.reasons


def test_clinic_may_title_its_reports(analysis: Analysis):
    assert build_content(analysis, ENGLISH).title == "Retinal vessel analysis report"
    content = build_content(analysis, ENGLISH, clinic=Clinic("Eyes", title="Vessels"))
    assert content.title == "Vessels"
    assert content.running_title.startswith("Vessels · ")
    assert content.clinic.name == "Eyes"


def test_what_was_typed_is_kept_and_what_was_not_leaves_room(analysis: Analysis):
    statement = ReportText(findings=" Discs sharp.\n", author="Dr. A")
    closing = build_content(analysis, ENGLISH, statement).closing
    assert closing.parts == (
        ("Findings", "Discs sharp."),
        ("Impression", ""),
        ("Recommendation", ""),
    )
    assert closing.author == "Dr. A"


def test_follow_up_begins_with_this_examination(analysis: Analysis):
    image = replace(analysis.image, exam=Exam("20260301"))
    content = build_content(altered(analysis, image=image), ENGLISH)
    numbers = [content.measurements[0].value, content.measurements[1].value]
    assert content.follow_up.row == ("2026-03-01", *numbers, "this examination")
    assert len(content.follow_up.titles) == 4


def test_frame_of_several_is_named(analysis: Analysis):
    image = replace(analysis.image, frame=1, frames=3)
    rows = dict(build_content(altered(analysis, image=image), ENGLISH).identification)
    assert rows["File"] == "fundus.png, frame 2 of 3"


def test_endless_identification_does_not_fill_the_foot(analysis: Analysis):
    image = replace(analysis.image, patient=Patient(id="7" * 300))
    content = build_content(altered(analysis, image=image), ENGLISH)
    assert len(content.footer[0]) < 200
    assert dict(content.identification)["Patient ID"] == "7" * 300


def test_the_smallest_detectable_change_is_a_short_remark_with_a_note(analysis):
    number = replace(analysis.measurements.vessel_density, smallest_detectable=0.0123)
    numbers = {**analysis.measurements.numbers, "vessel_density": number}
    known = altered(analysis, measurements=replace(analysis.measurements, numbers=numbers))
    content = build_content(known, ENGLISH)
    density, dimension, *_ = content.measurements
    assert density.explanation == "Change from 1.2 %."
    assert "Change" not in dimension.explanation
    assert [note.partition(":")[0] for note in content.notes] == ["Change"]
    assert build_content(analysis, ENGLISH).notes == ()
