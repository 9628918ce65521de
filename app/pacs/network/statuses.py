"""What an archive answers about an object: stored, stored with a remark, or why not.

The statuses are those of DICOM PS3.4 annex B.2.3 (storage) and PS3.7 annex C (all services).
"""

from app.base.messages import Message, message
from app.pacs.network.failures import SendError, wrong_kind

_SUCCESS = 0x0000
_ALREADY_THERE = 0x0111  # duplicate SOP instance: what was confirmed, but the answer was lost
_PROCESSING_FAILED, _NOT_AUTHORISED, _SHORT_OF_RESOURCES = 0x0110, 0x0124, 0x0213
_KIND_NOT_TAKEN = (0x0118, 0x0122, 0x0211)  # no such class, not supported, no such operation
_VALUES_CHANGED, _NO_MATCH, _VALUES_LEFT_OUT = 0xB000, 0xB007, 0xB006
_OTHER_REMARKS = (0x0001, 0x0107, 0x0116)
_NOT_UNDERSTOOD = (0x0105, 0x0106, 0x0115, 0x0117, 0x0119, 0x0120, 0x0121, 0x0212)
"""What the archive says is wrong with values of the object, or of the request that carries it."""


def check_status(code: int, address: str) -> Message | None:
    """Return what an archive remarked of an object that it stored; None if nothing.

    Raises:
        SendError: it did not store it.
    """
    if code == _SUCCESS:
        return None
    if code == _ALREADY_THERE:
        return message("The archive at {address} already had it.", address=address)
    if code >> 12 == 0xB or code in _OTHER_REMARKS:
        return _remark(code, address)
    if code in _KIND_NOT_TAKEN:
        raise wrong_kind(address)
    raise _refused(code, address)


def _remark(code: int, address: str) -> Message:
    values = {"address": address, "code": f"{code:04X}"}
    if code == _VALUES_CHANGED:
        return message(
            "The archive at {address} stored it, but changed some of its values (status {code}).",
            **values,
        )
    if code == _VALUES_LEFT_OUT:
        return message(
            "The archive at {address} stored it, but left out some of its values (status {code}).",
            **values,
        )
    if code == _NO_MATCH:
        return message(
            "The archive at {address} stored it, but says that it does not match its object "
            "type (status {code}).",
            **values,
        )
    return message("The archive at {address} stored it with status {code}.", **values)


def _refused(code: int, address: str) -> SendError:
    hint = message("Ask whoever runs the archive; the status tells them why.")
    full = code >> 8 == 0xA7 or code == _SHORT_OF_RESOURCES
    return SendError(
        _reason(code, address, full), hint, retry=full or code == _PROCESSING_FAILED, away=full
    )


def _reason(code: int, address: str, full: bool) -> Message:
    values = {"address": address, "code": f"{code:04X}"}
    if full:
        return message("The archive at {address} has no room left (status {code}).", **values)
    if code >> 8 == 0xA9 or code >> 12 == 0xC or code in _NOT_UNDERSTOOD:
        return message(
            "The archive at {address} does not understand this object (status {code}).",
            **values,
        )
    if code == _NOT_AUTHORISED:
        return message(
            "The archive at {address} does not allow this workstation to store objects (status "
            "{code}).",
            **values,
        )
    if code == _PROCESSING_FAILED:
        return message(
            "The archive at {address} had an error of its own and did not accept the object "
            "(status {code}).",
            **values,
        )
    return message("The archive at {address} did not accept the object (status {code}).", **values)
