"""The errors of sending: why an archive did not accept a file, and whether to try again."""

import socket
import ssl
from pathlib import Path

from app.base import inputs
from app.base.errors import ArchiveError
from app.base.messages import Message, message
from app.settings.archives import Archive

_CERTIFICATE_REQUIRED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
_CERTIFICATE_REFUSED = {
    "SSLV3_ALERT_BAD_CERTIFICATE": message("it is damaged"),
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": message("this kind is not supported"),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": message("it was revoked"),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": message("it has expired"),
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": message("the archive gave no reason"),
    "TLSV1_ALERT_UNKNOWN_CA": message("the archive does not know who issued it"),
    "TLSV1_ALERT_ACCESS_DENIED": message("the archive does not give its owner access"),
}
"""What an archive has against our certificate, by the alert that says so (RFC 8446, 6.2)."""


class SendError(ArchiveError):
    """The archive did not accept a file, or could not be reached.

    Attributes:
        retry: the reason may pass by itself, so that trying again later may help.
        away: it holds for whatever would be sent to this archive now, not for one file.
    """

    facts = ("retry", "away")

    def __init__(self, message: Message, hint: Message, *, retry: bool, away: bool = False) -> None:
        super().__init__(message, hint)
        self.retry = retry
        self.away = away


def incomplete(name: str) -> SendError:
    """Return the error for a file that is damaged or not DICOM."""
    return SendError(
        message("“{name}” is not a complete DICOM file.", name=name),
        message("Only whole DICOM files can be sent to an archive."),
        retry=False,
    )


def index(name: str) -> SendError:
    """Return the error for a DICOMDIR, which is not sent itself."""
    return SendError(
        message("“{name}” is an index of other files (DICOMDIR).", name=name),
        message("Choose the folder it is in: the files it lists are sent."),
        retry=False,
    )


def unreadable(path: Path, error: OSError | ValueError) -> SendError:
    """Return the error for a file that cannot be read, or cannot be sent."""
    return SendError(*inputs.unreadable(path, error), retry=False)


def changed() -> SendError:
    """Return the error for an object that is not the one put into the outbox."""
    return SendError(
        message("What was to be sent has changed on disk."),
        message("Send it again from its photograph, then remove it here."),
        retry=False,
    )


def bad_title(title: str) -> SendError:
    """Return the error for a title that no application entity can have."""
    return SendError(
        message("“{title}” is not a valid AE title.", title=title),
        message("Use 1 to 16 Latin letters, digits or symbols, but no backslash."),
        retry=False,
        away=True,
    )


def bad_address(address: str) -> SendError:
    """Return the error for an address where no archive can be."""
    return SendError(
        message("“{address}” is not the address of an archive.", address=address),
        message("Give a host and a port from 1 to 65535."),
        retry=False,
        away=True,
    )


def unreadable_certificate(file: Path, error: OSError | ValueError) -> SendError:
    """Return the error for a file for TLS that cannot be read."""
    return _bad_certificate(file, inputs.reason(error))


def no_certificate(file: Path) -> SendError:
    """Return the error for a file that should contain a certificate and does not."""
    return _bad_certificate(file, message("it contains no certificate"))


def no_key(file: Path) -> SendError:
    """Return the error for a file that should contain a key and has none, or a locked one."""
    return _bad_certificate(file, message("it contains no usable key"))


def other_key(file: Path, certificate: Path) -> SendError:
    """Return the error for a key and a certificate that do not belong together."""
    return _bad_certificate(
        file, message("its key does not belong to “{name}”", name=certificate.name)
    )


def _bad_certificate(file: Path, why: Message | str) -> SendError:
    return SendError(
        message(
            "“{name}” cannot be used for the encrypted connection to the archive: {why}.",
            name=file.name,
            why=why,
        ),
        message("Choose PEM files; the key must have no password."),
        retry=False,
        away=True,
    )


def unreachable(archive: Archive, error: Exception) -> SendError:
    """Return the error for a connection that could not be opened."""
    address = archive.address
    if isinstance(error, TimeoutError):
        return silent(address)
    if isinstance(error, ssl.SSLError):
        return insecure(address, error, archive.cert_file)
    if isinstance(error, socket.gaierror | UnicodeError):
        return SendError(
            message("The host “{host}” is not known.", host=archive.host),
            message("Check the spelling, and the network of this computer."),
            retry=True,
            away=True,
        )
    if isinstance(error, ConnectionRefusedError):
        return SendError(
            message("Nothing answers at {address}.", address=address),
            message("Check the port, and whether the archive is running."),
            retry=True,
            away=True,
        )
    if isinstance(error, ConnectionError):
        return no_answer(address, timed_out=False, away=True)
    why = getattr(error, "strerror", None) or type(error).__name__
    return SendError(
        message("{address} cannot be reached: {why}.", address=address, why=why),
        message("Check the network of this computer."),
        retry=True,
        away=True,
    )


