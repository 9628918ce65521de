"""Word why an archive did not take a file, and tell whether trying again may help."""

import socket
import ssl

from app.errors import ArchiveError
from app.messages import Message, message

_AGAIN = {0x0110, 0x0213}  # processing failure, resource limitation: both may pass


class SendError(ArchiveError):
    """The archive did not take a file, or could not be reached.

    Attributes:
        retry: the reason may pass by itself, so that trying again later may help.
    """

    def __init__(self, message: Message, hint: Message, *, retry: bool) -> None:
        super().__init__(message, hint)
        self.retry = retry


def incomplete(name: str) -> SendError:
    """Word that a file is damaged or no DICOM."""
    return SendError(
        message("Core", "“{name}” is not a complete DICOM file.", name=name),
        message("Core", "Only whole DICOM files can be sent to an archive."),
        retry=False,
    )


def unreadable(name: str, error: OSError) -> SendError:
    """Word that the system does not give the file out."""
    return SendError(
        message("Core", "“{name}” cannot be read: {why}.", name=name, why=error.strerror),
        message("Core", "Check the name, and that you may read the file."),
        retry=False,
    )


def bad_title(title: str) -> SendError:
    """Word that an application entity cannot be called so."""
    return SendError(
        message("Core", "“{title}” is no valid AE title.", title=title),
        message("Core", "Use 1 to 16 Latin letters, digits or signs, but no backslash."),
        retry=False,
    )


def bad_address(address: str) -> SendError:
    """Word that no archive can be there."""
    return SendError(
        message("Core", "“{address}” is no address of an archive.", address=address),
        message("Core", "Give a host and a port from 1 to 65535."),
        retry=False,
    )


def bad_certificate() -> SendError:
    """Word that one of the files for TLS is not what it should be."""
    return SendError(
        message("Core", "The certificate or key for the archive cannot be read."),
        message("Core", "Choose PEM files; the key must have no password."),
        retry=False,
    )


def unreachable(host: str, address: str, error: Exception) -> SendError:
    """Word why no line could be opened."""
    if isinstance(error, TimeoutError):
        return silent(address)
    if isinstance(error, ssl.SSLError):
        return _insecure(address, error)
    if isinstance(error, socket.gaierror | UnicodeError):
        return SendError(
            message("Core", "The host “{host}” is not known.", host=host),
            message("Core", "Check the spelling, and the network of this computer."),
            retry=True,
        )
    if isinstance(error, ConnectionRefusedError):
        return SendError(
            message("Core", "Nothing answers at {address}.", address=address),
            message("Core", "Check the port, and whether the archive is running."),
            retry=True,
        )
    if isinstance(error, ConnectionError):
        return broken_off(address)
    why = getattr(error, "strerror", None) or type(error).__name__
    return SendError(
        message("Core", "{address} cannot be reached: {why}.", address=address, why=why),
        message("Core", "Check the network of this computer."),
        retry=True,
    )


def _insecure(address: str, error: ssl.SSLError) -> SendError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return SendError(
            message(
                "Core",
                "The certificate of the archive at {address} is not trusted: {why}.",
                address=address,
                why=error.verify_message.rstrip("."),
            ),
            message("Core", "Check the CA file, and that the host is named as in the certificate."),
            retry=False,
        )
    return SendError(
        message("Core", "The archive at {address} agreed on no encryption.", address=address),
        message("Core", "Check that this port of the archive expects TLS."),
        retry=isinstance(error, ssl.SSLEOFError),
    )


def silent(address: str) -> SendError:
    """Word that no answer came."""
    return SendError(
        message("Core", "The archive at {address} did not answer in time.", address=address),
        message("Core", "Try again later; if it happens again, ask whoever runs the archive."),
        retry=True,
    )


def broken_off(address: str) -> SendError:
    """Word that the other side hung up."""
    return SendError(
        message("Core", "The archive at {address} broke off the connection.", address=address),
        message("Core", "Check that it is a DICOM archive, and whether it expects TLS."),
        retry=True,
    )


def rejected(
    address: str, *, called: str, calling: str, passing: bool, reason: tuple[int, int]
) -> SendError:
    """Word why the archive does not talk to us.

    Args:
        address: the archive's.
        called: what we take it to be called.
        calling: what we are called.
        passing: the archive itself says that it will pass.
        reason: source and diagnostic (DICOM PS3.8, table 9-21).
    """
    if passing or reason[0] == 3:
        return SendError(
            message("Core", "The archive at {address} is too busy.", address=address),
            message("Core", "Try again later."),
            retry=True,
        )
    reasons = {
        (1, 3): message(
            "Core",
            "The archive at {address} does not know this workstation, “{title}”.",
            address=address,
            title=calling,
        ),
        (1, 7): message(
            "Core",
            "The archive at {address} is not called “{title}”.",
            address=address,
            title=called,
        ),
    }
    other = message("Core", "The archive at {address} refused to talk to us.", address=address)
    hint = message("Core", "Check both AE titles with whoever runs the archive.")
    return SendError(reasons.get(reason, other), hint, retry=False)


def wrong_kind(address: str) -> SendError:
    """Word that the archive takes no objects of this SOP class."""
    return SendError(
        message(
            "Core", "The archive at {address} does not take objects of this kind.", address=address
        ),
        message("Core", "Ask whoever runs the archive to allow them."),
        retry=False,
    )


def wrong_encoding(address: str, syntax: str) -> SendError:
    """Word that the archive takes such objects, but not so encoded."""
    return SendError(
        message(
            "Core",
            "The archive at {address} takes such objects only uncompressed; this one is {syntax}.",
            address=address,
            syntax=syntax,
        ),
        message("Core", "Ask whoever runs the archive to allow this encoding."),
        retry=False,
    )


def refused(address: str, code: int) -> SendError:
    """Word a failure's status (DICOM PS3.4 annex B.2.3 and PS3.7 annex C)."""
    status = f"{code:04X}"
    if code >> 8 == 0xA7:
        reason = message(
            "Core",
            "The archive at {address} has no room (status {code}).",
            address=address,
            code=status,
        )
    elif code >> 8 == 0xA9 or code >> 12 == 0xC:
        reason = message(
            "Core",
            "The archive at {address} does not understand this object (status {code}).",
            address=address,
            code=status,
        )
    elif code == 0x0124:
        reason = message(
            "Core",
            "The archive at {address} does not let this workstation store (status {code}).",
            address=address,
            code=status,
        )
    else:
        reason = message(
            "Core",
            "The archive at {address} did not take the object (status {code}).",
            address=address,
            code=status,
        )
    hint = message("Core", "Ask whoever runs the archive; the status tells them why.")
    return SendError(reason, hint, retry=code >> 8 == 0xA7 or code in _AGAIN)
