import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.field import FieldMethod, FieldOfView
from app.domain.reading import Piece, Stroke
from app.field.shapes import disc
from app.segmentation.correction import (
    LEAST_RADIUS,
    Correction,
    brush_region,
    correct_maps,
    draw_strokes,
)
from app.segmentation.postprocessing import standard_levels, standardise


def drawn(*strokes, shape=(80, 80)):
    return draw_strokes(strokes, shape)


def dot(x, y, radius, *, erases=False):
    return Stroke(((x, y),), radius, erases)


def covered(stroke, shape):
    """Return the pixels whose centres are no farther from a stroke than its radius, one by one."""
    y, x = np.indices(shape) + 0.5
    points = np.array(stroke.points)
    mask = np.zeros(shape, dtype=np.bool_)
    for start, end in zip(points, [*points[1:], points[-1]], strict=True):
        way = end - start
        share = ((x - start[0]) * way[0] + (y - start[1]) * way[1]) / max(way @ way, 1e-12)
        share = share.clip(0, 1)
        distance = np.hypot(x - start[0] - share * way[0], y - start[1] - share * way[1])
        mask |= distance <= max(stroke.radius, LEAST_RADIUS)
    return mask


@given(radius=st.floats(1.5, 25), center=st.tuples(st.floats(39, 41), st.floats(39, 41)))
@settings(max_examples=30)
def test_a_dot_is_a_disc_about_its_point(radius, center):
    dots = drawn(dot(*center, radius)).added
    rows, columns = np.nonzero(dots)
    assert np.count_nonzero(dots) == pytest.approx(np.pi * radius**2, rel=0.05, abs=4)
    assert columns.mean() + 0.5 == pytest.approx(center[0], abs=0.5)
    assert rows.mean() + 0.5 == pytest.approx(center[1], abs=0.5)
    assert np.ptp(rows) + 1 == pytest.approx(2 * radius, abs=1)


@pytest.mark.parametrize("radius", [1, 2, 5])
@pytest.mark.parametrize("upright", [True, False])
def test_a_line_is_two_radii_wide_and_round_at_its_ends(radius, upright):
    ends = ((10.2, 30.3), (60.2, 30.3))
    line = drawn(Stroke(tuple((y, x) for x, y in ends) if upright else ends, radius)).added
    if upright:
        line = line.T
    assert (line[:, 15:56].sum(axis=0) == 2 * radius).all()
    assert np.flatnonzero(line[:, 30]).mean() + 0.5 == pytest.approx(30.3, abs=0.5)
    assert np.count_nonzero(line.any(axis=0)) == pytest.approx(50 + 2 * radius, abs=1)
    assert line[:, :10].sum() < 10 * 2 * radius


def test_every_stroke_covers_the_pixels_whose_centres_are_under_it():
    random = np.random.default_rng(0)
    for count in (1, 2, 5, 9):
        for _ in range(5):
            points = tuple(map(tuple, random.uniform(-20, 100, (count, 2)).tolist()))
            stroke = Stroke(points, random.uniform(0.2, 12))
            assert np.array_equal(drawn(stroke, shape=(80, 70)).added, covered(stroke, (80, 70)))


@given(radius=st.floats(0, 0.7), at=st.floats(40, 41))
@settings(max_examples=30)
def test_no_brush_is_too_thin_to_draw(radius, at):
    assert 1 <= np.count_nonzero(drawn(dot(at, at, radius)).added) <= 4
    line = drawn(Stroke(((10.1, 10.4), (70.3, 33.3)), radius)).added
    assert line[:, 12:70].any(axis=0).all()


def test_where_strokes_cross_the_last_one_counts():
    across = Stroke(((10, 40), (70, 40)), 5)
    down = Stroke(((40, 10), (40, 70)), 5, erases=True)
    crossing = drawn(across).added & drawn(down).erased
    assert crossing.any()
    for order, wins in (((across, down), "erased"), ((down, across), "added")):
        both = drawn(*order)
        assert not (both.added & both.erased).any()
        assert (getattr(both, wins) & crossing).sum() == crossing.sum()
        assert np.array_equal(both.added | both.erased, drawn(across).added | drawn(down).erased)


def test_a_stroke_that_crosses_itself_is_one_stroke():
    loop = Stroke(((10, 10), (60, 60), (60, 10), (10, 60), (10, 10)), 4)
    assert np.array_equal(drawn(loop).added, covered(loop, (80, 80)))


def test_what_lies_outside_the_frame_is_left_out():
    assert not drawn(dot(-20, 40, 5), dot(40, 200, 5), dot(85.1, 40, 5)).added.any()
    reaching = drawn(dot(-2, -2, 5)).added
    assert reaching[0, 0]
    assert np.count_nonzero(reaching) < 20
    through = drawn(Stroke(((-1e6, 40), (1e6, 40)), 3)).added
    assert np.array_equal(np.flatnonzero(through.all(axis=1)), np.arange(37, 43))


def test_without_strokes_nothing_is_drawn():
    for strokes in ((), (Stroke((), 5),)):
        nothing = drawn(*strokes, shape=(3, 4))
        assert nothing.added.shape == nothing.erased.shape == (3, 4)
        assert not (nothing.added | nothing.erased).any()


