import math

import numpy as np
import pytest

from app.base.messages import Message
from app.domain.anatomy import Ellipse, VesselKind
from app.domain.structures import Structure
from app.field.shapes import disc as circle
from app.measurement.measures import MEASURES, NOTHING_ELSE, measures_with, shown_measures
from app.measurement.traced import Traced
from app.measurement.zonal import length_within, winding_within
from tests.anatomy.measuring import DISC, FIELD, SIDE, evidence, star, traced, value
from tests.anatomy.trees import Scene, direction

ARTERIES, VEINS = [9.0, 8.0, 7.0, 6.0], [12.0, 11.0, 10.0, 9.0]
FOVEA = (200.0, 540.0)
CUP = Ellipse((511.5, 511.5), (35.0, 28.0), 90.0)


@pytest.fixture(scope="module")
def scene():
    return star(ARTERIES, VEINS)


@pytest.fixture(scope="module")
def known(scene):
    return evidence(scene, fovea=FOVEA, cup=CUP)


@pytest.fixture(scope="module")
def of(scene, known):
    return traced(scene, known, pixel_mm=0.0125)


def test_without_a_model_that_looked_there_is_no_such_number():
    plain = measures_with(NOTHING_ELSE)
    assert {each.id for each in plain}.isdisjoint({"crae", "disc_area_mm2"})
    assert shown_measures(spacing_known=True) == plain
    disc = measures_with(frozenset({Structure.DISC}))
    assert "vessel_density_zone_b" in {each.id for each in disc}
    assert "vessel_density_artery_zone_b" not in {each.id for each in disc}
    assert set(measures_with(frozenset(Structure))) == set(MEASURES.values())


def test_every_number_has_a_value_where_all_is_known(of):
    # A star has no bifurcations.
    without = {each.id: value(each.id, of) for each in MEASURES.values()}
    missing = {name for name, found in without.items() if isinstance(found, Message)}
    assert missing == {name for name in without if name.startswith(("branching", "murray"))} | {
        "tortuosity_thin",
        "tortuosity_medium",
    }


def test_arteries_and_veins_together_are_all_vessels(of):
    parts = [value(f"vessel_density_{kind}", of) for kind in ("artery", "vein")]
    # Those that lie on each other in the disc count as both.
    assert sum(parts) == pytest.approx(value("vessel_density", of), rel=0.02)
    lengths = [value(f"skeleton_length_density_{kind}", of) for kind in ("artery", "vein")]
    assert sum(lengths) == pytest.approx(value("skeleton_length_density", of), rel=0.05)


def test_each_kind_has_its_own_calibre(of):
    across = sum(ARTERIES) / 4 / SIDE, sum(VEINS) / 4 / SIDE
    for kind, mean in zip(("artery", "vein"), across, strict=True):
        assert value(f"mean_calibre_{kind}_zone_c", of) == pytest.approx(mean, rel=0.03)
        assert value(f"mean_calibre_{kind}_zone_b", of) == pytest.approx(mean, rel=0.03)
        assert value(f"tortuosity_{kind}", of) == pytest.approx(1, abs=0.01)


def test_lengths_and_densities_of_a_zone_are_those_of_its_geometry(of):
    radius = DISC.radius
    for zone, (inner, outer) in (("b", (2, 3)), ("c", (2, 5))):
        area = math.pi * radius**2 * (outer**2 - inner**2)
        length = 4 * radius * (outer - inner)  # of four vessels that run straight outwards
        for kind, widths in (("artery", ARTERIES), ("vein", VEINS)):
            density = sum(widths) / 4 * length / area
            assert value(f"vessel_density_{kind}_zone_{zone}", of) == pytest.approx(
                density, rel=0.03
            )
            assert value(f"skeleton_length_density_{kind}_zone_{zone}", of) == pytest.approx(
                length / area * SIDE, rel=0.03
            )


def test_quarters_and_grid_are_densities_of_their_own_part(of):
    parts = [value(f"vessel_density_disc_{name}", of) for name in
             ("upper_left", "upper_right", "lower_left", "lower_right")]  # fmt: skip
    assert np.mean(parts) == pytest.approx(value("vessel_density_zone_c", of), rel=0.02)
    center = value("vessel_density_etdrs_center", of)
    radius = 0.5 / 0.0125  # of half a millimetre
    within = circle(FIELD.shape, FOVEA, radius) & of.vessels
    assert center == pytest.approx(np.count_nonzero(within) / (math.pi * radius**2), rel=0.02)


