"""Put what an archive sends into a folder: whole, under a safe name, once."""

import hashlib
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import ArchiveError, RetivascError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.messages import Message, message
from app.pacs.asking.matching import is_uid
from app.pacs.network.connection import MAX_BYTES, parse_object


@dataclass(frozen=True)
class Landed:
    """What became of an object that was sent.

    Attributes:
        path: where it is.
        new: it was not there before.
    """

    path: Path
    new: bool


class Landing:
    """A folder that takes the objects of certain studies; several threads may bring them.

    Attributes:
        landed: what came, by the UID of its object.
        refused: why some did not stay, in words.
        obstacle: why nothing more can be written, if so.
    """

    def __init__(self, folder: Path, studies: Collection[str]) -> None:
        """Set where, and what is expected.

        Raises:
            ReportWriteError: the folder cannot be made.
        """
        make_folder(folder)
        self._folder = folder
        self._studies = frozenset(studies)
        self._lock = threading.Lock()
        self.landed: dict[str, Landed] = {}
        self.refused: list[Message] = []
        self.obstacle: RetivascError | None = None

    def take(self, content: bytes) -> Landed:
        """Put one DICOM file into the folder.

        Raises:
            ArchiveError: it is not whole, or of no study that was asked for.
            ReportWriteError: it cannot be written.
        """
        try:
            instance = self._checked(content)
        except ArchiveError as error:
            with self._lock:
                self.refused.append(error.message)
            raise
        with self._lock:
            try:
                landed = self._write(instance, content)
            except RetivascError as error:
                self.obstacle = error
                raise
            self.landed.setdefault(instance, landed)
            return landed

    def _checked(self, content: bytes) -> str:
        """Return the UID of an object that is whole and was asked for."""
        try:
            dataset = parse_object(content, "object")
            study, instance = str(dataset.StudyInstanceUID), str(dataset.SOPInstanceUID)
        except (ArchiveError, AttributeError) as error:
            raise ArchiveError(
                message("An object that was sent is not a complete DICOM file."),
                message("It was not kept. Fetch the study again."),
            ) from error
        if study not in self._studies:
            raise ArchiveError(
                message("An object of another study was sent: {study}.", study=study),
                message("It was not kept. Tell whoever runs the archive."),
            )
        return instance

    def _write(self, instance: str, content: bytes) -> Landed:
        own, other = (self._folder / name for name in _names(instance, content))
        there = _content_of(own)
        # The same object again, which the archive may have corrected since: the newest stays.
        path = own if there is None or _instance_in(there) == instance else other
        if there == content or (path == other and _content_of(other) == content):
            return Landed(path, new=False)
        write_whole(path, content)
        return Landed(path, new=True)


def _names(instance: str, content: bytes) -> tuple[str, str]:
    """Return how an object may be called: by its UID; where that is taken, with its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    # A UID is what others wrote: only digits and dots may become the name of a file.
    stem = instance if is_uid(instance) else "object"
    return f"{stem}.dcm", f"{stem}-{sha256[:16]}.dcm"


def _content_of(path: Path) -> bytes | None:
    try:
        return read_input(path, limit=MAX_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return b""


def _instance_in(content: bytes) -> str | None:
    """Return the UID of the object that a file holds; None where it is no whole one."""
    try:
        return str(parse_object(content, "object").SOPInstanceUID)
    except ArchiveError:
        return None
