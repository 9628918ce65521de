import math

import numpy as np
import pytest

from app.anatomy.fovea import find_fovea, plausibility, suggested_eye
from app.base.messages import Message, message
from app.domain.anatomy import Ellipse, Outline, Spot
from app.domain.photograph import Laterality
from app.field.shapes import disc as circle
from tests.anatomy.retinas import DIAMETER, DISC, FIELD, FOVEA, noise, soft, spot_map

KNOWN = Outline(DISC, 0.95)
UNKNOWN = message("No optic disc was found.")


def found(plane, disc=KNOWN):
    return find_fovea(plane.astype(np.float32), FIELD, DIAMETER, disc)


@pytest.mark.parametrize("disc", [KNOWN, UNKNOWN], ids=["disc", "no disc"])
def test_a_fovea_is_found_where_it_is(disc):
    fovea = found(spot_map(), disc)
    assert math.dist(fovea.center, FOVEA) < 1
    assert fovea.confidence > 0.7


def test_of_two_dark_spots_the_one_that_the_disc_allows_is_taken():
    other = spot_map((300.0, 420.0), radius=16, top=1.0)
    fovea = found(np.maximum(spot_map(), other))
    assert math.dist(fovea.center, FOVEA) < 1
    assert isinstance(found(np.maximum(spot_map(), other), UNKNOWN), Message)


def test_a_macula_full_of_drusen_is_found_about_right_or_not_at_all():
    rng = np.random.default_rng(3)
    ragged = spot_map(radius=16)
    for _ in range(30):
        place = FOVEA + rng.normal(0, 14, 2)
        ragged[circle(FIELD.shape, tuple(place), 4.0)] *= 0.1
    fovea = found(ragged + 0.05 * noise() * FIELD)
    assert isinstance(fovea, Message) or math.dist(fovea.center, FOVEA) < 15


def test_none_is_invented():
    assert isinstance(found(np.zeros(FIELD.shape)), Message)
    assert isinstance(found(np.clip(0.1 + 0.1 * noise(), 0, 1) * FIELD), Message)
    faint = spot_map(top=0.4)
    assert isinstance(found(faint), Message)


@pytest.mark.parametrize(
    "place",
    [(320.0, 260.0), (167.0, 120.0), (355.0, 440.0), (60.0, 150.0)],
    ids=["in the disc", "far above", "below", "aside"],
)
def test_one_where_the_disc_does_not_let_it_be_is_declined(place):
    result = found(spot_map(place))
    assert isinstance(result, Message)
    assert "does not lie where" in str(result)


def test_one_at_the_edge_of_the_field_is_not_in_view():
    assert isinstance(found(soft(circle(FIELD.shape, (17.0, 256.0), 14)), UNKNOWN), Message)


def test_the_usual_place_is_the_most_plausible():
    across = 2.65 * 2 * DISC.radius
    usual = plausibility((360 - across, 250 + 0.12 * across), KNOWN)
    assert usual == 1
    assert plausibility((360 + across, 250 + 0.12 * across), KNOWN) == 1  # another eye
    assert plausibility((360 - 0.5 * across, 250), KNOWN) == 0
    assert 0 < plausibility((360 - 1.45 * across, 250), KNOWN) < 1


@pytest.mark.parametrize(("x", "eye"), [(167.0, Laterality.RIGHT), (460.0, Laterality.LEFT)])
def test_disc_and_fovea_tell_the_eye(x, eye):
    assert suggested_eye(KNOWN, Spot((x, 270), 0.9)) is eye


def test_without_both_or_one_above_the_other_they_do_not():
    assert suggested_eye(UNKNOWN, Spot(FOVEA, 1)) is None
    assert suggested_eye(KNOWN, UNKNOWN) is None
    assert suggested_eye(Outline(Ellipse((200, 200), (30, 30)), 1), Spot((210, 400), 1)) is None
