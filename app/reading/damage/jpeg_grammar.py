"""How the symbols of Huffman-coded JPEG data follow each other, as tables (ITU-T T.81, F-H)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.reading.damage.jpeg_stream import HuffmanTable
from app.reading.damage.stream_damage import Damage, DamagedStreamError

Numbers = NDArray[np.int64]
T = TypeVar("T")
Tables = Sequence[tuple[HuffmanTable, HuffmanTable]]
"""Of each block of an MCU, the table of its DC and that of its AC coefficients."""

_STAY, _ZERO_RUN, _END_OF_BLOCK, _NO_CODE, _END_OF_BAND = 0, 17, 18, 19, 20
"""What a symbol does. 1 to 16 go forward by that many coefficients, to behind one that is not
zero; from ``_END_OF_BAND`` on it ends a run of blocks whose length has that many more bits."""

_RUN_LENGTHS = 15
_ACTIONS = _END_OF_BAND + _RUN_LENGTHS
_BLOCK = 64
_LENGTH_BITS = 5
_LONGEST = (1 << _LENGTH_BITS) - 1


@dataclass(frozen=True, eq=False)
class Grammar:
    """The tables of a walk from symbol to symbol.

    A state says what is expected. Beyond the ``states`` lie aliases of them, each ``states``
    further on, which the end of a block leads to: the first of one block, the next ones of runs
    whose length has 1, 2 … bits.

    Attributes:
        codes: of each table and each 16 bits that can come next, the length of code and value
            together and, above its 5 bits, what the symbol does, times ``len(table)``.
        table: of each state and alias, where its table begins in ``codes``.
        onward: of each state and alias, the one after what a symbol does, by the sum of both.
        states: how many there are; the last one is left never more.
    """

    codes: Numbers
    table: Numbers
    onward: Numbers
    states: int

    def forgiving(self) -> "Grammar":
        """Return the grammar of a walk that starts again after what no encoder writes."""
        onward = np.where(self.onward == self.states - 1, 0, self.onward)
        return Grammar(self.codes, self.table, onward, self.states)


def block_grammar(tables: Tables, precision: int) -> Grammar:
    """Return the grammar of whole blocks: a DC coefficient, then AC coefficients up to an end."""
    tables = _period(tables)
    states = _BLOCK * len(tables) + 1
    onward = _no_way(states, runs=0)
    for number in range(len(tables)):
        begin, after = _BLOCK * number, states + _BLOCK * ((number + 1) % len(tables))
        onward[1, begin] = begin + 1
        _add_coefficients(onward, begin, slice(1, _BLOCK), after)
        onward[_END_OF_BLOCK, begin + 1 : begin + _BLOCK] = after
    pages = [
        page
        for dc, ac in tables
        for page in ((dc, _dc_actions(precision)), *[(ac, _ac_actions(precision))] * (_BLOCK - 1))
    ]
    return _grammar(pages, onward, states)


def symbol_grammar(tables: Sequence[HuffmanTable], precision: int) -> Grammar:
    """Return the grammar of blocks that are one symbol: DC coefficients, or lossless samples."""
    tables = _period(tables)
    states = len(tables) + 1
    onward = _no_way(states, runs=0)
    for number in range(len(tables)):
        onward[1, number] = states + (number + 1) % len(tables)
    return _grammar([(table, _dc_actions(precision)) for table in tables], onward, states)


def band_grammar(table: HuffmanTable, first: int, last: int, precision: int) -> Grammar:
    """Return the grammar of a band of AC coefficients, as progressive streams begin it."""
    size = last - first + 1
    states = size + 1
    onward = _no_way(states, runs=_RUN_LENGTHS - 1)
    _add_coefficients(onward, 0, slice(0, size), states)
    for bits in range(_RUN_LENGTHS):
        onward[_END_OF_BAND + bits, :size] = states * (1 + bits)
    actions = _ac_actions(precision)
    actions[: 15 * 16 : 16] = [_packed(_END_OF_BAND + bits, bits) for bits in range(_RUN_LENGTHS)]
    return _grammar([(table, actions)] * size, onward, states)


def read_table(table: HuffmanTable) -> tuple[Numbers, Numbers]:
    """Return, for each 16 bits that can come next, the code's length and symbol; 0, 0 for none.

    Raises:
        DamagedStreamError: it has more codes than there can be.
    """
    lengths = np.repeat(np.arange(1, 17), list(table.counts))
    spans = 1 << (16 - lengths)
    if len(table.symbols) < len(lengths) or spans.sum() > 1 << 16:
        raise DamagedStreamError(Damage.CHANGED)
    symbols = np.frombuffer(table.symbols, np.uint8).astype(np.int64)
    found = np.zeros((2, 1 << 16), np.int64)
    found[:, : spans.sum()] = np.repeat([lengths, symbols[: len(lengths)]], spans, axis=1)
    return found[0], found[1]


def _period(tables: Sequence[T]) -> Sequence[T]:
    """Return the shortest part that the tables repeat: blocks of equal tables look alike."""
    count = len(tables)
    parts = (part for part in range(1, count + 1) if count % part == 0)
    return next(
        tables[:part] for part in parts if list(tables) == list(tables[:part]) * (count // part)
    )


def _no_way(states: int, runs: int) -> Numbers:
    """Return (actions, states and aliases) of which each leads to the last state."""
    return np.full((_ACTIONS, states * (2 + runs)), states - 1)


def _add_coefficients(onward: Numbers, begin: int, band: slice, after: int) -> None:
    """Add the symbols that lead from each coefficient of a band to later ones, or past the last."""
    for action in (*range(1, 17), _ZERO_RUN):
        step = min(action, 16)
        for here in range(band.start, band.stop - step):
            onward[action, begin + here] = begin + here + step
        if action != _ZERO_RUN and band.stop - step >= band.start:
            onward[action, begin + band.stop - step] = after


def _packed(action: int, bits: int) -> int:
    return action << _LENGTH_BITS | bits


def _dc_actions(precision: int) -> Numbers:
    """Return what each symbol of a DC table does and how many bits follow it (F.1.2.1, H.1.2.2)."""
    actions = np.full(256, _packed(_NO_CODE, 1))
    largest = 16 if precision == 0 else precision + 3
    for size in range(largest + 1):
        actions[size] = _packed(1, size % 16)
    return actions


def _ac_actions(precision: int) -> Numbers:
    """Return what each symbol of an AC table does and how many bits follow it (F.1.2.2)."""
    actions = np.full(256, _packed(_NO_CODE, 1))
    for zeros in range(16):
        for size in range(1, precision + 3):
            actions[zeros << 4 | size] = _packed(zeros + 1, size)
    actions[0xF0] = _packed(_ZERO_RUN, 0)
    actions[0] = _packed(_END_OF_BLOCK, 0)
    return actions


def _grammar(
    pages: Sequence[tuple[HuffmanTable, Numbers]], onward: Numbers, states: int
) -> Grammar:
    """Assemble the tables of each state and where its symbols lead."""
    width = onward.shape[1]
    codes: dict[tuple[HuffmanTable, bytes], Numbers] = {}
    for table, actions in pages:
        key = table, actions.tobytes()
        if key not in codes:
            length, symbol = read_table(table)
            action, bits = np.divmod(actions[symbol], 1 << _LENGTH_BITS)
            action[length == 0] = _NO_CODE
            codes[key] = (action * width << _LENGTH_BITS) + np.maximum(length + bits, 1)
    places = {key: number << 16 for number, key in enumerate(codes)}
    begins = [places[table, actions.tobytes()] for table, actions in pages]
    lost = np.full(1 << 16, _LONGEST)  # who is lost hurries to the end
    table_of = np.array([*begins, len(codes) << 16])
    onward[:, states:] = np.tile(onward[:, :states], width // states - 1)
    onward[_STAY] = np.arange(width) % states
    return Grammar(
        np.concatenate([*codes.values(), lost]),
        np.tile(table_of, width // states),
        onward.reshape(-1),
        states,
    )
