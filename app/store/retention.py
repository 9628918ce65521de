"""Delete patients of whom nothing was touched for long, days after somebody was told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from app.base.files import write_whole
from app.base.progress import ShouldStop, never_stop, stop_if_asked
from app.store.database import Store
from app.store.deletion import Receipt, delete_patient, expired_patients
from app.store.patients import KeptPatient, find_patient

NOTICE_DAYS = 7
"""How long a person is told before a patient is deleted."""

_FILE = "retention.json"


@dataclass(frozen=True)
class Retained:
    """What the retention found.

    Attributes:
        told: patients who will be deleted, unless somebody touches them until then.
        receipts: of those who were deleted now.
    """

    told: tuple[KeptPatient, ...] = ()
    receipts: tuple[Receipt, ...] = ()


def retain(
    store: Store, days: int, *, today: datetime | None = None, should_stop: ShouldStop = never_stop
) -> Retained:
    """Delete patients of whom nothing was touched for so many days, and tell of the next ones.

    Nobody is deleted who was not told of at least ``NOTICE_DAYS`` before: when a patient was
    first told of stands in the store's folder, by the store's own id. Each deletion is in the
    audit trail; files of photographs are not touched.

    Args:
        days: 0 keeps everybody.

    Raises:
        StoreError: the store cannot be read or written.
        Cancelled: ``should_stop`` answered true; who was not deleted yet is so the next time.
    """
    if days <= 0 or store.folder is None:
        return Retained()
    now = today or datetime.now(UTC)
    due = expired_patients(store, days, today=now)
    known = _told(store)
    told = {patient: known.get(patient, now) for patient in due}
    limit = now - timedelta(days=NOTICE_DAYS)
    receipts = []
    for patient in due:
        stop_if_asked(should_stop)
        if told[patient] <= limit:
            receipts.append(delete_patient(store, patient))
            del told[patient]
    if told != known:
        write_whole(store.folder / _FILE, msgspec.json.encode(told))
    with store.read() as connection:
        waiting = tuple(find_patient(connection, patient) for patient in told)
    return Retained(waiting, tuple(receipts))


def _told(store: Store) -> Mapping[str, datetime]:
    """Return when somebody was first told of each patient; of a damaged file nothing is known."""
    assert store.folder is not None
    try:
        content = (store.folder / _FILE).read_bytes()
        return msgspec.json.decode(content, type=dict[str, datetime])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
