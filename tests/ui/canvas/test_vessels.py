import numpy as np
import pytest
from scipy import ndimage

from app.domain.reading import Stroke
from app.imaging.overlay import ADDED_COLOUR
from app.measurement.types import Band
from app.settings.look import VESSEL_COLOUR, VesselDrawing, VesselStyle
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.canvas.vessels import (
    UNCERTAIN_COLOUR,
    Vessels,
    find_contour,
    heat_colour,
    render_vessels,
    shown_mask,
)
from app.ui.session.layers import ADDED, level_of
from tests.support import make_layers

BAND = Band(0.4, 0.6)
SHAPE = (60, 90)


@pytest.fixture
def layers():
    rng = np.random.default_rng(3)
    smooth = ndimage.gaussian_filter(rng.random(SHAPE), 2)
    probability = np.interp(smooth, [smooth.min(), smooth.max()], [0, 1]).astype(np.float32)
    layers = make_layers(np.zeros((*SHAPE, 3), np.uint8), probability)
    layers.show_strokes((Stroke(((10, 10), (40, 20)), 3), Stroke(((70, 40),), 9, erases=True)))
    return layers


def vessels(style, **changes):
    changes = {"opacity": 1.0} | changes
    return Vessels(VesselDrawing(style=style, **changes), 0.5, BAND)


def rendered(layers, drawing, scale=1.0):
    """Return what is drawn on a pane that shows exactly the photograph: (h, w, 4) RGBA."""
    height, width = SHAPE
    pane = (round(width * scale), round(height * scale))
    projection = Projection(Viewpoint(width / 2, height / 2, scale), (width, height), pane)
    colours, _ = render_vessels(layers, projection, drawing)
    return colours[..., [2, 1, 0, 3]]


def of_colour(colours, colour):
    return (colours == (*colour, 255)).all(axis=-1)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.62])
def test_filled_draws_exactly_the_mask_and_what_was_added(layers, threshold):
    colours = rendered(layers, Vessels(vessels(VesselStyle.FILLED).drawing, threshold))
    mask = layers.levels[0] >= level_of(threshold)
    np.testing.assert_array_equal(colours[..., 3] > 0, mask)
    np.testing.assert_array_equal(of_colour(colours, ADDED_COLOUR), layers.levels[0] == ADDED)
    np.testing.assert_array_equal(
        of_colour(colours, VESSEL_COLOUR), mask & (layers.levels[0] != ADDED)
    )


def test_outline_draws_exactly_the_edge_of_the_mask(layers):
    colours = rendered(layers, vessels(VesselStyle.OUTLINE))
    mask = layers.levels[0] >= level_of(0.5)
    inner = ndimage.binary_erosion(mask, border_value=1)
    np.testing.assert_array_equal(colours[..., 3] > 0, mask & ~inner)


def test_outline_is_a_thin_line_when_zoomed_in(layers):
    colours = rendered(layers, vessels(VesselStyle.OUTLINE), scale=6.0)
    mask = (layers.levels[0] >= level_of(0.5)).repeat(6, axis=0).repeat(6, axis=1)
    inner = ndimage.binary_erosion(mask, iterations=2, border_value=1)
    np.testing.assert_array_equal(colours[..., 3] > 0, mask & ~inner)


def test_uncertainty_tells_what_is_vessel_at_every_threshold_of_the_band(layers):
    colours = rendered(layers, vessels(VesselStyle.UNCERTAINTY))
    levels = layers.levels[0]
    every, some = levels >= level_of(0.6), levels >= level_of(0.4)
    added = levels == ADDED
    np.testing.assert_array_equal(of_colour(colours, VESSEL_COLOUR), every & ~added)
    np.testing.assert_array_equal(of_colour(colours, UNCERTAIN_COLOUR), some & ~every)
    np.testing.assert_array_equal(of_colour(colours, ADDED_COLOUR), added)
    np.testing.assert_array_equal(shown_mask(layers, vessels(VesselStyle.UNCERTAINTY)), some)


def test_uncertainty_without_a_band_is_drawn_filled(layers):
    drawing = vessels(VesselStyle.UNCERTAINTY).drawing
    filled = vessels(VesselStyle.FILLED)
    np.testing.assert_array_equal(
        rendered(layers, Vessels(drawing, 0.5)), rendered(layers, Vessels(filled.drawing, 0.5))
    )


def test_heat_map_shows_the_probability_whatever_the_threshold(layers):
    colours = rendered(layers, vessels(VesselStyle.PROBABILITY))
    levels, found = layers.levels[0], layers.probability[0]
    for level in np.unique(found[(levels != ADDED) & (found >= 20)]):
        here = (found == level) & (levels != ADDED)
        assert of_colour(colours[here], heat_colour(level / 200)).all()
    assert not colours[(found == 0) & (levels != ADDED)][:, 3].any()
    np.testing.assert_array_equal(of_colour(colours, ADDED_COLOUR), levels == ADDED)


def test_heat_map_has_the_colours_of_viridis():
    colormap = pytest.importorskip("pyqtgraph").colormap.get("viridis")
    for probability in np.linspace(0, 1, 41):
        exact = colormap.map(probability)[:3]
        np.testing.assert_allclose(heat_colour(float(probability)), exact, atol=16)


@pytest.mark.parametrize("style", [VesselStyle.FILLED, VesselStyle.UNCERTAINTY])
def test_stronger_edges_leave_the_drawn_mask_as_it_is(layers, style):
    plain = rendered(layers, vessels(style))
    strong = rendered(layers, vessels(style, edge_strength=1.0))
    np.testing.assert_array_equal(plain[..., 3] > 0, strong[..., 3] > 0)
    changed = (plain != strong).any(axis=-1)
    mask = layers.levels[0] >= level_of(0.5)
    contour = mask & ~ndimage.binary_erosion(mask, border_value=1)
    np.testing.assert_array_equal(changed, contour & (layers.levels[0] != ADDED))


def test_opacity_and_colour_are_premultiplied(layers):
    colours = rendered(layers, vessels(VesselStyle.FILLED, opacity=0.4, colour=(200, 100, 50)))
    plain = (layers.levels[0] >= level_of(0.5)) & (layers.levels[0] != ADDED)
    assert (colours[plain] == (80, 40, 20, 102)).all()


def test_vessels_that_are_not_drawn_have_no_mask(layers):
    assert not shown_mask(layers, None).any()
    assert not shown_mask(layers, vessels(VesselStyle.FILLED, opacity=0.0)).any()


def test_thin_vessel_stays_when_zoomed_out():
    probability = np.zeros((1001, 803), dtype=np.float32)
    probability[500] = 0.9
    layers = make_layers(np.zeros((1001, 803, 3), np.uint8), probability)
    projection = Projection(Viewpoint(401.5, 500.5, 0.2), (803, 1001), (200, 220))
    for style in (VesselStyle.FILLED, VesselStyle.OUTLINE, VesselStyle.UNCERTAINTY):
        colours, _ = render_vessels(layers, projection, vessels(style))
        assert colours[..., 3].any(axis=0).all()


def test_contour_does_not_follow_the_border_of_the_picture():
    mask = np.ones((5, 7), dtype=np.bool_)
    assert not find_contour(mask, 1).any()
    mask[2, 3] = False
    assert find_contour(mask, 1).sum() == 4
