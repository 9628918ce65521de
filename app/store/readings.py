"""A person's word and a person's text as the store keeps them: versioned JSON."""

from typing import Literal, TypeVar

import msgspec

from app.base.errors import StoreError
from app.base.messages import message
from app.domain.reading import Reading
from app.report.report_text import ReportText

READING: Literal["retivasc.reading/1"] = "retivasc.reading/1"
TEXT: Literal["retivasc.text/1"] = "retivasc.text/1"
_Kind = TypeVar("_Kind")


class _KeptReading(msgspec.Struct, frozen=True):
    schema: Literal["retivasc.reading/1"]
    reading: Reading


class _KeptText(msgspec.Struct, frozen=True):
    schema: Literal["retivasc.text/1"]
    text: ReportText


def reading_to_json(reading: Reading) -> str:
    """Return a reading as JSON; its parts stand side by side, so that changes are told by part."""
    plain = msgspec.to_builtins(_KeptReading(READING, reading), enc_hook=float)  # numpy's numbers
    return msgspec.json.encode({"schema": READING, **plain["reading"]}).decode()


def reading_from_json(text: str) -> Reading:
    """Return the reading that ``reading_to_json`` wrote.

    Raises:
        StoreError: it is damaged, or of another version.
    """
    schema, plain = _opened(text)
    return _converted({"schema": schema, "reading": plain}, _KeptReading).reading


def text_to_json(text: ReportText) -> str:
    """Return what was typed for a report as JSON."""
    plain = msgspec.to_builtins(text)
    return msgspec.json.encode({"schema": TEXT, **plain}).decode()


def text_from_json(text: str) -> ReportText:
    """Return what ``text_to_json`` wrote.

    Raises:
        StoreError: it is damaged, or of another version.
    """
    schema, plain = _opened(text)
    return _converted({"schema": schema, "text": plain}, _KeptText).text


def _opened(text: str) -> tuple[str, dict[str, object]]:
    try:
        plain = msgspec.json.decode(text, type=dict[str, object])
        return str(plain.pop("schema")), plain
    except (msgspec.DecodeError, KeyError) as error:
        raise _damaged(error) from error


def _converted(plain: object, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.convert(plain, type=kind)
    except msgspec.ValidationError as error:
        raise _damaged(error) from error


def _damaged(error: object) -> StoreError:
    return StoreError(
        message("An entry of the store cannot be read: {why}.", why=error),
        message("Read it with the version of Retivasc that wrote it, or a later one."),
    )
