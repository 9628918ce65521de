"""Listen, for as long as a fetch takes, for what an archive sends to this workstation (C-STORE)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseServer

from pydicom.uid import AllTransferSyntaxes
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom.transport import ThreadedAssociationServer

from app.pacs.asking import failures
from app.pacs.network.tls import server_context
from app.settings.archives import Archive

_PATIENCE_S = 60.0
_POLLED_S = 0.05


@contextmanager
def receiving(
    archive: Archive, address: str, port: int, take: Callable[[bytes], int]
) -> Iterator[int]:
    """Receive at a port until the end of the block, and give the port.

    Args:
        archive: which is to send; it must call us by our title.
        address: of this computer, the only one that is listened at.
        port: 0 for any that is free.
        take: called with each object, as a file; returns a status.

    Raises:
        ArchiveError: the port is taken, or may not be used.
        SendError: the files for encryption are not what they should be.
    """
    entity = AE(archive.calling)
    entity.require_called_aet = True
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = _PATIENCE_S
    for context in AllStoragePresentationContexts:
        assert context.abstract_syntax is not None  # one of the library's own list
        entity.add_supported_context(context.abstract_syntax, list(AllTransferSyntaxes))
    try:
        server = entity.make_server(
            (address, port),
            ssl_context=server_context(archive),
            evt_handlers=[(evt.EVT_C_STORE, lambda event: take(event.encoded_dataset()))],
            server_class=ThreadedAssociationServer,
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise failures.port_taken(f"{address}:{port}", why) from error
    thread = threading.Thread(target=server.serve_forever, args=(_POLLED_S,), name="receiving")
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        BaseServer.shutdown(server)  # the entity did not start it, and its own would miss it there
        thread.join()
        server.server_close()
        entity.shutdown()
