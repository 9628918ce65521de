import numpy as np
import pytest

from app.registration.transform import Frame, Transform, terms

FRAME = Frame((49.5, 49.5), 100.0)
IDENTITY = ((0.0, 1.0, 0, 0, 0, 0), (0.0, 0, 1.0, 0, 0, 0))


def test_a_frame_leads_inward_and_back():
    points = np.array([[49.5, 49.5], [99.5, 49.5]])
    assert FRAME.inward(points).tolist() == [[0, 0], [1, 0]]
    assert np.allclose(FRAME.outward(FRAME.inward(points)), points)


def test_terms_are_those_of_the_second_degree():
    assert terms(np.array([[2.0, 3.0]])).tolist() == [[1, 2, 3, 4, 6, 9]]


def test_identity_leaves_points_planes_and_pictures():
    same = Transform(FRAME, FRAME, IDENTITY)
    picture = np.random.default_rng(0).integers(0, 255, (100, 100, 3), dtype=np.uint8)
    assert np.allclose(same(np.array([[3.0, 4.0]])), [[3, 4]])
    assert np.array_equal(same.picture(picture, (100, 100)), picture)


def test_planes_are_drawn_where_points_go():
    bent = ((0.1, 0.9, 0.1, 0.02, 0.01, -0.03), (-0.2, -0.1, 1.1, 0.01, 0.02, 0.03))
    transform = Transform(FRAME, Frame((70.0, 60.0), 120.0), bent)
    ramp = np.tile(np.arange(160, dtype=np.float32), (140, 1))
    seen = transform.plane(ramp, (100, 100))
    x, _ = transform(np.array([[40.0, 55.0]]))[0]
    assert seen[55, 40] == pytest.approx(x, abs=1e-3)
    assert transform.plane(ramp + 1, (400, 400))[399, 399] == 0  # beyond the other picture


def test_scale_is_signed():
    half = Transform(FRAME, FRAME, ((0, 0.5, 0, 0, 0, 0), (0, 0, 0.5, 0, 0, 0)))
    mirrored = Transform(FRAME, FRAME, ((0, -1.0, 0, 0, 0, 0), (0, 0, 1.0, 0, 0, 0)))
    assert half.scale == pytest.approx(0.5)
    assert mirrored.scale == pytest.approx(-1)
