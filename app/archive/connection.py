"""Reach an archive over the network: ask whether it answers (C-ECHO), send it a file (C-STORE)."""

import logging
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import AE, build_context
from pynetdicom.association import Association
from pynetdicom.presentation import PresentationContext
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from pynetdicom.status import code_to_category
from pynetdicom.transport import T_CONNECT, AddressInformation, AssociationSocket

from app.archive import failures
from app.errors import ImageReadError
from app.imaging.dicom import damage_is_told

_SLOWEST = 125_000  # bytes a second of a line that is still waited for
_KIND_NOT_TAKEN = 0x0122
_UNDEFINED = 0xFFFFFFFF
_NOWHERE = "127.0.0.1"  # the library wants an address, though the line is open
_LAST_WORDS_S = 1.0  # how long an archive may take to hang up once it was told to

# It names objects and quotes what was sent; what matters of it reaches the user as our errors.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Archive:
    """Say where an archive is, what it and we are called, and how the line is secured.

    Without ca_file the system's certificates are trusted; cert_file and key_file (PEM) are ours.
    """

    host: str
    port: int
    called: str = "ANY-SCP"
    calling: str = "RETIVASC"
    tls: bool = False
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None

    @property
    def address(self) -> str:
        """Name the archive in sentences."""
        return f"{self.host}:{self.port}"


def echo(archive: Archive, *, timeout_s: float = 10) -> None:
    """Ask the archive whether it is there and talks to us.

    Raises:
        SendError: it is not or does not, for the reason that is named.
    """
    with _association(archive, [build_context(Verification)], timeout_s, timeout_s) as association:
        started = time.monotonic()
        status = association.send_c_echo()
        _check_status(status, archive, timed_out=time.monotonic() - started >= timeout_s)


def store(archive: Archive, path: Path, *, timeout_s: float = 30) -> None:
    """Send one DICOM file as it is; returns once the archive has confirmed it.

    Args:
        archive: where to.
        path: the file; a compressed one is sent compressed.
        timeout_s: how long the archive may be silent; large files get the time of a slow line.

    Raises:
        SendError: the file cannot be sent, or the archive did not confirm it.
    """
    dataset = _read(path)
    syntax = dataset.file_meta.TransferSyntaxUID
    patience_s = timeout_s + path.stat().st_size / _SLOWEST
    contexts = _contexts(dataset.SOPClassUID, syntax)
    with _association(archive, contexts, timeout_s, patience_s) as association:
        _check_encoding(association, syntax, archive)
        started = time.monotonic()
        try:
            status = association.send_c_store(dataset)
        except (ValueError, AttributeError) as error:  # it cannot be encoded
            raise failures.incomplete(path.name) from error
        _check_status(status, archive, timed_out=time.monotonic() - started >= timeout_s)


def _read(path: Path) -> FileDataset:
    """Read a file whole.

    Raises:
        SendError: it cannot be read, or is no complete DICOM file.
    """
    try:
        with path.open("rb") as file, damage_is_told(path):
            dataset = pydicom.dcmread(file)
            needed = (dataset.SOPClassUID, dataset.SOPInstanceUID)
            syntax = dataset.file_meta.TransferSyntaxUID
            if not all(needed) or not syntax.is_transfer_syntax or _is_cut_off(dataset):
                raise failures.incomplete(path.name)
            return dataset
    except OSError as error:
        raise failures.unreadable(path.name, error) from error
    except ImageReadError as error:
        raise failures.incomplete(path.name) from error


def _is_cut_off(dataset: Dataset) -> bool:
    """Tell whether the last value is shorter than it says, which the library does not mind."""
    last = dataset.get_item(max(dataset.keys()))
    if not isinstance(last, RawDataElement) or last.length == _UNDEFINED:
        return False
    return len(last.value or b"") != last.length


def _contexts(sop_class: UID, syntax: UID) -> list[PresentationContext]:
    """Offer the file's own encoding and, for itself, what every archive must take.

    A compressed file is not sent in the latter, but the answer tells why it was not taken.
    """
    plain: list[str | UID] = [
        each for each in (ExplicitVRLittleEndian, ImplicitVRLittleEndian) if each != syntax
    ]
    return [build_context(sop_class, syntax), build_context(sop_class, plain)]


# --- the line ------------------------------------------------------------------------------


class _OpenLine(AssociationSocket):
    """Give the library a line that is open already: it would keep to itself why one failed."""

    def __init__(self, association: Association, line: socket.socket) -> None:
        self._line = line
        super().__init__(association, address=AddressInformation(_NOWHERE, 0))

    def _create_socket(self, address: AddressInformation) -> socket.socket:
        return self._line

    def connect(self, primitive: T_CONNECT) -> None:
        self.assoc.dul.artim_timer.timeout = _LAST_WORDS_S
        self._is_connected = True
        primitive.result = "Evt2"  # the state machine's word for: connected
        self.provider_queue.put(primitive)
        self._ready.set()


