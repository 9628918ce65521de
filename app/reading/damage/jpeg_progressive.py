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
    coded: Coded, stream: BitStream, table: HuffmanTable, band: tuple[int, int], expected: Numbers
) -> Numbers:
    """Follow a scan that adds a bit to a band; return where the data of each piece ends.

    Coefficients that begin in it are marked.

    Raises:
        DamagedStreamError: no encoder writes such data.
    """
    follower = _Refinement(coded, stream, table, band)
    blocks = np.cumsum(expected)
    return np.array(
        [
            follower.follow(*piece)
            for piece in zip(
                stream.begins.tolist(),
                stream.ends.tolist(),
                (blocks - expected).tolist(),
                blocks.tolist(),
                strict=True,
            )
        ],
        np.int64,
    )


_MOST_WORDS = 128
"""Of 16 bits, more than one block can take."""


class _Refinement:
    """Follow a scan symbol by symbol: how many bits come next depends on the scans before."""

    def __init__(
        self, coded: Coded, stream: BitStream, table: HuffmanTable, band: tuple[int, int]
    ) -> None:
        self.coded = coded
        self.words = np.append(stream.words, np.zeros(_MOST_WORDS, np.int64)).data
        self.first, self.last = band
        lengths, symbols = read_table(table)
        self.lengths, self.symbols = lengths.data, symbols.data
        inside = coded[:, self.first : self.last + 1]
        self.corrected = np.append(0, np.cumsum(inside.sum(axis=1))).data
        block, zero = np.nonzero(~inside)
        self.zeros = (zero + self.first).data
        self.zeros_before = np.searchsorted(block, np.arange(len(coded) + 1)).data

    def follow(self, place: int, end: int, block: int, until: int) -> int:
        """Follow the blocks of one piece of data; return where they end in it."""
        added = []
        while block < until:
            if place >= end:
                raise DamagedStreamError(Damage.MISSING)
            place, run, new = self._block(place, block)
            added += [(block, here) for here in new]
            place += self.corrected[min(block + run, until)] - self.corrected[block + 1]
            block += run
        if block > until:
            raise DamagedStreamError(Damage.CHANGED)
        if added:
            self.coded[tuple(np.array(added).T)] = True
        return place

    def _block(self, place: int, block: int) -> tuple[int, int, list[int]]:
        """Return where a block ends, the length of the run it begins, its new coefficients."""
        zero, end = self.zeros_before[block], self.zeros_before[block + 1]
        here = self.first
        new: list[int] = []
        while here <= self.last:
            window = self._bits(place, 16)
            zeros, size = divmod(self.symbols[window], 16)
            length = self.lengths[window]
            place += length + size
            if not length or size > 1:
                raise DamagedStreamError(Damage.CHANGED)
            if not size and zeros < 15:
                run = (1 << zeros) + self._bits(place, zeros)
                return place + zeros + (self.last + 1 - here) - (end - zero), run, new
            zero += zeros
            if zero >= end:
                raise DamagedStreamError(Damage.CHANGED)
            found = self.zeros[zero]
            place += found - here - zeros
            if size:
                new.append(found)
            here, zero = found + 1, zero + 1
        return place, 1, new

    def _bits(self, place: int, count: int) -> int:
        word: int = self.words[place >> 4]
        return (word >> (16 - (place & 15)) & 0xFFFF) >> (16 - count)
