"""Find patients as one types, and look through them page by page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from app.domain.photograph import Laterality
from app.store.database import Store
from app.store.facts import State
from app.store.names import words_of
from app.store.patients import KeptPatient, patient_from_row
from app.store.tables import PATIENTS, PHOTOGRAPHS

PAGE = 50
"""How many patients a page holds."""

_STATES = tuple(State)


class Order(StrEnum):
    """Say by what patients are sorted."""

    NAME = "name"
    DATE = "date"
    """The day of the last photograph, the latest first."""

    OPENED = "opened"
    """When a person last looked at the patient, the latest first; others are left out."""


_COLUMNS = {
    Order.NAME: PATIENTS.c.sorted_name,
    Order.DATE: PATIENTS.c.last_date,
    Order.OPENED: PATIENTS.c.opened_at,
}


@dataclass(frozen=True)
class Query:
    """Say which patients are looked for.

    Attributes:
        typed: words of which each is found in the name, its pinyin's initials or the ID.
        since, until: a photograph was taken between these days, YYYYMMDD; empty for any.
        eye, quality, state: a photograph is of that eye, of that verdict, in that state.
    """

    typed: str = ""
    since: str = ""
    until: str = ""
    eye: Laterality | None = None
    quality: str | None = None
    state: State | None = None
    order: Order = Order.NAME


@dataclass(frozen=True)
class Listed:
    """Hold what a list shows of a patient.

    Attributes:
        last_date: of the photographs; empty if none is known.
        state: how far the work is on the one photograph where it is least far.
    """

    patient: KeptPatient
    photographs: int
    last_date: str
    eyes: tuple[Laterality, ...]
    state: State


Place = tuple[str, str]
"""Where a page ends: the value that is sorted by, and the patient's id."""


@dataclass(frozen=True)
class Page:
    """Hold some of the patients that were found.

    Attributes:
        after: where the next page begins; None after the last.
    """

    rows: tuple[Listed, ...]
    after: Place | None


def find_patients(
    store: Store, query: Query, *, after: Place | None = None, size: int = PAGE
) -> Page:
    """Return a page of the patients that are looked for.

    Args:
        after: what the page before says; None for the first.

    Raises:
        StoreError: the store cannot be read.
    """
    column = _COLUMNS[query.order]
    wanted = _wanted(query)
    if after is not None:
        wanted = wanted.where(_beyond(column, after, rising=query.order is Order.NAME))
    keys = (column, PATIENTS.c.id)
    order = keys if query.order is Order.NAME else tuple(key.desc() for key in keys)
    with store.read() as connection:
        found = connection.execute(wanted.order_by(*order).limit(size + 1)).all()
        rows = found[:size]
        place = None
        if len(found) > size:
            place = (getattr(rows[-1], column.name), rows[-1].id)
        return Page(tuple(_listed(connection, rows)), place)


def recent_patients(store: Store, count: int = 10) -> tuple[Listed, ...]:
    """Return the patients that somebody looked at last, the latest first."""
    return find_patients(store, Query(order=Order.OPENED), size=count).rows


def all_patients(store: Store, query: Query) -> Iterator[Listed]:
    """Yield every patient that is looked for, page by page."""
    place: Place | None = None
    while True:
        page = find_patients(store, query, after=place, size=500)
        yield from page.rows
        place = page.after
        if place is None:
            return


def _wanted(query: Query) -> Select[Any]:
    wanted = select(PATIENTS).where(PATIENTS.c.merged_into.is_(None))
    if query.order is Order.OPENED:
        wanted = wanted.where(PATIENTS.c.opened_at != "")
    for word in words_of(query.typed):
        wanted = wanted.where(PATIENTS.c.search.contains(word, autoescape=True))
    conditions = list(_of_photographs(query))
    if conditions:
        own = PHOTOGRAPHS.c.patient_id == PATIENTS.c.id
        wanted = wanted.where(exists().where(own, *conditions))
    return wanted


def _of_photographs(query: Query) -> Iterator[ColumnElement[bool]]:
    columns = PHOTOGRAPHS.c
    if query.since:
        yield columns.date >= query.since
    if query.until:
        yield and_(columns.date <= query.until, columns.date != "")
    for column, value in (
        (columns.eye, query.eye),
        (columns.quality, query.quality),
        (columns.state, query.state),
    ):
        if value is not None:
            yield column == str(value)


def _beyond(column: ColumnElement[str], place: Place, *, rising: bool) -> ColumnElement[bool]:
    value, key = place
    if rising:
        return or_(column > value, and_(column == value, PATIENTS.c.id > key))
    return or_(column < value, and_(column == value, PATIENTS.c.id < key))


def _listed(connection: Connection, rows: Sequence[Any]) -> Iterator[Listed]:
    """Yield what a list shows of some patients, whose photographs are counted in one query."""
    columns = PHOTOGRAPHS.c
    kinds = (columns.patient_id, columns.eye, columns.state)
    counted = connection.execute(
        select(*kinds, func.count().label("count"))
        .where(columns.patient_id.in_([row.id for row in rows]))
        .group_by(*kinds)
    )
    groups = defaultdict(list)
    for group in counted:
        groups[group.patient_id].append(group)
    for row in rows:
        own = groups[row.id]
        states = [State(group.state) for group in own]
        yield Listed(
            patient=patient_from_row(row),
            photographs=sum(group._mapping["count"] for group in own),
            last_date=row.last_date,
            eyes=tuple(sorted({Laterality(group.eye) for group in own})),
            state=min(states, key=_STATES.index, default=State.NEW),
        )
