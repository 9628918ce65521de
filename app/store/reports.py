"""Reports: drafted, signed, amended; every version is kept, and what was sent is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select

from app.base.errors import StoreError
from app.base.messages import message
from app.domain.photograph import PhotographId
from app.report.report import Report
from app.report.report_json import report_from_json, report_to_json
from app.store.cases import KeptResult, results_of
from app.store.database import Store
from app.store.facts import State
from app.store.photographs import find_photograph
from app.store.tables import PHOTOGRAPHS, REPORTED, REPORTS, RESULTS, SENDINGS
from app.store.trail import Action, Edit, row_of


class ReportState(StrEnum):
    """Say what a version of a report is."""

    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    """Signed too, in the place of the version before."""


_OF_PHOTOGRAPH = {
    ReportState.DRAFT: State.DRAFT,
    ReportState.SIGNED: State.SIGNED,
    ReportState.AMENDED: State.SIGNED,
}
_BEYOND_DRAFT = (State.SIGNED, State.SENT)


@dataclass(frozen=True)
class KeptReport:
    """Hold one version of a report; it never changes.

    Attributes:
        number: of the version in the store.
        report: what all versions of one report have in common.
        version: from 1; an amended one stands in the place of the version before.
        content, pdf: by which ``Store.contents`` has them.
        results: the numbers of those that it speaks of.
        author: who drafted or signed it.
        sent: when it was sent, and where to.
    """

    number: int
    report: str
    version: int
    state: ReportState
    content: str
    pdf: str | None
    results: tuple[int, ...]
    author: str
    made_at: str
    made_by: str
    sent: tuple[tuple[str, str], ...] = ()


def save_report(
    store: Store,
    content: Report,
    results: Sequence[int],
    *,
    author: str,
    pdf: bytes | None = None,
    sign: bool = False,
    report: str | None = None,
) -> KeptReport:
    """Keep another version of a report, or the first one of a new report.

    Args:
        results: the numbers of the results that it speaks of: of one eye or of both.
        sign: lock it; of a report that is signed already this makes an amendment.
        report: of which it is a version; a new report if None.

    Raises:
        StoreError: a signed report was to become a draft again, nobody signs, or the results are
            of several patients.
    """
    if sign and not author.strip():
        raise StoreError(
            message("A report is signed by somebody."), message("Type the name of who signs.")
        )
    key = report or uuid4().hex
    with store.edit(Action.REPORT_SAVED) as edit:
        versions = versions_of(edit.connection, key)
        state = _next_state(versions, sign=sign)
        edit.subject = _patient_of(edit.connection, results) or ""
        number = edit.insert(
            REPORTS,
            report=key,
            number=len(versions) + 1,
            patient_id=edit.subject or None,
            state=str(state),
            content=store.contents.put(edit.connection, report_to_json(content)),
            pdf=store.contents.put(edit.connection, pdf) if pdf else None,
            author=author,
            made_at=edit.at,
            made_by=edit.who,
        )
        for result in dict.fromkeys(results):
            edit.insert(REPORTED, report_id=number, result_id=result)
        _set_state(edit, number, _OF_PHOTOGRAPH[state])
        return versions_of(edit.connection, key)[-1]


def mark_sent(store: Store, number: int, destination: str) -> None:
    """Note that a version of a report was sent.

    Raises:
        StoreError: it is a draft.
    """
    with store.edit(Action.REPORT_SENT) as edit:
        row = edit.connection.execute(select(REPORTS).where(REPORTS.c.id == number)).one()
        if row.state == ReportState.DRAFT:
            raise StoreError(
                message("A draft is not sent."), message("Sign the report, then send it.")
            )
        edit.subject = row.patient_id or ""
        edit.insert(SENDINGS, report_id=number, destination=destination, sent_at=edit.at)
        _set_state(edit, number, State.SENT)


def load_report(store: Store, kept: KeptReport) -> Report:
    """Return what a version of a report says.

    Raises:
        StoreError: its content is not there.
    """
    with store.read() as connection:
        content = store.contents.get(connection, kept.content)
    if content is None:
        raise StoreError(
            message("The content of this report is missing from the store."),
            message("Restore the store from a backup."),
        )
    return report_from_json(content)


def versions_of(connection: Connection, report: str) -> list[KeptReport]:
    """Return every version of a report, the first first."""
    return _kept(connection, REPORTS.c.report == report)


def reports_of(connection: Connection, patient: str) -> list[KeptReport]:
    """Return every version of every report that speaks of a patient's photographs."""
    spoken_of = (
        select(REPORTED.c.report_id)
        .join(RESULTS, RESULTS.c.id == REPORTED.c.result_id)
        .join(PHOTOGRAPHS, PHOTOGRAPHS.c.id == RESULTS.c.photograph_id)
        .where(PHOTOGRAPHS.c.patient_id == patient)
    )
    return _kept(connection, REPORTS.c.id.in_(spoken_of))


