import numpy as np
import pytest
from PyQt5.QtCore import QRectF

from app.anatomy.arteries_veins import VesselLabel
from app.settings.look import KindColours, VesselDrawing, VesselStyle
from app.ui.canvas.kinds import COLOURS, kinds_of
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.canvas.vessels import Vessels, render_vessels
from tests.anatomy.photographs import SIDE
from tests.anatomy.vessels import on_vessel

LABELS = (VesselLabel.ARTERY, VesselLabel.VEIN)


def drawn(retina, scale=1.0, **changes):
    """Return what is drawn of the vessels on a pane that shows all of them: (h, w, 4) RGBA."""
    retina.set_vessels(VesselDrawing(opacity=1.0, **changes))
    side = round(SIDE * scale)
    projection = Projection(Viewpoint(SIDE / 2, SIDE / 2, scale), (SIDE, SIDE), (side, side))
    vessels = Vessels(retina.look.vessels, retina.reading.threshold, kinds=kinds_of(retina))
    colours, _ = render_vessels(retina.layers, projection, vessels)
    return colours[..., [2, 1, 0, 3]]


def at(colours, number, scale=1.0):
    x, y = (round(each * scale) for each in on_vessel(number))
    return tuple(colours[y, x, :3].tolist())


@pytest.mark.parametrize("pair", KindColours)
@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_arteries_and_veins_have_their_colours_at_every_zoom(retina, pair, scale):
    retina.draw_anatomy(colours=pair)
    colours = drawn(retina, scale)
    for number in range(4):
        assert at(colours, number, scale) == COLOURS[pair][LABELS[number % 2]]


def test_every_vessel_pixel_has_the_colour_of_its_label(retina):
    colours = drawn(retina)
    labels = retina.analysis.vessel_labels
    for label, colour in COLOURS[KindColours.RED_BLUE].items():
        of_colour = (colours == (*colour, 255)).all(axis=-1)
        np.testing.assert_array_equal(of_colour, labels == label)


def test_they_have_one_colour_where_they_are_not_to_be_told_apart(retina):
    retina.draw_anatomy(kinds=False)
    assert at(drawn(retina), 0) == at(drawn(retina), 1) == retina.look.vessels.colour


def test_the_heat_map_keeps_its_own_colours(retina):
    plain = drawn(retina, style=VesselStyle.PROBABILITY)
    retina.draw_anatomy(kinds=False)
    np.testing.assert_array_equal(drawn(retina, style=VesselStyle.PROBABILITY), plain)


def test_vessels_below_the_threshold_that_was_measured_have_a_kind_as_well(retina):
    kinds = kinds_of(retina)
    side = SIDE
    projection = Projection(Viewpoint(side / 2, side / 2, 1.0), (side, side), (side, side))
    seen = kinds.seen((side, side), QRectF(0, 0, side, side), projection)
    assert (seen[retina.analysis.field.mask] > 0).all()


def test_the_pairs_are_told_apart_by_lightness_or_blue():
    for pair in COLOURS.values():
        artery, vein = (np.array(pair[label], dtype=float) for label in LABELS)
        assert vein[2] - artery[2] > 150  # blue is seen by red-green colour-blind people
        assert len(set(pair.values())) == len(pair)


def test_nothing_tells_them_apart_without_a_model(opened):
    assert kinds_of(opened) is None
