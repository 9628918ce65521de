import math
from dataclasses import replace

import numpy as np
import pytest

from app.anatomy.landmarks import find_landmarks, moved, placed
from app.base.messages import Message
from app.domain.anatomy import Ellipse
from app.domain.photograph import Laterality
from app.domain.structures import Structure
from tests.anatomy.retinas import DIAMETER, DISC, FIELD, FOVEA, disc_map, spot_map

CUP = Ellipse((360.0, 251.0), (20.0, 17.0), 90.0)


def maps():
    return {
        Structure.DISC: disc_map(),
        Structure.CUP: disc_map(CUP),
        Structure.FOVEA: spot_map(),
    }


def test_all_are_found_and_the_eye_is_suggested():
    found = find_landmarks(maps(), FIELD, DIAMETER)
    assert math.dist(found.disc.ellipse.center, DISC.center) < 0.6
    assert math.dist(found.cup.ellipse.center, CUP.center) < 0.6
    assert math.dist(found.fovea.center, FOVEA) < 1
    assert found.eye_suggested is Laterality.RIGHT


def test_the_mirror_image_is_of_the_other_eye():
    mirrored = {each: np.ascontiguousarray(plane[:, ::-1]) for each, plane in maps().items()}
    found = find_landmarks(mirrored, FIELD, DIAMETER)
    assert found.disc.ellipse.center[0] == pytest.approx(511 - DISC.center[0], abs=0.6)
    assert found.eye_suggested is Laterality.LEFT


def test_an_odd_size_is_no_obstacle():
    cut = {each: plane[:-1, :-1] for each, plane in maps().items()}
    found = find_landmarks(cut, FIELD[:-1, :-1], DIAMETER)
    assert math.dist(found.disc.ellipse.center, DISC.center) < 0.6


def test_what_no_model_looked_for_is_not_there_for_that_reason():
    found = find_landmarks({}, FIELD, DIAMETER)
    for each in (found.disc, found.cup, found.fovea):
        assert isinstance(each, Message)
        assert "No model looked" in str(each)
    assert found.eye_suggested is None


def test_what_a_person_places_counts_and_the_rest_stays():
    found = find_landmarks(maps(), FIELD, DIAMETER)
    mine = Ellipse((160.0, 255.0), (40.0, 40.0))
    after = placed(found, disc=mine, fovea=(352.0, 270.0))
    assert after.disc.ellipse == mine
    assert after.disc.confidence == 1
    assert "does not lie in the optic disc" in str(after.cup)  # it was found in another one
    assert after.eye_suggested is Laterality.LEFT
    assert placed(found) == found


def test_a_cup_stays_in_a_disc_that_is_moved_a_little():
    found = find_landmarks(maps(), FIELD, DIAMETER)
    x, y = DISC.center
    assert placed(found, disc=Ellipse((x + 5, y), (40.0, 40.0))).cup == found.cup


def test_what_a_person_says_is_out_of_view_is_not_there_nor_what_needs_it():
    found = find_landmarks(maps(), FIELD, DIAMETER)
    without = placed(found, not_in_view=(Structure.DISC,))
    assert "as a person says" in str(without.disc)
    assert without.cup == without.disc  # a cup without its disc is none
    assert without.fovea == found.fovea
    assert without.eye_suggested is None
    assert isinstance(placed(found, not_in_view=(Structure.FOVEA,)).fovea, Message)
    assert "as a person says" in str(placed(found, not_in_view=(Structure.CUP,)).cup)


def test_places_move_with_the_picture():
    found = find_landmarks(maps(), FIELD, DIAMETER)
    there = moved(found, 2.0, (10.0, -5.0))
    x, y = found.disc.ellipse.center
    assert there.disc.ellipse.center == (2 * x + 10, 2 * y - 5)
    assert there.disc.ellipse.radius == pytest.approx(2 * found.disc.ellipse.radius)
    back = moved(there, 0.5, (-5.0, 2.5))
    assert back.fovea.center == pytest.approx(found.fovea.center)
    nothing = find_landmarks({}, FIELD, DIAMETER)
    assert moved(nothing, 2.0, (1.0, 1.0)) == replace(nothing)