def last_report_of(connection: Connection, *photographs: PhotographId) -> list[KeptReport]:
    """Return every version of the report that last spoke of these photographs, the first first.

    A report on both eyes is not one on either eye: it speaks of these and of no others.
    """
    found = [find_photograph(connection, each) for each in photographs]
    wanted = {each.number for each in found if each is not None}
    if len(wanted) < len(photographs):
        return []
    spoken_of = (
        select(REPORTS.c.report, RESULTS.c.photograph_id)
        .join(REPORTED, REPORTED.c.report_id == REPORTS.c.id)
        .join(RESULTS, RESULTS.c.id == REPORTED.c.result_id)
    )
    first = min(wanted)
    candidates = connection.scalars(
        select(REPORTS.c.report)
        .join(REPORTED, REPORTED.c.report_id == REPORTS.c.id)
        .join(RESULTS, RESULTS.c.id == REPORTED.c.result_id)
        .where(RESULTS.c.photograph_id == first)
        .order_by(REPORTS.c.id.desc())
    )
    for report in dict.fromkeys(candidates):
        rows = connection.execute(spoken_of.where(REPORTS.c.report == report))
        if {row.photograph_id for row in rows} == wanted:
            return versions_of(connection, report)
    return []


def result_spoken_of(
    connection: Connection, kept: KeptReport, photograph: PhotographId
) -> KeptResult:
    """Return the result of a photograph that a version of a report speaks of.

    Raises:
        StoreError: it speaks of none.
    """
    found = find_photograph(connection, photograph)
    for result in [] if found is None else results_of(connection, found.number):
        if result.number in kept.results:
            return result
    raise StoreError(
        message("This report does not speak of this photograph."),
        message("Open the photograph that it speaks of."),
    )


def _kept(connection: Connection, condition: Any) -> list[KeptReport]:  # noqa: ANN401
    wanted = select(REPORTS).where(condition).order_by(REPORTS.c.id)
    return [_from_row(connection, row) for row in connection.execute(wanted).all()]


def _from_row(connection: Connection, row: Row[Any]) -> KeptReport:
    results = select(REPORTED.c.result_id).where(REPORTED.c.report_id == row.id)
    sent = select(SENDINGS.c.sent_at, SENDINGS.c.destination).where(SENDINGS.c.report_id == row.id)
    return KeptReport(
        number=row.id,
        report=row.report,
        version=row.number,
        state=ReportState(row.state),
        content=row.content,
        pdf=row.pdf,
        results=tuple(connection.scalars(results.order_by(REPORTED.c.id))),
        author=row.author,
        made_at=row.made_at,
        made_by=row.made_by,
        sent=tuple((each.sent_at, each.destination) for each in connection.execute(sent)),
    )


def _next_state(versions: Sequence[KeptReport], *, sign: bool) -> ReportState:
    signed = any(version.state is not ReportState.DRAFT for version in versions)
    if signed and not sign:
        raise StoreError(
            message("This report is signed; it cannot become a draft again."),
            message("Sign an amended version, or begin a new report."),
        )
    if not sign:
        return ReportState.DRAFT
    return ReportState.AMENDED if signed else ReportState.SIGNED


def _patient_of(connection: Connection, results: Sequence[int]) -> str | None:
    patients = connection.scalars(
        select(PHOTOGRAPHS.c.patient_id)
        .join(RESULTS, RESULTS.c.photograph_id == PHOTOGRAPHS.c.id)
        .where(RESULTS.c.id.in_(results))
        .distinct()
    ).all()
    if len(patients) > 1:
        raise StoreError(
            message("The photographs of a report are of several patients."),
            message("Choose photographs of one patient."),
        )
    return patients[0] if patients else None


def _set_state(edit: Edit, report: int, state: State) -> None:
    photographs = edit.connection.scalars(
        select(RESULTS.c.photograph_id)
        .join(REPORTED, REPORTED.c.result_id == RESULTS.c.id)
        .where(REPORTED.c.report_id == report)
        .distinct()
    ).all()
    for photograph in photographs:
        row = row_of(edit.connection, PHOTOGRAPHS, photograph)
        # A draft on both eyes takes nothing from what is signed of one.
        if state is not State.DRAFT or (row and row["state"] not in _BEYOND_DRAFT):
            edit.change(PHOTOGRAPHS, photograph, state=str(state))
