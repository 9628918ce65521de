"""Take what comes, from a sender or from a folder, into the queue: once, and durably."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.base.errors import RetivascError
from app.base.files import write_new
from app.node.places import Places
from app.pacs.network.receiving import (
    NO_ROOM,
    NOT_SUPPORTED,
    NOT_UNDERSTOOD,
    STORED,
    Incoming,
)
from app.reading.dicom.file import damage_is_told, parse
from app.reading.dicom.text import read_text
from app.reading.opening import digest
from app.store.arrivals import NewArrival, NewDelivery, add_arrival
from app.store.database import Store

_AS_IT_IS = "object"  # the kind of what is forwarded
_LOG = logging.getLogger(__name__)


class Intake:
    """Take what comes into the queue of a node.

    Args:
        classes: of what is analysed.
        forward: names of the archives to which what comes from an AE title is sent as it is.
    """

    def __init__(
        self,
        store: Store,
        node: str,
        places: Places,
        classes: Sequence[str],
        forward: Mapping[str, Sequence[str]],
    ) -> None:
        self._store, self._node, self._places = store, node, places
        self._classes, self._forward = classes, forward

    def receive(self, incoming: Incoming) -> int:
        """Queue what was sent; return the status to answer. One that was sent before is a success.

        Only what is on the disk and in the queue is confirmed.
        """
        spooled = incoming.spooled
        assert spooled.file is not None
        archives = self._forward.get(incoming.sender, ())
        try:
            if not archives and incoming.sop_class_uid not in self._classes:
                return NOT_SUPPORTED
            if not _is_as_announced(spooled.file, incoming):
                return NOT_UNDERSTOOD
            file = self._places.photograph(spooled.sha256, ".dcm")
            self._put(
                spooled.file,
                NewArrival(
                    self._node,
                    spooled.sha256,
                    incoming.sop_instance_uid,
                    incoming.sender,
                    file,
                    spooled.size,
                ),
                [
                    NewDelivery(
                        archive,
                        _AS_IT_IS,
                        incoming.sop_class_uid,
                        incoming.sop_instance_uid,
                        file,
                        spooled.sha256,
                    )
                    for archive in archives
                ],
            )
        except (OSError, RetivascError) as error:
            _LOG.info("not received: %s", type(error).__name__)
            return NO_ROOM
        finally:
            spooled.file.unlink(missing_ok=True)
        return STORED

    def take(self, path: Path, content: bytes, stamp: str) -> bool:
        """Queue a file of a watched folder; it stays where it is. Say whether it was new.

        Raises:
            OSError, RetivascError: it cannot be kept or queued.
        """
        sha256 = digest(content)
        spooled = self._places.spool / f"{sha256}.part"
        spooled.unlink(missing_ok=True)
        write_new(spooled, content)
        file = self._places.photograph(sha256, path.suffix.lower())
        return self._put(
            spooled, NewArrival(self._node, sha256, "", str(path), file, len(content), stamp=stamp)
        )

    def _put(self, spooled: Path, new: NewArrival, forward: Sequence[NewDelivery] = ()) -> bool:
        there = self._places.path(new.file).exists()
        self._places.put(spooled, new.file)
        added = add_arrival(self._store, new, forward)
        if not added and not there:  # it is done, and photographs are not kept
            self._places.drop(new.file)
        _LOG.info("received" if added else "received once more")
        return added


def _is_as_announced(file: Path, incoming: Incoming) -> bool:
    """Tell whether an object is a whole data set of the class and instance that was announced."""
    try:
        with file.open("rb") as opened, damage_is_told(file):
            dataset = parse(opened, file, header_only=True)
            stated = (
                read_text(dataset, "SOPClassUID"),
                read_text(dataset, "SOPInstanceUID"),
            )
    except RetivascError as error:
        _LOG.info("not understood: %s", error.message.source)
        return False
    return stated == (incoming.sop_class_uid, incoming.sop_instance_uid)
