"""Put the photographs of a fetched study into the store."""

from dataclasses import dataclass
from pathlib import Path

from app.base.errors import RetivascError, StoreError
from app.base.messages import Message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.reading.listing import list_photographs
from app.store.assigning import keep_entries
from app.store.database import Store
from app.store.photographs import KeptPhotograph


@dataclass(frozen=True)
class Kept:
    """What of a folder is in the store now, and why the rest is not."""

    photographs: tuple[KeptPhotograph, ...]
    problems: tuple[Message, ...]


def folder_of(fetched: Path, study: str) -> Path:
    """Return the folder of this user for a fetched study; it may not exist yet."""
    return fetched / study


def keep_fetched(
    store: Store,
    folder: Path,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Kept:
    """Have the store know the photographs of a folder; what holds none is passed over.

    Raises:
        StoreError: the store cannot be written.
        Cancelled: somebody asked to stop.
    """
    photographs: list[KeptPhotograph] = []
    problems: list[Message] = []
    for entry in list_photographs([folder]):
        if entry.declined:
            continue
        if entry.problem is not None:
            problems.append(entry.problem.message)
            continue
        try:
            frames = keep_entries(store, [entry], on_progress, should_stop)
        except StoreError:
            raise
        except RetivascError as error:
            problems.append(error.message)
        else:
            photographs += (each for found in frames for each in found)
    return Kept(tuple(photographs), tuple(problems))
