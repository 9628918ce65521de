"""Be called: accept associations, and hand over what is sent (C-STORE), to those who may.

An archive also calls to say what it commits itself to (storage commitment, N-EVENT-REPORT).
"""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from socketserver import BaseServer
from typing import Any

from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StorageCommitmentPushModel,
    Verification,
)
from pynetdicom.transport import RequestHandler, ThreadedAssociationServer

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.pacs.network.spool import Room, Spooled, SpoolingProvider, TooLargeError

STORED, NO_ROOM, TOO_LARGE, NOT_UNDERSTOOD, NOT_SUPPORTED = 0x0000, 0xA700, 0xC213, 0xC000, 0x0122
"""What is answered to C-STORE (PS3.4, B.2.3); Cxxx tells a sender not to try the same again."""

_MOST_AT_ONCE = 1 << 17  # bytes of a PDU; the library takes an eighth, and most time, by itself
_REJECTED = (0x01, 0x01, 0x03)  # for good, by the user, calling AE title not recognised
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """Who may send: by AE title, and from which addresses; None for any."""

    title: str | None = None
    network: IPv4Network | IPv6Network | None = None

    def fits(self, title: str, address: str) -> bool:
        """Tell whether somebody who calls is this one."""
        return self.title in (None, title) and self.has(address)

    def has(self, address: str) -> bool:
        """Tell whether an address is this one's."""
        return self.network is None or ip_address(address.partition("%")[0]) in self.network


@dataclass(frozen=True)
class Incoming:
    """What was sent, and by whom."""

    sender: str
    sop_class_uid: str
    sop_instance_uid: str
    spooled: Spooled


@dataclass(frozen=True)
class Committed:
    """What an archive says of a transaction: which instances it keeps, and which it does not."""

    transaction_uid: str
    kept: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Listening:
    """How to be called.

    Attributes:
        address: on which this computer listens; empty for all of them.
        port: 0 for any that is free.
        senders: who may call; nobody else.
        associations: how many at once.
        idle_s: how long a line may be silent.
    """

    title: str
    address: str
    port: int
    senders: tuple[Sender, ...]
    classes: tuple[str, ...]
    syntaxes: tuple[str, ...]
    room: Room
    tls: ssl.SSLContext | None = None
    associations: int = 16
    idle_s: float = 60.0


@dataclass
class Refusals:
    """How often somebody was not let in, or something not taken; counted since the start."""

    strangers: int = 0
    no_room: int = 0
    too_large: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str) -> None:
        """Count one more."""
        with self._lock:
            setattr(self, what, getattr(self, what) + 1)

    def counted(self) -> dict[str, int]:
        """Return how often what, in words."""
        return {
            "callers not known": self.strangers,
            "objects for which there was no room": self.no_room,
            "objects that were too large": self.too_large,
        }


