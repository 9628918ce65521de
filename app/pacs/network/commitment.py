"""Ask an archive to commit itself to what it was sent (storage commitment, PS3.4 annex J).

It answers later, over an association of its own, to whoever listens under our AE title.
"""

import time
from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import UID, generate_uid
from pynetdicom import build_context
from pynetdicom.sop_class import StorageCommitmentPushModel  # type: ignore[attr-defined]

from app.base.messages import message
from app.pacs.network import failures
from app.pacs.network.connection import associate
from app.pacs.network.failures import SendError
from app.settings.archives import Archive

_INSTANCE = "1.2.840.10008.1.20.1.1"  # the one of the service, well known
_REQUEST = 1  # action type


def new_transaction() -> str:
    """Return the UID of a new transaction."""
    return str(generate_uid(prefix=None))


def ask_commitment(
    archive: Archive,
    transaction_uid: str,
    instances: Sequence[tuple[str, str]],
    *,
    timeout_s: float = 30,
) -> None:
    """Ask an archive to keep what it was sent; it has only taken note when this returns.

    Args:
        instances: of each its SOP class UID and its SOP instance UID.

    Raises:
        SendError: it cannot be reached, or does not know storage commitment.
    """
    asked = Dataset()
    asked.TransactionUID = UID(transaction_uid)
    asked.ReferencedSOPSequence = [_reference(*each) for each in instances]
    contexts = [build_context(StorageCommitmentPushModel)]
    with associate(archive, contexts, timeout_s, timeout_s) as association:
        started = time.monotonic()
        status, _ = association.send_n_action(
            asked, _REQUEST, StorageCommitmentPushModel, _INSTANCE
        )
        if "Status" not in status:
            raise failures.no_answer(archive.address, time.monotonic() - started >= timeout_s)
        if status.Status != 0:
            raise SendError(
                message(
                    "The archive at {address} does not commit itself to what it stores (status "
                    "{code}).",
                    address=archive.address,
                    code=f"{status.Status:04X}",
                ),
                message("Ask whoever runs the archive, or turn commitment off for it."),
                retry=True,
            )


def _reference(sop_class_uid: str, sop_instance_uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = UID(sop_class_uid)
    item.ReferencedSOPInstanceUID = UID(sop_instance_uid)
    return item
