from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from app.anatomy.arteries_veins import SURE, decide, segment_at
from app.anatomy.trees import find_trees
from app.domain.anatomy import Ellipse, Told, VesselKind
from tests.anatomy.trees import Scene, direction, grow

ARTERY, VEIN, UNDECIDED = VesselKind.ARTERY, VesselKind.VEIN, VesselKind.UNDECIDED


def two_trees():
    """Return an artery and a vein whose branches cross each other."""
    scene = Scene()
    grow(scene, ARTERY, 60 + 400j, 0, 13, length=250, exponent=3, generations=2, spread=70)
    grow(scene, VEIN, 150 + 800j, -62, 16, length=300, exponent=3, generations=2, spread=64)
    return scene


def decided(scene, maps=None, **words):
    trees = find_trees(scene.mask())
    return decide(trees, scene.maps() if maps is None else maps, **words)


def right(decision, scene):
    """Return which share of the vessel pixels that are of one kind and told is told rightly."""
    artery, vein = scene.mask(ARTERY), scene.mask(VEIN)
    found = {kind: decision.mask(kind, artery.shape) for kind in (ARTERY, VEIN)}
    told = (artery ^ vein) & (found[ARTERY] | found[VEIN])
    good = ((found[ARTERY] & artery) | (found[VEIN] & vein)) & told
    return np.count_nonzero(good) / np.count_nonzero(told)


def test_what_a_network_is_sure_of_is_taken_over():
    scene = two_trees()
    decision = decided(scene)
    assert len(list(decision.trees.crossings())) >= 2
    assert right(decision, scene) > 0.99
    assert decision.undecided_share < 0.02


def test_three_maps_are_consistent():
    scene = two_trees()
    decision = decided(scene)
    vessels = scene.mask()
    artery, vein, undecided = (decision.mask(kind, vessels.shape) for kind in VesselKind)
    assert np.array_equal(artery | vein | undecided, vessels | decision.trees.skeleton.mask)
    crossing = artery & vein
    both = scene.mask(ARTERY) & scene.mask(VEIN)
    assert np.count_nonzero(crossing & both) > 0.6 * np.count_nonzero(both)


def test_pixels_that_the_network_mixes_up_are_set_right_by_their_tree():
    scene = two_trees()
    noise = ndimage.gaussian_filter(np.random.default_rng(1).normal(size=(1024, 1024)), 14)
    says = 1.0 * (scene.mask(ARTERY) ^ scene.mask(VEIN)) * np.where(scene.mask(ARTERY), 1, -1)
    artery = 1 / (1 + np.exp(-1.5 * (says + 1.2 * noise / noise.std())))
    vessels = scene.mask()
    one_kind = scene.mask(ARTERY) ^ scene.mask(VEIN)
    by_pixel = ((artery > 0.5) == scene.mask(ARTERY))[one_kind].mean()
    decision = decided(scene, {ARTERY: artery * vessels, VEIN: (1 - artery) * vessels})
    assert by_pixel < 0.85
    assert right(decision, scene) > 0.97


def test_a_vessel_keeps_its_kind_through_a_crossing_where_nothing_is_seen():
    scene = Scene()
    scene.add(ARTERY, [512 + 40j, 512 + 980j], 10)
    scene.add(VEIN, [40 + 700j, 980 + 700j], 14)
    maps = scene.maps()
    for plane in maps.values():
        plane[:, 715:] = 0  # the network says nothing beyond the vein
    decision = decided(scene, maps)
    beyond = segment_at(decision.trees, (850, 512))
    assert decision.kinds[beyond] is ARTERY


def test_where_nothing_is_seen_at_all_nothing_is_decided():
    scene = two_trees()
    nothing = np.zeros((1024, 1024), dtype=np.float32)
    decision = decided(scene, {ARTERY: nothing, VEIN: nothing})
    assert set(decision.kinds) == {UNDECIDED}
    assert decision.undecided_share == 1
    assert not decision.mask(ARTERY, nothing.shape).any()


def test_what_is_decided_is_sure_enough():
    decision = decided(two_trees())
    for kind, sure in zip(decision.kinds, decision.confidences, strict=True):
        assert kind is UNDECIDED or sure >= SURE


def test_a_person_has_the_last_word_on_a_segment_and_on_no_other():
    scene = two_trees()
    before = decided(scene)
    place = (400.0, 180.0)
    after = decided(scene, told=(Told(place, VEIN),))
    changed = segment_at(before.trees, place)
    assert before.kinds[changed] is ARTERY
    assert after.kinds == (*before.kinds[:changed], VEIN, *before.kinds[changed + 1 :])
    assert np.flatnonzero(after.by_hand).tolist() == [changed]
    again = decided(scene, told=(Told(place, VEIN), Told(place, ARTERY)))
    assert again.kinds == before.kinds


def test_a_word_on_a_place_without_a_vessel_changes_nothing():
    scene = two_trees()
    far = decided(scene, told=(Told((20.0, 1000.0), VEIN),))
    assert far.kinds == decided(scene).kinds
    assert not far.by_hand.any()


def test_mirroring_and_turning_change_no_decision():
    scene = two_trees()
    for other in (scene.mirrored(), scene.turned(30)):
        decision = decided(other)
        assert right(decision, other) > 0.99


def test_vessels_in_the_disc_do_not_count_as_undecided():
    scene = Scene()
    for number in range(6):
        kind = (ARTERY, VEIN)[number % 2]
        scene.add(kind, [512 + 512j, 512 + 512j + 420 * direction(60 * number + 10)], 10)
    maps = scene.maps()
    disc = Ellipse((512, 512), (75, 75))
    for plane in maps.values():
        plane[430:594, 430:594] = 0.5
    assert decided(scene, maps, disc=disc).undecided_share == 0
    turned_off = {kind: 0 * plane for kind, plane in maps.items()}
    assert decided(scene, turned_off, disc=disc).undecided_share == 1


def test_there_is_no_share_without_vessels():
    scene = Scene()
    decision = decided(scene)
    assert decision.undecided_share is None
    assert segment_at(decision.trees, (5, 5)) is None


def test_a_decision_does_not_depend_on_what_is_handed_over_later():
    decision = decided(two_trees())
    with pytest.raises(AttributeError):
        decision.kinds = ()
    assert replace(decision).kinds == decision.kinds
