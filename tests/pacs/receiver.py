"""An archive on the loopback that keeps what it is sent and fails as it is told to."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import BaseServer
from typing import Any

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import UID, ExplicitVRLittleEndian
from pynetdicom import AE, evt
from pynetdicom.sop_class import Verification
from pynetdicom.transport import ThreadedAssociationServer

from app.settings.archives import Archive
from tests.support import OPHTHALMIC_PHOTOGRAPHY_8_BIT, PATIENCE_S

HOST = "127.0.0.1"
TITLE = "KEEPER"


@dataclass
class Receiver:
    """What the archive does; may be changed while it runs."""

    port: int = 0
    status: int = 0x0000
    delay_s: float = 0.0
    hang_up_after: int | None = None  # bytes received
    begun: Callable[[], None] = lambda: None  # called when an object arrives
    stored: list[FileDataset] = field(default_factory=list)
    associations: int = 0
    lines: list[socket.socket] = field(default_factory=list)

    @property
    def archive(self) -> Archive:
        return Archive(HOST, self.port, TITLE)

    def store(self, event: evt.Event) -> int:
        self.begun()
        end = time.monotonic() + self.delay_s
        while time.monotonic() < end and not event.assoc.is_aborted:
            time.sleep(0.01)
        if self.status < 0xA000 or self.status >> 12 == 0xB:
            dataset = event.dataset
            dataset.file_meta = event.file_meta
            self.stored.append(dataset)
        return self.status

    def begin(self, event: evt.Event) -> None:
        self.associations += 1
        self.lines.append(event.assoc.dul.socket.socket)

    def hang_up(self) -> None:
        for line in self.lines:
            line.shutdown(socket.SHUT_RDWR)

    def count(self, event: evt.Event) -> None:
        if self.hang_up_after is not None:
            self.hang_up_after -= len(event.data)
            if self.hang_up_after < 0:
                event.assoc.dul.socket.socket.close()


@contextmanager
def receiving(
    *,
    syntaxes: tuple[UID, ...] = (ExplicitVRLittleEndian,),
    kinds: tuple[str, ...] = (OPHTHALMIC_PHOTOGRAPHY_8_BIT,),
    callers: tuple[str, ...] = (),
    tls: ssl.SSLContext | None = None,
    patience_s: float = PATIENCE_S,
    **behaviour: Any,
) -> Iterator[Receiver]:
    """Run an archive on a free port until the end of the block.

    Args:
        patience_s: how long it waits for somebody who called to say what is wanted.
    """
    receiver = Receiver(**behaviour)
    entity = AE(TITLE)
    entity.acse_timeout = patience_s
    entity.require_called_aet = True
    entity.require_calling_aet = list(callers)
    entity.add_supported_context(Verification)
    for kind in kinds:
        entity.add_supported_context(kind, list(syntaxes))
    server = entity.make_server(
        (HOST, receiver.port),
        ssl_context=tls,
        evt_handlers=[
            (evt.EVT_C_STORE, receiver.store),
            (evt.EVT_C_ECHO, lambda _event: receiver.status),
            (evt.EVT_DATA_RECV, receiver.count),
            (evt.EVT_ESTABLISHED, receiver.begin),
        ],
        server_class=ThreadedAssociationServer,
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    receiver.port = server.server_address[1]
    try:
        yield receiver
    finally:
        BaseServer.shutdown(server)  # the entity did not start it, and its own would miss it there
        thread.join()
        server.server_close()
        entity.shutdown()


def send_half(archive: Archive, dataset: FileDataset, after: int = 20_000) -> None:
    """Begin to send an object of several PDUs, and close the line after so many bytes."""
    entity, sent = AE(archive.calling), [0]
    syntax = dataset.file_meta.TransferSyntaxUID
    entity.add_requested_context(dataset.SOPClassUID, syntax)

    def hang_up(event: evt.Event) -> None:
        sent[0] += len(event.data)
        if sent[0] > after:
            event.assoc.dul.socket.socket.shutdown(socket.SHUT_RDWR)

    association = entity.associate(
        archive.host,
        archive.port,
        ae_title=archive.called,
        evt_handlers=[(evt.EVT_DATA_SENT, hang_up)],
    )
    association.send_c_store(dataset)
    association.abort()
    for thread in (association, association.dul):
        thread.join(PATIENCE_S)
    assert after < sent[0] < len(dataset.PixelData)


@contextmanager
def mute() -> Iterator[Archive]:
    """Run something that takes connections and says nothing."""
    with socket.create_server((HOST, 0)) as server:
        yield Archive(HOST, server.getsockname()[1])


def free_port() -> int:
    """Return a port at which nothing answers."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def make_certificate(folder: Path, *, host: str = HOST, name: str = "server") -> tuple[Path, Path]:
    """Make a self-signed certificate and its key with the openssl program."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    kind = "IP" if host[0].isdigit() else "DNS"
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN={name} -addext subjectAltName={kind}:{host} -keyout {key} -out {certificate}"
    subprocess.run(command.split(), check=True, capture_output=True)
    return certificate, key


def server_context(certificate: Path, key: Path, clients: Path | None = None) -> ssl.SSLContext:
    """Return the archive's side of TLS, asking for certificates if it knows any clients."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if clients is not None:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def values(dataset: Dataset) -> dict[int, object]:
    """Return what a data set says, whichever way it was written."""
    return {int(element.tag): element.value for element in dataset}


def missing(program: str) -> bool:
    """Return whether a program is not installed."""
    return shutil.which(program) is None
