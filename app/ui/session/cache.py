"""The most recent analyses, so that going back to a photograph takes no time."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.analysis.analysis import Analysis
from app.domain.photograph import Colours
from app.reading.listing import Entry
from app.ui.session.layers import Layers

if TYPE_CHECKING:  # loaded with the store
    from app.batch.recalling import Recalled

_MOST_PIXELS = 40_000_000  # some 20 bytes each


@dataclass(frozen=True, eq=False)
class Opened:
    """A photograph that was read and analysed, and the pictures that the panes draw.

    Attributes:
        recalled: what the store knew of it; None where it knew nothing.
        seconds: how long it took once it was decoded; None where the store knew it.
    """

    entry: Entry
    analysis: Analysis
    layers: Layers
    recalled: "Recalled | None" = None
    seconds: float | None = None


@dataclass(frozen=True)
class Key:
    """Which picture an analysis is of; a file that was rewritten counts as another one."""

    path: Path
    member: str | None
    frame: int
    colours: Colours
    written: int
    size: int

    @classmethod
    def of(cls, entry: Entry, frame: int, colours: Colours) -> "Key":
        """Return the key of a frame of an entry as its file is now."""
        try:
            file = entry.path.stat()
            written, size = file.st_mtime_ns, file.st_size
        except OSError:
            written = size = 0
        return cls(entry.path, entry.member, frame, colours, written, size)


class AnalysisCache:
    """The analyses used last, as many as memory allows."""

    def __init__(self, most_pixels: int = _MOST_PIXELS) -> None:
        self._most_pixels = most_pixels
        self._kept: OrderedDict[Key, Opened] = OrderedDict()

    def put(self, key: Key, opened: Opened) -> None:
        """Keep an analysis; the oldest ones make room."""
        self._kept[key] = opened
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and self._pixels() > self._most_pixels:
            self._kept.popitem(last=False)

    def get(self, key: Key) -> Opened | None:
        """Return an analysis that is kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _pixels(self) -> int:
        # Of a small photograph, what is kept at the standard size is the larger part.
        levels = [each.analysis.levels for each in self._kept.values()]
        return sum(each.size for each in levels)
