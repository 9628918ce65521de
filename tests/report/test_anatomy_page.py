import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from app.analysis.analysis import Analysis, analyse
from app.base.errors import ConfigurationError
from app.base.messages import Message
from app.base.translation import LANGUAGES
from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.photograph import Source, Spacing
from app.domain.structures import Structure
from app.measurement.measures import MEASURES
from app.report.pdf import render_pdf
from app.report.report_json import report_from_json, report_to_json
from app.report.report_text import ReportText
from app.report.wording import format_band, format_value
from tests.anatomy.photographs import DISC, Anatomist, Vessels, picture
from tests.readings import altered, reread
from tests.report.conftest import make_report

TYPED = ReportText(findings="None.")


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(picture(), (Vessels(), Anatomist()))


@pytest.fixture(scope="module")
def moved(known: Analysis) -> Analysis:
    """Give the same photograph, a person having moved the disc and called a vessel a vein."""
    told = Told((DISC.center[0] + 150, DISC.center[1]), VesselKind.VEIN)
    return reread(known, disc=Ellipse((460.0, 372.0), (60.0, 60.0)), vessel_kinds=(told,))


def page_of(analysis: Analysis, language: str = "en"):
    return make_report(analysis, language, statement=TYPED).parts[0].anatomy


def without(known: Analysis, *structures: Structure) -> Analysis:
    others = {
        structure: plane * (structure not in structures)
        for structure, plane in known.findings.others.items()
    }
    return reread(altered(known, others=others))


def test_models_of_vessels_alone_have_no_such_page(analysis: Analysis):
    assert page_of(analysis) is None


def test_nothing_of_the_anatomy_is_said_where_nothing_is_measured(known: Analysis):
    assert page_of(reread(altered(known, unsuitable=Message("It is a heart.")))) is None


def test_each_number_stands_on_the_page_with_its_band(known: Analysis):
    page = page_of(known)
    numbers = known.measurements.numbers
    lines = {(line.name, line.value): line for line in page.lines}
    for name in ("crae", "crve_dd", "avr", "vertical_cup_disc_ratio", "disc_fovea_angle"):
        measure, found = MEASURES[name], numbers[name]
        line = lines[str(measure.name), format_value(found, measure)]
        assert line.band == format_band(found, measure)
    rows = {row.name: [cell.value for cell in row.cells] for row in page.parts}
    for place, suffix in (("whole field", ""), ("zone B", "_zone_b"), ("zone C", "_zone_c")):
        names = [f"vessel_density{kind}{suffix}" for kind in ("", "_artery", "_vein")]
        told = [format_value(numbers[name], MEASURES[name]) for name in names]
        assert rows[f"Vessel density, {place}"] == told
    assert rows["Branching angle, whole field"][0] == ""
    assert page.part_titles == ("Measurement", "all vessels", "arteries", "veins")


def test_every_number_of_the_anatomy_is_somewhere(known: Analysis):
    page = page_of(known)
    told = len(page.lines) + len(page.grid) + len(page.quarters)
    told += sum(bool(cell.value) for row in page.parts for cell in row.cells)
    mm, counts, of_all = 3, 2, 5  # in µm and mm²; in the remarks; of all vessels in the whole field
    own = [each for each in MEASURES.values() if each.needs]
    assert told == len(own) - mm - counts + of_all
    assert "Of 5 arteries." in page.lines[0].explanation


def test_with_a_spacing_there_are_micrometres(known: Analysis):
    spaced = replace(known.image, spacing=Spacing(0.015, 0.015, Source.FILE))
    page = page_of(reread(altered(known, image=spaced)))
    values = [line.value for line in page.lines]
    assert any(value.endswith("µm") for value in values)
    assert any(value.endswith("mm²") for value in values)


def test_what_is_withheld_has_its_reason(known: Analysis):
    page = page_of(without(known, Structure.FOVEA))
    assert {cell.value for cell in page.grid} == {"–"}
    assert any(note == "9 withheld: No fovea was found." for note in page.notes)
    (line,) = [line for line in page.lines if line.name == "Disc-fovea angle"]
    assert (line.value, line.explanation) == ("–", "No fovea was found.")
    assert ("Fovea", "No fovea was found.") in page.found


def test_no_interval_is_invented(known: Analysis):
    page = page_of(known)
    assert "How far these numbers lie from an expert's is not known yet." in page.notes
    assert not any("Expert" in line.explanation for line in page.lines)