class Listener:
    """Listen from ``start`` until ``stop``; ``port`` is the one that it listens at."""

    def __init__(
        self,
        listening: Listening,
        on_arrival: Callable[[Incoming], int],
        on_commitment: Callable[[Committed], None],
    ) -> None:
        """Set what is called, in threads of the library.

        Args:
            on_arrival: returns the status to answer; the file is its own. It must not raise.
            on_commitment: told what an archive commits itself to.
        """
        self._listening = listening
        self._on_arrival, self._on_commitment = on_arrival, on_commitment
        self.refusals = Refusals()
        self._entity = _entity(listening)
        try:
            self._server = self._entity.make_server(
                (listening.address, listening.port),
                ssl_context=listening.tls,
                evt_handlers=[
                    (evt.EVT_REQUESTED, self._check),
                    (evt.EVT_C_STORE, self._store),
                    (evt.EVT_C_ECHO, lambda _event: STORED),
                    (evt.EVT_N_EVENT_REPORT, self._report),
                    (evt.EVT_CONN_CLOSE, _discard),
                    (evt.EVT_ABORTED, _discard),
                ],
                server_class=_Server,
                request_handler=_Handler,
            )
        except OSError as error:
            raise _cannot_listen(listening, error) from error
        assert isinstance(self._server, _Server)
        self._server.listening, self._server.refusals = listening, self.refusals
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="listener"
        )

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Accept nobody any more, and end what is under way."""
        BaseServer.shutdown(self._server)  # the entity did not start it
        self._thread.join()
        self._server.server_close()
        self._entity.shutdown()

    def _check(self, event: Any) -> None:  # noqa: ANN401
        association = event.assoc
        title = association.requestor.primitive.calling_ae_title
        address = association.requestor.address_info.address
        if not any(sender.fits(title, address) for sender in self._listening.senders):
            self.refusals.add("strangers")
            association.acse.send_reject(*_REJECTED)
            association.is_rejected = True
            association.kill()

    def _store(self, event: Any) -> int:  # noqa: ANN401
        spooled = event.assoc.dimse.take()
        if isinstance(spooled.obstacle, TooLargeError):
            self.refusals.add("too_large")
            return TOO_LARGE
        if spooled.obstacle is not None:
            _LOG.info("not received: %s", spooled.obstacle.strerror or spooled.obstacle)
            self.refusals.add("no_room")
            return NO_ROOM
        status = self._on_arrival(
            Incoming(
                sender=str(event.assoc.requestor.ae_title).strip(),
                sop_class_uid=str(event.request.AffectedSOPClassUID),
                sop_instance_uid=str(event.request.AffectedSOPInstanceUID),
                spooled=spooled,
            )
        )
        if status == NO_ROOM:
            self.refusals.add("no_room")
        return status

    def _report(self, event: Any) -> tuple[int, Dataset | None]:  # noqa: ANN401
        told = event.event_information
        self._on_commitment(
            Committed(
                str(told.get("TransactionUID", "")),
                _instances(told, "ReferencedSOPSequence"),
                _instances(told, "FailedSOPSequence"),
            )
        )
        return STORED, None


def server_context(certificate: Path, key: Path, clients: Path | None) -> ssl.SSLContext:
    """Return the server's side of TLS.

    Args:
        clients: certificates (PEM) that those who call must have, or be issued by; None if they
            need none.

    Raises:
        ConfigurationError: one of the files cannot be used.
    """
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key, password="")
        if clients is not None:
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The certificate of the node cannot be used: {why}.", why=error),
            message("Name PEM files; the key must have no password."),
        ) from error
    return context


def _entity(listening: Listening) -> AE:
    entity = AE(listening.title)
    entity.require_called_aet = True
    entity.maximum_associations = listening.associations
    entity.maximum_pdu_size = _MOST_AT_ONCE
    entity.acse_timeout = entity.dimse_timeout = 30
    entity.network_timeout = listening.idle_s
    entity.add_supported_context(Verification)
    for sop_class in listening.classes:
        entity.add_supported_context(sop_class, list(listening.syntaxes))
    # The archive provides the service, and calls: it proposes the role of the provider.
    entity.add_supported_context(StorageCommitmentPushModel, scu_role=True, scp_role=True)
    return entity


class _Server(ThreadedAssociationServer):  # type: ignore[misc]
    listening: Listening
    refusals: Refusals

    def verify_request(self, _request: object, client_address: Sequence[Any]) -> bool:
        """Let nobody in from an address that no sender has."""
        known = any(sender.has(client_address[0]) for sender in self.listening.senders)
        if not known:
            self.refusals.add("strangers")
        return known

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; who says nothing while encryption begins holds up nobody else."""
        assert self.socket is not None
        line, address = self.socket.accept()
        line.settimeout(self.listening.idle_s)
        if self.ssl_context:
            line = self.ssl_context.wrap_socket(
                line, server_side=True, do_handshake_on_connect=False
            )
        return line, address

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Note that a connection failed; the next one is served."""
        _LOG.info("a connection failed", exc_info=True)


class _Handler(RequestHandler):  # type: ignore[misc]
    def _create_association(self) -> Any:  # noqa: ANN401
        association = super()._create_association()
        assert isinstance(self.server, _Server)
        association.dimse = SpoolingProvider(association, self.server.listening.room)
        return association


def _discard(event: Any) -> None:  # noqa: ANN401
    """Leave nothing of who has gone: neither half an object, nor a thread that waits for a word."""
    association = event.assoc
    with suppress(OSError):
        association.dimse.discard()
    if association.requestor.primitive is None:
        association.dul.to_user_queue.put(None)  # what the library would wait half a minute for


def _instances(told: Dataset, sequence: str) -> tuple[str, ...]:
    return tuple(str(item.get("ReferencedSOPInstanceUID", "")) for item in told.get(sequence) or ())


def _cannot_listen(listening: Listening, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        message(
            "The node cannot listen at port {port}: {why}.",
            port=listening.port,
            why=error.strerror or error,
        ),
        message("Choose another port, or end the program that uses it."),
    )
