"""Parse a JPEG stream: its frame, its tables, its scans; no pixels are decoded (T.81, B)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.reading.damage.stream_damage import Damage, DamagedStreamError

START, END = b"\xff\xd8", b"\xff\xd9"
BASELINE, EXTENDED, PROGRESSIVE, LOSSLESS = 0xC0, 0xC1, 0xC2, 0xC3
_JPEG_LS = 0xF7
_FRAME_HEADERS = {*range(0xC0, 0xD0), _JPEG_LS} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a length and anything behind it."""

_SOI, _EOI, _SOS, _DQT, _DHT, _DRI = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD
_MARKER = re.compile(rb"\xff+[\x01-\xfe]")
_LS_MARKER = re.compile(rb"\xff+[\x80-\xfe]")
"""In a scan of JPEG-LS a byte below 0x80 after 0xFF is data (ITU-T T.87, A.1)."""


@dataclass(frozen=True)
class Component:
    """A component's identifier, its samples in each direction, its quantisation table."""

    identifier: int
    across: int
    down: int
    quantised: int


@dataclass(frozen=True)
class Frame:
    """A frame header: the process is the second byte of its marker."""

    process: int
    precision: int
    height: int
    width: int
    components: tuple[Component, ...]


@dataclass(frozen=True)
class HuffmanTable:
    """How many codes of each length from 1 to 16 there are, and their symbols in order."""

    counts: bytes
    symbols: bytes


@dataclass(frozen=True)
class Scan:
    """One scan: what it codes, its tables as they stood, and its pieces of coded data.

    Attributes:
        components: places in the frame's components.
        tables: of each component, that of the DC and that of the AC coefficients; None where
            the stream defines none.
        first, last: of the coded band of coefficients; ``first`` is the predictor if lossless.
        high, low: positions of the bits coded before and now.
        interval: MCUs between restart markers; 0 for none.
        pieces: of the data, between restart markers, as it is stored.
    """

    components: tuple[int, ...]
    tables: tuple[tuple[HuffmanTable | None, HuffmanTable | None], ...]
    first: int
    last: int
    high: int
    low: int
    interval: int
    pieces: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class JpegStream:
    """A frame, its scans in the order of the stream, and its quantisation tables.

    Attributes:
        steps: of each table, the steps in which coefficients are stored, in zigzag order.
    """

    frame: Frame
    scans: tuple[Scan, ...]
    steps: dict[int, tuple[int, ...]]

    def step(self, component: int) -> int:
        """Return the step of the DC coefficients of a component, by its place in the frame."""
        return self.steps.get(self.frame.components[component].quantised, (1,))[0]


def read_stream(content: bytes, tables: bytes = b"") -> JpegStream:
    """Parse a JPEG stream up to its end; what follows is not part of the picture.

    Args:
        tables: a stream of tables alone, which a TIFF file keeps for all of its strips.

    Raises:
        DamagedStreamError: its markers tell that something is missing or was changed.
    """
    reader = _Reader()
    reader.read(tables, ends_in_picture=False)
    reader.read(content, ends_in_picture=True)
    if reader.frame is None or not reader.scans:
        raise DamagedStreamError(Damage.MISSING)
    return JpegStream(reader.frame, tuple(reader.scans), reader.steps)


def find_frame(content: bytes) -> Frame | None:
    """Return the first frame header of a JPEG or JPEG-LS stream; None where there is none."""
    for marker, place in _segments(content):
        if marker in _FRAME_HEADERS:
            length = int.from_bytes(content[place : place + 2], "big")
            return _read_frame_header(marker, content[place + 2 : place + length])
    return None


def with_sound_scan(content: bytes) -> bytes:
    """Correct in a sequential JPEG stream what only progressive ones may say of a scan.

    There must stand 0, 63 and 0 (T.81, B.2.3). Some cameras write something else, which most
    decoders do not look at; others refuse it.
    """
    sequential = False
    for marker, place in _segments(content):
        sequential |= marker in (BASELINE, EXTENDED)
        if marker == _SOS and sequential:
            told = place + 3 + 2 * content[place + 2]
            return content[:told] + b"\x00\x3f\x00" + content[told + 3 :]
    return content


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield the markers with a length, up to the first scan, and where each one's length stands."""
    place = marker = 0
    while marker != _SOS and (found := _MARKER.match(content, place)):
        marker, place = content[found.end() - 1], found.end()
        if marker not in _STANDALONE:
            yield marker, place
            place += max(2, int.from_bytes(content[place : place + 2], "big"))


