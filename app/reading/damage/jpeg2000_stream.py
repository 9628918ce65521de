"""Parse the codestream of JPEG 2000, as far as its markers go (ITU-T T.800, A)."""

from app.reading.damage.stream_damage import Damage, DamagedStreamError

_SOC, _SIZ, _SOT, _EOC = b"\xff\x4f", b"\xff\x51", b"\xff\x90", b"\xff\xd9"
START = _SOC + _SIZ


def size_of(stream: bytes) -> tuple[int, int]:
    """Return width and height as a codestream states them."""
    right, bottom, left, top = _numbers(stream, 8, 4)
    return right - left, bottom - top


def check_jpeg_2000(stream: bytes) -> None:
    """Check that a codestream holds all parts of all of its tiles, each as long as it states.

    Within the parts the data is coded in a way in which nearly every change makes sense.

    Raises:
        DamagedStreamError: something is missing, or is not where it is said to be.
    """
    place = 2
    while stream[place : place + 2] != _SOT:
        if stream[place : place + 1] != b"\xff" or place + 4 > len(stream):
            raise DamagedStreamError(Damage.MISSING)
        place += 2 + max(2, int.from_bytes(stream[place + 2 : place + 4], "big"))
    _check_tiles(_tile_parts(stream, place), _tile_count(stream))


def _numbers(stream: bytes, place: int, count: int) -> list[int]:
    """Return some numbers of 32 bits."""
    places = range(place, place + 4 * count, 4)
    return [int.from_bytes(stream[start : start + 4], "big") for start in places]


def _tile_count(stream: bytes) -> int:
    right, bottom, _, _, across, down, left, top = _numbers(stream, 8, 8)
    if not across or not down:
        raise DamagedStreamError(Damage.CHANGED)
    return -(-(right - left) // across) * -(-(bottom - top) // down)


def _tile_parts(stream: bytes, place: int) -> list[tuple[int, int, int]]:
    """Return, of each part, its tile, its number and how many the tile has; 0 if that is unsaid."""
    found = []
    while stream[place : place + 2] == _SOT:
        tile = int.from_bytes(stream[place + 4 : place + 6], "big")
        (length,) = _numbers(stream, place + 6, 1)
        end = place + length if length else stream.rfind(_EOC)
        if not place + 14 <= end <= len(stream):
            raise DamagedStreamError(Damage.MISSING)
        found.append((tile, stream[place + 10], stream[place + 11]))
        place = end
    if place < len(stream) and stream[place : place + 2] != _EOC:
        raise DamagedStreamError(Damage.CHANGED)
    return found


def _check_tiles(parts: list[tuple[int, int, int]], tiles: int) -> None:
    """Check that each tile has its parts: numbered from 0, and as many as any of them says."""
    numbers: dict[int, list[int]] = {}
    stated: dict[int, int] = {}
    for tile, number, count in parts:
        numbers.setdefault(tile, []).append(number)
        stated[tile] = max(stated.get(tile, 0), count)
    if any(own != list(range(max(len(own), stated[tile]))) for tile, own in numbers.items()):
        raise DamagedStreamError(Damage.MISSING)
    if len(numbers) < tiles:
        raise DamagedStreamError(Damage.MISSING)
