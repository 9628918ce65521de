"""What a node has received and must analyse: a queue that survives whatever ends the node.

An arrival is taken by one worker at a time, whose claim stands in its row: what a worker finishes
counts only as long as the claim is its own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from app.base.errors import RetivascError, error_from_plain
from app.store.database import Store
from app.store.tables import ARRIVALS, DELIVERIES

LONGEST_WAIT = timedelta(hours=1)
"""Until the next try; a time further off comes from a wrong clock, and is due."""

MOST_TRIES = 3
"""How often a photograph may end the process that analyses it."""


class ArrivalState(StrEnum):
    """Say what is to be done with a photograph, or became of it."""

    WAITING = "waiting"
    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    FORWARDED = "forwarded"  # not analysed, only sent on


class DeliveryState(StrEnum):
    """Say what is to be done with a result, or became of it; SENT ones await commitment."""

    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class NewArrival:
    """Describe what has come.

    Attributes:
        source: who sent it, or the file in a watched folder.
        stamp: by which a watched file is known again; empty for what was sent.
        file: where its bytes lie, below the node's folder.
    """

    node: str
    sha256: str
    sop_instance_uid: str
    source: str
    file: str
    size: int
    stamp: str = ""


@dataclass(frozen=True)
class Arrival:
    """Hold one photograph that a worker has claimed."""

    number: int
    sha256: str
    file: str
    tries: int
    received_at: str


@dataclass(frozen=True)
class NewDelivery:
    """Describe a result that is to be sent."""

    destination: str
    kind: str
    sop_class_uid: str
    sop_instance_uid: str
    file: str
    sha256: str


def moment(at: datetime | None = None) -> str:
    """Return a moment as the queue writes it, so that texts sort as times do."""
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")


def is_due(due: Any, now: datetime) -> ColumnElement[bool]:  # noqa: ANN401
    """Return the condition that a row's time has come, or is that of a wrong clock."""
    return or_(due <= moment(now), due > moment(now + LONGEST_WAIT))


def problem_to_json(error: RetivascError | None) -> str:
    """Return an error as a row holds it; empty for none."""
    return "" if error is None else json.dumps(error.to_plain(), ensure_ascii=False)


def problem_from_json(text: str) -> RetivascError | None:
    """Return the error of a row."""
    return error_from_plain(json.loads(text)) if text else None


def add_arrival(store: Store, new: NewArrival, forward: Sequence[NewDelivery] = ()) -> bool:
    """Queue what has come; say whether it was new.

    Args:
        forward: where it is sent as it is; then it is not analysed.

    Raises:
        StoreError: it cannot be written.
    """
    with store.writing() as connection:
        there = select(ARRIVALS.c.id).where(
            ARRIVALS.c.node == new.node, ARRIVALS.c.sha256 == new.sha256
        )
        if connection.scalar(there) is not None:
            return False
        values = {
            **vars(new),
            "state": str(ArrivalState.FORWARDED if forward else ArrivalState.WAITING),
            "tries": 0,
            "due": moment(),
            "claim": "",
            "problem": "",
            "received_at": moment(),
            "done_at": "",
        }
        done = connection.execute(insert(ARRIVALS).values(**values))
        assert done.inserted_primary_key is not None
        _queue(connection, new.node, done.inserted_primary_key[0], forward)
        return True


def is_known(store: Store, node: str, source: str, stamp: str) -> bool:
    """Tell whether a watched file has come already as it is now."""
    wanted = select(ARRIVALS.c.id).where(
        ARRIVALS.c.node == node, ARRIVALS.c.source == source, ARRIVALS.c.stamp == stamp
    )
    with store.read() as connection:
        return connection.scalar(wanted.limit(1)) is not None


def claim_arrival(store: Store, node: str, claim: str, now: datetime) -> Arrival | None:
    """Take the oldest photograph that is due; None where there is none."""
    wanted = (
        select(ARRIVALS)
        .where(
            ARRIVALS.c.node == node,
            ARRIVALS.c.state == ArrivalState.WAITING,
            is_due(ARRIVALS.c.due, now),
        )
        .order_by(ARRIVALS.c.id)
        .limit(1)
    )
    with store.read() as connection:  # most often there is none, and nobody need wait for that
        if connection.execute(wanted).first() is None:
            return None
    with store.writing() as connection:
        row = connection.execute(wanted).first()
        if row is None:
            return None
        values = {"state": str(ArrivalState.BEGUN), "claim": claim, "tries": row.tries + 1}
        connection.execute(update(ARRIVALS).where(ARRIVALS.c.id == row.id).values(**values))
        return Arrival(row.id, row.sha256, row.file, row.tries + 1, row.received_at)


