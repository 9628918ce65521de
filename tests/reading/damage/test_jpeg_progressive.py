"""Scans of progressive streams that add a bit."""

import numpy as np
import pytest

from app.reading.damage.jpeg_progressive import refine_band
from app.reading.damage.jpeg_stream import HuffmanTable
from app.reading.damage.jpeg_walk import BitStream
from app.reading.damage.stream_damage import DamagedStreamError

BLOCKS = 40
END, END_OF_TWO, NEW = "0", "10", "110"
TABLE = HuffmanTable(bytes([1, 1, 1, *[0] * 13]), bytes([0x00, 0x10, 0x01]))
BLOCK = NEW + "1" + END  # a coefficient that begins, and nothing more


def refine(blocks: list[str], across: int = 9, coded=None):
    """Follow a band of 5 coefficients."""
    bits = "".join(blocks)
    bits += "1" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    coded = np.zeros((BLOCKS, 64), bool) if coded is None else coded
    expected = np.array([BLOCKS])
    (end,) = refine_band(coded, BitStream([content]), TABLE, (1, 5), expected, across=across)
    return end, coded


def test_coefficients_that_begin_are_marked():
    end, coded = refine([BLOCK] * BLOCKS)
    assert end == BLOCKS * len(BLOCK)
    assert coded[:, 1].all()
    assert coded.sum() == BLOCKS


def test_those_that_are_known_take_a_bit_each():
    coded = np.zeros((BLOCKS, 64), bool)
    coded[:, 1:3] = True
    end, coded = refine([NEW + "1" + "01" + END] * BLOCKS, coded=coded)
    assert end == BLOCKS * 7
    assert coded[:, 1:4].all()
    assert not coded[:, 4:].any()


def test_a_run_of_two_blocks():
    blocks = [BLOCK] * (BLOCKS - 2) + [NEW + "1" + END_OF_TWO + "0"]
    end, coded = refine(blocks)
    assert end == sum(map(len, blocks))
    assert coded.sum() == BLOCKS - 1


def test_a_run_that_goes_on_as_another_is_damage():
    with pytest.raises(DamagedStreamError):
        refine([BLOCK] * 6 + [END] + [BLOCK] * 33)


def test_an_encoder_that_never_makes_runs_or_ends_them_with_each_row():
    assert refine([END] * BLOCKS)[0] == BLOCKS
    refine([BLOCK] * 9 + [END] + [BLOCK] * 30)


@pytest.mark.parametrize(
    "blocks", [[BLOCK] * 39, [BLOCK] * 39 + [NEW + "1" + END_OF_TWO + "1"], ["111"] * 40]
)
def test_what_no_encoder_writes(blocks):
    with pytest.raises(DamagedStreamError):
        refine(blocks)