# --- levels --------------------------------------------------------------------------------


def field_of(side):
    mask = disc((side, side), ((side - 1) / 2, (side - 1) / 2), 0.4 * side)
    return FieldOfView(mask, ((side - 1) / 2,) * 2, 0.8 * side, FieldMethod.CIRCLE, 1.0)


@pytest.fixture(params=[300, 1600], ids=["enlarged", "reduced"])
def case(request):
    """Give levels, probabilities and field of a photograph, and its scale to the standard size."""
    field = field_of(request.param)
    native = np.random.default_rng(0).random(field.mask.shape, dtype=np.float32) * field.mask
    probability = standardise(native, field)
    return standard_levels(native, field), probability, field, 1024 / field.diameter_px


def test_levels_are_corrected_at_the_photographs_size(case):
    levels, probability, field, _ = case
    side = field.mask.shape[0]
    strokes = (dot(side / 2, side / 2, 20), dot(side / 3, side / 2, 20, erases=True))
    correction = draw_strokes((*strokes, dot(0, 0, 20)), field.mask.shape)
    corrected, _ = correct_maps(levels, probability, correction, field)
    assert (corrected.native[correction.added & field.mask] == 1).all()
    assert (corrected.native[correction.erased] == 0).all()
    untouched = ~(correction.added & field.mask) & ~correction.erased
    assert np.array_equal(corrected.native[untouched], levels.native[untouched])
    assert not corrected.native[:20, :20].any()


def test_levels_are_corrected_at_the_standard_size_too(case):
    levels, probability, field, scale = case
    side = field.mask.shape[0]
    correction = draw_strokes(
        (dot(side / 2, side / 2, 20), dot(side / 3, side / 2, 20, erases=True)), field.mask.shape
    )
    corrected, expected = correct_maps(levels, probability, correction, field)
    pairs = ((corrected.standard, levels.standard), (expected.standard, probability.standard))
    for plane, before in pairs:
        added = np.count_nonzero(plane == 1) / scale**2
        erased = np.count_nonzero((plane == 0) & (before > 0)) / scale**2
        assert added == pytest.approx(np.pi * 20**2, rel=0.06)
        assert erased == pytest.approx(np.pi * 20**2, rel=0.06)
        same = plane == before
        assert np.count_nonzero(~same) == pytest.approx((added + erased) * scale**2, abs=2)
    rows, columns = np.nonzero(corrected.standard == 1)
    assert columns.mean() == pytest.approx(probability.center[0], abs=1)
    assert rows.mean() == pytest.approx(probability.center[1], abs=1)


def test_what_was_found_is_not_overwritten(case):
    levels, probability, field, _ = case
    before = levels.native.copy(), levels.standard.copy(), probability.standard.copy()
    everything = Correction(field.mask, ~field.mask)
    correct_maps(levels, probability, everything, field)
    for plane, kept in zip(
        (levels.native, levels.standard, probability.standard), before, strict=True
    ):
        assert np.array_equal(plane, kept)


# --- pieces, restoring and excluding ---------------------------------------------------------


def a_piece():
    mask = np.zeros((80, 80), dtype=np.bool_)
    mask[20:24, 30:50] = mask[24:40, 44:47] = True
    return mask, Piece.of(mask)


def test_a_piece_is_drawn_pixel_by_pixel():
    mask, piece = a_piece()
    erasing = Stroke(((31.5, 21.5),), 0, erases=True, piece=piece)
    np.testing.assert_array_equal(drawn(erasing).erased, mask)
    assert not drawn(erasing).added.any()
    # As the layers draw: only the first rows and columns.
    np.testing.assert_array_equal(drawn(erasing, shape=(30, 46)).erased, mask[:30, :46])
    assert not drawn(erasing, shape=(10, 10)).erased.any()


def test_restoring_takes_back_what_was_added_and_what_was_erased():
    mask, piece = a_piece()
    made = (dot(40, 22, 12), dot(60, 60, 5, erases=True), dot(45, 35, 5, erases=True))
    restored = drawn(*made, Stroke(((31.5, 21.5),), 0, restores=True, piece=piece))
    before = drawn(*made)
    np.testing.assert_array_equal(restored.added, before.added & ~mask)
    np.testing.assert_array_equal(restored.erased, before.erased & ~mask)
    brushed = drawn(*made, Stroke(((60, 60),), 7, restores=True))
    assert not brushed.erased[55:65, 55:65].any()


def test_the_brush_excludes_more_and_takes_back():
    shape = (60, 80)
    first = brush_region(None, dot(20, 30, 6), shape)
    np.testing.assert_array_equal(first.mask(), drawn(dot(20, 30, 6), shape=shape).added)
    second = brush_region(first, dot(24, 30, 6), shape)
    assert (second.mask() >= first.mask()).all()
    assert second.mask().sum() > first.mask().sum()
    third = brush_region(second, dot(24, 30, 6, erases=True), shape)
    assert not (third.mask() & drawn(dot(24, 30, 6), shape=shape).added).any()
    assert brush_region(third, dot(20, 30, 40, erases=True), shape) is None
    assert brush_region(None, dot(200, 300, 6), shape) is None
