"""Find out from a JPEG stream itself whether any of its picture is missing or was changed.

Every symbol is followed: an encoder writes just as many blocks as the picture has, in codes that
its tables hold, and fills up the last byte with ones. What makes sense so far is decoded, and
looked at for blocks that do not fit to each other.
"""

from collections.abc import Callable, Iterable
from itertools import chain

import numpy as np

from app.reading.damage.jpeg_grammar import Numbers, band_grammar, block_grammar, symbol_grammar
from app.reading.damage.jpeg_layout import Layout, layout_of
from app.reading.damage.jpeg_levels import dc_coefficients
from app.reading.damage.jpeg_pixels import check_pixels
from app.reading.damage.jpeg_progressive import Coded, mark_band, refine_band
from app.reading.damage.jpeg_stream import (
    BASELINE,
    EXTENDED,
    LOSSLESS,
    PROGRESSIVE,
    HuffmanTable,
    JpegStream,
    Scan,
    read_stream,
)
from app.reading.damage.jpeg_walk import BitStream, Blocks, find_blocks
from app.reading.damage.stream_damage import Damage, DamagedStreamError

_LAST = 63
_FILLING = 8
"""Bytes of zeros behind the last block that are no damage."""

_ZEROS = bytes(12)
"""In 1600 intact photographs there were up to 7 where something else than a flat area is coded."""

_ANY = 0


def check_jpeg(content: bytes, tables: bytes = b"") -> None:
    """Check a JPEG stream, of any process as far as it is known.

    Args:
        tables: a stream of tables alone, which a TIFF file keeps for all of its strips.

    Raises:
        DamagedStreamError: something is missing or was changed.
    """
    stream = read_stream(content, tables)
    _check_coverage(stream)
    check = _CHECKS.get(stream.frame.process)
    if check is not None and stream.frame.height:
        check(stream)
        check_pixels(stream, content, tables)


def _check_coverage(stream: JpegStream) -> None:
    """Check that there is a scan for each component and, if progressive, for every bit of it."""
    components = range(len(stream.frame.components))
    if stream.frame.process != PROGRESSIVE:
        if {number for scan in stream.scans for number in scan.components} != set(components):
            raise DamagedStreamError(Damage.MISSING)
        return
    missing = np.full((len(components), _LAST + 1), -1)
    for scan in stream.scans:
        _check_band(scan)
        for number in scan.components:
            band = missing[number, scan.first : scan.last + 1]
            if (band != (scan.high or -1)).any():
                raise DamagedStreamError(Damage.MISSING)
            band[:] = scan.low
    if missing.any():
        raise DamagedStreamError(Damage.MISSING)


def _check_band(scan: Scan) -> None:
    dc = scan.first == 0
    allowed = scan.last == 0 if dc else scan.first <= scan.last <= _LAST
    if (
        not allowed
        or (len(scan.components) > 1 and not dc)
        or (scan.high and scan.high != scan.low + 1)
    ):
        raise DamagedStreamError(Damage.CHANGED)


def _check_counts(blocks: Blocks, stream: BitStream, expected: Numbers) -> Blocks:
    """Return the blocks that belong to the picture, having checked that each piece has its own."""
    _check_pieces(stream, expected)
    totals = np.append(0, np.cumsum(blocks.counts))
    beyond = np.searchsorted(blocks.ends, stream.ends, "right")
    before = np.append(0, beyond[:-1])
    wanted = totals[before] + expected
    last = np.searchsorted(totals, wanted)  # as totals begins with 0, one behind the block
    if (last > beyond).any():
        raise DamagedStreamError(Damage.MISSING)
    if (totals[last] != wanted).any():
        raise DamagedStreamError(Damage.CHANGED)
    _check_padding(stream, blocks.ends[last - 1])
    rises = np.zeros(len(blocks.ends) + 1, np.int64)
    np.add.at(rises, before, 1)
    np.add.at(rises, last, -1)
    used = np.cumsum(rises)[:-1] > 0
    return Blocks(blocks.ends[used], blocks.counts[used])


def _check_pieces(stream: BitStream, expected: Numbers) -> None:
    if len(stream.ends) != len(expected):
        fewer = len(stream.ends) < len(expected)
        raise DamagedStreamError(Damage.MISSING if fewer else Damage.CHANGED)


