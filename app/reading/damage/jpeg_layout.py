"""How the blocks of a scan follow each other (ITU-T T.81, A.2)."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from app.reading.damage.jpeg_grammar import Numbers
from app.reading.damage.jpeg_stream import LOSSLESS, Frame, Scan

BLOCK = 8


@dataclass(frozen=True)
class Layout:
    """How the blocks of a scan follow each other.

    Attributes:
        across, down: how many MCUs there are.
        pattern: of each block of an MCU, the place of its component in the scan.
        expected: how many blocks each piece of data must have.
    """

    across: int
    down: int
    pattern: tuple[int, ...]
    expected: Numbers


def layout_of(frame: Frame, scan: Scan) -> Layout:
    """Lay out a scan: the MCUs of several components, or the blocks of a single one."""
    unit = 1 if frame.process == LOSSLESS else BLOCK
    widest = max(component.across for component in frame.components)
    highest = max(component.down for component in frame.components)
    chosen = [frame.components[number] for number in scan.components]
    if len(chosen) > 1:
        pattern = tuple(
            place for place, each in enumerate(chosen) for _ in range(each.across * each.down)
        )
        size = frame.width / (unit * widest), frame.height / (unit * highest)
    else:
        pattern = (0,)
        size = (
            ceil(frame.width * chosen[0].across / widest) / unit,
            ceil(frame.height * chosen[0].down / highest) / unit,
        )
    across, down = map(ceil, size)
    starts = np.arange(0, across * down, scan.interval or across * down)
    expected = np.diff(np.append(starts, across * down)) * len(pattern)
    return Layout(across, down, pattern, expected)
