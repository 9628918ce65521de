"""The errors of asking and fetching, in words."""

from app.base.errors import ArchiveError
from app.base.messages import Message, message
from app.pacs.network.failures import SendError

_ASK_THEM = message("Ask whoever runs the archive; the status tells them why.")


def no_questions(address: str) -> ArchiveError:
    """Return the error for an archive that cannot be searched (C-FIND)."""
    return ArchiveError(
        message("{address} cannot be searched: it does not accept C-FIND.", address=address),
        message("Ask whoever runs the archive to allow it for this workstation."),
    )


def no_worklist(address: str) -> ArchiveError:
    """Return the error for a server without a worklist."""
    return ArchiveError(
        message("{address} has no worklist for this workstation.", address=address),
        message("Check that it is the server of the worklist, and both AE titles."),
    )


def no_get(address: str) -> ArchiveError:
    """Return the error for an archive that does not send over the same connection (C-GET)."""
    return ArchiveError(
        message(
            "{address} does not send on the connection it is asked on (C-GET).", address=address
        ),
        message(
            "Name a port of this workstation, which the archive must know with its AE title, so "
            "that it can send there (C-MOVE)."
        ),
    )


def no_move(address: str) -> ArchiveError:
    """Return the error for an archive that sends nothing to others (C-MOVE)."""
    return ArchiveError(
        message("{address} does not send what it is asked for (C-MOVE).", address=address),
        message("Ask whoever runs the archive to allow it for this workstation."),
    )


def port_taken(address: str, why: str) -> ArchiveError:
    """Return the error for a port of this workstation that cannot be listened at."""
    return ArchiveError(
        message("Nothing can be received at {address}: {why}.", address=address, why=why),
        message("Name another port, and tell whoever runs the archive."),
    )


def refused(code: int, address: str, *, calling: str = "") -> ArchiveError:
    """Return why an archive does not answer a question, by the status that it gives.

    The statuses are those of DICOM PS3.4 C.4.1.1.4, C.4.2.1.5 and C.4.3.1.4, and PS3.7 annex C.
    """
    values = {"address": address, "code": f"{code:04X}"}
    if code == 0xA801:
        return ArchiveError(
            message(
                "The archive at {address} does not know where to send, “{title}” (status {code}).",
                title=calling,
                **values,
            ),
            message("It must know the AE title, address and port of this workstation."),
        )
    if code == 0x0124:
        return ArchiveError(
            message(
                "The archive at {address} does not allow this workstation to ask (status {code}).",
                **values,
            ),
            _ASK_THEM,
        )
    return ArchiveError(_reason(code, values), _ASK_THEM)


def _reason(code: int, values: dict[str, str]) -> Message:
    if code >> 8 == 0xA7:
        return message(
            "The archive at {address} has no means left to answer (status {code}).", **values
        )
    if code >> 8 == 0xA9 or code in (0x0122, 0x0211):
        return message(
            "The archive at {address} does not understand this question (status {code}).", **values
        )
    if code == 0xFE00:
        return message("The archive at {address} broke off (status {code}).", **values)
    return message("The archive at {address} could not answer (status {code}).", **values)


def nothing_there(study: str, address: str) -> ArchiveError:
    """Return the error for a study of which an archive sends nothing."""
    return ArchiveError(
        message("{address} has no study {study}.", address=address, study=study),
        message("Check the number, or search for the patient."),
    )


def nothing_came(study: str, address: str, whole: int) -> ArchiveError:
    """Return the error for a study that an archive has and of which nothing came."""
    return ArchiveError(
        message(
            "None of {whole} objects of the study {study} came from {address}.",
            whole=whole,
            study=study,
            address=address,
        ),
        message(
            "Check that the archive knows AE title, address and port of this workstation, and "
            "that nothing keeps it from sending there."
        ),
    )


def bad_url(url: str) -> SendError:
    """Return the error for an address that is none of a DICOMweb service."""
    return SendError(
        message("“{url}” is not the address of a DICOMweb service.", url=url),
        message("It begins with https:// or http://, and holds neither name nor password."),
        retry=False,
        away=True,
    )


def token_in_clear(url: str) -> SendError:
    """Return the error for a token that would cross the network unencrypted."""
    return SendError(
        message("The token for {url} is not sent, since it would be readable on its way.", url=url),
        message("Use an address that begins with https://."),
        retry=False,
        away=True,
    )


def not_let_in(url: str, code: int, *, stated: bool) -> SendError:
    """Return the error for a service that asks for other rights than we show.

    Args:
        stated: a token or a certificate was shown.
    """
    hint = (
        message("The token or certificate may have run out; ask whoever runs the archive.")
        if stated
        else message("Have the keyring keep its token, or a certificate, first.")
    )
    return SendError(
        message("{url} does not let this workstation in (status {code}).", url=url, code=code),
        hint,
        retry=False,
        away=True,
    )


def web_refused(url: str, code: int) -> SendError:
    """Return the error for another status of HTTP."""
    return SendError(
        message("{url} could not answer (status {code}).", url=url, code=code),
        message("Check the address; ask whoever runs the archive."),
        retry=code >= 500,
    )


def not_stored(url: str, code: int) -> SendError:
    """Return the error for an object that a service did not store (DICOM PS3.18 table I.2-2)."""
    return SendError(
        message("{url} did not store the object (status {code}).", url=url, code=f"{code:04X}"),
        _ASK_THEM,
        retry=False,
    )


def not_dicomweb(url: str) -> SendError:
    """Return the error for an answer that is none of a DICOMweb service."""
    return SendError(
        message("{url} answers, but not as a DICOMweb service does.", url=url),
        message("Check the address; that of Orthanc ends with /dicom-web."),
        retry=False,
        away=True,
    )
