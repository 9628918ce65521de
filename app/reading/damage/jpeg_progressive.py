"""Follow the scans of progressive JPEG streams, each of which adds to others (T.81, G)."""

import numpy as np
from numpy.typing import NDArray

from app.reading.damage.jpeg_grammar import Numbers, read_table
from app.reading.damage.jpeg_stream import HuffmanTable
from app.reading.damage.jpeg_walk import BitStream, Blocks
from app.reading.damage.stream_damage import Damage, DamagedStreamError

Coded = NDArray[np.bool_]
"""Of each block of a component, which of its 64 coefficients are known not to be zero."""


def mark_band(
    coded: Coded, blocks: Blocks, stream: BitStream, table: HuffmanTable, band: tuple[int, int]
) -> None:
    """Mark the coefficients that a first scan of a band holds, of all blocks at once."""
    lengths, symbols = read_table(table)
    first, last = band
    place = blocks.begins(stream)
    block = np.cumsum(blocks.counts) - blocks.counts
    here = np.full_like(block, first)
    while len(block):
        window = stream.bits_at(place, 16)
        zeros, size = np.divmod(symbols[window], 16)
        valued = size > 0
        here += zeros
        coded[block[valued], here[valued]] = True
        here += 1
        place += lengths[window] + size
        going = (here <= last) & (valued | (zeros == 15))
        place, block, here = place[going], block[going], here[going]


def refine_band(
    coded: Coded,
    stream: BitStream,
    table: HuffmanTable,
    band: tuple[int, int],
    expected: Numbers,
    *,
    across: int,
) -> Numbers:
    """Follow a scan that adds a bit to a band; return where the data of each piece ends.

    Coefficients that begin in it are marked.

    Args:
        across: how many blocks a row has.

    Raises:
        DamagedStreamError: no encoder writes such data.
    """
    follower = _Refinement(coded, stream, table, band)
    blocks = np.cumsum(expected)
    ends = [
        follower.follow(*piece)
        for piece in zip(
            stream.begins.tolist(),
            stream.ends.tolist(),
            (blocks - expected).tolist(),
            blocks.tolist(),
            strict=True,
        )
    ]
    within_rows = np.count_nonzero(np.array(follower.divided) % across)
    if 0 < within_rows < _DIVIDES * follower.runs:
        raise DamagedStreamError(Damage.CHANGED)
    return np.array(ends, np.int64)


_DIVIDES = 0.1
"""Share of runs of blocks that directly follow another run. An encoder makes one of two such runs,
unless it never does or ends them with each row; data that was changed has a few, up to 4 %."""

_SHORT = 64
"""Blocks, and their bits, up to which no encoder has a reason to end a run."""

_END_OF_BAND, _NO_CODE, _ZERO_RUN = 16, 31, 32
"""What a symbol does. Below, it passes over that many coefficients that are zero so far, to one
that no longer is; from ``_END_OF_BAND`` on it ends a run of blocks whose length has that many more
bits."""

_LENGTH_BITS = 5
_LENGTH = (1 << _LENGTH_BITS) - 1

_BEYOND = np.iinfo(np.int32).max
_PAST = 16
"""Where there is no coefficient, and how often that stands behind the last one, for runs to it."""


class _Refinement:
    """Follow a scan symbol by symbol: how many bits come next depends on the scans before.

    That is the one place where nothing can be done at many places at once. The coefficients that
    are zero so far are counted through all blocks; each of the others takes a bit.
    """

    def __init__(
        self, coded: Coded, stream: BitStream, table: HuffmanTable, band: tuple[int, int]
    ) -> None:
        inside = coded[:, band[0] : band[1] + 1]
        self.inside, self.size = inside, inside.shape[1]
        self.codes = _codes_at_each_bit(stream, table).data
        self.words = stream.words.data
        others = inside.sum(axis=1)
        zeros = np.flatnonzero(~inside).astype(np.int32)
        self.zeros = np.append(zeros, np.full(_PAST, _BEYOND, np.int32)).data
        self.zeros_before = np.append(0, np.cumsum(self.size - others)).data
        self.others_before = np.append(0, np.cumsum(others)).data
        self.runs = 0
        self.divided: list[int] = []
        """Blocks at which one run ends and another begins."""

    def follow(self, place: int, end: int, block: int, until: int) -> int:
        """Follow the blocks of one piece of data; return where they end in it."""
        codes, zeros, size = self.codes, self.zeros, self.size
        zero, others = self.zeros_before[block], self.others_before[block]
        last, added, after_run = (block + 1) * size - 1, [], -1
        while block < until:
            if place >= end:
                raise DamagedStreamError(Damage.MISSING)
            code = codes[place]
            place += code & _LENGTH
            code >>= _LENGTH_BITS
            if code < _END_OF_BAND:
                zero += code
                added.append(zero)
            elif code < _NO_CODE:
                self.runs += 1
                if zero == after_run:
                    self.divided.append(block)
                bits = code - _END_OF_BAND
                length = (1 << bits) + (self._bits(place, bits) if bits else 0)
                block += length
                if block > until:
                    raise DamagedStreamError(Damage.CHANGED)
                corrected = self.others_before[block] - others
                place += bits + corrected
                others += corrected
                zero, last = self.zeros_before[block], (block + 1) * size - 1
                after_run = zero if length <= _SHORT and corrected <= _SHORT else -1
                continue
            elif code == _ZERO_RUN:
                zero += 15
            else:
                raise DamagedStreamError(Damage.CHANGED)
            here = zeros[zero]
            if here >= last:
                if here > last:
                    raise DamagedStreamError(Damage.CHANGED)
                block, last = block + 1, last + size
            place += here - zero - others
            others = here - zero
            zero += 1
        blocks, coefficients = np.divmod(np.asarray(zeros)[added], size)
        self.inside[blocks, coefficients] = True
        return place

    def _bits(self, place: int, count: int) -> int:
        word: int = self.words[place >> 4]
        return (word >> (16 - (place & 15)) & 0xFFFF) >> (16 - count)


def _codes_at_each_bit(stream: BitStream, table: HuffmanTable) -> NDArray[np.uint16]:
    """Return, for each bit of the data, what a symbol does that begins there, and its length.

    The length, in the lowest bits, is that of the code and of the sign of a new coefficient.
    """
    lengths, symbols = read_table(table)
    zeros, size = np.divmod(symbols, 16)
    does = np.select(
        [(lengths == 0) | (size > 1), size == 1, zeros == 15],
        [_NO_CODE, zeros, _ZERO_RUN],
        _END_OF_BAND + zeros,
    )
    codes = (does << _LENGTH_BITS | lengths + (size == 1)).astype(np.uint16)
    found = np.empty((len(stream.words), 16), np.uint16)
    for bit in range(16):
        found[:, bit] = codes[stream.words >> (16 - bit) & 0xFFFF]
    return found.reshape(-1)