def test_disc_and_cup(of):
    assert value("vertical_cup_disc_ratio", of) == pytest.approx(0.5)
    assert value("horizontal_cup_disc_ratio", of) == pytest.approx(0.4)
    assert value("disc_area_mm2", of) == pytest.approx(math.pi * (70 * 0.0125) ** 2)


def test_disc_and_fovea(of):
    across, down = 511.5 - 200, 540 - 511.5
    assert value("disc_fovea_distance", of) == pytest.approx(math.hypot(across, down) / 140)
    assert value("disc_fovea_angle", of) == pytest.approx(math.degrees(math.atan2(down, across)))


def test_what_is_missing_is_the_reason(scene):
    nothing = traced(scene, evidence(scene, disc=None))
    for name in ("vessel_density_zone_b", "disc_area_mm2", "disc_fovea_angle", "crae",
                 "vertical_cup_disc_ratio", "vessel_density_disc_upper_left"):  # fmt: skip
        assert "optic disc" in str(value(name, nothing))
    blind = traced(scene, evidence(scene))
    assert "fovea" in str(value("vessel_density_etdrs_center", blind))
    assert "cup" in str(value("vertical_cup_disc_ratio", blind))
    assert "pixel size" in str(value("disc_area_mm2", blind))


def test_a_zone_of_which_too_little_is_seen_is_withheld(scene):
    aside = traced(scene, evidence(scene, disc=Ellipse((-50.0, 511.0), (70.0, 70.0))))
    assert "half of this zone" in str(value("vessel_density_zone_c", aside))
    far = traced(scene, evidence(scene, fovea=(20.0, 511.0)))
    assert "half of this zone" in str(value("vessel_density_etdrs_outer_temporal", far))


def test_the_numbers_of_all_vessels_are_the_same_with_and_without_anatomy(scene, of):
    plain = Traced(scene.mask(), FIELD, 0.0125)
    for measure in measures_with(NOTHING_ELSE):
        assert value(measure.id, plain) == value(measure.id, of)


@pytest.mark.parametrize("turn", [25, 90])
def test_turning_and_mirroring_change_no_number_of_the_zones(scene, turn):
    names = ("crae", "avr", "vessel_density_zone_c", "tortuosity_artery", "mean_calibre_vein")
    before = traced(scene)
    for other in (scene.turned(turn), scene.mirrored()):
        after = traced(other)
        for name in names:
            assert value(name, after) == pytest.approx(value(name, before), rel=0.02)


def test_lengths_within_a_part():
    line = Scene(side=300)
    line.add(VesselKind.ARTERY, [150 + 20j, 150 + 280j], 6)
    segments = Traced(line.mask(), np.ones((300, 300), dtype=np.bool_)).skeleton.segments
    left = np.zeros((300, 300), dtype=np.bool_)
    left[:, :120] = True
    assert length_within(segments, left) == pytest.approx(100, abs=4)
    assert winding_within(segments, left) == pytest.approx(1, abs=0.01)
    nothing = Traced(left & ~left, left).skeleton.segments
    assert length_within(nothing, left) == 0
    assert winding_within(nothing, left) is None


def test_the_winding_of_a_part_is_not_that_of_the_whole():
    scene = Scene(side=500)
    bow = [250 + 250j + 100 * direction(angle) for angle in range(0, 181, 3)]
    scene.add(VesselKind.VEIN, [350 + 20j, *bow], 5)
    everything = np.ones((500, 500), dtype=np.bool_)
    right = everything.copy()
    right[:, :255] = False
    segments = Traced(scene.mask(), everything).skeleton.segments
    # The half circle of radius 100 without the 5 px at either end.
    missing = math.asin(0.05)
    arc, chord = math.pi - 2 * missing, 2 * math.cos(missing)
    assert winding_within(segments, right) == pytest.approx(arc / chord, rel=0.01)
    assert winding_within(segments, ~right) == pytest.approx(1, abs=0.01)
