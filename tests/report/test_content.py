from dataclasses import replace
from pathlib import Path

from app.analysis import Analysis, analyse, rethreshold
from app.imaging.types import Exam, Laterality, Patient, Source
from app.report.content import build_content
from app.translation import Catalogue, load_catalogue
from tests.support import FakePredictor, make_fundus, photograph

ENGLISH = load_catalogue("en")


def test_content_names_what_a_result_needs(analysis: Analysis):
    content = build_content(analysis, ENGLISH)
    provenance = dict(content.provenance)
    assert provenance["Threshold"] == "0.50"
    assert provenance["Model SHA-256"] == analysis.provenance.model_sha256
    assert provenance["Image SHA-256"] == analysis.image.sha256
    assert analysis.provenance.software_version in content.footer
    assert "does not diagnose" in content.intended_use


def test_numbers_follow_the_threshold(analysis: Analysis):
    before = build_content(analysis, ENGLISH).measurements
    after = build_content(rethreshold(analysis, 0.3), ENGLISH).measurements
    assert before[0].value != after[0].value
    assert before[0].explanation == after[0].explanation


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
