from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.base.translation import LANGUAGES, load_catalogue
from app.field.field_of_view import field_from_mask, find_field_of_view
from app.registration import alignment
from app.registration.alignment import align
from app.registration.transform import DIAMETER, Frame, Transform
from app.registration.view import View
from tests.support import data_folder, make_fundus
from tests.warping import BENT

SIDE = 1000


def fundus_view(side: int = SIDE, seed: int = 0) -> View:
    fundus = make_fundus(side, seed)
    return View(fundus.pixels, field_from_mask(fundus.field), fundus.vessels.astype(np.float32))


def warped(view: View, known: Transform) -> View:
    """Photograph the same eye again, so that a known transform leads from there to here."""
    shape = view.field.mask.shape
    inside = known.mask(view.field.mask, shape) & view.field.mask
    pixels = known.picture(view.pixels, shape) * inside[..., None]
    noise = np.random.default_rng(1).normal(0, 2, pixels.shape) * inside[..., None]
    seen = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    return View(seen, field_from_mask(inside), known.plane(view.vessels, shape) * inside)


def known_transform(view: View, coefficients=BENT) -> Transform:
    frame = Frame.of(view.field)
    return Transform(frame, frame, coefficients)


@pytest.fixture(scope="module")
def first() -> View:
    return fundus_view()


def points_in(field) -> np.ndarray:
    """Return points all over the middle of a field."""
    ticks = np.linspace(-0.6, 0.6, 9)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    return Frame.of(field).outward(grid)


def test_a_warped_copy_is_aligned_to_a_pixel_both_ways(first):
    known = known_transform(first)
    found = align(warped(first, known), first)
    assert found.reason is None
    matched = found.matched
    points = points_in(first.field)
    pixel = first.field.diameter_px / DIAMETER
    there = known(points)
    assert np.linalg.norm(matched.forward(points) - there, axis=1).max() <= pixel
    assert np.linalg.norm(matched.backward(there) - points, axis=1).max() <= pixel
    assert matched.residual_px < 1
    assert matched.correlation > 0.8
    assert found.inliers >= alignment.LEAST_INLIERS


def test_overlap_is_what_both_fields_show(first):
    shifted = ((0.5, 1.0, 0, 0, 0, 0), (0.0, 0, 1.0, 0, 0, 0))
    second = warped(first, known_transform(first, shifted))
    matched = align(second, first).matched
    assert matched is not None
    for view, overlap in zip((second, first), matched.overlap, strict=True):
        assert overlap.shape == view.field.mask.shape
        assert not (overlap & ~view.field.mask).any()
    assert matched.overlap_share > 0.9  # all that the smaller one, cut by the frame, shows
    assert 0.5 < matched.overlap[1].sum() / first.field.area_px < 0.8


def test_photographs_of_different_sizes_are_aligned(first):
    small = fundus_view()
    half = np.asarray(Image.fromarray(small.pixels).resize((500, 500)))
    mask = np.asarray(Image.fromarray(small.field.mask).resize((500, 500)))
    vessels = np.asarray(Image.fromarray(small.vessels).resize((500, 500)))
    matched = align(first, View(half, field_from_mask(mask), vessels)).matched
    points = points_in(first.field)
    error = matched.forward(points) - ((points + 0.5) / 2 - 0.5)
    assert np.abs(error).max() < 0.5


def test_the_same_photographs_always_give_the_same(first):
    second = warped(first, known_transform(first))
    once, again = align(first, second), align(first, second)
    assert once.inliers == again.inliers
    assert once.matched.forward == again.matched.forward


def test_another_eye_is_refused(first):
    found = align(first, fundus_view(seed=5))
    assert found.matched is None
    assert "could not be aligned" in str(found.reason)


def test_a_mirrored_eye_is_refused(first):
    mirrored = View(
        first.pixels[:, ::-1], field_from_mask(first.field.mask[:, ::-1]), first.vessels[:, ::-1]
    )
    found = align(first, mirrored)
    assert found.matched is None
    assert found.reason is not None


def test_a_blank_photograph_is_refused(first):
    blank = replace(first, pixels=np.full_like(first.pixels, 90), vessels=first.vessels * 0)
    assert align(first, blank).reason is not None
    assert align(blank, first).inliers == 0


@pytest.mark.parametrize(
    ("limit", "value", "told"),
    [
        ("LEAST_INLIERS", 10**6, "too few places"),
        ("SCALES", (2.0, 3.0), "enlarged"),
        ("LEAST_OVERLAP", 1.1, "in common"),
        ("LEAST_CORRELATION", 1.1, "same eye"),
    ],
)
def test_each_condition_refuses_with_a_reason_in_both_languages(
    first, monkeypatch, limit, value, told
):
    monkeypatch.setattr(alignment, limit, value)
    found = align(first, first)
    assert found.matched is None
    assert told in str(found.reason)
    said = {load_catalogue(language).say(found.reason) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_vessels_elsewhere_are_not_believed(first):
    elsewhere = replace(first, vessels=np.roll(first.vessels, 40, axis=0))
    found = align(first, elsewhere)
    assert found.inliers > alignment.LEAST_INLIERS
    assert "vessels" in str(found.reason)


def test_real_photographs_of_different_eyes_are_refused():
    folder = data_folder("CHASE_DB1")
    views = []
    for name in ("Image_01L", "Image_02L"):
        pixels = np.asarray(Image.open(folder / "images" / f"{name}.jpg").convert("RGB"))
        drawn = np.asarray(Image.open(folder / "1st_manual" / f"{name}_1stHO.png").convert("L"))
        views.append(View(pixels, find_field_of_view(pixels), (drawn > 0).astype(np.float32)))
    assert align(*views).matched is None
    assert align(views[0], views[0]).reason is None
