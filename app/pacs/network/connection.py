"""Reach an archive over the network: ask whether it answers (C-ECHO), send it a file (C-STORE)."""

import io
import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import AE, _config, build_context, evt
from pynetdicom.association import Association
from pynetdicom.pdu import A_ASSOCIATE_RJ
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from pynetdicom.transport import T_CONNECT, AddressInformation, AssociationSocket

from app.base.errors import ArchiveError, ImageReadError, UnsupportedImageError
from app.base.inputs import read_input
from app.base.messages import Message
from app.pacs.network import failures
from app.pacs.network.statuses import check_status
from app.pacs.network.tls import SecuredLine, tls_context
from app.reading.dicom.file import damage_is_told, looks_like_dicom, looks_like_index, parse
from app.settings.archives import Archive

MAX_BYTES = 1 << 31
"""Of a file that is sent; it is held in memory."""

_SLOWEST = 125_000  # bytes a second of a line that is still waited for
_UNDEFINED = 0xFFFFFFFF
_MOST_KINDS = 60  # that one association is asked for, two contexts each: 128 are allowed
_NOWHERE = "127.0.0.1"  # the library wants an address, though the line is open
_LAST_WORDS_S = 1.0  # how long an archive may take to hang up once it was told to

# It names objects and quotes what was sent; what matters of it reaches the user as our errors.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)
# To be told, answers would be decoded as they state, and no wrong character set could be repaired.
_config.LOG_RESPONSE_IDENTIFIERS = _config.LOG_REQUEST_IDENTIFIERS = False


def echo(archive: Archive, *, timeout_s: float = 10) -> None:
    """Ask the archive whether it is there and accepts our association.

    Raises:
        SendError: it is not or does not, for the reason that is named.
    """
    with associate(archive, [build_context(Verification)], timeout_s, timeout_s) as association:
        started = time.monotonic()
        status = association.send_c_echo()
        if "Status" not in status:
            raise failures.no_answer(archive.address, time.monotonic() - started >= timeout_s)
        check_status(status.Status, archive.address)


class StorageSession:
    """A session that sends files one by one, over one association as long as they fit it.

    To be used in a ``with`` block, whose end releases the association.
    """

    def __init__(self, archive: Archive, *, timeout_s: float = 30) -> None:
        """Set the archive, and how long it may be silent; large files get a slow line's time."""
        self._archive = archive
        self._timeout_s = timeout_s
        self._stack = ExitStack()
        self._association: Association | None = None
        self._kinds: dict[tuple[UID, UID], None] = {}

    def __enter__(self) -> Self:
        """Open nothing yet: the first file decides what to negotiate."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the association."""
        self._stack.__exit__(kind, error, trace)

    def store(self, content: bytes, name: str) -> Message | None:
        """Send one DICOM file as it is; returns once the archive has confirmed it.

        Args:
            content: of the file; a compressed one is sent compressed, one without file meta
                information is sent too.
            name: of the file, for sentences.

        Returns:
            What the archive remarked though it stored the object; None if nothing.

        Raises:
            SendError: the file cannot be sent, or the archive did not confirm it.
        """
        dataset = parse_object(content, name)
        kind = (UID(dataset.SOPClassUID), dataset.file_meta.TransferSyntaxUID)
        patience_s = self._timeout_s + len(content) / _SLOWEST
        association = self._associated(kind, patience_s)
        _check_agreed(association, *kind, self._archive)
        started = time.monotonic()
        try:
            status = association.send_c_store(dataset)
        except (ValueError, AttributeError) as error:  # it cannot be encoded
            raise failures.incomplete(name) from error
        timed_out = time.monotonic() - started >= self._timeout_s
        if "Status" not in status:
            raise failures.no_answer(self._archive.address, timed_out)
        return check_status(status.Status, self._archive.address)

    def _associated(self, kind: tuple[UID, UID], patience_s: float) -> Association:
        """Return an association at which this kind was offered, opening one if need be."""
        open_one = self._association
        if open_one is None or not open_one.is_established or kind not in self._kinds:
            self._stack.close()
            self._association = None
            if len(self._kinds) == _MOST_KINDS:
                self._kinds.clear()
            self._kinds[kind] = None
            contexts = [context for each in self._kinds for context in _contexts(*each)]
            open_one = self._stack.enter_context(
                associate(self._archive, contexts, self._timeout_s, patience_s)
            )
            self._association = open_one
        open_one.dimse_timeout = open_one.network_timeout = patience_s
        return open_one


def read_object(path: Path) -> bytes:
    """Return the content of a file that a person wants to send.

    Raises:
        SendError: it cannot be read.
    """
    try:
        return read_input(path, limit=MAX_BYTES, in_place=True)
    except (OSError, ValueError) as error:
        raise failures.unreadable(path, error) from error


def parse_object(content: bytes, name: str) -> FileDataset:
    """Return the data set of a file.

    Raises:
        SendError: it is no complete DICOM file, or an index.
    """
    if not looks_like_dicom(content):
        raise failures.incomplete(name)
    if looks_like_index(content):
        raise failures.index(name)
    path = Path(name)
    try:
        with damage_is_told(path):
            dataset = parse(io.BytesIO(content), path)
            _check_complete(dataset, name)
            return dataset
    except ImageReadError as error:
        raise failures.incomplete(name) from error
    except UnsupportedImageError as error:
        raise failures.SendError(error.message, error.hint, retry=False) from error


