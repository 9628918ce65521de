import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse, read
from app.anatomy.arteries_veins import VesselLabel
from app.base.messages import Message
from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.reading import Stroke
from app.domain.structures import Structure
from tests.anatomy.photographs import CUP, DISC, FOVEA, Anatomist, Vessels, picture, scene
from tests.readings import altered, reread
from tests.support import calibration_of

ARTERY, VEIN = VesselKind.ARTERY, VesselKind.VEIN


@pytest.fixture(scope="module")
def known() -> Analysis:
    return analyse(picture(), (Vessels(), Anatomist()))


@pytest.fixture(scope="module")
def plain() -> Analysis:
    return analyse(picture(), Vessels())


def test_landmarks_are_in_pixels_of_the_photograph(known):
    found = known.landmarks
    assert math.dist(found.disc.ellipse.center, DISC.center) < 0.5
    assert found.disc.ellipse.semi_axes == pytest.approx(DISC.semi_axes, abs=1)
    assert math.dist(found.cup.ellipse.center, CUP.center) < 0.5
    assert math.dist(found.fovea.center, FOVEA) < 1
    assert found.eye_suggested is Laterality.RIGHT


def test_models_of_vessels_alone_leave_everything_as_it_was(known, plain):
    assert plain.landmarks is None
    assert plain.vessel_labels is None
    assert plain.structures == frozenset()
    numbers = known.measurements.numbers
    for name, number in plain.measurements.numbers.items():
        assert numbers[name] == number
    assert {"crae", "avr", "disc_fovea_angle"} <= numbers.keys() - plain.measurements.numbers.keys()


def test_numbers_have_values_with_their_sensitivity(known):
    numbers = known.measurements.numbers
    ratio = numbers["avr"]
    assert ratio.value == pytest.approx(0.88 / 0.95 * 6 / 9, abs=0.06)
    assert ratio.low <= ratio.value <= ratio.high
    assert numbers["vertical_cup_disc_ratio"].value == pytest.approx(0.5, abs=0.02)
    assert numbers["vertical_cup_disc_ratio"].low is None  # no threshold moves it
    assert numbers["vessel_density_zone_c"].value > 0


def test_each_vessel_pixel_of_the_photograph_is_labelled(known):
    labels = known.vessel_labels
    assert np.array_equal(labels > 0, known.shown_vessels.native)
    arteries, veins = scene().mask(ARTERY), scene().mask(VEIN)
    one = (arteries ^ veins) & (labels > 0)
    right = np.where(arteries, VesselLabel.ARTERY, VesselLabel.VEIN) == labels
    assert right[one].mean() > 0.9


def test_a_model_of_arteries_without_veins_tells_nothing_apart():
    some = Anatomist()
    del some.known[Structure.VEIN]
    analysis = analyse(picture(), (Vessels(), some))
    assert analysis.measurements.decided is None
    assert "crae" not in analysis.measurements.numbers
    assert "vessel_density_zone_c" in analysis.measurements.numbers


def test_a_disc_that_a_person_places_gives_corrected_numbers_and_undoing_it_the_automatic(known):
    moved = Ellipse((460.0, 372.0), (60.0, 60.0))
    after = reread(known, disc=moved)
    assert after.landmarks.disc.ellipse.center == pytest.approx(moved.center)
    assert after.landmarks.disc.confidence == 1
    assert after.automatic_landmarks == known.landmarks
    assert after.automatic.measurements.numbers == known.measurements.numbers
    before = known.measurements.numbers["vertical_cup_disc_ratio"].value
    ratio = after.corrected.measurements.numbers["vertical_cup_disc_ratio"].value
    assert ratio == pytest.approx(before * 96 / 120, rel=0.03)
    assert any("by hand" in str(each) for each in after.warnings)
    undone = reread(after, disc=None)
    assert undone.corrected is None
    assert undone.measurements.numbers == known.measurements.numbers


def test_a_fovea_on_the_other_side_suggests_the_other_eye(known):
    assert reread(known, fovea=(700.0, 400.0)).landmarks.eye_suggested is Laterality.LEFT


