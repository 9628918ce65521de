import itertools
import math

import pytest

from app.domain.anatomy import Ellipse, VesselKind
from app.measurement.central_equivalents import central_equivalent, combined
from tests.anatomy.measuring import DISC, evidence, star, traced, value

ARTERY, VEIN = VesselKind.ARTERY, VesselKind.VEIN
ARTERIES = [9.2, 8.4, 8.0, 7.5, 7.1, 6.4]
VEINS = [12.4, 11.5, 10.8, 10.1, 9.3, 8.8]


def test_six_widths_by_hand():
    # 10 with 5, 9 with 6, 8 with 7; then the widest with the narrowest; then the last two.
    first = [0.88 * math.sqrt(sum(pair)) for pair in ((100 + 25,), (81 + 36,), (64 + 49,))]
    assert first == pytest.approx([9.8387, 9.5187, 9.3546], abs=1e-4)
    second = 0.88 * math.sqrt(first[0] ** 2 + first[2] ** 2)  # 9.5187 is carried on
    assert second == pytest.approx(11.9469, abs=1e-4)
    third = 0.88 * math.sqrt(second**2 + first[1] ** 2)
    assert third == pytest.approx(13.4422, abs=1e-4)
    assert combined([10, 9, 8, 7, 6, 5], ARTERY) == pytest.approx(third)


def test_five_and_four_widths_by_hand():
    # Veins: 10 with 6, 9 with 7, 8 is carried on; 11.0788 with 8, 10.8316 is carried on; 12.9820.
    assert combined([10, 9, 8, 7, 6], VEIN) == pytest.approx(16.0620, abs=1e-3)
    # 10 with 7, 9 with 8; then both.
    assert combined([10, 9, 8, 7], VEIN) == pytest.approx(
        0.95 * math.sqrt(0.95**2 * (149 + 145)), abs=1e-9
    )


@pytest.mark.parametrize("kind", [ARTERY, VEIN])
def test_the_order_does_not_matter(kind):
    widths = [10.0, 9.0, 8.0, 7.0, 6.0, 5.0]
    results = {combined(order, kind) for order in itertools.permutations(widths)}
    assert max(results) - min(results) < 1e-12


def test_of_more_than_six_the_widest_six_count():
    assert combined([3, *ARTERIES, 2], ARTERY) == combined(ARTERIES, ARTERY)


@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("turn", [0, 13, 31, 77])
def test_known_widths_give_their_ratio_whatever_crosses_them(crossed, turn):
    of = traced(star(ARTERIES, VEINS, crossed=crossed).turned(turn))
    true = combined(ARTERIES, ARTERY), combined(VEINS, VEIN)
    assert value("crae", of) * 1024 == pytest.approx(true[0], rel=0.02)
    assert value("crve", of) * 1024 == pytest.approx(true[1], rel=0.02)
    assert value("avr", of) == pytest.approx(true[0] / true[1], rel=0.03)
    assert (value("crae_vessels", of), value("crve_vessels", of)) == (6, 6)


def test_units():
    of = traced(star(ARTERIES, VEINS), pixel_mm=0.012)
    width = value("crae", of) * 1024
    assert value("crae_dd", of) == pytest.approx(width / (2 * DISC.radius))
    assert value("crae_um", of) == pytest.approx(width * 12)
    assert "pixel size" in str(value("crae_um", traced(star(ARTERIES, VEINS))))


@pytest.mark.parametrize("count", [5, 4])
def test_of_five_or_four_it_is_said_of_how_many(count):
    of = traced(star(ARTERIES[:count], VEINS[:count]))
    assert value("crae_vessels", of) == count
    assert value("crae", of) * 1024 == pytest.approx(combined(ARTERIES[:count], ARTERY), rel=0.02)


def test_of_three_there_is_none_and_it_is_said():
    of = traced(star(ARTERIES[:3], VEINS[:3]))
    assert str(value("crae", of)) == "3 arteries cross zone B; at least 4 are needed."
    assert str(value("avr", of)) == str(value("crae", of))


def test_a_zone_out_of_view_and_a_disc_that_is_not_known_withhold_it():
    scene = star(ARTERIES, VEINS)
    beside = evidence(scene, disc=Ellipse((-80.0, 511.0), (100.0, 100.0)))
    assert "half of this zone" in str(value("crae", traced(scene, beside)))
    assert "optic disc" in str(value("avr", traced(scene, evidence(scene, disc=None))))


def test_where_too_much_is_undecided_nothing_is_told():
    scene = star(ARTERIES, VEINS)
    of = traced(scene, evidence(scene, sure=0.5))
    assert str(value("crae", of)).startswith("Of 100 % of the vessels it is undecided")


def test_a_vessel_counts_once_on_a_circle():
    scene = star(ARTERIES, VEINS)
    found = central_equivalent(traced(scene).decided, DISC, ARTERY)
    assert found.vessels == 6
    nowhere = Ellipse((512.0, 512.0), (1.0, 1.0))
    assert central_equivalent(traced(scene).decided, nowhere, VEIN) == 0