def _check_complete(dataset: FileDataset, name: str) -> None:
    syntax = dataset.file_meta.TransferSyntaxUID
    pixels = dataset.get_item("PixelData") if "PixelData" in dataset else None
    stated = all((dataset.SOPClassUID, dataset.SOPInstanceUID)) and syntax.is_transfer_syntax
    # How pixels are compressed only the file meta information tells, which may be missing.
    packed = isinstance(pixels, RawDataElement) and pixels.length == _UNDEFINED
    if not stated or (packed and not syntax.is_compressed) or _is_cut_off(dataset):
        raise failures.incomplete(name)


def _is_cut_off(dataset: Dataset) -> bool:
    """Return whether the last value is shorter than stated, which the library tolerates."""
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
    """A connection opened beforehand: the library would not tell why opening one failed."""

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
def associate(
    archive: Archive,
    contexts: Sequence[PresentationContext],
    timeout_s: float,
    patience_s: float,
    *,
    roles: Sequence[SCP_SCU_RoleSelectionNegotiation] = (),
    on_store: Callable[[evt.Event], int] | None = None,
    refusal: ArchiveError | None = None,
) -> Iterator[Association]:
    """Open an association and end it, leaving neither connection nor thread behind.

    Args:
        archive: whom with.
        contexts: what will be sent, and how encoded.
        timeout_s: for connecting, negotiating, and each piece on the line.
        patience_s: for sending one message and hearing the answer.
        roles: in which of the contexts it is the archive that sends.
        on_store: called with what it sends so; returns a status.
        refusal: raised where it accepts none of the contexts, instead of the usual one.

    Raises:
        SendError: it cannot be reached or does not agree.
    """
    _check_settings(archive)
    with closing(_connect(archive, timeout_s)) as line, _breakable(line):
        entity = _Entity(archive.calling, line)
        entity.acse_timeout = timeout_s
        entity.dimse_timeout = patience_s
        entity.network_timeout = patience_s
        rejections: list[A_ASSOCIATE_RJ] = []
        started = time.monotonic()
        association = entity.associate(
            _NOWHERE,
            archive.port,
            contexts=list(contexts),
            ae_title=archive.called,
            ext_neg=list(roles),
            evt_handlers=[
                (evt.EVT_PDU_RECV, _noting(rejections)),
                *([] if on_store is None else [(evt.EVT_C_STORE, on_store)]),
            ],
        )
        try:
            timed_out = time.monotonic() - started >= timeout_s
            if rejections:
                raise _rejected(rejections[0], archive)
            _check_established(association, archive, line, timed_out, refusal)
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


def hang_up(association: Association) -> None:
    """Break the connection of one association, from any thread; who waits on it fails at once."""
    line = association.dul.socket
    if line is not None and line.socket is not None:
        with suppress(OSError):  # it has ended already
            line.socket.shutdown(socket.SHUT_RDWR)


def local_address(association: Association) -> str:
    """Return by which of its addresses this computer reaches the archive; empty after the end."""
    line = association.dul.socket
    return "" if line is None or line.socket is None else str(line.socket.getsockname()[0])


def break_off() -> None:
    """Break all open connections, from any thread; whoever waits on one fails at once."""
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
    """Open the connection, encrypted if asked for.

    Raises:
        SendError: it cannot be opened.
    """
    context = tls_context(archive) if archive.tls else None
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
        raise failures.unreachable(archive, error) from error


# --- the answers ---------------------------------------------------------------------------


def _check_established(
    association: Association,
    archive: Archive,
    line: socket.socket,
    timed_out: bool,
    refusal: ArchiveError | None,
) -> None:
    if association.rejected_contexts and not association.accepted_contexts:
        raise refusal or failures.wrong_kind(archive.address)
    if association.is_established:
        return
    if isinstance(line, SecuredLine) and line.refusal is not None:
        raise failures.insecure(archive.address, line.refusal, archive.cert_file)
    raise failures.no_answer(archive.address, timed_out, away=True)


def _noting(rejections: list[A_ASSOCIATE_RJ]) -> Callable[[evt.Event], None]:
    """Return what notes rejections as they come in.

    The library's own state does not tell one from a broken connection where the archive hangs up
    before the thread that waits for its answer has woken.
    """

    def note(event: evt.Event) -> None:
        if isinstance(event.pdu, A_ASSOCIATE_RJ):
            rejections.append(event.pdu)

    return note


def _rejected(answer: A_ASSOCIATE_RJ, archive: Archive) -> failures.SendError:
    return failures.rejected(
        archive.address,
        called=archive.called,
        calling=archive.calling,
        passing=answer.result == 2,
        reason=(answer.source or 0, answer.reason_diagnostic or 0),
    )


def _check_agreed(association: Association, sop_class: UID, syntax: UID, archive: Archive) -> None:
    """Check that the archive accepts this kind of object, in this encoding or a convertible one."""
    accepted = [
        context.transfer_syntax[0]
        for context in association.accepted_contexts
        if context.abstract_syntax == sop_class
    ]
    if not accepted:
        raise failures.wrong_kind(archive.address)
    convertible = syntax.is_little_endian and not syntax.is_compressed
    if syntax not in accepted and not convertible:
        raise failures.wrong_encoding(archive.address, syntax.name)
