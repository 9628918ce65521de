import numpy as np
import pytest
import torch
from skimage.color import rgb2hsv

from app.training import augment
from app.training.augment import vary_appearance, warped_crop
from app.training.config import Augmentation
from tests.support import make_fundus

RGB = (make_fundus(96).pixels[24:72, 24:72] / 255).astype(np.float32)
OFF = {
    "flip": 0, "rotation": 0, "scale": (1, 1), "elastic": 0, "brightness": 0, "contrast": 0,
    "gamma": 0, "colour": 0, "hsv": 0, "gradient": 0, "blur": 0, "noise": 0, "jpeg": 0, "grey": 0,
}  # fmt: skip
CHANGES = {
    "grey": augment.grey,
    "colour": lambda rgb, rng: augment.colour(rgb, 0.2, rng),
    "hsv": lambda rgb, rng: augment.hsv(rgb, 0.1, rng),
    "gradient": lambda rgb, rng: augment.illumination_gradient(rgb, 0.4, rng),
    "contrast": lambda rgb, rng: augment.contrast_and_brightness(rgb, 0.3, 0.15, rng),
    "gamma": lambda rgb, rng: augment.gamma(rgb, 0.3, rng),
    "blur": lambda rgb, rng: augment.blur(rgb, 1.2, rng),
    "noise": lambda rgb, rng: augment.noise(rgb, 0.02, rng),
    "jpeg": augment.jpeg,
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_keeps_the_form_and_changes_the_picture(name):
    before = RGB.copy()
    changed = CHANGES[name](RGB, np.random.default_rng(0))
    assert changed.shape == RGB.shape
    assert changed.dtype == np.float32
    assert np.isfinite(changed).all()
    assert np.abs(changed - RGB).mean() > 1e-4
    assert np.abs(changed - RGB).mean() < 0.4
    assert np.array_equal(RGB, before)
    again = CHANGES[name](RGB, np.random.default_rng(0))
    assert np.array_equal(again, changed)


def test_grey_has_no_colour_left():
    grey = augment.grey(RGB, np.random.default_rng(0))
    assert np.ptp(grey, axis=2).max() == 0


def test_the_gradient_only_darkens():
    shaded = augment.illumination_gradient(RGB, 0.4, np.random.default_rng(1))
    assert (shaded <= RGB + 1e-6).all()
    assert (shaded >= 0.6 * RGB - 1e-6).all()


def test_hue_saturation_and_value_move_by_their_own_amounts_within_the_strength():
    before = rgb2hsv(np.full((1, 1, 3), (0.5, 0.4, 0.3)))[0, 0]
    rgb = np.full((1, 1, 3), (0.5, 0.4, 0.3), np.float32)
    changes = np.array(
        [
            rgb2hsv(augment.hsv(rgb, 0.1, np.random.default_rng(seed)))[0, 0] - before
            for seed in range(200)
        ]
    )
    changes[:, 0] = (changes[:, 0] + 0.5) % 1 - 0.5  # the hue is a circle
    assert np.abs(changes).max() < 0.1 + 1e-5
    assert (changes.max(axis=0) > 0.09).all()
    assert (changes.min(axis=0) < -0.09).all()
    assert np.abs(np.corrcoef(changes.T) - np.eye(3)).max() < 0.3


def draw_after(how, seed):
    """Return the number drawn next, after one crop: it tells how many were drawn for it."""
    rng = np.random.default_rng(seed)
    layers = warped_crop(LAYERS, (23.5, 23.5), 48, how, rng)
    vary_appearance(layers.permute(1, 2, 0).numpy(), how, rng)
    return rng.random()


def test_the_random_sequence_is_that_of_the_first_model():
    """Taken before hue, saturation and value were added; runs must resume exactly."""
    drawn = [draw_after(Augmentation(), seed) for seed in range(4)]
    assert drawn == pytest.approx(
        [0.13522175575559026, 0.14792203578495655, 0.43944230126915573, 0.39392733263233515],
        abs=1e-12,
    )
    assert draw_after(Augmentation(hsv=0.1), 0) != pytest.approx(drawn[0])
    assert draw_after(Augmentation(shift=2.0), 0) != pytest.approx(drawn[0])


@pytest.mark.parametrize("key", ["colour", "hsv", "gradient", "contrast", "brightness", "gamma",
                                 "blur", "noise", "jpeg", "grey"])  # fmt: skip
def test_each_setting_does_something_and_stays_in_range(key):
    how = Augmentation(**OFF | {key: 1})
    varied = [vary_appearance(RGB, how, np.random.default_rng(seed)) for seed in range(6)]
    assert any(np.abs(picture - RGB).mean() > 1e-4 for picture in varied)
    for picture in varied:
        assert picture.dtype == np.float32
        assert picture.shape == RGB.shape
        assert picture.min() >= 0
        assert picture.max() <= 1


def test_all_off_changes_nothing():
    picture = vary_appearance(RGB, Augmentation(**OFF), np.random.default_rng(0))
    assert np.abs(picture - RGB).max() < 1e-6


LAYERS = torch.from_numpy(np.ascontiguousarray(RGB.transpose(2, 0, 1)))


def crop(rng=0, center=(23.5, 23.5), side=48, **how):
    return warped_crop(LAYERS, center, side, Augmentation(**OFF | how), np.random.default_rng(rng))


def test_a_straight_crop_is_the_picture_itself():
    assert torch.allclose(crop(), LAYERS, atol=1e-5)


def test_a_crop_beyond_the_picture_is_nought():
    cut = crop(center=(0, 0))
    assert (cut[:, :20, :20] == 0).all()
    assert torch.allclose(cut[:, 24:, 24:], (LAYERS[:, :24, :24] + 0), atol=0.2)


@pytest.mark.parametrize("how", [{"flip": 1}, {"rotation": 90}, {"scale": (0.5, 0.6)},
                                 {"scale": (1.5, 2)}, {"elastic": 2}])  # fmt: skip
def test_each_warp_keeps_the_form_and_changes_the_picture(how):
    warped = crop(**how)
    assert warped.shape == LAYERS.shape
    assert warped.dtype == torch.float32
    assert (warped - LAYERS).abs().mean() > 0.005
    assert warped.min() >= -1e-5
    assert warped.max() <= 1 + 1e-5
    assert torch.equal(warped, crop(**how))


def test_a_shift_moves_the_crop_by_at_most_its_strength_along_each_axis():
    dot = torch.zeros(1, 41, 41)
    dot[0, 20, 20] = 1
    how = Augmentation(**OFF | {"shift": 6.0})
    places = []
    for seed in range(200):
        moved = warped_crop(dot, (20, 20), 41, how, np.random.default_rng(seed))[0]
        assert moved.sum() == pytest.approx(1, abs=1e-3)  # nothing is turned or enlarged
        ticks = torch.arange(41) - 20.0
        places.append([float((moved.sum(axis) * ticks).sum()) for axis in (0, 1)])
    places = np.array(places)
    assert np.abs(places).max() < 6 + 1e-3
    assert (places.max(axis=0) > 5.5).all()
    assert (places.min(axis=0) < -5.5).all()
    assert abs(np.corrcoef(places.T)[0, 1]) < 0.3


def test_mirrored_both_ways_is_turned_by_half():
    assert torch.allclose(crop(flip=1), LAYERS.flip(1, 2), atol=1e-5)


def test_an_enlargement_enlarges():
    """A small bright square grows by the factor that was asked for."""
    square = torch.zeros(1, 61, 61)
    square[0, 25:36, 25:36] = 1
    how = Augmentation(**OFF | {"scale": (2, 2)})
    large = warped_crop(square, (30, 30), 61, how, np.random.default_rng(0))
    assert large.sum() == pytest.approx(4 * 121, rel=0.05)
