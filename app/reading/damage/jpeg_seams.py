"""Find where the brightness or a colour of a picture jumps as only changed data makes it.

A block's DC coefficient is stored as the difference to that of the block before. A changed
difference that has as many bits as before is a sound code, but from that block on all are brighter,
darker or of another colour by the same amount, up to the next restart: a step along the rows of
blocks that begins and ends in the same column, amid two rows. Hardly any picture has one.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.spatial.distance import cdist

from app.reading.damage.jpeg_grammar import Numbers, read_table
from app.reading.damage.jpeg_stream import HuffmanTable
from app.reading.damage.jpeg_walk import BitStream, Blocks

Levels = NDArray[np.float64]

CLEAR = 0.35
"""Chosen between the clearest step of some 70 intact photographs, 0.21, and real ones about 0.5."""

_LEAST = 2.0
"""Grey values; smaller steps are lost in the texture, and move no number."""

_TOLERANCE = 3.0
_SMOOTH, _SHOWN = 0.25, 0.8
"""Shares of columns: those with little texture, and those of them that must show a step."""

_ROWS = 5
"""Rows of blocks of which the middle one tells how a column usually goes on."""

_MOST_PIECES = 4000
_SHORTEST_PIECE = 8
"""MCUs; of more or of shorter pieces the places are not compared."""

_BETTER = 0.4
"""To what share the misfit of each of two pieces must fall when they are exchanged."""

_NARROWEST = 24
"""Blocks in a row below which nothing can be told."""

_STRIDES = 8
"""Places in a row from which on a first look is taken."""


def dc_coefficients(
    blocks: Blocks,
    stream: BitStream,
    tables: list[HuffmanTable],
    pattern: tuple[int, ...],
    pieces: Numbers,
) -> list[Numbers]:
    """Return, for each component of a scan, the DC coefficients: (MCUs, its blocks in an MCU).

    Args:
        tables: of DC coefficients, of each component.
        pattern: the component of each block of an MCU.
        pieces: how many MCUs each piece of the data has; in each, differences begin at 0.
    """
    places = blocks.begins(stream).reshape(-1, len(pattern))
    begins = np.cumsum(pieces) - pieces
    found = []
    for number, table in enumerate(tables):
        own = np.flatnonzero(np.array(pattern) == number)
        sums = np.append(0, np.cumsum(_differences(places[:, own], stream, table)))
        before = np.repeat(sums[begins * len(own)], pieces * len(own))
        found.append((sums[1:] - before).reshape(-1, len(own)))
    return found


def _differences(places: Numbers, stream: BitStream, table: HuffmanTable) -> Numbers:
    """Return the values that stand at some places, each after its code (T.81, F.2.2.1)."""
    lengths, sizes = read_table(table)
    window = stream.bits_at(places, 16)
    size = sizes[window]
    bits = stream.bits_at(places + lengths[window], size)
    values: Numbers = np.where(bits << 1 >> size, bits, bits - (1 << size) + 1)
    return values


def clearest_step(levels: Levels, across: int, pieces: Numbers) -> float:
    """Return how clear the clearest step is that only changed data makes, from 0 to 1.

    Args:
        levels: of one component, of the MCUs in their order, in grey values.
        across: how many MCUs a row has.
        pieces: how many MCUs each piece of the data has.
    """
    if across < _NARROWEST or len(levels) < _ROWS * across:
        return 0.0
    return max([0.0, *_steps(levels, across, pieces)])


def _steps(levels: Levels, across: int, pieces: Numbers) -> Iterator[float]:
    """Yield how clear each step is that may be one."""
    rises = np.diff(levels.reshape(-1, across), axis=0)
    unusual = (rises - median_filter(rises, size=(_ROWS, 1), mode="nearest")).ravel()
    above = np.append(np.zeros(across), unusual)
    ends = np.cumsum(pieces)
    for begin, end in zip(ends - pieces, ends, strict=True):
        if end - begin > across:
            yield from _whole_rows(above, across, int(begin), int(end))


def _whole_rows(rises: Levels, across: int, begin: int, end: int) -> Iterator[float]:
    """Yield steps through which a whole row's worth of blocks rises above those above them."""
    stride = max(1, across // _STRIDES)
    windows = sliding_window_view(rises[begin:end], across)[::stride]
    for number, height in enumerate(np.median(windows, axis=1)):
        if abs(height) >= _LEAST:
            start = begin + number * stride
            around = slice(max(0, start - 2 * across), start + 3 * across)
            first = start - around.start
            places = range(max(1, first - stride), first + stride)
            yield _fit(rises[around], float(height), places, across, around.start)


def are_exchanged(levels: Levels, across: int, pieces: Numbers) -> bool:
    """Tell whether two pieces of the data fit far better each in the other's place."""
    length, count = int(pieces[0]), int(np.count_nonzero(pieces == pieces[0]))
    if not 2 < count <= _MOST_PIECES or length < _SHORTEST_PIECE:
        return False
    edge = min(length, across)
    begins = np.arange(count) * length
    begins = begins[(begins >= across) & (begins + length + across <= len(levels))]
    heads = begins[:, None] + np.arange(edge)
    tails = heads + length - edge
    misfit = cdist(levels[heads], levels[heads - across], "cityblock")
    misfit += cdist(levels[tails], levels[tails + across], "cityblock")
    here = misfit.diagonal()
    better = (here * _BETTER > misfit.T) & (here - misfit.T > 2 * edge * _LEAST)
    apart = np.abs(np.subtract.outer(begins, begins)) > length
    return bool((better & better.T & apart).any())


def _likeness(rises: Levels, height: float) -> Levels:
    """Return how like each rise is to a step of some height: 1 as high, -1 as low as none."""
    gain: Levels = np.clip((np.abs(rises) - np.abs(rises - height)) / abs(height), -1, 1)
    return gain


def _fit(rises: Levels, height: float, places: range, across: int, offset: int) -> float:
    """Return how clearly a row's worth of blocks is a step, from the best of some places on.

    A step that begins with a row is the edge of something in the picture, and counts nothing. Nor
    does one that some of the columns do not show in which rows are otherwise much alike.
    """
    like = _likeness(rises, height)
    sums = np.append(0, np.cumsum(like))
    starts = np.array(places)[np.array(places) + across <= len(like)]
    if not len(starts):
        return 0.0
    insides = sums[starts + across] - sums[starts]
    place = int(starts[np.argmax(insides)])
    inside, rest = float(insides.max()), len(like) - across
    column = (place + offset) % across
    if column == 0 or not rest or not _shown_by_all(rises, place, across, column):
        return 0.0
    near = max(3, across // 8)
    left, right = min(near, column), min(near, across - column)
    begin = _rise(like, place, left, right)
    end = -_rise(like, place + across, left, right)
    return min(inside / across, (inside - float(sums[-1])) / rest, begin, end)


def _shown_by_all(rises: Levels, place: int, across: int, column: int) -> bool:
    """Tell whether most columns of little texture show one and the same step, in both rows."""
    rows = len(rises) // across
    texture = np.median(np.abs(rises[: rows * across].reshape(rows, across)), axis=0)
    own, usual = rises[place : place + across], np.roll(texture, -place)
    step = np.median(own)
    smooth = usual < abs(step) / 4
    shown = np.abs(own - step) < _TOLERANCE + 4 * usual
    upper = np.arange(across) < across - column
    return bool(
        smooth.mean() >= _SMOOTH
        and all(
            shown[smooth & part].mean() >= _SHOWN
            for part in (upper, ~upper)
            if (smooth & part).any()
        )
    )


def _rise(like: Levels, place: int, left: int, right: int) -> float:
    """Return by how much likeness is greater behind a place than before it, up to 1."""
    behind = like[place : place + right].mean() if place < len(like) else -1.0
    return float(behind - like[place - left : place].mean()) / 2