def test_what_a_person_placed_is_told_from_what_was_found(known: Analysis, moved: Analysis):
    found, placed = dict(page_of(known).found), dict(page_of(moved).found)
    assert found["Optic disc"].startswith("found, confidence 0.9")
    assert placed["Optic disc"] == f"placed by hand. Automatic: {found['Optic disc']}"
    assert placed["Arteries and veins"].endswith("told by hand: 1")
    assert found["Found by"] == "anatomist 1"


def test_corrected_and_automatic_numbers_stand_next_to_each_other(moved: Analysis):
    page = page_of(moved)
    measure = MEASURES["vertical_cup_disc_ratio"]
    (line,) = [line for line in page.lines if line.name == str(measure.name)]
    corrected, automatic = moved.corrected.measurements, moved.measurements
    assert line.value == format_value(corrected.numbers[measure.id], measure)
    assert line.automatic_value == format_value(automatic.numbers[measure.id], measure)
    assert line.value != line.automatic_value
    measure = MEASURES["vessel_density_artery_zone_b"]
    (row,) = [row for row in page.parts if row.name == "Vessel density, zone B"]
    assert row.cells[1].value == format_value(corrected.numbers[measure.id], measure)
    before = format_value(automatic.numbers[measure.id], measure)
    assert row.cells[1].automatic == f"Automatic: {before}"
    assert all(cell.automatic.startswith("[") for cell in (*page.grid, *page.quarters))


def test_a_disc_where_no_model_looks_has_corrected_numbers_alone(analysis: Analysis):
    page = page_of(reread(analysis, disc=Ellipse((300.0, 250.0), (30.0, 30.0))))
    assert page.found == (("Optic disc", "placed by hand"),)
    assert page.grid == ()
    (row,) = [row for row in page.parts if row.name == "Vessel density, zone B"]
    assert row.cells[0].automatic == "Automatic: –"


def test_the_nose_is_where_the_disc_is(known: Analysis):
    assert page_of(known).nasal_right
    mirrored = reread(known, fovea=(700.0, 400.0))
    assert not page_of(mirrored).nasal_right
    assert not page_of(without(known, Structure.FOVEA)).nasal_right  # a left eye, by its file


def test_the_picture_has_arteries_veins_and_zones(known: Analysis):
    drawn = np.asarray(Image.open(io.BytesIO(page_of(known).picture.jpeg))).astype(int)
    red, blue = drawn[..., 0] - drawn[..., 2], drawn[..., 2] - drawn[..., 0]
    assert (red > 100).mean() > 0.01
    assert (blue > 60).mean() > 0.005


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_printed_and_its_numbers_are_on_it(moved: Analysis, language: str):
    report = make_report(moved, language)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(report))).pages]
    text = "".join("".join(pages).split())
    page = report.parts[0].anatomy
    cells = [cell for row in page.parts for cell in row.cells]
    told = [page.title, *page.notes, *(title for title, _ in page.found)]
    told += [line.automatic_value for line in page.lines]
    told += [each.value for each in (*page.lines, *cells, *page.grid, *page.quarters)]
    told += [words for _, words in page.definitions]
    assert all("".join(each.split()) in text for each in told)


def test_the_page_is_printed_again_from_json(known: Analysis, moved: Analysis):
    for analysis in (known, moved):
        report = make_report(analysis, *LANGUAGES)
        written = report_to_json(report)
        again = report_from_json(written)
        assert again == report
        assert report_to_json(again) == written
        assert render_pdf(again) == render_pdf(report)


@pytest.mark.parametrize("part", ["grid", "quarters", "part_titles"])
def test_a_page_with_a_part_too_few_is_refused(known: Analysis, part: str):
    written = json.loads(report_to_json(make_report(known)))
    written["report"]["parts"][0]["anatomy"][part].pop()
    with pytest.raises(ConfigurationError):
        report_from_json(json.dumps(written, separators=(",", ":")).encode())


def test_a_damaged_picture_of_the_page_is_refused(known: Analysis):
    written = json.loads(report_to_json(make_report(known)))
    written["report"]["parts"][0]["anatomy"]["picture"]["jpeg"] = "AAAA"
    with pytest.raises(ConfigurationError):
        report_from_json(json.dumps(written, separators=(",", ":")).encode())


def test_a_correction_of_the_anatomy_is_another_report(known: Analysis, moved: Analysis):
    assert make_report(known).id != make_report(moved).id
