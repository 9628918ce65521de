"""Walk through Huffman-coded data, many places of it at once, and find where each block ends.

A code's length tells where the next one begins, so that a walk cannot start in the middle; but
Huffman codes fall into step by themselves (Klein and Wiseman, 2003). The data is cut into lanes.
Each begins a little before its part with a guess, is mostly in step when it reaches the part, and
all go forward together, a symbol at a time (Weißenberger and Schmidt, 2018). Where the end of a
lane is not the start of the next, that one is walked again: what is found is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.reading.damage.jpeg_grammar import Grammar, Numbers
from app.reading.damage.stream_damage import Damage, DamagedStreamError

_LANES = 1024
_SHORTEST_LANE = 1 << 12
_RUN_UP = 1 << 11
"""Bits before a lane in which the walk falls into step."""

_PADDING = 7
"""The most bits that fill the last byte of a piece."""

_STEPS = 64
"""Steps after which lanes that have arrived are left out."""

_FEW = 32
"""Lanes up to which it is quicker to walk one after another than together."""

_ROUNDS = 3


class BitStream:
    """Pieces of coded data, arranged so that any 16 bits are found at once.

    Attributes:
        ends: of each piece, in bits; it begins where the one before ends.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        if any(b"\xff\xff" in piece for piece in pieces):
            raise DamagedStreamError(Damage.CHANGED)
        plain = [piece.replace(b"\xff\0", b"\xff") for piece in pieces]
        self.ends: Numbers = np.cumsum([8 * len(piece) for piece in plain])
        self.data = b"".join(plain)
        halves = np.frombuffer(self.data + bytes(8 + len(self.data) % 2), ">u2").astype(np.int64)
        self.words: Numbers = halves[:-1] << 16 | halves[1:]

    @property
    def begins(self) -> Numbers:
        """Return where each piece begins, in bits."""
        return np.append(0, self.ends[:-1])

    def bits_at(self, places: Numbers, counts: Numbers | int) -> Numbers:
        """Return the ``counts`` bits, up to 16, from each place on."""
        words = self.words.take(places >> 4, mode="clip")
        found: Numbers = (words >> (16 - (places & 15)) & 0xFFFF) >> (16 - counts)
        return found


@dataclass(frozen=True, eq=False)
class Blocks:
    """Where blocks end, in bits and in order, and how many blocks end at each.

    Attributes:
        counts: 1 except for the runs of progressive streams.
    """

    ends: Numbers
    counts: Numbers

    def begins(self, stream: BitStream) -> Numbers:
        """Return where each begins: at the end of the one before, or where its piece does."""
        pieces = np.searchsorted(stream.ends, self.ends)
        begins: Numbers = np.maximum(np.append(0, self.ends[:-1]), stream.begins[pieces])
        return begins


def find_blocks(grammar: Grammar, stream: BitStream) -> Blocks:
    """Return the ends of all blocks, of each piece up to its end or to what makes no sense.

    The bits that fill up a piece may look like further blocks.
    """
    walker = _Walker(grammar, stream)
    walker.guess()
    walker.walk(np.arange(len(walker.begin)))
    walker.correct()
    walker.finish()
    return walker.blocks()


class _Walker:
    """Walk lanes, each from its ``start`` to ``end``, which is at its limit or a little behind."""

    def __init__(self, grammar: Grammar, stream: BitStream) -> None:
        self.grammar, self.stream = grammar, stream
        self.begin, self.limit = _cut(stream)
        self.first = np.isin(self.begin, stream.begins)
        self.start = self.end = self.begin
        self.start_state = self.end_state = np.zeros_like(self.begin)
        self.found = np.zeros((3, 0), np.int64)
        """Ends of blocks: their lane, place and state, aliases included."""

    def guess(self) -> None:
        """Find from where each lane is probably walked."""
        pieces = np.searchsorted(self.stream.begins, self.begin, "right") - 1
        start = np.maximum(self.begin - _RUN_UP, self.stream.begins[pieces])
        start[self.first] = self.begin[self.first]
        forgiving = self.grammar.forgiving()
        self.start, self.start_state, _ = _together(
            forgiving, self.stream, start, np.zeros_like(start), self.begin
        )
        self.end, self.end_state = self.start.copy(), self.start_state.copy()

    def walk(self, lanes: Numbers) -> None:
        """Walk the chosen lanes, all together or one by one."""
        walk = _together if len(lanes) > _FEW else _one_by_one
        end, state, found = walk(
            self.grammar,
            self.stream,
            self.start[lanes],
            self.start_state[lanes],
            self.limit[lanes],
        )
        self.end[lanes], self.end_state[lanes] = end, state
        others = ~np.isin(self.found[0], lanes)
        found[0] = lanes[found[0]]
        self.found = np.concatenate([self.found[:, others], found], axis=1)

    def correct(self) -> None:
        """Walk those lanes again that did not start where the ones before ended."""
        for _ in range(_ROUNDS):
            wrong = self._wrong()
            if len(wrong) <= _FEW:
                break
            self._start_where_others_ended(wrong)
            self.walk(wrong)
        while len(wrong := self._wrong()):
            lane = wrong[:1]  # what follows from it is wrong too, or was right by chance
            self._start_where_others_ended(lane)
            self.walk(lane)

    def _wrong(self) -> Numbers:
        jumped = (self.start[1:] != self.end[:-1]) | (self.start_state[1:] != self.end_state[:-1])
        return np.flatnonzero(jumped & ~self.first[1:]) + 1

    def _start_where_others_ended(self, lanes: Numbers) -> None:
        self.start[lanes], self.start_state[lanes] = self.end[lanes - 1], self.end_state[lanes - 1]

    def finish(self) -> None:
        """Walk on through the last bits of each piece."""
        last = np.flatnonzero(np.append(self.first[1:], True))
        *_, found = _one_by_one(
            self.grammar, self.stream, self.end[last], self.end_state[last], self.stream.ends
        )
        whole = found[:, found[1] <= self.stream.ends[found[0]]]
        self.found = np.concatenate([self.found, whole], axis=1)

    def blocks(self) -> Blocks:
        """Return what was found, in order."""
        _, ends, states = self.found[:, np.argsort(self.found[1])]
        bits = states // self.grammar.states - 1
        return Blocks(ends, (1 << bits) + self.stream.bits_at(ends - bits, bits))


