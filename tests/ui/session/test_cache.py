import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.analysis.analysis import analyse
from app.domain.maps import Levels
from app.reading.listing import Entry
from app.ui.session.cache import AnalysisCache, Key, Opened
from app.ui.session.layers import build_layers
from tests.support import FakePredictor, make_fundus


@dataclass
class Analysed:
    """A stand-in for an analysis with levels of some size."""

    levels: Levels


def opened(native, standard=0):
    levels = Levels(np.zeros(native, np.float32), np.zeros(standard, np.float32))
    return Opened(Entry(Path("a.png")), Analysed(levels), None)


def key(name, frame=0, colours="stated"):
    return Key(Path(name), None, frame, colours, 0, 0)


def test_kept_analysis_is_found_by_file_frame_and_colours():
    cache, kept = AnalysisCache(), opened(10)
    cache.put(key("a.png"), kept)
    assert cache.get(key("a.png")) is kept
    for other in (key("b.png"), key("a.png", 1), key("a.png", colours="ybr")):
        assert cache.get(other) is None


def test_those_not_used_for_longest_make_room():
    cache = AnalysisCache(most_pixels=30)
    for name in "abc":
        cache.put(key(name), opened(10))
    assert cache.get(key("a")) is not None  # used again
    cache.put(key("d"), opened(10))
    assert [name for name in "abcd" if cache.get(key(name))] == ["a", "c", "d"]


def test_the_last_one_is_kept_however_large():
    cache = AnalysisCache(most_pixels=30)
    cache.put(key("a"), opened(10))
    cache.put(key("b"), opened(1000))
    assert cache.get(key("a")) is None
    assert cache.get(key("b")) is not None


def test_small_photographs_weigh_as_much_as_is_kept_of_them():
    cache = AnalysisCache(most_pixels=100)
    for name in "abc":
        cache.put(key(name), opened(1, standard=49))
    assert [name for name in "abc" if cache.get(key(name))] == ["b", "c"]


def test_putting_again_takes_the_place_of_the_former():
    cache = AnalysisCache(most_pixels=25)
    for _ in range(5):
        cache.put(key("a"), opened(10))
    cache.put(key("b"), opened(10))
    assert cache.get(key("a")) is not None


def test_a_real_analysis_is_weighed():
    fundus = make_fundus(256)
    analysis = analyse(fundus.image, FakePredictor())
    layers = build_layers(
        fundus.pixels,
        probability=analysis.probability.native,
        levels=analysis.levels.native,
        field=analysis.field.mask,
    )
    cache = AnalysisCache(most_pixels=2_000_000)
    for name in "ab":
        cache.put(key(name), Opened(Entry(Path(name)), analysis, layers))
    assert cache.get(key("a")) is None


@pytest.mark.parametrize("content", [b"other", b"longer than before"])
def test_file_that_was_written_anew_is_another_one(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(b"first")
    before = Key.of(Entry(path), 0, "stated")
    assert Key.of(Entry(path), 0, "stated") == before
    path.write_bytes(content)
    os.utime(path, ns=(before.written, before.written + (len(content) == 5)))
    assert Key.of(Entry(path), 0, "stated") != before
    path.unlink()
    assert Key.of(Entry(path), 0, "stated") not in (before, None)
