"""Damage the coded data of JPEG streams in the ways that disks, networks and programs do."""

import re
from collections.abc import Callable
from random import Random

_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
END = b"\xff\xd9"

Change = Callable[[bytes, Random], bytes]


def coded_data(content: bytes, random: Random) -> tuple[int, int]:
    """Return where the coded data of one of the scans begins and ends, the longer the likelier."""
    scans = []
    for found in re.finditer(rb"\xff\xda", content):
        begin = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
        end = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(content, begin)
        scans.append((begin, end.start() if end else len(content)))
    return random.choices(scans, [end - begin for begin, end in scans])[0]


def cut(content: bytes, random: Random) -> bytes:
    """Keep a beginning alone."""
    return content[: random.randrange(*coded_data(content, random))]


def cut_and_close(content: bytes, random: Random) -> bytes:
    """Keep a beginning and put an end marker behind it, as some programs do."""
    return cut(content, random) + END


def lose_bytes(content: bytes, random: Random) -> bytes:
    """Leave out some bytes."""
    begin, end = _stretch(content, random)
    return content[:begin] + content[end:]


def clear_bytes(content: bytes, random: Random) -> bytes:
    """Replace some bytes by zeros."""
    begin, end = _stretch(content, random)
    return content[:begin] + bytes(end - begin) + content[end:]


def flip_bit(content: bytes, random: Random) -> bytes:
    """Turn one bit."""
    place = random.randrange(*coded_data(content, random))
    return (
        content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]
    )


def lose_intervals(content: bytes, random: Random) -> bytes:
    """Leave out some of what lies between restart markers, with the markers before."""
    places = _restarts(content)
    first, last = sorted(random.sample(places, 2))
    return content[:first] + content[last:]


def swap_intervals(content: bytes, random: Random) -> bytes:
    """Swap what follows two restart markers; the markers stay in their order."""
    return exchange(content, *random.sample(range(len(_restarts(content)) - 1), 2))


def exchange(content: bytes, first: int, second: int) -> bytes:
    """Swap what follows two restart markers, counted from 0."""
    places = _restarts(content)
    parts = [content[begin + 2 : places[n + 1]] for n, begin in enumerate(places[:-1])]
    parts[first], parts[second] = parts[second], parts[first]
    middle = b"".join(
        content[place : place + 2] + part for place, part in zip(places[:-1], parts, strict=True)
    )
    return content[: places[0]] + middle + content[places[-1] :]


def _stretch(content: bytes, random: Random) -> tuple[int, int]:
    begin, end = coded_data(content, random)
    length = min(end - begin, 1 << random.randrange(13))
    start = random.randrange(begin, end - length + 1)
    return start, start + length


def _restarts(content: bytes) -> list[int]:
    begin, end = coded_data(content, Random(0))
    return [found.start() for found in _RESTART.finditer(content, begin, end)]
