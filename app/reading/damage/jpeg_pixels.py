"""Find out from the pixels of a JPEG stream whether its blocks fit each other."""

from collections.abc import Iterator, Sequence

from app.reading.damage.jpeg_blocks import has_strange_block
from app.reading.damage.jpeg_exchange import are_exchanged
from app.reading.damage.jpeg_layout import BLOCK, layout_of
from app.reading.damage.jpeg_planes import Plane, decode_planes, filled_up
from app.reading.damage.jpeg_seams import CLEAR, clearest_step
from app.reading.damage.jpeg_stream import PROGRESSIVE, Frame, JpegStream, Scan
from app.reading.damage.stream_damage import Damage, DamagedStreamError

_LEVELS = 8
"""By which the mean of a block is multiplied in its DC coefficient (T.81, A.3.3)."""


def check_pixels(stream: JpegStream, content: bytes, tables: bytes) -> None:
    """Check that no block is misplaced, shifted or patterned as only changed data makes it.

    Raises:
        DamagedStreamError: some do.
    """
    planes = decode_planes(content, tables)
    if len(planes) != len(stream.frame.components):
        return
    for scan in stream.scans:
        has_means = stream.frame.process != PROGRESSIVE or (scan.first == 0 and not scan.high)
        if has_means and any(_suspicions(stream, scan, planes)):
            raise DamagedStreamError(Damage.CHANGED)


def _suspicions(stream: JpegStream, scan: Scan, planes: Sequence[Plane]) -> Iterator[bool]:
    """Yield what each check says of a scan that codes the means of blocks."""
    layout = layout_of(stream.frame, scan)
    unit = width, height = _unit(stream.frame, scan)
    size = layout.across * width, layout.down * height
    pieces = layout.expected // len(layout.pattern)
    own = [filled_up(planes[number], *size) for number in scan.components]
    for number, plane in zip(scan.components, own, strict=True):
        step = stream.step(number) / _LEVELS
        yield clearest_step(plane, unit, pieces, step) >= CLEAR
        if _is_full(stream.frame, number):
            yield has_strange_block(plane, step)
    yield are_exchanged(own, unit, layout.across, pieces)


def _unit(frame: Frame, scan: Scan) -> tuple[int, int]:
    """Return width and height of an MCU, in pixels of the picture."""
    widest = max(component.across for component in frame.components)
    highest = max(component.down for component in frame.components)
    if len(scan.components) > 1:
        return BLOCK * widest, BLOCK * highest
    only = frame.components[scan.components[0]]
    return BLOCK * widest // only.across, BLOCK * highest // only.down


def _is_full(frame: Frame, number: int) -> bool:
    """Return whether a component has a sample for each pixel."""
    own = frame.components[number]
    return all(each.across <= own.across and each.down <= own.down for each in frame.components)