def _check_padding(stream: BitStream, used: Numbers) -> None:
    """Check that only filling follows the last block of each piece.

    An encoder fills the last byte with ones; a few take zeros, and some add a few bytes of zeros.
    """
    whole = -(-used // 8) * 8
    counts = whole - used
    padding = stream.bits_at(used, counts)
    if (padding != (1 << counts) - 1).any() and padding.any():
        raise DamagedStreamError(Damage.CHANGED)
    for begin, end in zip(whole // 8, stream.ends // 8, strict=True):
        if end - begin > _FILLING or any(stream.data[begin:end]):
            raise DamagedStreamError(Damage.CHANGED)


def _check_zeros(scan: Scan, tables: Iterable[HuffmanTable]) -> None:
    """Check that where data is all zeros, the picture is all of one colour.

    The shortest code is all zeros. If what it stands for is not "as bright as the block before" or
    "nothing more in this block", no photograph repeats it for long.

    Args:
        tables: whose codes follow each other where blocks are flat; none if those have no codes.
    """
    symbols = [table.symbols[0] for table in tables]
    if symbols and not any(symbols):
        return
    if any(_ZEROS in piece.replace(b"\xff\0", b"\xff").rstrip(b"\0") for piece in scan.pieces):
        raise DamagedStreamError(Damage.CHANGED)


def _check_sequential(stream: JpegStream) -> None:
    for scan in stream.scans:
        layout, bits = layout_of(stream.frame, scan), BitStream(scan.pieces)
        tables = [_both(scan.tables[place]) for place in layout.pattern]
        grammar = block_grammar(tables, stream.frame.precision)
        blocks = _check_counts(find_blocks(grammar, bits), bits, layout.expected)
        _check_zeros(scan, chain(*tables))
        _check_levels(stream, scan, layout, bits, blocks)


def _check_lossless(stream: JpegStream) -> None:
    for scan in stream.scans:
        layout, bits = layout_of(stream.frame, scan), BitStream(scan.pieces)
        tables = [_known(scan.tables[place][0]) for place in layout.pattern]
        _check_counts(find_blocks(symbol_grammar(tables, _ANY), bits), bits, layout.expected)


def _check_progressive(stream: JpegStream) -> None:
    coded: dict[int, Coded] = {}
    for scan in stream.scans:
        layout, bits = layout_of(stream.frame, scan), BitStream(scan.pieces)
        _check_pieces(bits, layout.expected)
        if scan.first == 0:
            _check_dc_scan(stream, scan, layout, bits)
        else:
            blocks = np.zeros((layout.across * layout.down, _LAST + 1), bool)
            known = coded.setdefault(scan.components[0], blocks)
            _check_ac_scan(scan, layout, bits, stream.frame.precision, known)
            _check_zeros(scan, ())  # of flat blocks there are runs, each with its own length


def _check_dc_scan(stream: JpegStream, scan: Scan, layout: Layout, bits: BitStream) -> None:
    if scan.high:  # one bit a block
        _check_ends(bits, bits.begins + layout.expected)
        return
    tables = [_known(scan.tables[place][0]) for place in layout.pattern]
    grammar = symbol_grammar(tables, stream.frame.precision)
    blocks = _check_counts(find_blocks(grammar, bits), bits, layout.expected)
    _check_zeros(scan, tables)
    _check_levels(stream, scan, layout, bits, blocks)


def _check_levels(
    stream: JpegStream, scan: Scan, layout: Layout, bits: BitStream, blocks: Blocks
) -> None:
    """Check that the means of blocks are such as samples have."""
    tables = [_known(dc) for dc, _ in scan.tables]
    pieces = layout.expected // len(layout.pattern)
    found = dc_coefficients(blocks, bits, tables, layout.pattern, pieces)
    highest = 1 << stream.frame.precision + 2  # 8 times the half of the range of samples
    for number, coefficients in zip(scan.components, found, strict=True):
        step = stream.step(number) << scan.low
        if np.abs(coefficients).max() * step > highest + step:
            raise DamagedStreamError(Damage.CHANGED)


def _check_ac_scan(
    scan: Scan, layout: Layout, bits: BitStream, precision: int, coded: Coded
) -> None:
    table, band = _known(scan.tables[0][1]), (scan.first, scan.last)
    if scan.high:
        ends = refine_band(coded, bits, table, band, layout.expected, across=layout.across)
        _check_ends(bits, ends)
        return
    grammar = band_grammar(table, *band, precision)
    blocks = _check_counts(find_blocks(grammar, bits), bits, layout.expected)
    mark_band(coded, blocks, bits, table, band)


def _check_ends(stream: BitStream, used: Numbers) -> None:
    if (used > stream.ends).any():
        raise DamagedStreamError(Damage.MISSING)
    _check_padding(stream, used)


def _both(
    tables: tuple[HuffmanTable | None, HuffmanTable | None],
) -> tuple[HuffmanTable, HuffmanTable]:
    return _known(tables[0]), _known(tables[1])


def _known(table: HuffmanTable | None) -> HuffmanTable:
    if table is None:
        raise DamagedStreamError(Damage.CHANGED)
    return table


_CHECKS: dict[int, Callable[[JpegStream], None]] = {
    BASELINE: _check_sequential,
    EXTENDED: _check_sequential,
    PROGRESSIVE: _check_progressive,
    LOSSLESS: _check_lossless,
}
