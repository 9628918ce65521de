from dataclasses import replace

import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.anatomy import Ellipse
from app.domain.photograph import Laterality
from app.domain.structures import Structure
from app.report.eyes_asymmetry import EyesAsymmetry, build_asymmetry
from app.report.pdf import render_pdf
from app.report.report import build_both_eyes_report
from app.report.report_json import report_from_json, report_to_json
from tests.anatomy.photographs import Anatomist, Vessels, picture
from tests.readings import altered, reread
from tests.report.conftest import CREATED
from tests.report.test_both_eyes import LEFT, RIGHT, of_eye, pages_of

NAMES = ("OD", "OS")


@pytest.fixture(scope="module")
def right() -> Analysis:
    return of_eye(analyse(picture(), (Vessels(), Anatomist())), Laterality.RIGHT)


@pytest.fixture(scope="module")
def left(right: Analysis) -> Analysis:
    """Give the other eye: the same photograph, a person having drawn a larger disc."""
    larger = reread(right, disc=Ellipse((470.0, 370.0), (60.0, 60.0)))
    return of_eye(larger, Laterality.LEFT)


def of_day(analysis: Analysis, day: str | None) -> Analysis:
    exam = replace(analysis.image.exam, date=day)
    return altered(analysis, image=replace(analysis.image, exam=exam))


def told(right: Analysis, left: Analysis) -> EyesAsymmetry | None:
    return build_asymmetry(right, left, NAMES, load_catalogue("en"))


def test_numbers_of_one_day_are_set_against_each_other(right, left):
    found = told(of_day(right, "20260301"), of_day(left, "20260301"))
    assert found.note == "Whether a difference is chance is not known."
    lines = {line.name: line for line in found.lines}
    one = right.measurements.numbers["vertical_cup_disc_ratio"].value
    other = left.shown_measurements.numbers["vertical_cup_disc_ratio"].value
    line = lines["Vertical cup/disc ratio"]
    assert (line.right, line.left) == (f"{one:.2f}", f"{other:.2f}")
    assert line.difference == f"+{one - other:.2f}"
    assert line.relative == f"+{100 * (one - other) / ((one + other) / 2):.0f} %"
    assert lines["Disc-fovea angle"].relative == "–"
    assert {"CRAE", "CRVE", "AVR"} <= lines.keys()
    assert len(lines) == len(found.lines)


def test_exchanging_the_eyes_changes_the_signs(right, left):
    there, back = told(right, left), told(left, right)
    turned = {"+": "−", "−": "+", "±": "±", "–": "–"}
    for one, other in zip(there.lines, back.lines, strict=True):
        assert other.difference == turned[one.difference[0]] + one.difference[1:]


def test_photographs_of_different_days_are_not_set_against_each_other(right, left):
    found = told(of_day(right, "20260301"), of_day(left, "20260401"))
    assert found.lines == ()
    assert found.note == (
        "The photographs are of different days (2026-03-01, 2026-04-01): their asymmetry is not "
        "told."
    )


def test_where_no_day_is_recorded_that_is_told(right, left):
    found = told(of_day(right, None), of_day(left, "20260401"))
    assert found.lines
    assert found.note.startswith("It is not recorded that both photographs are of one day.")


def test_what_is_withheld_in_one_eye_has_its_reason(right, left):
    others = dict(right.findings.others)
    others[Structure.FOVEA] = others[Structure.FOVEA] * 0
    blind = reread(altered(right, others=others))
    found = told(blind, left)
    (line,) = [line for line in found.lines if line.name == "Disc-fovea distance"]
    assert (line.right, line.difference, line.relative) == ("–", "–", "No fovea was found.")


def test_eyes_whose_anatomy_was_not_looked_for_have_none(right, analysis):
    assert told(right, of_eye(analysis, Laterality.LEFT)) is None


def test_it_stands_on_the_first_page_and_is_printed_again(right, left):
    catalogues = [load_catalogue(language) for language in LANGUAGES]
    both = (of_day(right, "20260301"), of_day(left, "20260301"))
    report = build_both_eyes_report(both, (RIGHT, LEFT), catalogues, created=CREATED)
    first = pages_of(report)[0]
    assert "Asymmetry of the anatomy" in first
    assert all(line.difference in first for line in report.both[0].asymmetry.lines)
    again = report_from_json(report_to_json(report))
    assert again == report
    assert render_pdf(again) == render_pdf(report)