def test_a_person_flips_a_vessel(known):
    way = 36 * 2 + 8  # of an artery
    place = (
        DISC.center[0] + 150 * math.sin(math.radians(way)),
        DISC.center[1] + 150 * math.cos(math.radians(way)),
    )
    row, column = round(place[1]), round(place[0])
    assert known.vessel_labels[row, column] == VesselLabel.ARTERY
    after = reread(known, vessel_kinds=(Told(place, VEIN),))
    assert after.vessel_labels[row, column] == VesselLabel.VEIN
    assert after.automatic.measurements.decided.kinds == known.measurements.decided.kinds
    assert after.corrected.measurements.numbers["crae_vessels"].value == 4


def test_a_disc_can_be_placed_where_no_model_looks(plain):
    after = reread(plain, disc=DISC)
    assert "vessel_density_zone_b" not in after.measurements.numbers
    assert after.corrected.measurements.numbers["vessel_density_zone_b"].value > 0
    assert isinstance(after.landmarks.fovea, Message)


def test_a_former_reading_saves_measuring_and_changes_nothing(known):
    flipped = replace(known.reading, fovea=(230.0, 400.0))
    first = read(known.findings, flipped, former=known)
    assert first.automatic is known.automatic
    again = read(known.findings, replace(flipped, laterality=Laterality.LEFT), former=first)
    assert again.corrected is first.corrected
    other = read(known.findings, replace(flipped, disc=DISC), former=first)
    assert other.corrected is not first.corrected


def test_an_eye_that_geometry_contradicts_is_told(known):
    right = reread(known, laterality=Laterality.RIGHT)
    for agreeing in (known, right):
        assert not any("By the places" in str(each) for each in agreeing.warnings)
    left = reread(known, laterality=Laterality.LEFT)
    (told,) = [str(each) for each in left.warnings if "By the places" in str(each)]
    assert told == (
        "By the places of disc and fovea this is OD, but the eye is stated to be OS. Check it."
    )


def test_with_a_spacing_there_are_micrometres(known):
    spaced = replace(known.image, spacing=Spacing(0.015, 0.015, Source.FILE))
    analysis = reread(altered(known, image=spaced))
    numbers = analysis.measurements.numbers
    assert numbers["disc_area_mm2"].value == pytest.approx(DISC.area * 0.015**2, rel=0.03)
    assert numbers["crae_um"].value > 0


def test_what_is_not_measured_is_withheld_for_that_reason(known):
    unsuitable = altered(known, unsuitable=Message("It is a heart."))
    numbers = reread(unsuitable).measurements.numbers
    assert str(numbers["avr"].reason) == "It is a heart."


def test_an_analysis_with_its_anatomy_pickles(known):
    again = pickle.loads(pickle.dumps(known))
    assert again.measurements.numbers == known.measurements.numbers
    assert np.array_equal(again.vessel_labels, known.vessel_labels)


def test_numbers_that_need_a_disc_out_of_view_say_so(known):
    after = reread(known, not_in_view=(Structure.DISC,))
    for name in ("avr", "vessel_density_zone_b", "vertical_cup_disc_ratio", "disc_fovea_angle"):
        number = after.corrected.measurements.numbers[name]
        assert number.value is None
        assert "as a person says" in str(number.reason)
    assert after.automatic.measurements.numbers == known.measurements.numbers
    assert after.corrected.measurements.vessel_density.value == (
        known.measurements.vessel_density.value
    )


def test_a_word_on_the_anatomy_leaves_the_vessels_numbers_as_certain_as_they_were(known):
    made = replace(known.provenance, calibration=calibration_of("vessel_density"))
    others = known.findings.provenances[1:]
    findings = replace(known.findings, provenances=(made, *others))
    before = read(findings, known.reading)
    assert before.measurements.vessel_density.interval is not None
    after = read(findings, replace(known.reading, fovea=(230.0, 400.0)))
    assert after.shown_measurements.vessel_density == before.measurements.vessel_density
    drawn = replace(known.reading, strokes=(Stroke(((100.0, 380.0), (600.0, 380.0)), 6.0),))
    assert read(findings, drawn).shown_measurements.vessel_density.interval is None
