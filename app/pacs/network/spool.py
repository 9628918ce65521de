"""Write what arrives over an association to disk as it arrives, so that memory stays bounded.

The network library would gather a whole object in memory, or in a folder of its own choosing, and
end the association where the disk is full.
"""

import hashlib
import logging
import os
import secrets
import shutil
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID
from pynetdicom.dimse import DIMSEServiceProvider
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dsutils import create_file_meta
from pynetdicom.pdu_primitives import P_DATA

from app.base.files import open_private

if TYPE_CHECKING:
    from pynetdicom.association import Association

_MOST_OTHER = 1 << 22  # bytes of a message that carries no object
_LOG = logging.getLogger(__name__)
_COMMAND, _LAST = 1, 2  # bits of the header of a fragment (PS3.8, E.2)


class TooLargeError(Exception):
    """An object has more bytes than are accepted."""


@dataclass(frozen=True)
class Spooled:
    """What has arrived.

    Attributes:
        file: whole, and on the disk; whoever takes it moves or deletes it. None where it could not
            be kept.
        sha256: of the file.
        size: how many bytes the sender sent.
        obstacle: why it could not be kept.
    """

    file: Path | None
    sha256: str
    size: int
    obstacle: OSError | TooLargeError | None = None


@dataclass(frozen=True)
class Room:
    """Where what arrives is written, and how much of it.

    Attributes:
        limit: of bytes of one object.
        spare: bytes that must stay free on the disk.
    """

    folder: Path
    limit: int
    spare: int = 0


class SpoolingProvider(DIMSEServiceProvider):  # type: ignore[misc]
    """Receive messages; the objects in them go to disk."""

    def __init__(self, association: "Association", room: Room) -> None:
        super().__init__(association)
        self._room = room
        self._part: _Part | None = None
        self._other = 0
        self._arrived: deque[Spooled] = deque()

    def take(self) -> Spooled:
        """Return the object of the oldest request that was not asked about yet."""
        return self._arrived.popleft()

    def discard(self) -> None:
        """Delete what nobody has taken, or has arrived in part."""
        if self._part is not None:
            self._part.discard()
            self._part = None
        while self._arrived:
            file = self._arrived.popleft().file
            if file is not None:
                file.unlink(missing_ok=True)

    def receive_primitive(self, primitive: P_DATA) -> None:
        """Process what came, fragment by fragment; what makes no sense ends the association."""
        try:
            for context, fragment in primitive.presentation_data_value_list:
                self._receive(context, bytes(fragment))
        except Exception:  # noqa: BLE001 - the library's thread would die of it, silently
            _LOG.info("an association made no sense", exc_info=True)
            self.discard()
            self.dul.event_queue.put("Evt19")

    def _receive(self, context: int, fragment: bytes) -> None:
        if not fragment[0] & _COMMAND and isinstance(self.message, C_STORE_RQ):
            if self._part is None:
                self._part = _Part(self._room, self._meta(context))
            self._part.write(fragment[1:])
            if fragment[0] & _LAST:
                self._arrived.append(self._part.close())
                self._part = None
            fragment = fragment[:1]
        else:
            self._other = 0 if fragment[0] & _LAST else self._other + len(fragment)
            if self._other > _MOST_OTHER:
                raise ValueError("endless message")
        passed_on = P_DATA()
        # Declared as pairs, and refused unless they are lists.
        passed_on.presentation_data_value_list = [[context, fragment]]  # type: ignore[list-item]
        super().receive_primitive(passed_on)

    def _meta(self, context: int) -> bytes:
        assert self.message is not None  # it has asked for an object to be stored
        asked, buffer = self.message.command_set, DicomBytesIO()
        meta = create_file_meta(
            sop_class_uid=UID(asked.AffectedSOPClassUID),
            sop_instance_uid=UID(asked.AffectedSOPInstanceUID),
            transfer_syntax=self.assoc._accepted_cx[context].transfer_syntax[0],
        )
        write_file_meta_info(buffer, meta)
        return bytes(buffer.getvalue())


class _Part:
    """An object that arrives: written until the disk or the limit says no, then dropped."""

    def __init__(self, room: Room, meta: bytes) -> None:
        self._room = room
        self._path = room.folder / f"{secrets.token_hex(8)}.part"
        self._digest = hashlib.sha256()
        self._size = 0
        self._file: IO[bytes] | None = None
        self._obstacle: OSError | TooLargeError | None = None
        try:
            if room.spare and shutil.disk_usage(room.folder).free < room.spare:
                raise OSError("too little is free")
            self._file = open_private(self._path, "xb")
            self._put(b"\0" * 128 + b"DICM" + meta)
        except OSError as error:
            self._give_up(error)

    def write(self, content: bytes) -> None:
        """Write a piece of it; once something stood in the way the rest is only counted."""
        self._size += len(content)
        if self._file is not None:
            if self._size > self._room.limit:
                self._give_up(TooLargeError())
            else:
                try:
                    self._put(content)
                except OSError as error:
                    self._give_up(error)

    def close(self) -> Spooled:
        """Return what became of it."""
        if self._file is not None:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
            except OSError as error:
                self._give_up(error)
        if self._obstacle is not None:
            return Spooled(None, "", self._size, self._obstacle)
        return Spooled(self._path, self._digest.hexdigest(), self._size)

    def discard(self) -> None:
        """Delete it."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)

    def _put(self, content: bytes) -> None:
        assert self._file is not None
        self._file.write(content)
        self._digest.update(content)

    def _give_up(self, obstacle: OSError | TooLargeError) -> None:
        self._obstacle = obstacle
        with suppress(OSError):
            self.discard()
