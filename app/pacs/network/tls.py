"""Encrypt a connection to an archive: whom we trust, and by which certificate it knows us."""

import ssl
from pathlib import Path

from app.base.inputs import open_input
from app.pacs.network import failures
from app.settings.archives import Archive

_MAX_CERTIFICATE = 1 << 22


class SecuredLine(ssl.SSLSocket):
    """A connection that remembers why the other side ended encryption, which the library drops.

    A client is refused only after its own handshake is over (TLS 1.3).
    """

    refusal: ssl.SSLError | None = None

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Receive, and remember a refusal."""
        try:
            return super().recv(buflen, flags)
        except ssl.SSLError as error:
            self.refusal = error
            raise


def tls_context(archive: Archive) -> ssl.SSLContext:
    """Return how a connection to an archive is to be encrypted.

    Raises:
        SendError: one of the files is missing or not what it should be, and named.
    """
    for file in filter(None, (archive.ca_file, archive.cert_file, archive.key_file)):
        try:
            with open_input(Path(file), limit=_MAX_CERTIFICATE):
                pass
        except (OSError, ValueError) as error:
            raise failures.unreadable_certificate(Path(file), error) from error
    try:
        context = ssl.create_default_context(cafile=archive.ca_file)
    except (OSError, ValueError) as error:
        raise failures.no_certificate(Path(archive.ca_file or "")) from error
    context.sslsocket_class = SecuredLine
    if archive.cert_file is not None:
        _load_own(context, Path(archive.cert_file), Path(archive.key_file or archive.cert_file))
    return context


def _load_own(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        # Without a password to give, an encrypted key would be asked for on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
            raise failures.other_key(key, certificate) from error
        word = failures.no_key if _holds_certificate(certificate) else failures.no_certificate
        raise word(key if word is failures.no_key else certificate) from error


def _holds_certificate(file: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except (OSError, ValueError):
        return False
    return True


def server_context(archive: Archive) -> ssl.SSLContext | None:
    """Return how an archive encrypts what it sends to us; None where it does not encrypt.

    Raises:
        SendError: one of the files is missing or not what it should be, and named.
    """
    if not archive.tls:
        return None
    tls_context(archive)  # which finds out what is wrong with the files, in words
    if archive.cert_file is None:
        raise failures.no_certificate_set(archive.address)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=archive.ca_file)
    context.load_cert_chain(archive.cert_file, archive.key_file or archive.cert_file, password="")
    context.verify_mode = ssl.CERT_REQUIRED
    return context
