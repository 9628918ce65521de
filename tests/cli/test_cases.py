import json
import zipfile

import pytest

from app.cli.parser import main
from app.report.report_text import ReportText
from app.store.backups import back_up_file
from app.store.cases import load_case, save_words
from app.store.connection import DATABASE
from app.store.facts import Facts
from app.store.opening import open_store
from app.store.patients import add_patient, find_patient
from app.store.reports import mark_sent, save_report
from tests.report.conftest import make_report
from tests.store.examples import analysis, kept_case, photograph
from tests.support import FakePredictor, dicom_bytes, encode, make_dicom, make_fundus

FUNDUS = make_fundus(256)


@pytest.fixture
def place(tmp_path):
    """Give a store with one whole case and one patient without photographs."""
    folder = tmp_path / "store"
    store = open_store(folder)
    case = load_case(store, kept_case(store).photograph)
    report = save_report(
        store, make_report(analysis()), [case.result.number], author="Dr Li", sign=True
    )
    mark_sent(store, report.number, "PACS")
    add_patient(store, Facts(name="Li^Wei"))
    store.close()
    return folder


@pytest.fixture
def cases(place, capsys):
    def call(what, *arguments, store=place, code=0):
        assert main(["cases", what, *map(str, arguments), "--store", str(store)]) == code
        return capsys.readouterr()

    return call


def test_patients_are_listed_and_found(cases):
    assert cases("list").out.splitlines() == [
        cases("list", "li").out.splitlines()[0],
        "A-17  Wang^Xiaoming=王^小明  20260301  OS  sent  1 photographs",
        "2 patients",
    ]
    assert "0 patients" in cases("list", "wxm", "--until", "2026-02-28").out
    for found in (["wxm"], ["--eye", "L"], ["--state", "sent"], ["--since", "2026-03-01"]):
        (row,) = json.loads(cases("list", *found, "--json", "--sort", "date").out)
        assert (row["patient_id"], row["eyes"], row["state"]) == ("A-17", ["L"], "sent")


def test_a_patient_is_shown_with_photographs_reports_and_trail(cases):
    told = cases("show", "A-17").out
    for part in (
        "name        Wang^Xiaoming=王^小明  (by file)",
        "20260301    L  sent  /photographs/0.dcm",
        "CONTRADICTION: eye is R in the file, L here",
        "  vessel_density 0.",
        "version 1, signed, Dr Li, sent to PACS",
        "report sent",
    ):
        assert part in told
    plain = json.loads(cases("show", "A-17", "--json").out)
    assert plain["photographs"][0]["contradictions"] == [{"fact": "eye", "file": "R", "kept": "L"}]
    assert "no patient" in cases("show", "nobody", code=1).err


def test_a_patient_goes_from_store_to_store(cases, tmp_path):
    cases("export", "A-17", "--output", tmp_path / "p.zip")
    told = json.loads(cases("import", tmp_path / "p.zip", "--json", store=tmp_path / "b").out)
    assert json.loads(cases("show", told["patient"], "--json", store=tmp_path / "b").out)["reports"]
    assert "not a whole patient" in cases("import", __file__, code=1).err


def test_all_results_are_exported_as_one_table(cases, tmp_path):
    cases("export", "--output", tmp_path / "all.csv")
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "王^小明" in lines[1]


def test_a_patient_is_deleted_only_on_a_clear_word(cases):
    assert "--yes" in cases("delete", "A-17", code=1).err
    assert "Nobody was named" in cases("delete", "--yes", code=1).err
    told = cases("delete", "A-17", "--yes").out
    assert "patient_id   A-17" in told
    assert "paths        /photographs/0.dcm" in told
    assert "1 patients" in cases("list").out
    assert cases("verify").out.startswith("The store is whole")


def test_patients_untouched_for_long_are_deleted(cases):
    assert json.loads(cases("delete", "--untouched-for", "2", "--yes", "--json").out) == []
    (receipt,) = json.loads(cases("delete", "--untouched-for", "0", "--yes", "--json").out)
    assert receipt["patient_id"] == "A-17"


def test_verify_names_what_is_not_whole(cases, place):
    assert "The store is whole: 6 events" in cases("verify").out
    store = open_store(place)
    with store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE patients SET name = 'Wang^Xiaomins=王^小明' WHERE name LIKE 'W%'"
        )
    store.close()
    assert "was changed" in cases("verify", code=1).err
    told = json.loads(cases("verify", "--json", code=1).out)
    assert not told["whole"]
    assert len(told["faults"]) == 1


def test_a_backup_is_restored_into_an_empty_store_or_in_the_place_of_one(cases, tmp_path, place):
    backup = tmp_path / "backup.zip"
    assert json.loads(cases("backup", backup, "--json").out)["patients"] == 2
    assert zipfile.is_zipfile(backup)
    cases("delete", "A-17", "--yes")
    assert "not empty" in cases("restore", backup, code=1).err
    told = json.loads(cases("restore", backup, "--replace", "--json").out)
    assert told["patients"] == 2
    assert DATABASE in told["set_aside"]
    assert "2 patients" in cases("list").out
    cases("verify")
    cases("restore", backup, store=tmp_path / "new")
    assert "2 patients" in cases("list", store=tmp_path / "new").out


