import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import StoreError
from app.domain.photograph import Patient
from app.store import deletion
from app.store.backups import back_up_file, backups
from app.store.cases import load_case
from app.store.deletion import delete_patient, expired_patients
from app.store.facts import Facts
from app.store.opening import open_store
from app.store.patients import add_patient, assign, change_patient, find_patient, merge
from app.store.reports import save_report
from app.store.search import Query, find_patients
from app.store.verification import verify
from tests.report.conftest import make_report
from tests.store.examples import analysis, kept_case, photograph
from tests.support import ROOT, refused

OTHER = Patient("Smith^John", "B-2")
WORDS = ("Xiaoming", "xiaoming", "王", "A-17", "Zebrafindings", "19500102", "quagga")


def fill(store):
    """Keep two patients; the first one's name stands wherever a name can."""
    first, second = kept_case(store), kept_case(store, photograph(1, OTHER))
    case = load_case(store, first.photograph)
    change_patient(store, case.patient, sex="M")
    content = make_report(analysis())
    save_report(
        store, content, [case.result.number], author="Dr", pdf=b"%PDF quagga Xiaoming", sign=True
    )
    moved = kept_case(store, photograph(2, OTHER))
    assign(store, case.patient.id, [moved.number])
    assign(store, second.patient, [moved.number])
    return first, second


def left_in(folder) -> set[str]:
    """Return the words of the first patient that any file of a folder still holds."""
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {word for word in WORDS if word.encode() in content}


def test_a_deleted_patient_is_gone_and_the_rest_is_whole(store):
    first, second = fill(store)
    receipt = delete_patient(store, first.patient)
    assert (receipt.name, receipt.patient_id) == ("Wang^Xiaoming=王^小明", "A-17")
    assert (receipt.photographs, receipt.results, receipt.reports) == (1, 1, 1)
    assert receipt.paths == ("/photographs/0.dcm",)
    assert load_case(store, first.photograph) is None
    assert [row.patient.id for row in find_patients(store, Query()).rows] == [second.patient]
    assert load_case(store, second.photograph).words.text is not None
    assert verify(store) == []


def test_a_receipt_names_the_databases_that_were_set_aside(own, folder):
    first, _second = fill(own)
    aside = folder / "cases.sqlite3.damaged-20260101-000000-000000"
    aside.write_bytes(b"Wang")
    assert delete_patient(own, first.patient).set_aside == (str(aside),)


def test_no_byte_of_the_name_is_left_in_the_folder(own, folder):
    first, _second = fill(own)
    back_up_file(own)
    assert {"Xiaoming", "王", "A-17", "19500102", "quagga"} <= left_in(folder)
    receipt = delete_patient(own, first.patient)
    assert receipt.backups == 1
    # What the other patient has in common with the deleted one is that one's own.
    assert left_in(folder) - {"Zebrafindings"} == set()
    own.close()
    assert left_in(folder) - {"Zebrafindings"} == set()
    assert len(backups(folder)) == 1


def test_a_deletion_that_was_killed_is_completed_at_the_next_opening(own, folder, monkeypatch):
    first, _second = fill(own)
    monkeypatch.setattr(deletion, "complete_erasure", lambda _store: None)
    delete_patient(own, first.patient)
    own.close()
    assert "quagga" in left_in(folder)
    program = f"from app.store.opening import open_store; open_store({str(folder)!r}).close()"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
    assert left_in(folder) - {"Zebrafindings"} == set()


def test_who_was_merged_goes_too(store):
    first, second = fill(store)
    merge(store, first.patient, second.patient)
    refused(StoreError, delete_patient, store, first.patient)
    assert delete_patient(store, second.patient).photographs == 3
    assert find_patients(store, Query()).rows == ()
    assert verify(store) == []


def test_a_patient_that_is_not_there_is_said(store):
    refused(StoreError, delete_patient, store, "nobody")


def test_many_deletions_leave_the_chain_whole(store):
    for number in range(4):
        kept_case(store, photograph(number, Patient(f"N{number}", f"{number}")))
    for number in (2, 0, 3, 1):
        with store.read() as connection:
            patient = find_patient(connection, str(number))
        delete_patient(store, patient.id)
        assert verify(store) == []


@pytest.mark.parametrize(("days", "expired"), [(0, True), (1, True), (3, False)])
def test_patients_nobody_touched_for_long_expire(store, days, expired):
    one = kept_case(store)
    add_patient(store, Facts(name="without photographs"))
    later = datetime.now(UTC) + timedelta(days=2)
    assert expired_patients(store, days, today=later) == ([one.patient] if expired else [])


def test_a_store_with_nothing_to_erase_is_left_alone(place):
    store = open_store(place)
    assert not deletion.complete_erasure(store)
    store.close()
