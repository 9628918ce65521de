"""How a node is doing: how much waits, how fast it works, what went wrong last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.store.arrivals import ArrivalState, DeliveryState, moment, problem_from_json
from app.store.database import Store
from app.store.tables import ARRIVALS, DELIVERIES

_LAST = 10
_SAMPLE = 1000


@dataclass(frozen=True)
class Mishap:
    """Say what went wrong with one photograph, or on its way to one archive.

    Attributes:
        number: of the photograph in the queue.
        destination: the archive's name; empty where the photograph itself failed.
        sentence: what, and what to do. It may name a file or a person.
        unnamed: the sentence as it stands in the code, without what it names.
    """

    number: int
    destination: str
    at: str
    unnamed: str
    sentence: str


@dataclass(frozen=True)
class QueueState:
    """Hold the numbers of a queue at one moment.

    Attributes:
        photographs: how many are in each state.
        results: the same, by archive.
        last_hour: photographs that were finished in it.
        p50_s, p95_s: from receipt to the results, of the last thousand; None before the first.
        oldest_waiting: since when the oldest photograph waits; empty where none does.
    """

    photographs: dict[str, int]
    results: dict[str, dict[str, int]]
    last_hour: int
    p50_s: float | None
    p95_s: float | None
    oldest_waiting: str
    mishaps: tuple[Mishap, ...]


def queue_state(store: Store, node: str, now: datetime) -> QueueState:
    """Return how a node is doing.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.read() as connection:
        took = sorted(_took(connection, node))
        return QueueState(
            photographs=_photographs(connection, node),
            results=_results(connection, node),
            last_hour=_finished_since(connection, node, now - timedelta(hours=1)),
            p50_s=_quantile(took, 0.5),
            p95_s=_quantile(took, 0.95),
            oldest_waiting=_oldest(connection, node),
            mishaps=tuple(_mishaps(connection, node)),
        )


def _photographs(connection: Connection, node: str) -> dict[str, int]:
    counted = (
        select(ARRIVALS.c.state, func.count())
        .where(ARRIVALS.c.node == node)
        .group_by(ARRIVALS.c.state)
    )
    found = {str(row[0]): int(row[1]) for row in connection.execute(counted)}
    return {str(state): found.get(state, 0) for state in ArrivalState}


def _results(connection: Connection, node: str) -> dict[str, dict[str, int]]:
    columns = (DELIVERIES.c.destination, DELIVERIES.c.state)
    counted = select(*columns, func.count()).where(DELIVERIES.c.node == node).group_by(*columns)
    found: dict[str, dict[str, int]] = {}
    for destination, state, count in connection.execute(counted):
        of_archive = found.setdefault(destination, {str(each): 0 for each in DeliveryState})
        of_archive[state] = count
    return found


def _finished_since(connection: Connection, node: str, since: datetime) -> int:
    counted = select(func.count()).where(
        ARRIVALS.c.node == node, ARRIVALS.c.done_at >= moment(since)
    )
    return connection.scalar(counted) or 0


def _took(connection: Connection, node: str) -> list[float]:
    wanted = (
        select(ARRIVALS.c.received_at, ARRIVALS.c.done_at)
        .where(ARRIVALS.c.node == node, ARRIVALS.c.state == ArrivalState.DONE)
        .order_by(ARRIVALS.c.done_at.desc())
        .limit(_SAMPLE)
    )
    spans = (
        datetime.fromisoformat(done) - datetime.fromisoformat(received)
        for received, done in connection.execute(wanted)
    )
    return [max(0.0, span.total_seconds()) for span in spans]  # below 0 after the clock was set


def _quantile(ordered: list[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _oldest(connection: Connection, node: str) -> str:
    waiting = (ARRIVALS.c.node == node, ARRIVALS.c.state == ArrivalState.WAITING)
    return connection.scalar(select(func.min(ARRIVALS.c.received_at)).where(*waiting)) or ""


def _mishaps(connection: Connection, node: str) -> list[Mishap]:
    arrivals = (
        select(ARRIVALS)
        .where(ARRIVALS.c.node == node, ARRIVALS.c.problem != "")
        .order_by(ARRIVALS.c.id.desc())
    )
    deliveries = (
        select(DELIVERIES)
        .where(DELIVERIES.c.node == node, DELIVERIES.c.problem != "")
        .order_by(DELIVERIES.c.id.desc())
    )
    found = [
        _mishap(row.id, "", row.done_at or row.received_at, row.problem)
        for row in connection.execute(arrivals.limit(_LAST))
    ]
    found += [
        _mishap(row.arrival_id, row.destination, row.due, row.problem)
        for row in connection.execute(deliveries.limit(_LAST))
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:_LAST]


def _mishap(number: int, destination: str, at: str, problem: str) -> Mishap:
    error = problem_from_json(problem)
    assert error is not None
    return Mishap(number, destination, at, error.message.source, str(error))
