"""How patients are found as one types: by name, by ID, by the initials of a Chinese name."""

from functools import cache

from app.base.paths import resources
from app.base.text import folded

_FIRST, _LAST = 0x4E00, 0x9FFF
_BETWEEN = "\n"
"""Between the keys of one patient, which nobody can type into a field of one line."""

_AS_SURNAME = {
    **{"单": "s", "曾": "z", "查": "z", "仇": "q", "解": "x", "区": "o", "朴": "p", "翟": "z"},
    **{"乐": "y", "缪": "m", "冼": "x", "覃": "q", "种": "c", "秘": "b", "召": "s", "任": "r"},
    **{"纪": "j", "盖": "g", "卜": "b", "尉": "y", "繁": "p", "黑": "h"},
}
"""Characters that are read otherwise when they begin a name."""


def search_keys(name: str, identifier: str | None) -> str:
    """Return what a patient is found by, as one text for ``LIKE``.

    Args:
        name: as DICOM writes it (``Wang^Xiaoming=王^小明``) or as it was typed.
    """
    writings = [folded(part.replace("^", " ")) for part in name.split("=")]
    keys = [key for writing in writings for key in (writing, writing.replace(" ", ""))]
    keys += [initials(part) for part in name.split("=")]
    return _BETWEEN.join(dict.fromkeys(filter(None, (*keys, folded(identifier or "")))))


def sorted_name(name: str) -> str:
    """Return what patients are sorted by: Chinese names by pinyin's initials first."""
    writing = folded(name.partition("=")[0].replace("^", " "))
    return f"{initials(name)} {writing}" if initials(name) else writing


def words_of(typed: str) -> list[str]:
    """Return what was typed into a search as the words that must all be found."""
    return folded(typed.replace("^", " ")).split()


def initials(name: str) -> str:
    """Return the first letters of a Chinese name's pinyin; empty where it has no such character.

    Example:
        >>> initials("单^小明")
        'sxm'
    """
    characters = [each for each in name if _FIRST <= ord(each) <= _LAST]
    if not characters:
        return ""
    first, *others = characters
    return _AS_SURNAME.get(first, _initial(first)) + "".join(map(_initial, others))


def _initial(character: str) -> str:
    return _table()[ord(character) - _FIRST]


@cache
def _table() -> str:
    lines = (resources() / "pinyin" / "initials.txt").read_text(encoding="ascii").split()
    return "".join(lines)
