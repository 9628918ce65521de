"""Which results a node must send where, until each has arrived there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update

from app.base.errors import RetivascError
from app.store.arrivals import (
    LONGEST_WAIT,
    MOST_TRIES,
    DeliveryState,
    is_due,
    moment,
    problem_to_json,
)
from app.store.database import Store
from app.store.tables import DELIVERIES

_AT_ONCE = 100


@dataclass(frozen=True)
class Delivery:
    """Hold one result that is on its way to one archive."""

    number: int
    destination: str
    kind: str
    sop_class_uid: str
    sop_instance_uid: str
    file: str
    sha256: str
    tries: int


def due_deliveries(store: Store, node: str, destination: str, now: datetime) -> list[Delivery]:
    """Return what is to be sent to an archive now, the oldest first, so many at once at most."""
    return _found(store, _waiting(node, destination), now)


def uncommitted(store: Store, node: str, destination: str, now: datetime) -> list[Delivery]:
    """Return what an archive is to be asked about, or once more, since it did not answer."""
    own = and_(
        DELIVERIES.c.node == node,
        DELIVERIES.c.destination == destination,
        DELIVERIES.c.state == DeliveryState.SENT,
    )
    return _found(store, own, now)


def note_sent(store: Store, delivery: Delivery, *, committed: bool) -> None:
    """Say that an archive has taken a result.

    Args:
        committed: that is enough; else the archive is to be asked whether it will keep it.
    """
    state = DeliveryState.DONE if committed else DeliveryState.SENT
    _change(store, [delivery.number], state=str(state), sent_at=moment(), due=moment(), problem="")


def note_failure(
    store: Store,
    node: str,
    delivery: Delivery,
    error: RetivascError,
    due: datetime | None,
    *,
    away: bool,
) -> None:
    """Say that an archive has not taken a result.

    Args:
        due: when to try again; None where that would not help.
        away: it would take no other one either: they wait as long.
    """
    problem = problem_to_json(error)
    state = DeliveryState.FAILED if due is None else DeliveryState.WAITING
    when = {} if due is None else {"due": moment(due)}
    with store.writing() as connection:
        own = DELIVERIES.c.id == delivery.number
        values = {"state": str(state), "tries": delivery.tries + 1, "problem": problem, **when}
        connection.execute(update(DELIVERIES).where(own).values(**values))
        if away and due is not None:
            rest = _waiting(node, delivery.destination)
            connection.execute(update(DELIVERIES).where(rest).values(problem=problem, **when))


def note_asked(
    store: Store, deliveries: Sequence[Delivery], transaction_uid: str, due: datetime
) -> None:
    """Say under which transaction an archive is asked to commit itself, and until when."""
    numbers = [each.number for each in deliveries]
    _change(store, numbers, transaction_uid=transaction_uid, due=moment(due))


def note_unasked(store: Store, deliveries: Sequence[Delivery], error: RetivascError) -> None:
    """Say that an archive could not be asked; what was sent stays sent."""
    _change(store, [each.number for each in deliveries], problem=problem_to_json(error))


def note_commitment(
    store: Store, node: str, transaction_uid: str, kept: Collection[str], error: RetivascError
) -> list[str]:
    """Note an archive's answer: what it keeps is done, the rest is sent once more.

    Args:
        kept: the SOP instance UIDs that it commits itself to.
        error: what is said of the rest.

    Returns:
        The files of what is done.
    """
    own = and_(
        DELIVERIES.c.node == node,
        DELIVERIES.c.transaction_uid == transaction_uid,
        DELIVERIES.c.state == DeliveryState.SENT,
    )
    done = []
    with store.writing() as connection:
        for row in connection.execute(select(DELIVERIES).where(own)).all():
            if row.sop_instance_uid in kept:
                values = {"state": str(DeliveryState.DONE), "problem": ""}
                done.append(row.file)
            else:
                given_up = row.tries + 1 >= MOST_TRIES
                state = DeliveryState.FAILED if given_up else DeliveryState.WAITING
                again = {"tries": row.tries + 1, "due": moment(), "problem": problem_to_json(error)}
                values = {"state": str(state), "transaction_uid": "", **again}
            connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == row.id).values(**values))
    return done


def is_wanted(store: Store, file: str) -> bool:
    """Tell whether a result's file is still to be sent somewhere."""
    open_ones = DELIVERIES.c.state != DeliveryState.DONE
    wanted = select(DELIVERIES.c.id).where(DELIVERIES.c.file == file, open_ones)
    with store.read() as connection:
        return connection.scalar(wanted.limit(1)) is not None


def wait_after(tries: int, first: timedelta) -> timedelta:
    """Return how long to wait after so many failures: twice as long each time, up to an hour."""
    longest: timedelta = min(first * 2 ** min(tries, 16), LONGEST_WAIT)
    return longest


def _waiting(node: str, destination: str) -> ColumnElement[bool]:
    return and_(
        DELIVERIES.c.node == node,
        DELIVERIES.c.destination == destination,
        DELIVERIES.c.state == DeliveryState.WAITING,
    )


def _found(store: Store, own: ColumnElement[bool], now: datetime) -> list[Delivery]:
    wanted = select(DELIVERIES).where(own, is_due(DELIVERIES.c.due, now))
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(DELIVERIES.c.id).limit(_AT_ONCE)).all()
    names = ("destination", "kind", "sop_class_uid", "sop_instance_uid", "file", "sha256", "tries")
    return [Delivery(row.id, **{name: getattr(row, name) for name in names}) for row in rows]


def _change(store: Store, numbers: Sequence[int], **values: object) -> None:
    with store.writing() as connection:
        own = DELIVERIES.c.id.in_(numbers)
        connection.execute(update(DELIVERIES).where(own).values(**values))