class _Entity(AE):
    def __init__(self, calling: str, line: socket.socket) -> None:
        super().__init__(ae_title=calling)
        self._line = line

    def _create_socket(self, assoc: Association, *_rest: object) -> AssociationSocket:
        return _OpenLine(assoc, self._line)


@contextmanager
def _association(
    archive: Archive, contexts: Sequence[PresentationContext], timeout_s: float, patience_s: float
) -> Iterator[Association]:
    """Open an association and end it, leaving neither line nor thread behind.

    Args:
        archive: whom with.
        contexts: what will be sent, and how encoded.
        timeout_s: for connecting, negotiating, and each piece on the line.
        patience_s: for sending one message and hearing the answer.

    Raises:
        SendError: it cannot be reached or does not agree.
    """
    _check_settings(archive)
    with closing(_connect(archive, timeout_s)) as line, _breakable(line):
        entity = _Entity(archive.calling, line)
        entity.acse_timeout = timeout_s
        entity.dimse_timeout = patience_s
        entity.network_timeout = patience_s
        started = time.monotonic()
        association = entity.associate(
            _NOWHERE, archive.port, contexts=list(contexts), ae_title=archive.called
        )
        try:
            _check_established(association, archive, time.monotonic() - started >= timeout_s)
            yield association
            association.release()
        finally:
            association.abort()  # does nothing after a release
            for thread in (association, association.dul):
                if thread.is_alive():
                    thread.join(timeout_s)
            entity.shutdown()


_lines: set[socket.socket] = set()


@contextmanager
def _breakable(line: socket.socket) -> Iterator[None]:
    _lines.add(line)
    try:
        yield
    finally:
        _lines.discard(line)


def break_off() -> None:
    """Break all lines that are open, from any thread; whoever waits on one fails at once."""
    for line in tuple(_lines):
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _check_settings(archive: Archive) -> None:
    for title in (archive.called, archive.calling):
        plain = title.isascii() and title.isprintable() and "\\" not in title
        if not plain or not 0 < len(title.strip()) <= 16:
            raise failures.bad_title(title)
    if not archive.host.strip() or not 0 < archive.port < 1 << 16:
        raise failures.bad_address(archive.address)


def _connect(archive: Archive, timeout_s: float) -> socket.socket:
    """Open the line, encrypted if asked for.

    Raises:
        SendError: it cannot be opened.
    """
    context = _tls_context(archive) if archive.tls else None
    try:
        line = socket.create_connection((archive.host, archive.port), timeout_s)
        if context is None:
            return line
        try:
            return context.wrap_socket(line, server_hostname=archive.host)
        except BaseException:
            line.close()
            raise
    except (OSError, UnicodeError) as error:
        raise failures.unreachable(archive.host, archive.address, error) from error


def _tls_context(archive: Archive) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=archive.ca_file)
        if archive.cert_file is not None:
            # Without a password to give, an encrypted key would be asked for on the terminal.
            context.load_cert_chain(archive.cert_file, archive.key_file, password="")
    except (OSError, ValueError) as error:
        raise failures.bad_certificate() from error
    return context


# --- the answers ---------------------------------------------------------------------------


def _check_established(association: Association, archive: Archive, timed_out: bool) -> None:
    if association.is_rejected:
        raise _rejected(association, archive)
    if association.rejected_contexts and not association.accepted_contexts:
        raise failures.wrong_kind(archive.address)
    if not association.is_established:
        raise _no_answer(archive, timed_out)


def _rejected(association: Association, archive: Archive) -> failures.SendError:
    answer = association.acceptor.primitive
    assert answer is not None  # is_rejected says so
    return failures.rejected(
        archive.address,
        called=archive.called,
        calling=archive.calling,
        passing=answer.result == 2,
        reason=(answer.result_source or 0, answer.diagnostic or 0),
    )


def _no_answer(archive: Archive, timed_out: bool) -> failures.SendError:
    word = failures.silent if timed_out else failures.broken_off
    return word(archive.address)


def _check_encoding(association: Association, syntax: UID, archive: Archive) -> None:
    agreed = [context.transfer_syntax[0] for context in association.accepted_contexts]
    convertible = syntax.is_little_endian and not syntax.is_compressed
    if syntax not in agreed and not convertible:
        raise failures.wrong_encoding(archive.address, syntax.name)


def _check_status(status: Dataset, archive: Archive, *, timed_out: bool) -> None:
    """Take success and warnings for stored.

    Raises:
        SendError: there is no status, or a failure.
    """
    code = status.get("Status")
    if code is None:
        raise _no_answer(archive, timed_out)
    if code == _KIND_NOT_TAKEN:
        raise failures.wrong_kind(archive.address)
    if code_to_category(code) not in ("Success", "Warning"):
        raise failures.refused(archive.address, code)