def finish_arrival(
    store: Store,
    node: str,
    arrival: Arrival,
    claim: str,
    deliveries: Sequence[NewDelivery],
    *,
    problem: RetivascError | None = None,
) -> bool:
    """Say that a photograph is done, and queue its results, both or neither.

    Args:
        problem: why there is less than was asked for; None where there is not.

    Returns:
        Whether the claim was still the worker's own; nothing is written where it was not.
    """
    with store.writing() as connection:
        if not _is_claimed(connection, arrival, claim):
            return False
        _queue(connection, node, arrival.number, deliveries)
        _end(connection, arrival, ArrivalState.DONE, problem)
        return True


def fail_arrival(store: Store, arrival: Arrival, claim: str, problem: RetivascError) -> None:
    """Say that there is no result of a photograph, and why."""
    with store.writing() as connection:
        if _is_claimed(connection, arrival, claim):
            _end(connection, arrival, ArrivalState.FAILED, problem)


def postpone_arrival(
    store: Store, arrival: Arrival, claim: str, due: datetime, problem: RetivascError | None = None
) -> None:
    """Give a photograph back, to be tried again; the try is not counted."""
    with store.writing() as connection:
        if _is_claimed(connection, arrival, claim):
            values = {
                "state": str(ArrivalState.WAITING),
                "claim": "",
                "tries": arrival.tries - 1,
                "due": moment(due),
                "problem": problem_to_json(problem),
            }
            own = ARRIVALS.c.id == arrival.number
            connection.execute(update(ARRIVALS).where(own).values(**values))


def release_claims(store: Store, node: str, ended: RetivascError, claim: str | None = None) -> int:
    """Take back what a worker that is gone has begun; return how many photographs that were.

    One that has ended its process too often fails.

    Args:
        ended: why it fails then.
        claim: of the worker; of all workers of the node if None.
    """
    own = and_(ARRIVALS.c.node == node, ARRIVALS.c.state == ArrivalState.BEGUN)
    if claim is not None:
        own = and_(own, ARRIVALS.c.claim == claim)
    with store.writing() as connection:
        rows = connection.execute(select(ARRIVALS).where(own)).all()
        for row in rows:
            values = {"state": str(ArrivalState.WAITING), "claim": ""}
            if row.tries >= MOST_TRIES:
                failed = {"problem": problem_to_json(ended), "done_at": moment()}
                values |= {"state": str(ArrivalState.FAILED), **failed}
            connection.execute(update(ARRIVALS).where(ARRIVALS.c.id == row.id).values(**values))
        return len(rows)


def retry_failed(store: Store, node: str) -> int:
    """Have everything that failed for good tried again; return how much that is."""
    again = {"tries": 0, "due": moment(), "problem": ""}
    with store.writing() as connection:
        count = 0
        for table, failed, waiting in (
            (ARRIVALS, ArrivalState.FAILED, ArrivalState.WAITING),
            (DELIVERIES, DeliveryState.FAILED, DeliveryState.WAITING),
        ):
            own = and_(table.c.node == node, table.c.state == failed)
            done = connection.execute(update(table).where(own).values(state=str(waiting), **again))
            count += done.rowcount
        return count


def _queue(
    connection: Connection, node: str, number: int, deliveries: Sequence[NewDelivery]
) -> None:
    """Queue what is to be sent of an arrival."""
    for each in deliveries:
        values = {
            **vars(each),
            "arrival_id": number,
            "node": node,
            "state": str(DeliveryState.WAITING),
            "tries": 0,
            "due": moment(),
            "problem": "",
            "transaction_uid": "",
            "sent_at": "",
        }
        connection.execute(insert(DELIVERIES).values(**values))


def _is_claimed(connection: Connection, arrival: Arrival, claim: str) -> bool:
    row = connection.execute(
        select(ARRIVALS.c.state, ARRIVALS.c.claim).where(ARRIVALS.c.id == arrival.number)
    ).one()
    return (row.state, row.claim) == (ArrivalState.BEGUN, claim)


def _end(
    connection: Connection, arrival: Arrival, state: ArrivalState, problem: RetivascError | None
) -> None:
    values = {
        "state": str(state),
        "claim": "",
        "problem": problem_to_json(problem),
        "done_at": moment(),
    }
    connection.execute(update(ARRIVALS).where(ARRIVALS.c.id == arrival.number).values(**values))
