"""How the files of results are named, so that none can replace another's.

A result is a set of files of one stem: its record ``<stem>.json`` and what else was made. The stem
is the photograph's own as long as that is free or the photograph's already, else it has some of
the photograph's hash appended. A stem counts as free when none of the files that a result may
have is there, in whatever case, and no file that another result may yet get bears such a name.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from app.pacs.objects.kinds import ObjectKind

TABLE = "results.csv"
RECORD = ".json"
PHOTOGRAPH = "_photograph.png"
PROBABILITY, MASK, OVERLAY = "_probability.png", "_mask.png", "_overlay.png"
ARTERIES_VEINS = "_arteries_veins.png"
REPORT, REPORT_JSON = "_report.pdf", "_report.json"
ROW = ".csv"
OBJECTS = {kind: f"_{kind.replace(' ', '_')}.dcm" for kind in ObjectKind}
SUFFIXES = (
    *(RECORD, PHOTOGRAPH, PROBABILITY, MASK, OVERLAY, ARTERIES_VEINS, REPORT, REPORT_JSON, ROW),
    *OBJECTS.values(),
)
"""The suffixes of every file that a result may have."""

_LONGEST_SUFFIX = max(map(len, SUFFIXES))
_DIGITS = (8, 16, 32, 64)
_USUAL_LONGEST = 255


def candidates(stem: str, digest: str, longest: int = _USUAL_LONGEST) -> Iterator[str]:
    """Yield the names that a result may have, the best first, without end.

    Args:
        stem: of the photograph's file.
        digest: hex SHA-256 that makes the name unique.
        longest: how many bytes the name of a file may have.
    """
    room = longest - _LONGEST_SUFFIX
    if len(os.fsencode(stem)) <= room:
        yield stem
    for digits in _DIGITS:
        yield with_tail(stem, f"-{digest[:digits]}", room)
    for number in count(2):
        yield with_tail(stem, f"-{digest[: _DIGITS[0]]}-{number}", room)


def with_tail(stem: str, tail: str, room: int) -> str:
    """Append to a name, dropping whole characters from its end until the tail fits."""
    while len(os.fsencode(stem + tail)) > room and stem:
        stem = stem[:-1]
    return stem + tail


def is_free(stem: str, taken: set[str]) -> bool:
    """Return whether a result may take a name.

    Args:
        stem: the name.
        taken: the names of the folder's files, each ``folded``.
    """
    ours = folded(names_of(stem))
    if ours & (taken | {TABLE}):
        return False
    return all(folded_name(other + RECORD) not in taken for other in _rivals(ours, stem))


def _rivals(ours: Iterable[str], stem: str) -> Iterator[str]:
    """Yield the names of results that may get a file of such a name later."""
    for name in ours:
        for suffix in SUFFIXES:
            other = name.removesuffix(suffix)
            if other not in (name, folded_name(stem)):
                yield other


def names_of(stem: str, suffixes: Iterable[str] = SUFFIXES) -> tuple[str, ...]:
    """Return the names of the files of a result."""
    return tuple(f"{stem}{suffix}" for suffix in suffixes)


def folded(names: Iterable[str]) -> set[str]:
    """Return names as file systems that ignore case and composition compare them."""
    return {folded_name(name) for name in names}


def folded_name(name: str) -> str:
    """Return a name as ``folded`` does."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def longest_name(folder: Path) -> int:
    """Return how many bytes the name of a file in a folder may have."""
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):  # Windows has no such call
        return _USUAL_LONGEST


def digest_of_path(path: str) -> str:
    """Return a hex SHA-256 that stands for a file whose content is not known."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()