def _cut(stream: BitStream) -> tuple[Numbers, Numbers]:
    """Cut the pieces into lanes; return where they begin, and where each is to end."""
    length = max(_SHORTEST_LANE, int(stream.ends[-1]) // _LANES)
    begins, limits = [], []
    for begin, end in zip(stream.begins, stream.ends, strict=True):
        own = np.arange(begin, max(begin + 1, end - length // 2), length)
        begins.append(own)
        limits.append(np.append(own[1:], end - _PADDING))
    return np.concatenate(begins), np.concatenate(limits)


def _together(
    grammar: Grammar, stream: BitStream, start: Numbers, state: Numbers, limit: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Walk from each start to its limit; return the ends, their states, and the ends of blocks."""
    end, state = start.copy(), state.copy()
    found = [np.zeros((3, 0), np.int64)]
    going = np.flatnonzero(end < limit)
    while len(going):
        places, states = _steps(grammar, stream, end[going], state[going], limit[going])
        step, lane = np.nonzero(states >= grammar.states)
        found.append(np.stack([going[lane], places[step, lane], states[step, lane]]))
        end[going], state[going] = places[-1], states[-1] % grammar.states
        going = going[places[-1] < limit[going]]
    return end, state, np.concatenate(found, axis=1)


def _steps(
    grammar: Grammar, stream: BitStream, place: Numbers, state: Numbers, limit: Numbers
) -> tuple[Numbers, Numbers]:
    """Take some steps; return (steps, lanes) places and states after each.

    This is where the time goes: nothing is allocated, and a lane at its limit takes the code 0,
    with which it stays.
    """
    places = np.empty((_STEPS, len(place)), np.int64)
    states = np.empty_like(places)
    word, index, code = (np.empty_like(place) for _ in range(3))
    going = np.empty(len(place), bool)
    for step in range(_STEPS):
        np.right_shift(place, 4, out=index)
        stream.words.take(index, out=word, mode="clip")
        np.bitwise_and(place, 15, out=index)
        np.subtract(16, index, out=index)
        np.right_shift(word, index, out=word)
        np.bitwise_and(word, 0xFFFF, out=word)
        grammar.table.take(state, out=index, mode="clip")
        np.add(index, word, out=index)
        grammar.codes.take(index, out=code, mode="clip")
        np.less(place, limit, out=going)
        np.multiply(code, going, out=code)
        np.right_shift(code, 5, out=index)
        np.add(index, state, out=index)
        np.bitwise_and(code, 31, out=code)
        place = np.add(place, code, out=places[step])
        state = grammar.onward.take(index, out=states[step], mode="clip")
    return places, states


def _one_by_one(
    grammar: Grammar, stream: BitStream, start: Numbers, state: Numbers, limit: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Do what ``_together`` does, for few or short walks."""
    words, codes = stream.words.data, grammar.codes.data
    table, onward = grammar.table.data, grammar.onward.data
    found, ends = [], []
    lanes = zip(start.tolist(), state.tolist(), limit.tolist(), strict=True)
    for lane, (first, first_state, end) in enumerate(lanes):
        place, now = first, first_state
        while place < end:
            window = words[place >> 4] >> (16 - (place & 15)) & 0xFFFF
            code = codes[table[now] + window]
            place += code & 31
            now = onward[(code >> 5) + now]
            if now >= grammar.states:
                found.append((lane, place, now))
        ends.append((place, now % grammar.states))
    last, states = np.array(ends, np.int64).reshape(-1, 2).T
    return last, states, np.array(found, np.int64).reshape(-1, 3).T
