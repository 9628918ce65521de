import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.translation import load_catalogue
from app.measurement.measures import MEASURES
from app.report.trend import numbers_of
from app.report.wording import format_value
from app.ui.comparing.numbers import rows_of_both, rows_of_records
from tests.anatomy.photographs import Anatomist, Vessels, picture

SAY = load_catalogue("en").say


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(picture(), (Vessels(), Anatomist()))


def test_numbers_of_the_anatomy_stand_in_the_table(known: Analysis):
    rows = {row.name: row for row in rows_of_both(known, known, SAY)}
    ratio = MEASURES["avr"]
    written = format_value(known.measurements.numbers["avr"], ratio)
    assert (rows["AVR"].left, rows["AVR"].right) == (written, written)
    assert "Vessel density, veins, zone C" in rows
    plain = analyse(picture(), Vessels())
    assert "AVR" not in {row.name for row in rows_of_both(known, plain, SAY)}


def test_visits_that_were_kept_have_them_as_far_as_both_do(known: Analysis):
    values = numbers_of(known).values
    kept = {row.name for row in rows_of_records(values, values, SAY)}
    assert "AVR" in kept
    without = {name: value for name, value in values.items() if name != "avr"}
    assert "AVR" not in {row.name for row in rows_of_records(values, without, SAY)}
