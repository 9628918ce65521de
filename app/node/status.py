"""How a node is doing, asked from outside: of its store and its lock, whether it runs or not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app import __version__
from app.node.configuration import NodeSettings
from app.node.places import Places
from app.store.database import Store
from app.store.opening import open_store
from app.store.queue_state import QueueState, queue_state


@dataclass(frozen=True)
class NodeStatus:
    """Say how a node is doing.

    Attributes:
        refused: how often what was not let in, since it started; empty where it is asked from
            outside.
    """

    node: str
    version: str
    running: bool
    at: str
    queue: QueueState
    refused: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield it for a terminal, a line each."""
        yield f"{self.node}: {'running' if self.running else 'not running'}"
        yield f"photographs: {_counted(self.queue.photographs)}"
        for archive, counts in self.queue.results.items():
            yield f"results to {archive}: {_counted(counts)}"
        yield f"finished in the last hour: {self.queue.last_hour}"
        if self.queue.p95_s is not None:
            yield f"from receipt to results: half within {self.queue.p50_s:.1f} s, " + (
                f"95 % within {self.queue.p95_s:.1f} s"
            )
        for mishap in self.queue.mishaps:
            where = f" to {mishap.destination}" if mishap.destination else ""
            yield f"{mishap.at} photograph {mishap.number}{where}: {mishap.sentence}"


def node_status(settings: NodeSettings) -> NodeStatus:
    """Return how a node is doing.

    Raises:
        StoreError: its store cannot be read.
    """
    store = open_store(settings.place)
    try:
        return status_of(settings, store, running=Places(settings.home).is_running())
    finally:
        store.close()


def status_of(settings: NodeSettings, store: Store, *, running: bool) -> NodeStatus:
    """Return how a node is doing whose store is open.

    Raises:
        StoreError: the store cannot be read.
    """
    now = datetime.now(UTC)
    return NodeStatus(
        settings.name,
        __version__,
        running,
        now.isoformat(timespec="seconds"),
        queue_state(store, settings.name, now),
    )


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items())