def test_a_copy_of_the_file_takes_the_place_of_a_damaged_one(cases, place):
    store = open_store(place)
    copy = back_up_file(store)
    store.close()
    (place / DATABASE).write_bytes(b"nothing" * 4000)
    assert copy.name in cases("list", code=1).err
    assert "--replace" in cases("restore", copy, code=1).err
    assert "set aside" in cases("restore", copy, "--replace").out
    assert "2 patients" in cases("list").out
    assert "no file" in cases("restore", place / "missing", code=1).err


@pytest.mark.parametrize("word", ["2026-13-01", "yesterday"])
def test_days_are_written_in_one_way(word):
    with pytest.raises(SystemExit):
        main(["cases", "list", "--since", word])


# --- analyze --keep ------------------------------------------------------------------------


@pytest.fixture
def analyze(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("app.cli.analyze.load_predictor", lambda *_, **__: FakePredictor())
    picture, dicom = tmp_path / "a.png", tmp_path / "b.dcm"
    picture.write_bytes(encode(FUNDUS.pixels))
    named = {"PatientName": "Li^Wei", "PatientID": "L-1"}
    dicom.write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels, **named)))

    def call(*more, code=0):
        inputs = [str(picture), str(dicom), "--output", str(tmp_path / "out"), "--no-report"]
        assert main(["analyze", *inputs, *map(str, more)]) == code
        return capsys.readouterr()

    return call


def photographs(folder):
    store = open_store(folder)
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT sha256, frame, patient_id, state FROM photographs ORDER BY id"
        ).all()
    return store, rows


def test_what_is_analysed_is_kept_with_whom_its_file_states(analyze, tmp_path):
    analyze("--keep", "--store", tmp_path / "s")
    store, rows = photographs(tmp_path / "s")
    assert [row.state for row in rows] == ["analysed", "analysed"]
    assert rows[0].patient_id is None
    with store.read() as connection:
        assert find_patient(connection, "L-1").id == rows[1].patient_id
    store.close()


def test_what_was_done_before_is_kept_all_the_same_and_once(analyze, tmp_path):
    analyze()
    analyze("--keep", "--store", tmp_path / "s")
    assert "were already done" in analyze("--keep", "--store", tmp_path / "s").out
    store, rows = photographs(tmp_path / "s")
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM results").scalar() == 2
    assert len(rows) == 2
    store.close()


def test_all_are_kept_for_the_patient_that_was_named(analyze, tmp_path):
    options = ("--keep", "--store", tmp_path / "s", "--patient", "X-1", "--patient-name", "Wu^Li")
    told = analyze(*options).out
    assert "CONTRADICTION: patient_id is L-1 in the file, X-1 in the store." in told
    store, rows = photographs(tmp_path / "s")
    with store.read() as connection:
        patient = find_patient(connection, "X-1")
    assert {row.patient_id for row in rows} == {patient.id}
    assert patient.facts.name == "Wu^Li"
    store.close()


def test_a_reading_of_a_persons_outlives_a_batch(analyze, tmp_path):
    analyze("--keep", "--store", tmp_path / "s")
    store, rows = photographs(tmp_path / "s")
    identity = photograph().id.__class__(rows[0].sha256, 0)
    words = load_case(store, identity).words
    save_words(store, identity, reading=words.reading, text=ReportText("Mine"), base=1)
    analyze("--keep", "--store", tmp_path / "s", "--again", "--threshold", "0.6")
    again = load_case(store, identity)
    assert again.words.text == ReportText("Mine")
    assert again.words.reading == words.reading
    assert again.result.reading.threshold == 0.6
    store.close()


def test_a_patient_is_named_only_where_something_is_kept(analyze):
    assert "--keep" in analyze("--patient", "X", code=1).err


def test_nobody_is_kept_where_the_settings_forbid_it(analyze, tmp_path, monkeypatch):
    file = tmp_path / "settings.json"
    file.write_text('{"settings": {"keep_patients": false}}')
    monkeypatch.setattr("app.cli.cases.machine_settings", lambda: file)
    monkeypatch.setattr("app.cli.cases.user_settings", lambda: tmp_path / "user")
    assert "not kept on this computer" in analyze("--keep", code=1).err


def test_the_settings_name_the_store(place, tmp_path, monkeypatch, capsys):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"settings": {"store": str(place)}}))
    monkeypatch.setattr("app.cli.cases.machine_settings", lambda: file)
    monkeypatch.setattr("app.cli.cases.user_settings", lambda: tmp_path / "user")
    assert main(["cases", "list"]) == 0
    assert "2 patients" in capsys.readouterr().out


def test_a_store_that_does_not_take_it_fails_the_photograph(analyze, tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert "cannot be made" in analyze("--keep", "--store", tmp_path / "file", code=1).err
