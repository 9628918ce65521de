import io
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from app.analysis.analysis import Analysis
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.base.text import plain_line
from app.base.translation import LANGUAGES
from app.domain.calibration import Interval
from app.domain.photograph import Exam, Patient, Source, Spacing
from app.domain.reading import Stroke
from app.measurement.summary import withhold_all
from app.report.pdf import render_pdf, write_report
from app.report.report import Report
from app.report.report_json import report_from_json
from app.report.report_text import Clinic, ReportText, Signature
from tests.readings import altered, reread
from tests.report.conftest import make_report
from tests.support import encode, make_fundus, photograph, refused

CLINIC = Clinic(
    "North Street Eye Clinic 北街眼科",
    ("12 North Street", "Tel. 555 0100"),
    encode(np.full((60, 120, 3), 90, dtype=np.uint8)),
)
TYPED = ReportText("Discs sharp.\nNo haemorrhages.", "No change.", "Control.", "Dr. A. Meyer")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def texts(report: Report) -> list[str]:
    return [page.extract_text() for page in read(render_pdf(report)).pages]


def with_image(analysis: Analysis, **changes) -> Analysis:
    return altered(analysis, image=replace(analysis.image, **changes))


@pytest.mark.parametrize("page", ["A4", "Letter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_report_is_two_pages_with_all_that_was_measured(
    analysis: Analysis, corrected: Analysis, language: str, page: str
):
    metric = with_image(corrected, spacing=Spacing(0.02, 0.02, Source.FILE))
    warned = with_image(metric, warnings=(message("Warning one of one."),))
    for each, most in ((analysis, 2), (warned, 3)):
        report = make_report(each, language, page=page, clinic=CLINIC, statement=TYPED)
        pages = read(render_pdf(report)).pages
        assert 2 <= len(pages) <= most
        width, height = pages[0].mediabox[2:]
        assert (round(width), round(height)) == {"A4": (595, 842), "Letter": (612, 792)}[page]
        assert len(pages[0].images) == 4
        (part,) = report.parts
        first = "".join(pages[0].extract_text().split())
        text = "".join("".join(page.extract_text().split()) for page in pages)
        for told in (*part.warnings, part.clinic.lines[1], part.eye, part.measurements[0].value):
            assert "".join(told.split()) in first
        shown = [
            *(word for cell in part.quadrants for word in (cell.name, cell.value, cell.automatic)),
            *(part.fingerprints[0][1], TYPED.recommendation, TYPED.author),
            *(part.fit.caption, part.calibres.caption, *TYPED.findings.splitlines()),
        ]
        for line in part.measurements:
            shown += [line.value, line.band, line.automatic_value, line.automatic_band]
        assert all("".join(told.split()) in text for told in shown)


def test_every_page_says_whose_and_of_what_it_is(analysis: Analysis):
    known = with_image(analysis, patient=Patient(name="Wang^Li", id="4711"))
    report = make_report(known)
    for number, text in enumerate(texts(report), start=1):
        for told in (
            f"Page {number} of 2",
            "Patient ID: 4711",
            "OS (left eye)",
            report.id,
            "made 2026-03-01 10:20:30 -0330",
            f"weights SHA-256 {analysis.provenance.model_sha256[:12]}",
            "model fake 1",
            "threshold 0.50",
            "computed on cpu, float32",
            "does not diagnose",
        ):
            assert told in text


def test_missing_data_is_said_to_be_missing(analysis: Analysis):
    first, _ = texts(make_report(analysis))
    assert "Patient ID: not recorded" in first
    chinese, _ = texts(make_report(analysis, "zh_CN"))
    assert "未记录" in chinese


def test_report_in_two_languages_has_both_and_each_picture_once(analysis: Analysis):
    pdf = render_pdf(make_report(analysis, *LANGUAGES))
    pages = read(pdf).pages
    assert len(pages) == 4
    assert "Vessel density" in pages[0].extract_text()
    assert "血管密度" in pages[2].extract_text()
    assert len(pdf) < 1.2 * len(render_pdf(make_report(analysis)))


def test_outline_leads_to_every_part_and_section(analysis: Analysis):
    report = make_report(analysis, *LANGUAGES)
    reader = read(render_pdf(report))
    first, sections, second, _ = reader.outline
    assert [first.title, second.title] == [part.title for part in report.parts]
    assert [each.title for each in sections] == [
        "Patient and examination",
        "Pictures",
        "Statement of the clinician",
        "Measurements",
        "Plots",
        "Follow-up",
        "Details",
        "Appendix: definitions",
    ]
    assert reader.get_destination_page_number(second) == 2


def test_document_says_its_language_and_tells_nothing_of_the_patient(analysis: Analysis):
    known = with_image(analysis, patient=Patient(name="Wang^Li", id="4711"))
    reader = read(render_pdf(make_report(known, "zh_CN")))
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    facts = {key: str(value) for key, value in reader.metadata.items()}
    assert facts["/Author"] == "Retivasc"
    assert facts["/Title"] == make_report(known, "zh_CN").parts[0].title
    assert not any("Wang" in value or "4711" in value for value in facts.values())


@pytest.mark.parametrize("created", ["2026-03-01T10:20:30-03:30", "2026-07-01T00:00:00+05:45"])
def test_document_is_as_old_as_the_report(analysis: Analysis, created: str):
    when = datetime.fromisoformat(created)
    metadata = read(render_pdf(make_report(analysis, created=when))).metadata
    assert metadata.creation_date == when
    assert metadata.modification_date == when


def test_equal_reports_give_equal_bytes(analysis: Analysis, monkeypatch: pytest.MonkeyPatch):
    first = render_pdf(make_report(analysis, *LANGUAGES, clinic=CLINIC))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert render_pdf(make_report(analysis, *LANGUAGES, clinic=CLINIC)) == first
    later = make_report(analysis, *LANGUAGES, clinic=CLINIC, created=datetime.now(UTC))
    assert render_pdf(later) != first


def test_every_font_used_for_text_is_embedded_in_part(analysis: Analysis):
    reader = read(render_pdf(make_report(analysis, *LANGUAGES)))
    used = {
        name: font.get_object()
        for page in reader.pages
        for name, font in page["/Resources"]["/Font"].items()
    }
    embedded = [
        font["/FontDescriptor"]["/FontFile2"] for font in used.values() if "/FontDescriptor" in font
    ]
    assert len(embedded) >= 3
    assert all(len(file.get_object().get_data()) < 300_000 for file in embedded)
    assert [font["/BaseFont"] for font in used.values() if "/FontDescriptor" not in font] == []


def test_password_is_needed_to_open(analysis: Analysis):
    report = make_report(analysis)
    pdf = render_pdf(report, password="geheim")
    reader = read(pdf)
    assert reader.is_encrypted
    assert not reader.decrypt("wrong")
    assert reader.decrypt("geheim")
    assert "Vessel density" in reader.pages[0].extract_text()
    assert render_pdf(report, password="geheim") == pdf


# --- text and pictures of any kind ---------------------------------------------------------


def test_hostile_and_foreign_text_appears_as_it_is(analysis: Analysis):
    name, number = "<Wang^Li> 王丽 & Ж", "<img src=file:///etc/hostname>"
    markup = "<b>bold</b> &amp; {page}"
    known = with_image(analysis, patient=Patient(name=name, id=number))
    clinic = Clinic("<i>Eyes</i>", title="<u>Title</u> {pages}")
    first, _ = texts(
        make_report(known, clinic=clinic, statement=ReportText(markup, author="<a href='x'>"))
    )
    for part in ("<Wang^Li>", "王丽", "&", "Ж", number, "<i>Eyes</i>", "<u>Title</u> {pages}"):
        assert part in first
    for part in (markup, "<a href='x'>"):
        assert part in first


def test_long_name_and_right_to_left_writing_are_laid_out(analysis: Analysis):
    for name in ("Longname " * 34, "N" * 300, "王" * 300, "שלום כהן", "محمد"):
        known = with_image(analysis, patient=Patient(name=name, id="4" * 300))
        pages = texts(make_report(known, "en", clinic=CLINIC))
        # Readers put writing that runs leftwards into an order of their own.
        assert all(pages[0].count(letter) >= name.count(letter) for letter in set(name))
        assert len(pages) <= 3


def test_what_was_typed_is_never_cut(analysis: Analysis):
    long = " ".join(f"word{number}" for number in range(4000))
    pages = texts(make_report(analysis, statement=ReportText(findings=long)))
    typed = re.findall(r"word(\d+)", " ".join(pages))
    assert [int(number) for number in typed] == list(range(4000))
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_long_chinese_text_goes_on_below_the_pictures(analysis: Analysis):
    long = "".join(chr(0x4E00 + number) for number in range(1500))
    pages = texts(make_report(analysis, "zh_CN", statement=ReportText(findings=f"始{long}终")))
    printed = "".join("".join(pages).split())
    assert f"始{long}终" in printed


def test_findings_stand_on_the_first_page_and_definitions_at_the_end(analysis: Analysis):
    report = make_report(analysis, statement=TYPED)
    first, last = texts(report)
    assert all(line in first for line in TYPED.findings.splitlines())
    assert TYPED.recommendation in first
    definition = "".join(report.parts[0].measurements[0].definition.split())
    assert definition not in "".join(first.split())
    assert definition in "".join(last.split())


SIGNATURE = Signature("Dr. A. Meyer", "meyer@pc7")


def test_each_page_says_whether_it_is_a_draft(analysis: Analysis):
    draft = texts(make_report(analysis, statement=TYPED))
    assert all("Draft, not signed" in page for page in draft)
    assert "Signature" in draft[0]
    signed = texts(make_report(analysis, statement=TYPED, signature=SIGNATURE))
    assert all("Signed by Dr. A. Meyer on 2026-03-01 10:20" in page for page in signed)
    assert not any("Draft" in page or "Amended" in page for page in signed)
    assert "Signature" not in signed[0]
    assert "account meyer@pc7" in " ".join(signed[0].split())


def test_an_amended_report_names_the_one_that_it_replaces(analysis: Analysis):
    amending = replace(SIGNATURE, replaces=("ab12", 1))
    first, _ = texts(make_report(analysis, signature=amending))
    assert "Amended version of ab12 (version 1)" in first
    signed = make_report(analysis, signature=SIGNATURE)
    assert signed.id != make_report(analysis, signature=amending).id


def test_even_endless_text_is_laid_out(analysis: Analysis):
    warnings = tuple(message("Warning {n} of many.", n=n) for n in range(200))
    endless = with_image(
        analysis, patient=Patient(name="long " * 3000), exam=Exam(device="x" * 9000)
    )
    report = make_report(with_image(endless, warnings=warnings))
    pages = texts(report)
    assert "Warning 199 of many." in "".join(pages)
    assert f"Page 1 of {len(pages)}" in pages[0]


def test_withheld_numbers_are_explained_once(analysis: Analysis):
    reason = message("It is a CT.")
    nothing = altered(analysis, unsuitable=reason, measurements=withhold_all(reason))
    report = make_report(nothing, statement=TYPED)
    assert "".join(texts(report)).count("It is a CT.") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_file_name_of_another_code_page_is_printed(analysis: Analysis, tmp_path: Path):
    name = os.fsdecode("病.png".encode("gbk"))
    report = make_report(with_image(analysis, path=Path(name)))
    write_report(report, tmp_path / "report.pdf")
    assert ".png" in texts(report)[0]


def test_erased_vessels_leave_no_plot_but_a_report(analysis: Analysis):
    erased = reread(analysis, strokes=(Stroke(((256, 256),), 400, erases=True),))
    pages = texts(make_report(reread(erased, threshold=0.5)))
    assert len(pages) == 2


def test_picture_of_45_megapixels_gives_a_small_report(analysis: Analysis):
    large = photograph(np.repeat(np.repeat(make_fundus(512).pixels, 13, axis=0), 13, axis=1))
    native = np.repeat(np.repeat(analysis.vessels.native, 13, axis=0), 13, axis=1)
    mask = np.repeat(np.repeat(analysis.field.mask, 13, axis=0), 13, axis=1)
    each = altered(
        analysis,
        image=large,
        vessels=replace(analysis.vessels, native=native),
        field=replace(analysis.field, mask=mask),
    )
    assert large.width * large.height > 44e6
    assert len(render_pdf(make_report(each))) < 2e6


# --- files ---------------------------------------------------------------------------------


def test_report_is_written_with_its_companion(analysis: Analysis, tmp_path: Path):
    report, path = make_report(analysis), tmp_path / "报告_report.pdf"
    write_report(report, path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["报告_report.json", path.name]
    again = report_from_json(path.with_suffix(".json").read_bytes())
    assert render_pdf(again) == path.read_bytes()
    write_report(make_report(analysis, statement=TYPED), path)
    assert report_from_json(path.with_suffix(".json").read_bytes()) != report


def test_nothing_in_clear_is_left_beside_a_report_with_a_password(
    analysis: Analysis, tmp_path: Path
):
    path = tmp_path / "report.pdf"
    write_report(make_report(analysis), path)
    write_report(make_report(analysis), path, password="geheim")
    assert list(tmp_path.iterdir()) == [path]
    assert read(path.read_bytes()).is_encrypted


def test_file_of_another_kind_is_not_replaced_by_the_companion(analysis: Analysis, tmp_path: Path):
    record = tmp_path / "eye.json"
    record.write_text('{"schema": "retivasc.analysis/1"}')
    error = refused(ReportWriteError, write_report, make_report(analysis), tmp_path / "eye.pdf")
    assert "“eye.json” already exists" in str(error)
    assert [path.name for path in tmp_path.iterdir()] == ["eye.json"]
    assert record.read_text() == '{"schema": "retivasc.analysis/1"}'


@pytest.mark.parametrize("password", [None, "geheim"])
def test_companion_of_another_photograph_is_not_replaced(
    analysis: Analysis, tmp_path: Path, password: str | None
):
    path = tmp_path / "eye_report.pdf"
    write_report(make_report(analysis), path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    other = make_report(with_image(analysis, sha256="7" * 64))
    error = refused(ReportWriteError, write_report, other, path, password=password)
    assert "“eye_report.json” belongs to the report of another photograph" in str(error)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_full_disk_leaves_the_old_files(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tmp_path / "report.pdf"
    write_report(make_report(analysis), target)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    changed = make_report(analysis, statement=TYPED)
    error = refused(ReportWriteError, write_report, changed, target)
    assert "No space left" in str(error)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_target_that_another_program_holds_is_told(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def held(_source, _target):
        raise PermissionError(13, "The file is in use by another program")

    monkeypatch.setattr("app.base.files.os.replace", held)
    error = refused(ReportWriteError, write_report, make_report(analysis), tmp_path / "r.pdf")
    assert "in use" in str(error)
    assert "close the program that is using the file" in str(error)
    assert not list(tmp_path.iterdir())


def test_folder_without_permission_is_told(analysis: Analysis, tmp_path: Path, monkeypatch):
    def forbidden(_path, _flags, _mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.base.files.os.open", forbidden)
    error = refused(ReportWriteError, write_report, make_report(analysis), tmp_path / "r.pdf")
    monkeypatch.undo()
    assert "Permission denied" in str(error)
    assert not list(tmp_path.iterdir())


def test_missing_folder_is_told(analysis: Analysis, tmp_path: Path):
    target = tmp_path / "nowhere" / "r.pdf"
    refused(ReportWriteError, write_report, make_report(analysis), target)


ODD = "<img src=x><b>R&amp;D \x1b[2J\u202e\u2066\x07\udcff"


def test_names_are_printed_as_they_are_and_steer_nothing(analysis: Analysis):
    known = with_image(
        analysis,
        path=Path(f"{ODD}\n.png"),
        patient=Patient(name=ODD, id=ODD),
        exam=Exam(device=ODD),
    )
    report = make_report(
        known, clinic=Clinic(ODD, (ODD,), title=ODD), statement=ReportText(ODD, ODD, ODD, ODD)
    )
    reader = read(render_pdf(report))
    printed = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert printed.count("<imgsrc=x><b>R&amp;D\ufffd[2J\ufffd\ufffd\ufffd\ufffd") >= 9
    (outline, *_) = reader.outline
    for told in (printed, reader.metadata.title, outline.title):
        assert plain_line(told) == told
    assert reader.metadata.title.startswith("<img src=x><b>R&amp;D")


def test_a_tab_that_was_typed_is_a_space(analysis: Analysis):
    typed = make_report(analysis, statement=ReportText("Discs\tsharp."))
    assert "Discs sharp." in "".join(texts(typed))


def test_a_picture_that_is_unsuitable_has_no_vessels_and_its_reason_first(analysis: Analysis):
    reason = message("It is a heart.")
    heart = altered(analysis, unsuitable=reason, measurements=withhold_all(reason))
    other = with_image(heart, warnings=(message("It is old."),))
    first = read(render_pdf(make_report(other, statement=TYPED))).pages[0]
    told = first.extract_text()
    assert len(first.images) == 2
    assert told.index("It is a heart.") < told.index("It is old.")
    assert "Vessels found" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_holds_the_whole_table_with_its_intervals(analysis: Analysis, language):
    interval = Interval(0.0123, 1.2345, 0.9, sets=5, patients=143, comparable=False)
    numbers = {
        number: replace(each, interval=interval, smallest_detectable=0.0123)
        for number, each in analysis.measurements.numbers.items()
    }
    measured = replace(analysis.measurements, numbers=numbers)
    report = make_report(altered(analysis, measurements=measured), language, statement=TYPED)
    first, second = ("".join(page.split()) for page in texts(report))
    for line in report.parts[0].measurements:
        assert "".join(line.name.split()) in first
    for note in report.parts[0].notes:
        assert "".join(note.split()) in first
        assert "".join(note.split()) not in second
