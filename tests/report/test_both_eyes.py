"""A report on both eyes of a visit: their pictures, numbers and findings on one page."""

import io
from dataclasses import replace

import pypdfium2
import pytest

from app.analysis.analysis import Analysis
from app.analysis.changes import Change, NumberChange
from app.base.errors import ConfigurationError, ReportWriteError
from app.base.messages import message
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.photograph import Laterality, Patient, Source
from app.measurement.measures import VESSEL_DENSITY
from app.measurement.types import Measurement
from app.report.both_eyes import difference_in_words
from app.report.pdf import render_pdf
from app.report.report import Report, build_both_eyes_report
from app.report.report_json import report_from_json, report_to_json
from app.report.report_text import ReportText, Signature
from tests.readings import altered
from tests.report.conftest import CREATED
from tests.support import refused

WANG = Patient("Wang^Li", "4711")
RIGHT = ReportText("narrow arterioles", "", "again in a year", "Dr. Wu")
LEFT = ReportText("a cotton-wool spot", "", "", "Dr. Wu")


def of_eye(analysis: Analysis, eye: Laterality, patient: Patient = WANG) -> Analysis:
    image = replace(
        analysis.image,
        patient=patient,
        laterality=eye,
        stated_laterality=eye,
        laterality_source=Source.FILE,
    )
    return altered(analysis, image=image)


def made(right, left, *languages, statements=(RIGHT, LEFT), **options) -> Report:
    catalogues = [load_catalogue(language) for language in languages or ("en",)]
    return build_both_eyes_report(
        (right, left), statements, catalogues, **{"created": CREATED} | options
    )


@pytest.fixture(scope="module")
def eyes(analysis: Analysis, corrected: Analysis) -> tuple[Analysis, Analysis]:
    return of_eye(analysis, Laterality.RIGHT), of_eye(corrected, Laterality.LEFT)


def pages_of(report: Report) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(render_pdf(report)))
    texts = [
        " ".join(page.get_textpage().get_text_range().replace("\ufffe", "").split())
        for page in document
    ]
    document.close()
    return texts


def test_both_eyes_stand_on_the_first_page(eyes):
    first, *others = pages_of(made(*eyes))
    for told in ("OU (both eyes)", "OD (right eye)", "OS (left eye)", "Wang", "4711"):
        assert told in first
    for told in ("narrow arterioles", "a cotton-wool spot", "again in a year", "Dr. Wu"):
        assert told in first
        assert not any(told in page for page in others)
    assert "Difference between the eyes" in first
    assert "Vessel density" in first
    assert "Page 1 of" in first


def test_each_eye_has_its_own_pages_behind_it(eyes):
    report = made(*eyes)
    assert [part.eye for part in report.parts] == ["OD (right eye)", "OS (left eye)"]
    (first,) = report.both
    assert [column.title for column in first.columns] == ["OD (right eye)", "OS (left eye)"]
    assert all(len(column.pictures) == 2 for column in first.columns)
    for line, part in zip(first.lines, report.parts[0].measurements, strict=True):
        assert line.name == part.name
        assert line.right.startswith(part.value)


def test_the_order_of_the_photographs_changes_nothing(eyes):
    right, left = eyes
    turned = made(left, right, statements=(LEFT, RIGHT))
    assert turned == made(right, left)


def test_it_is_printed_again_from_its_json(eyes):
    report = made(*eyes, *LANGUAGES, signature=Signature("Dr. Wu", "wu@pc"), page="Letter")
    written = report_to_json(report)
    again = report_from_json(written)
    assert again == report
    assert render_pdf(again) == render_pdf(report)
    assert len(again.both) == len(LANGUAGES)
    assert "Signed by Dr. Wu" in again.both[0].standing[0]


@pytest.mark.parametrize(
    ("old", "new"), [(b'"columns":[{', b'"columns":[7,{'), (b'"both":[{', b'"both":[{},{')]
)
def test_a_damaged_first_page_is_refused(eyes, old, new):
    written = report_to_json(made(*eyes))
    assert old in written
    refused(ConfigurationError, report_from_json, written.replace(old, new, 1))


def test_long_findings_are_never_cut(eyes):
    words = [f"word{number}" for number in range(900)]
    long = replace(RIGHT, findings=" ".join(words))
    told = " ".join(pages_of(made(*eyes, statements=(long, LEFT))))
    assert all(word in told for word in words)


def test_an_eye_of_which_nothing_is_typed_has_lines_to_write_on(eyes):
    report = made(*eyes, statements=(ReportText(), LEFT))
    right, left = report.both[0].columns
    assert right.statement == (("Findings", ""),)
    assert left.statement == (("Findings", "a cotton-wool spot"),)


def test_nothing_is_said_of_what_is_not_measured_in_both_eyes():
    missing = Measurement(None, None, None, "1", message("There is too little of it."))
    found = NumberChange(missing, Measurement(0.1, 0.1, 0.1, "1"), None, None, Change.WITHHELD)
    assert difference_in_words(found, VESSEL_DENSITY) is missing.reason


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ((Laterality.RIGHT, WANG), "right and of the left eye"),
        ((Laterality.LEFT, Patient("Li^Na", "4712")), "several patients"),
    ],
)
def test_photographs_that_do_not_belong_together_are_refused(analysis, eyes, other, told):
    error = refused(ReportWriteError, made, eyes[0], of_eye(analysis, *other))
    assert told in str(error)


@pytest.mark.parametrize(
    ("change", "verdict", "told"),
    [
        (0.02, Change.HIGHER, "OD higher by 2.0"),
        (-0.02, Change.LOWER, "OS higher by 2.0"),
        (0.001, Change.NOT_TOLD, "no difference that can be told (0.1"),
        (-0.02, Change.UNKNOWN, "OS higher by 2.0"),
        (0.02, Change.UNKNOWN, "OD higher by 2.0"),
    ],
)
def test_differences_are_told_in_words(change, verdict, told):
    value = Measurement(0.1, 0.1, 0.1, "1")
    found = NumberChange(value, value, change, None, verdict)
    assert told in load_catalogue("en").say(difference_in_words(found, VESSEL_DENSITY))
    assert "chance" in load_catalogue("en").say(
        difference_in_words(replace(found, verdict=Change.UNKNOWN), VESSEL_DENSITY)
    )
