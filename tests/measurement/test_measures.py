"""One table: a number that is added to it is shown, written, coded and withheld everywhere."""

import csv
import io

import pytest

from app.analysis.analysis import analyse
from app.base.translation import load_catalogue
from app.measurement.measures import (
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE_UM,
    MEASURES,
    NOTHING_ELSE,
    measures_with,
    shown_measures,
)
from app.pacs.objects.building import ObjectKind
from app.records.building import analysis_record
from app.records.tables import results_csv
from app.report.tables import measurement_lines
from tests.measurement.added import ADDED
from tests.pacs.examples import analysed, built, dicom_example
from tests.support import FakePredictor, make_fundus, photograph

ENGLISH = load_catalogue("en")


@pytest.fixture
def added(monkeypatch):
    monkeypatch.setitem(MEASURES, ADDED.id, ADDED)
    return ADDED


def test_millimetres_are_shown_only_with_a_pixel_spacing():
    metric = {LENGTH_DENSITY_MM, MEAN_CALIBRE_UM}
    plain = measures_with(NOTHING_ELSE)
    assert set(shown_measures(spacing_known=False)) == set(plain) - metric
    assert shown_measures(spacing_known=True) == plain


def test_every_row_has_its_own_id_and_code():
    assert all(name == measure.id for name, measure in MEASURES.items())
    coded = [measure for measure in MEASURES.values() if measure.code is not None]
    codes = {measure.code or measure.id.upper() for measure in coded}
    assert len(codes) == len(coded)
    assert all(len(code) <= 16 for code in codes)


def test_a_number_that_is_added_is_measured_with_a_band_or_withheld_with_its_reason(added):
    analysis = analyse(make_fundus(256).image, FakePredictor())
    number = analysis.measurements.numbers[added.id]
    assert number.unit == "px"
    assert 0 < number.low <= number.value <= number.high
    none = analyse(make_fundus(256).image, FakePredictor(), threshold=1.0)
    assert str(none.measurements.numbers[added.id].reason) == "There is no vessel."
    dark = analyse(photograph(make_fundus(256).pixels // 10), FakePredictor())
    assert "not good enough" in str(dark.measurements.numbers[added.id].reason)


def test_a_number_that_is_added_is_in_record_table_and_report(added):
    analysis = analyse(make_fundus(256).image, FakePredictor())
    value = analysis.measurements.numbers[added.id].value
    record = analysis_record(analysis)
    assert record.measurements[added.id].value == value
    assert record.measurements[added.id].definition == str(added.definition)
    (row,) = csv.DictReader(io.StringIO(results_csv([record]).decode("utf-8-sig")))
    assert float(row["vessel_area_value"]) == value
    lines = {line.name: line for line in measurement_lines(analysis, ENGLISH)}
    assert lines["Vessel area"].value == f"{value:.0f} px"


def test_a_number_that_is_added_is_coded_in_the_structured_report(added):
    example, content = dicom_example("right")
    objects = built(analysed(example.image), content, ObjectKind.STRUCTURED_REPORT)
    text = str(objects[ObjectKind.STRUCTURED_REPORT])
    assert "VESSEL_AREA" in text
    assert "{pixel}" in text
