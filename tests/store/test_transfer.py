import csv
import io
import zipfile

import pytest

from app.base.errors import StoreError
from app.domain.photograph import Patient
from app.report.report_text import ReportText
from app.store.cases import load_case, save_words
from app.store.opening import open_store
from app.store.patients import find_patient
from app.store.reports import mark_sent, reports_of, save_report
from app.store.search import Query, find_patients
from app.store.trail import count_events
from app.store.transfer import export_patient, import_patient, results_table
from app.store.verification import verify
from tests.report.conftest import make_report
from tests.store.examples import READING, analysis, kept, kept_case, photograph
from tests.support import refused


@pytest.fixture
def other(tmp_path):
    opened = open_store(tmp_path / "other", who="nurse@ward")
    yield opened
    opened.close()


@pytest.fixture
def exported(store, tmp_path):
    case = load_case(store, kept_case(store).photograph)
    report = save_report(
        store, make_report(analysis()), [case.result.number], author="Dr", pdf=b"%PDF", sign=True
    )
    mark_sent(store, report.number, "PACS")
    kept(store, photograph(1))
    kept_case(store, photograph(2, Patient("Li", "0")))
    assert export_patient(store, "A-17", tmp_path / "patient.zip") == 2
    return tmp_path / "patient.zip"


def test_a_patient_goes_from_store_to_store(store, exported, other):
    patient = import_patient(other, exported)
    here, there = (load_case(each, photograph().id) for each in (store, other))
    assert there.patient.facts == here.patient.facts
    assert (there.words.reading, there.words.text) == (here.words.reading, here.words.text)
    assert there.result == here.result
    assert there.photograph.state is here.photograph.state
    assert there.locations == ()
    with store.read() as one, other.read() as two:
        assert reports_of(two, patient) == reports_of(one, here.patient.id)
        assert find_patient(two, patient).id == here.patient.id
    assert len(find_patients(other, Query()).rows) == 1
    assert verify(other) == []


def test_a_patient_that_comes_twice_is_not_doubled(exported, other):
    import_patient(other, exported)
    text = ReportText("Another")
    save_words(other, photograph().id, reading=READING, text=text, base=1)
    with other.read() as connection:
        before = {table: rows(connection, table) for table in ("results", "reports", "cases")}
    import_patient(other, exported)
    with other.read() as connection:
        assert {table: rows(connection, table) for table in before} == before
        assert count_events(connection) == 3
    assert verify(other) == []


def rows(connection, table):
    return connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").all()


def test_the_zip_holds_json_maps_and_pdf(exported):
    with zipfile.ZipFile(exported) as archive:
        kinds = {name.partition("/")[0] for name in archive.namelist()}
        (pdf,) = (name for name in archive.namelist() if name.endswith(".pdf"))
        assert archive.read(pdf) == b"%PDF"
        assert b"/photographs" not in archive.read("patient.json")
    assert kinds == {"patient.json", "maps", "thumbnails", "reports"}


@pytest.mark.parametrize("name", ["patient.json", "maps", "reports"])
def test_a_zip_that_is_not_whole_changes_nothing(exported, other, tmp_path, name):
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(exported) as source, zipfile.ZipFile(spoilt, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, content[1:] if each.startswith(name) else content)
    refused(StoreError, import_patient, other, spoilt)
    assert find_patients(other, Query()).rows == ()


def test_all_results_are_one_table(exported, store):
    text = b"".join(results_table(store)).decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["patient_id"] for row in table] == ["0", "A-17"]
    assert table[1]["name"] == "Wang^Xiaoming=王^小明"
    assert table[1]["date"] == "20260301"
    assert float(table[1]["vessel_density_value"]) > 0


def test_exports_are_told_in_the_trail(exported, store):
    with store.read() as connection:
        actions = connection.exec_driver_sql("SELECT action FROM events ORDER BY number").all()
    assert actions[-1][0] == "patient exported"


def test_a_patient_that_is_not_there_is_not_exported(store, tmp_path):
    refused(StoreError, export_patient, store, "nobody", tmp_path / "x.zip")
