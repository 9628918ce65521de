"""What names of files tell of photographs, by a pattern that a person states."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.base.errors import StoreError
from app.base.messages import Message, message
from app.domain.photograph import Laterality
from app.store.facts import Facts

Value = TypeVar("Value")

FIELDS = ("id", "name", "eye", "date", "birth", "sex", "any")
"""What may stand in braces in a pattern; ``any`` is passed over."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_LOOSE = {"id", "name", "any"}
"""Fields of any characters, of which two need something between them."""

_EYES = {
    Laterality.RIGHT: ("od", "re", "r", "right", "右眼", "右"),
    Laterality.LEFT: ("os", "le", "l", "left", "左眼", "左"),
    Laterality.BOTH: ("ou", "both", "双眼"),
}
_SEXES = {
    "M": ("m", "male", "男"),
    "F": ("f", "female", "女"),
    "O": ("o", "other"),
}
_EARLIEST = 1900


@dataclass(frozen=True)
class NamePattern:
    """How files are named: text, and in braces what stands where.

    Attributes:
        short, long: match a whole name, with as little or as much as possible in each field.
    """

    text: str
    short: re.Pattern[str]
    long: re.Pattern[str]

    def read(self, name: str, *, today: date) -> Facts | Message:
        """Return what a name without its suffix tells, or why it tells nothing for certain.

        Args:
            today: a later day is a mistake.
        """
        found, other = self.short.fullmatch(name), self.long.fullmatch(name)
        if found is None or other is None:
            return message("does not fit the pattern")
        if found.groupdict() != other.groupdict():
            return message("can be read in several ways")
        said = {field: text.strip() for field, text in found.groupdict().items()}
        days = {field: _day(said[field], today) for field in ("date", "birth") if field in said}
        for field, day in days.items():
            if day is None:
                return message("“{day}” is not a possible day", day=said[field])
        if any(field in said and not said[field] for field in ("id", "name")):
            return message("does not fit the pattern")
        return Facts(
            patient_id=said.get("id", ""),
            name=said.get("name", ""),
            birth_date=days.get("birth") or "",
            sex=_meant(said.get("sex", ""), _SEXES, ""),
            eye=_meant(said.get("eye", ""), _EYES, Laterality.UNKNOWN),
            date=days.get("date") or "",
        )


def name_pattern(text: str) -> NamePattern:
    """Return the pattern that a text states, as ``{id}_{eye}_{date}``.

    Raises:
        StoreError: it states none: a field is not known, stands twice, or cannot be told from the
            next one.

    Example:
        >>> pattern = name_pattern("{id}_{eye}_{date}")
        >>> facts = pattern.read("A-17_od_2026-03-01", today=date(2026, 4, 1))
        >>> facts.patient_id, str(facts.eye), facts.date
        ('A-17', 'R', '20260301')
    """
    fields = _FIELD.findall(text)
    _check(text, fields)
    return NamePattern(
        text,
        re.compile(_expression(text, _short), re.IGNORECASE),
        re.compile(_expression(text, _long), re.IGNORECASE),
    )


def _check(text: str, fields: list[str]) -> None:
    hint = message(
        "Write what stands where in the names: {fields}; for example {example}.",
        fields=" ".join(f"{{{field}}}" for field in FIELDS),
        example="{id}_{eye}_{date}",
    )
    known = [field for field in fields if field != "any"]
    strange = next((field for field in fields if field not in FIELDS), None)
    if strange is not None:
        raise StoreError(message("“{field}” is nothing that a name tells.", field=strange), hint)
    if not known or re.search(r"[{}]", _FIELD.sub("", text)):
        raise StoreError(message("This is not a pattern of names yet."), hint)
    if len(set(known)) != len(known):
        raise StoreError(message("The same thing stands in the pattern twice."), hint)
    for one, other in zip(_FIELD.finditer(text), list(_FIELD.finditer(text))[1:], strict=False):
        if one.end() == other.start() and {one[1], other[1]} <= _LOOSE:
            raise StoreError(
                message("There is nothing between two parts of the pattern to tell them apart."),
                hint,
            )


def _expression(text: str, loose: Callable[[str], str]) -> str:
    parts, at = [], 0
    for field in _FIELD.finditer(text):
        parts += [re.escape(text[at : field.start()]), _group(field[1], loose)]
        at = field.end()
    return "".join([*parts, re.escape(text[at:])])


def _group(field: str, loose: Callable[[str], str]) -> str:
    if field == "any":
        return loose("*")
    if field in _LOOSE:
        return f"(?P<{field}>{loose('+')})"
    if field in ("date", "birth"):
        return rf"(?P<{field}>\d{{4}}(?P<{field}_sign>[-._]?)\d{{2}}(?P={field}_sign)\d{{2}})"
    words = _EYES if field == "eye" else _SEXES
    longest_first = sorted((word for each in words.values() for word in each), key=len)[::-1]
    return f"(?P<{field}>{'|'.join(longest_first)})"


def _short(count: str) -> str:
    return f".{count}?"


def _long(count: str) -> str:
    return f".{count}"


def _day(text: str, today: date) -> str | None:
    plain = re.sub(r"\D", "", text)
    try:
        day = date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    except ValueError:
        return None
    return plain if day.year >= _EARLIEST and day <= today else None


def _meant(text: str, words: Mapping[Value, tuple[str, ...]], unknown: Value) -> Value:
    found = (value for value, written in words.items() if text.casefold() in written)
    return next(found, unknown)
