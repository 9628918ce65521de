import pytest

from app.base.errors import StoreError
from app.domain.photograph import Patient
from app.store.cases import load_case
from app.store.facts import State
from app.store.reports import (
    ReportState,
    load_report,
    mark_sent,
    reports_of,
    save_report,
    versions_of,
)
from app.store.verification import verify
from tests.report.conftest import make_report
from tests.store.examples import analysis, kept, kept_case, photograph
from tests.support import refused


@pytest.fixture(scope="module")
def content():
    return make_report(analysis())


@pytest.fixture
def case(store):
    return load_case(store, kept_case(store).photograph)


def state(store, case) -> State:
    return load_case(store, case.photograph.photograph).photograph.state


def save(store, content, case, **options):
    return save_report(store, content, [case.result.number], author="Dr Li", **options)


def test_a_report_is_drafted_signed_amended_and_sent(store, content, case):
    draft = save(store, content, case)
    assert (draft.state, draft.version) == (ReportState.DRAFT, 1)
    assert state(store, case) is State.DRAFT
    assert "draft" in str(refused(StoreError, mark_sent, store, draft.number, "PACS"))
    signed = save(store, content, case, sign=True, pdf=b"%PDF", report=draft.report)
    assert (signed.state, signed.version) == (ReportState.SIGNED, 2)
    assert state(store, case) is State.SIGNED
    mark_sent(store, signed.number, "PACS")
    assert state(store, case) is State.SENT
    amended = save(store, content, case, sign=True, report=draft.report)
    assert (amended.state, amended.version) == (ReportState.AMENDED, 3)
    with store.read() as connection:
        versions = versions_of(connection, draft.report)
        assert versions == reports_of(connection, case.patient.id)
    assert [each.version for each in versions] == [1, 2, 3]
    assert [[to for _at, to in each.sent] for each in versions] == [[], ["PACS"], []]
    assert verify(store) == []


def test_what_a_report_says_is_kept(store, content, case):
    assert load_report(store, save(store, content, case)) == content


def test_a_signed_report_becomes_no_draft(store, content, case):
    signed = save(store, content, case, sign=True)
    refused(StoreError, save, store, content, case, report=signed.report)


def test_a_report_is_signed_by_somebody(store, content, case):
    refused(StoreError, save_report, store, content, [case.result.number], author=" ", sign=True)


def test_a_report_of_both_eyes_is_of_one_patient(store, content, case):
    same = load_case(store, kept_case(store, photograph(1)).photograph)
    other = load_case(store, kept_case(store, photograph(2, Patient("Li", "L"))).photograph)
    numbers = [each.result.number for each in (case, same)]
    assert save_report(store, content, numbers, author="Dr Li").results == tuple(numbers)
    assert {state(store, each) for each in (case, same)} == {State.DRAFT}
    mixed = [case.result.number, other.result.number]
    refused(StoreError, save_report, store, content, mixed, author="Dr Li")


def test_a_missing_content_is_said(store, content, case):
    kept_one = save(store, content, case)
    with store.writing() as connection:
        store.contents.remove(connection, kept_one.content)
    refused(StoreError, load_report, store, kept_one)
    assert kept(store).state is State.DRAFT
