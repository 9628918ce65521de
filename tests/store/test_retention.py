"""Patients whom nobody touched for long are told of, then deleted."""

from datetime import UTC, datetime, timedelta

from app.domain.photograph import Patient
from app.store.patients import find_patient, note_opened
from app.store.retention import NOTICE_DAYS, Retained, retain
from app.store.search import Query, find_patients
from app.store.trail import Action, events
from app.store.verification import verify
from tests.store.examples import kept_case, photograph

LONG = datetime.now(UTC) + timedelta(days=400)
SOON = LONG + timedelta(days=NOTICE_DAYS - 1)
LATER = LONG + timedelta(days=NOTICE_DAYS)


def ids(store):
    return [each.patient.id for each in find_patients(store, Query()).rows]


def test_nobody_is_deleted_who_was_not_told_of_before(own):
    patient = kept_case(own, photograph(1, Patient("Clark^Cyril", "C-1"))).patient
    assert retain(own, 365) == Retained()
    for day in (LONG, SOON):
        found = retain(own, 365, today=day)
        assert [each.id for each in found.told] == [patient]
        assert found.receipts == ()
    found = retain(own, 365, today=LATER)
    assert found.told == ()
    assert [receipt.patient_id for receipt in found.receipts] == ["C-1"]
    assert ids(own) == []
    with own.read() as connection:
        assert Action.PATIENT_DELETED in [event.action for event in events(connection)]
    assert verify(own) == []
    assert b"Clark" not in b"".join(
        path.read_bytes() for path in own.folder.rglob("*") if path.is_file()
    )


def test_who_is_touched_after_all_is_kept_and_told_of_anew(own):
    patient = kept_case(own, photograph(1, Patient("Clark^Cyril", "C-1"))).patient
    retain(own, 365, today=LONG)
    note_opened(own, patient)
    assert retain(own, 365, today=datetime.now(UTC)) == Retained()
    assert retain(own, 365, today=LATER).receipts == ()
    with own.read() as connection:
        assert find_patient(connection, patient).id == patient


def test_without_a_limit_everybody_is_kept(own):
    kept_case(own)
    assert retain(own, 0, today=LATER) == Retained()
    assert len(ids(own)) == 1


def test_what_was_told_is_not_taken_from_a_damaged_file(own):
    kept_case(own)
    (own.folder / "retention.json").write_bytes(b"\xff")
    assert retain(own, 365, today=LATER).receipts == ()
    assert len(ids(own)) == 1