def insecure(address: str, error: ssl.SSLError, certificate: str | None) -> SendError:
    """Return why no encryption was agreed on; ``certificate`` is our own file, if any."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return SendError(
            message(
                "The certificate of the archive at {address} is not trusted: {why}.",
                address=address,
                why=error.verify_message.rstrip("."),
            ),
            message("Check the CA file, and that the host name is the one in the certificate."),
            retry=False,
            away=True,
        )
    if error.reason in _CERTIFICATE_REFUSED or error.reason == _CERTIFICATE_REQUIRED:
        return _not_let_in(address, error.reason, certificate)
    return SendError(
        message("No encryption could be agreed with the archive at {address}.", address=address),
        message(
            "Check that this port of the archive expects TLS, and whether it asks for a "
            "certificate of this workstation.",
        ),
        retry=isinstance(error, ssl.SSLEOFError),
        away=True,
    )


def no_certificate_set(address: str) -> SendError:
    """Return the error for a certificate that an archive wants to see and that is not set."""
    return SendError(
        message(
            "The archive at {address} asks for a certificate of this workstation, but none is set.",
            address=address,
        ),
        message("Enter the certificate and its key in the archive settings."),
        retry=False,
        away=True,
    )


def _not_let_in(address: str, alert: str, certificate: str | None) -> SendError:
    if certificate is None:
        return no_certificate_set(address)
    return SendError(
        message(
            "The archive at {address} does not accept the certificate “{name}”: {why}.",
            address=address,
            name=Path(certificate).name,
            why=_CERTIFICATE_REFUSED.get(alert, alert),
        ),
        message("Ask whoever runs the archive which certificates it accepts."),
        retry=False,
        away=True,
    )


def no_answer(address: str, timed_out: bool, *, away: bool = False) -> SendError:
    """Return the error for a missing answer: none in time, or the other side hung up."""
    if timed_out:
        return silent(address)
    return SendError(
        message("The archive at {address} broke off the connection.", address=address),
        message("Check that it is a DICOM archive, and whether it expects TLS."),
        retry=True,
        away=away,
    )


def silent(address: str) -> SendError:
    """Return the error for an answer that did not come in time."""
    return SendError(
        message("The archive at {address} did not answer in time.", address=address),
        message("Try again later; if it happens again, ask whoever runs the archive."),
        retry=True,
        away=True,
    )


def rejected(
    address: str, *, called: str, calling: str, passing: bool, reason: tuple[int, int]
) -> SendError:
    """Return why the archive rejects our association.

    Args:
        address: the archive's.
        called: what we take it to be called.
        calling: what we are called.
        passing: the archive itself says that it will pass.
        reason: source and diagnostic (DICOM PS3.8, table 9-21).
    """
    if passing or reason[0] == 3:
        return SendError(
            message("The archive at {address} is too busy.", address=address),
            message("Try again later."),
            retry=True,
            away=True,
        )
    reasons = {
        (1, 3): message(
            "The archive at {address} does not know this workstation, “{title}”.",
            address=address,
            title=calling,
        ),
        (1, 7): message(
            "The archive at {address} is not called “{title}”.",
            address=address,
            title=called,
        ),
    }
    other = message("The archive at {address} rejected the connection.", address=address)
    hint = message("Check both AE titles with whoever runs the archive.")
    return SendError(reasons.get(reason, other), hint, retry=False, away=True)


def wrong_kind(address: str) -> SendError:
    """Return the error for an archive that accepts no objects of this SOP class."""
    return SendError(
        message("The archive at {address} does not accept objects of this kind.", address=address),
        message("Ask whoever runs the archive to allow them."),
        retry=False,
    )


def wrong_encoding(address: str, syntax: str) -> SendError:
    """Return the error for an archive that accepts such objects, but not in this encoding."""
    return SendError(
        message(
            "The archive at {address} accepts such objects only uncompressed; this one is "
            "{syntax}.",
            address=address,
            syntax=syntax,
        ),
        message("Ask whoever runs the archive to allow this encoding."),
        retry=False,
    )
