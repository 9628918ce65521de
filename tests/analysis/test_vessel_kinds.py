import math

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.analysis.vessel_kinds import SaidOfVessels
from app.anatomy.arteries_veins import VesselLabel
from app.domain.anatomy import VesselKind
from tests.anatomy.photographs import DISC, Anatomist, Vessels, picture
from tests.anatomy.vessels import on_vessel
from tests.readings import reread

ARTERY, VEIN, UNDECIDED = VesselKind.ARTERY, VesselKind.VEIN, VesselKind.UNDECIDED


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(picture(), (Vessels(), Anatomist()))


def clicked(known, place, told=(), reach=2.0):
    decided = known.measurements.decided
    return SaidOfVessels(decided, known.field, told).clicked(place, reach)


@pytest.mark.parametrize(
    ("number", "turns"), [(2, (VEIN, UNDECIDED, ARTERY)), (3, (ARTERY, UNDECIDED, VEIN))]
)
def test_clicks_go_round_and_end_with_what_was_found(known, number, turns):
    told = ()
    for kind in turns:
        told = clicked(known, on_vessel(number), told)
        assert [word.kind for word in told] == [kind]
    assert clicked(known, on_vessel(number), told) == ()


def test_the_same_vessel_is_meant_wherever_it_is_clicked(known):
    told = clicked(known, on_vessel(2))
    assert clicked(known, on_vessel(2, 220.0), told)[0].kind is UNDECIDED
    other = clicked(known, on_vessel(4), told)
    assert [word.kind for word in other] == [VEIN, VEIN]


def test_a_word_counts_for_the_vessel_that_was_clicked(known):
    x, y = on_vessel(2)
    after = reread(known, vessel_kinds=clicked(known, (x + 3, y - 2)))
    assert known.vessel_labels[round(y), round(x)] == VesselLabel.ARTERY
    assert after.vessel_labels[round(y), round(x)] == VesselLabel.VEIN
    decided = after.shown_measurements.decided
    changed = [one is not other for one, other in zip(decided.kinds, decided.found, strict=True)]
    assert changed == decided.by_hand.tolist()
    assert sum(changed) == 1
    # What was found is still known, so that clicks on the corrected vessel end there.
    again = SaidOfVessels(decided, known.field, after.reading.vessel_kinds)
    assert again.clicked((x, y), 2.0)[0].kind is UNDECIDED


def test_there_is_nothing_to_say_where_no_vessel_is(known):
    assert clicked(known, (384.0, 60.0)) is None


def test_courses_follow_the_vessels_that_a_person_spoke_of(known):
    told = clicked(known, on_vessel(2))
    ((kind, course),) = SaidOfVessels(known.measurements.decided, known.field, told).courses()
    assert kind is VEIN
    way = math.radians(36 * 2 + 8)
    along = (course - DISC.center) @ (math.sin(way), math.cos(way))
    across = (course - DISC.center) @ (math.cos(way), -math.sin(way))
    assert np.abs(across).max() < 3
    assert along.max() - along.min() > 200
