import numpy as np
import pytest

from app.anatomy.disc import LEAST_CONFIDENCE, find_cup, find_disc
from app.anatomy.ellipses import filled
from app.base.messages import Message
from app.domain.anatomy import Ellipse, Outline
from tests.anatomy.retinas import DIAMETER, DISC, FIELD, disc_map, noise, off, soft


def found(plane):
    return find_disc(plane, FIELD, DIAMETER)


def says(result, part):
    return isinstance(result, Message) and part in str(result)


def test_a_disc_is_found_with_its_outline():
    disc = found(disc_map())
    assert off(disc.ellipse, DISC) < 0.01
    assert disc.ellipse.semi_axes == pytest.approx(DISC.semi_axes, abs=1)
    assert disc.ellipse.angle == pytest.approx(DISC.angle, abs=6)
    assert 0.8 < disc.confidence <= 1


def test_vessels_that_cut_through_it_and_noise_do_not_move_it():
    plane = disc_map()
    plane[:, 355:363] *= 0.3
    plane = np.clip(plane + 0.15 * noise() * FIELD, 0, 1)
    disc = found(plane)
    assert off(disc.ellipse, DISC) < 0.05
    assert disc.ellipse.radius == pytest.approx(DISC.radius, rel=0.06)


def test_of_two_bright_spots_the_disc_is_the_one_that_looks_like_it():
    exudates = soft(filled(Ellipse((180, 300), (30, 28)), FIELD.shape), top=0.62)
    disc = found(np.maximum(disc_map(), exudates))
    assert off(disc.ellipse, DISC) < 0.02
    assert disc.confidence < found(disc_map()).confidence


def test_of_two_that_look_alike_neither_is_believed():
    twin = disc_map(Ellipse((150, 250), DISC.semi_axes, DISC.angle))
    assert says(found(np.maximum(disc_map(), twin)), "Two places")


def vessels_at(x, y):
    """Draw the probability of two wide vessels that leave a place up and down."""
    plane = np.zeros(FIELD.shape, dtype=np.float32)
    plane[y - 90 : y + 90, x - 12 : x - 4] = 0.9
    plane[y - 90 : y + 90, x + 4 : x + 12] = 0.9
    return plane * FIELD


def test_a_scar_without_vessels_is_no_disc_however_much_it_looks_like_one():
    scar = Ellipse((150, 250), DISC.semi_axes, DISC.angle)
    x, y = (round(each) for each in DISC.center)
    both = np.maximum(disc_map(), disc_map(scar))
    disc = find_disc(both, FIELD, DIAMETER, vessels_at(x, y))
    assert off(disc.ellipse, DISC) < 0.01
    assert disc.confidence == pytest.approx(found(disc_map()).confidence)
    alone = find_disc(disc_map(scar), FIELD, DIAMETER, vessels_at(x, y))
    assert says(alone, "has no vessels")


@pytest.mark.parametrize("x", [470, 480, 488])
def test_a_disc_at_the_rim_is_completed(x):
    cut = Ellipse((x, 250.0), (36, 34), 90)
    disc = found(disc_map(cut))
    assert off(disc.ellipse, cut) < 0.08
    assert disc.ellipse.radius == pytest.approx(cut.radius, rel=0.08)


@pytest.mark.parametrize("x", [505, 515, 525])
def test_a_disc_of_which_less_than_half_is_seen_is_not_in_view(x):
    assert isinstance(found(disc_map(Ellipse((x, 250.0), (36, 34), 90))), Message)


def test_that_less_than_half_is_in_view_is_said():
    assert says(found(disc_map(Ellipse((504, 250.0), (36, 34), 90))), "Less than half")


@pytest.mark.parametrize(
    "plane",
    [
        np.zeros_like(disc_map()),
        np.clip(0.2 + 0.1 * noise(), 0, 1) * FIELD,
        disc_map(Ellipse((300, 250), (6, 5))),  # a spot
        disc_map(Ellipse((255, 255), (140, 130))),  # half of the retina
        disc_map(Ellipse((255, 255), (60, 12), 30)),  # a vessel
    ],
    ids=["nothing", "noise", "too small", "too large", "too slender"],
)
def test_where_there_is_no_disc_none_is_found(plane):
    assert says(found(plane.astype(np.float32)), "No optic disc")


def test_a_network_that_is_not_sure_is_not_believed():
    faint = soft(filled(DISC, FIELD.shape), top=0.52)
    disc = found(faint)
    assert isinstance(disc, Message) or disc.confidence < 0.6


def test_a_cup_is_found_inside_the_disc_only():
    disc = Outline(DISC, 0.9)
    cup = Ellipse((362.0, 251.0), (18, 15), 90)
    plane = disc_map(cup) + disc_map(Ellipse((150, 200), (30, 30)))
    result = find_cup(plane, disc)
    assert result.ellipse.center == pytest.approx(cup.center, abs=0.5)
    assert result.ellipse.semi_axes == pytest.approx(cup.semi_axes, abs=0.7)
    assert LEAST_CONFIDENCE <= result.confidence <= 0.9


def test_without_a_disc_there_is_no_cup_for_the_same_reason():
    nothing = found(np.zeros_like(disc_map()))
    assert find_cup(disc_map(), nothing) is nothing
    assert says(find_cup(np.zeros_like(disc_map()), Outline(DISC, 1)), "No cup")
