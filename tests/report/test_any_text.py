"""Whatever a person types or a file holds, there is a report."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.analysis.analysis import Analysis
from app.base.messages import message
from app.domain.photograph import Exam, Patient
from app.report.pdf import render_pdf
from app.report.report_json import report_from_json, report_to_json
from app.report.report_text import Clinic, ReportText
from tests.readings import altered
from tests.report.conftest import make_report

ALPHABETS = ("x", "word ", "王", "🙂", "שלום ", "e\u0301", "<b>&amp;", "\x1b[2J", "\u202e", "\t \n")
LENGTHS = (0, 1, 63, 64, 500, 5000)


def _repeated(part, length):
    return (part * length)[:length]


TEXTS = st.one_of(
    st.builds(_repeated, st.sampled_from(ALPHABETS), st.sampled_from(LENGTHS)),
    st.text(max_size=200),
)
LINES = st.lists(TEXTS, max_size=30).map(tuple)
FIELDS = ("name", "id", "device", "clinic", "title", "findings", "impression", "author", "warning")
WORST = ("x" * 5000, "王" * 5000, "🙂" * 5000, "שלום" * 1250, "word " * 1000)


def report_of(analysis, texts, lines):
    patient = Patient(texts["name"], texts["id"])
    exam = Exam(device=texts["device"])
    told = tuple(message("{text}", text=text) for text in (texts["warning"], *lines))
    file = Path(texts["name"].replace("/", "")[:250] or "x")
    image = replace(analysis.image, patient=patient, exam=exam, warnings=told, path=file)
    return make_report(
        altered(analysis, image=image),
        clinic=Clinic(texts["clinic"], lines, title=texts["title"]),
        statement=ReportText(texts["findings"], texts["impression"], "", texts["author"]),
    )


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(texts=st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS)), lines=LINES)
@example(texts=dict.fromkeys(FIELDS, WORST[0]), lines=("x" * 5000,) * 30)
def test_any_text_is_laid_out_on_a_few_pages(analysis: Analysis, texts, lines):
    pages = PdfReader(io.BytesIO(render_pdf(report_of(analysis, texts, lines)))).pages
    assert 1 < len(pages) < 80


@pytest.mark.parametrize("text", WORST, ids=["x", "Chinese", "emoji", "Hebrew", "words"])
def test_5000_signs_in_every_field_are_cut_with_a_mark(corrected: Analysis, text: str):
    report = report_of(corrected, dict.fromkeys(FIELDS, text), (text,) * 3)
    pages = PdfReader(io.BytesIO(render_pdf(report))).pages
    assert "…" in pages[0].extract_text()
    assert len(pages) < 40


@pytest.mark.parametrize("count", [1, 12, 40, 400])
def test_letterhead_takes_no_more_than_a_part_of_the_page(analysis: Analysis, count: int):
    lines = tuple(f"line{number}." for number in range(count))
    report = make_report(analysis, clinic=Clinic("Clinic", lines))
    first = PdfReader(io.BytesIO(render_pdf(report))).pages[0].extract_text()
    assert "Retinal vessel analysis report" in first  # it has its title on the same page
    head = first.partition("Clinic\n")[2].partition("Retinal vessel")[0]
    assert ("…" in head) == (count > 20)
    assert "line0." in first
    assert (f"line{count - 1}." in first) == (count <= 20)


def test_a_companion_from_anywhere_is_laid_out(corrected: Analysis):
    report = make_report(corrected)
    (part,) = report.parts
    endless = "x" * 9000
    line = replace(part.measurements[0], name=endless, value="8" * 9000, automatic_band=endless)
    changed = replace(
        part,
        title=endless,
        eye=endless,
        quality=(endless, endless),
        column_titles=(endless,) * 6,
        measurements=(line,) * 3,
        pictures=(replace(part.pictures[0], caption=endless),) * 3,
        quadrants=tuple(replace(cell, reason=endless, name=endless) for cell in part.quadrants),
        footer=(endless,) * 2,
        running_title=endless,
        page=endless,
        intended_use=endless,
    )
    again = report_from_json(report_to_json(replace(report, parts=(changed,))))
    assert len(PdfReader(io.BytesIO(render_pdf(again))).pages) < 40
