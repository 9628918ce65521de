import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage.measure import block_reduce

from app.domain.reading import Piece, Region, Stroke
from app.segmentation.correction import draw_strokes
from app.segmentation.postprocessing import reaches
from app.ui.session.layers import ADDED, STEPS, level_of, quantise
from tests.support import make_layers

THRESHOLDS = [hundredths / 100 for hundredths in range(30, 71)]


def test_levels_agree_with_the_measured_mask_next_to_every_threshold():
    for threshold in THRESHOLDS:
        exact = np.float32(threshold)
        plane = np.array(
            [[np.nextafter(exact, np.float32(0)), exact, np.nextafter(exact, np.float32(1))]],
            dtype=np.float32,
        )
        shown = quantise(plane) >= level_of(threshold)
        np.testing.assert_array_equal(shown, reaches(plane, threshold), f"{threshold}")


@given(
    arrays.arrays(np.float32, (7, 9), elements=st.floats(0, 1, width=32)),
    st.sampled_from(THRESHOLDS),
)
def test_levels_agree_with_the_measured_mask_anywhere(plane, threshold):
    shown = quantise(plane) >= level_of(threshold)
    np.testing.assert_array_equal(shown, reaches(plane, threshold))


def test_levels_span_the_whole_scale():
    assert quantise(np.array([[0.0, 1.0]], dtype=np.float32)).tolist() == [[0, STEPS]]


def test_every_halving_keeps_a_vessel_of_one_pixel():
    probability = np.zeros((1001, 803), dtype=np.float32)
    probability[500] = 0.9
    layers = make_layers(np.zeros((1001, 803, 3), dtype=np.uint8), probability)
    assert [plane.shape for plane in layers.levels] == [(1001, 803), (501, 402), (251, 201)]
    for plane in layers.levels:
        assert (plane >= level_of(0.5)).any(axis=0).all()


def test_photograph_is_kept_in_the_byte_order_of_qt():
    pixels = np.full((130, 140, 3), (10, 20, 30), dtype=np.uint8)
    (plane,) = make_layers(pixels, np.zeros((130, 140), dtype=np.float32)).photograph
    assert plane[0, 0].tolist() == [30, 20, 10, 255]
    assert plane.flags.c_contiguous


def test_halved_photograph_is_the_mean():
    pixels = np.zeros((300, 300, 3), dtype=np.uint8)
    pixels[::2] = 100
    layers = make_layers(pixels, np.zeros((300, 300), dtype=np.float32))
    assert (layers.photograph[1][..., :3] == 50).all()


BLOCK = Region.of(np.ones((90, 120), dtype=np.bool_))
eighths = st.integers(-240, 5120).map(lambda count: count / 8)  # as fine as a mouse's way
strokes = st.lists(
    st.builds(
        Stroke,
        st.lists(st.tuples(eighths, eighths), min_size=1, max_size=4).map(tuple),
        st.floats(0.3, 40),
        st.booleans(),
    )
    | st.builds(
        Stroke,
        st.just(((1.0, 1.0),)),
        st.floats(0.3, 40),
        st.just(False),
        st.just(True),
        st.none() | st.builds(Piece, st.integers(0, 500), st.integers(0, 600), st.just(BLOCK)),
    ),
    max_size=5,
)


def plainly_corrected(layers, made):
    """Correct whole planes, as slowly as it is simple."""
    correction = draw_strokes(made, (layers.height, layers.width))
    levels = np.where(correction.erased & layers.field, np.uint8(0), layers.found[0])
    levels[correction.added & layers.field] = ADDED
    return halved(levels)


def plainly_erased(layers, made):
    gone = draw_strokes(made, (layers.height, layers.width)).erased & layers.field
    return halved(np.where(gone, layers.found[0], np.uint8(0)))


def halved(plane):
    sizes = [plane]
    while max(sizes[-1].shape) > 256:
        sizes.append(block_reduce(sizes[-1], (2, 2), np.max))
    return sizes


@settings(max_examples=60)
@given(st.lists(strokes, min_size=1, max_size=5), st.integers(0, 100))
def test_strokes_change_exactly_what_they_would_in_whole_planes(history, seed):
    rng = np.random.default_rng(seed)
    layers = make_layers(
        np.zeros((517, 603, 3), np.uint8), rng.random((517, 603), dtype=np.float32)
    )
    layers.field[:, :40] = False
    for made in history:  # whatever was drawn before is undone as far as it differs
        layers.show_strokes(made)
        plain = plainly_corrected(layers, made)
        for shown, exact in zip(layers.levels, plain, strict=True):
            np.testing.assert_array_equal(shown, exact)
        if layers.erased is None:
            assert not plainly_erased(layers, made)[0].any()
        else:
            for shown, exact in zip(layers.erased, plainly_erased(layers, made), strict=True):
                np.testing.assert_array_equal(shown, exact)


def test_drawing_and_undoing_step_by_step_comes_back_to_what_was_found():
    rng = np.random.default_rng(0)
    layers = make_layers(
        np.zeros((300, 420, 3), np.uint8), rng.random((300, 420), dtype=np.float32)
    )
    found = [plane.copy() for plane in layers.found]
    made = [
        Stroke(tuple(map(tuple, rng.uniform(0, 300, (3, 2)))), 6.0, erases=bool(step % 2))
        for step in range(6)
    ]
    states = [plainly_corrected(layers, made[:count]) for count in range(7)]
    for count in (*range(7), *range(6, -1, -1), 3, 6, 0):
        layers.show_strokes(made[:count])
        np.testing.assert_array_equal(layers.levels[0], states[count][0])
        np.testing.assert_array_equal(layers.levels[1], states[count][1])
    assert layers.levels is layers.found
    for plane, before in zip(layers.found, found, strict=True):
        np.testing.assert_array_equal(plane, before)


def test_excluded_areas_are_seen_at_every_size():
    layers = make_layers(np.zeros((600, 800, 3), np.uint8), np.zeros((600, 800), np.float32))
    mask = np.zeros((600, 800), dtype=np.bool_)
    mask[301, 401] = True
    layers.show_excluded(Region.of(mask))
    assert layers.excluded[0][301, 401] == layers.excluded[1][150, 200] == 1
    assert [plane.sum() for plane in layers.excluded] == [1, 1, 1]
    layers.show_excluded(None)
    assert layers.excluded is None