class _Reader:
    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.scans: list[Scan] = []
        self.interval = 0
        self.tables: dict[int, HuffmanTable] = {}
        self.steps: dict[int, tuple[int, ...]] = {}

    def read(self, content: bytes, *, ends_in_picture: bool) -> None:
        place = 0
        while found := _MARKER.search(content, place):  # as decoders do, past whatever is between
            marker, place = content[found.end() - 1], found.end()
            if marker == _EOI:
                return
            if marker in _STANDALONE:
                if marker == _SOI and self.scans:
                    raise DamagedStreamError(Damage.CHANGED)
                continue
            length = int.from_bytes(content[place : place + 2], "big")
            body = content[place + 2 : place + length]
            place += max(2, length)
            if marker == _SOS:
                place = self._read_scan(body, content, place)
            else:
                self._read_segment(marker, body)
        if ends_in_picture:
            raise DamagedStreamError(Damage.MISSING)

    def _read_segment(self, marker: int, body: bytes) -> None:
        if marker in _FRAME_HEADERS:
            if self.frame is not None:
                raise DamagedStreamError(Damage.CHANGED)
            self.frame = _read_frame_header(marker, body)
        elif marker == _DHT:
            self._read_tables(body)
        elif marker == _DQT:
            self._read_steps(body)
        elif marker == _DRI:
            self.interval = int.from_bytes(body[:2], "big")

    def _read_tables(self, body: bytes) -> None:
        while len(body) > 17:
            counts = body[1:17]
            end = 17 + sum(counts)
            self.tables[body[0]] = HuffmanTable(counts, body[17:end])
            body = body[end:]

    def _read_steps(self, body: bytes) -> None:
        while len(body) > 64:
            wide = 1 + (body[0] >> 4 != 0)
            values = body[1 : 1 + 64 * wide]
            self.steps[body[0] & 15] = tuple(
                int.from_bytes(values[place : place + wide], "big")
                for place in range(0, len(values), wide)
            )
            body = body[1 + 64 * wide :]

    def _read_scan(self, body: bytes, content: bytes, place: int) -> int:
        count = body[0] if body else 0
        if self.frame is None or len(body) < 4 + 2 * count:
            raise DamagedStreamError(Damage.CHANGED)
        identifiers = [component.identifier for component in self.frame.components]
        chosen = [(body[1 + 2 * number], body[2 + 2 * number]) for number in range(count)]
        if not count or not {identifier for identifier, _ in chosen} <= set(identifiers):
            raise DamagedStreamError(Damage.CHANGED)
        pattern = _LS_MARKER if self.frame.process == _JPEG_LS else _MARKER
        pieces, place = _read_pieces(content, place, pattern)
        first, last, bits = body[1 + 2 * count : 4 + 2 * count]
        self.scans.append(
            Scan(
                tuple(identifiers.index(identifier) for identifier, _ in chosen),
                tuple(
                    (self.tables.get(which >> 4), self.tables.get(0x10 | which & 15))
                    for _, which in chosen
                ),
                first,
                last,
                bits >> 4,
                bits & 15,
                self.interval,
                pieces,
            )
        )
        return place


def _read_frame_header(marker: int, body: bytes) -> Frame:
    """Read a frame header, without its marker and its length.

    Raises:
        DamagedStreamError: it is too short, or a component has no samples.
    """
    count = body[5] if len(body) > 5 else 0
    if not count or len(body) < 6 + 3 * count:
        raise DamagedStreamError(Damage.CHANGED)
    components = tuple(
        Component(body[place], body[place + 1] >> 4, body[place + 1] & 15, body[place + 2])
        for place in range(6, 6 + 3 * count, 3)
    )
    if not all(each.across and each.down for each in components):
        raise DamagedStreamError(Damage.CHANGED)
    height, width = (int.from_bytes(body[at : at + 2], "big") for at in (1, 3))
    return Frame(marker, body[0], height, width, components)


def _read_pieces(
    content: bytes, place: int, pattern: re.Pattern[bytes]
) -> tuple[tuple[bytes, ...], int]:
    """Return the coded data up to the next marker that does not restart, and where that stands."""
    pieces: list[bytes] = []
    for found in pattern.finditer(content, place):
        pieces.append(content[place : found.start()])
        marker = content[found.end() - 1]
        if not 0xD0 <= marker <= 0xD7:
            if len(pieces) > 1 and not pieces[-1]:
                pieces.pop()  # a restart after the last MCU
            return tuple(pieces), found.start()
        if marker != 0xD0 + (len(pieces) - 1) % 8:
            raise DamagedStreamError(Damage.CHANGED)
        place = found.end()
    raise DamagedStreamError(Damage.MISSING)
