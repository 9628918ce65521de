import pytest

from app.anatomy.joints import JointKind, angle_between
from app.anatomy.trees import find_trees
from app.domain.anatomy import VesselKind
from tests.anatomy.shapes import bar, ray
from tests.anatomy.trees import Scene, direction, grow

CROSSED = [(6, 8), (4, 12), (10, 10), (11, 8)]


def kinds(mask):
    return [joint.kind for joint in find_trees(mask).joints]


@pytest.mark.parametrize("widths", CROSSED)
@pytest.mark.parametrize("angle", [30, 45, 60, 75, 90])
@pytest.mark.parametrize("turn", [0, 13, 37])
def test_two_bars_cross_once(widths, angle, turn):
    one, other = widths
    assert kinds(bar(one, turn) | bar(other, turn + angle)) == [JointKind.CROSSING]


def test_a_crossing_that_thins_to_two_branch_points_has_a_bridge_and_joins_opposite_arms():
    trees = find_trees(bar(8, 10) | bar(10, 50))
    (joint,) = trees.joints
    assert trees.skeleton.branch_points == 2
    assert joint.bridges
    for one, other in joint.through:
        bend = angle_between(joint.arms[one].direction, joint.arms[other].direction)
        assert bend == pytest.approx(180, abs=3)


def test_the_arms_of_one_vessel_have_its_width():
    (joint,) = find_trees(bar(6, 0) | bar(12, 70)).joints
    widths = sorted(tuple(round(joint.arms[arm].width) for arm in pair) for pair in joint.through)
    assert widths == [(6, 6), (12, 12)]


@pytest.mark.parametrize("turn", [0, 20, 45])
def test_a_vessel_that_becomes_two_is_a_bifurcation(turn):
    fork = ray(10, 180 + turn) | ray(8, turn - 35) | ray(8, turn + 35)
    assert kinds(fork) == [JointKind.BIFURCATION]


def test_two_branches_on_either_side_one_after_the_other_are_no_crossing():
    scene = Scene(side=420)
    scene.add(VesselKind.VEIN, [210 + 20j, 210 + 400j], 10)
    scene.add(VesselKind.VEIN, [210 + 195j, 60 + 195j], 6)
    scene.add(VesselKind.VEIN, [210 + 225j, 360 + 225j], 6)
    assert kinds(scene.mask()) == [JointKind.BIFURCATION] * 2


def test_three_branches_of_one_place_are_no_crossing():
    rays = (ray(8, angle) for angle in (180, -50, 0, 50))
    fork = next(rays)
    for each in rays:
        fork |= each
    assert kinds(fork) == [JointKind.MEETING]


@pytest.mark.parametrize("heading", [20, 45, 70])
def test_angles_between_daughters_are_known_within_three_degrees(heading):
    scene = Scene()
    root = 512 + 512j - 260 * direction(heading)
    grow(
        scene, VesselKind.ARTERY, root, heading, 15, length=260, exponent=3, generations=2,
        spread=72,
    )  # fmt: skip
    joints = find_trees(scene.mask()).joints
    assert [each.kind for each in joints] == [JointKind.BIFURCATION] * 3
    for joint in joints:
        _, one, other = sorted(joint.arms, key=lambda arm: -arm.width)
        assert angle_between(one.direction, other.direction) == pytest.approx(72, abs=3)
        assert one.steady
        assert other.steady
