"""Read the means of blocks, without their other coefficients, from a walk through JPEG data."""

import numpy as np

from app.reading.damage.jpeg_grammar import Numbers, read_table
from app.reading.damage.jpeg_stream import HuffmanTable
from app.reading.damage.jpeg_walk import BitStream, Blocks


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
