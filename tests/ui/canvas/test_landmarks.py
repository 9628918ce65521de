import math

import numpy as np
import pytest

from app.domain.anatomy import Ellipse, VesselKind
from app.domain.structures import Structure
from app.imaging.overlay import ADDED_COLOUR
from app.ui.canvas.image_view import ImageView
from app.ui.canvas.landmarks import FOUND_COLOUR, GRID_COLOUR, ZONE_COLOUR, landscape_of
from app.ui.canvas.projection import Viewpoint
from app.ui.canvas.tools import LandmarkSketch, Tool
from tests.anatomy.photographs import DISC, FOVEA, SIDE
from tests.anatomy.vessels import on_vessel
from tests.ui.canvas.conftest import drag, drawn

ALL = ("kinds", "disc", "cup", "fovea", "zone_b", "zone_c", "grid")
R = math.sqrt(48.0 * 46.0)


@pytest.fixture
def view(qtbot, retina, toolbox):
    view = ImageView(retina, toolbox, with_vessels=True)
    qtbot.addWidget(view)
    view.resize(SIDE, SIDE)
    view.set_viewpoint(Viewpoint(SIDE / 2, SIDE / 2, 1.0))
    view.set_poor_parts_shown(False)
    view.show()
    return view


def show_only(retina, *names):
    retina.draw_anatomy(**{name: name in names for name in ALL})


def near(picture, place, colour, reach=3):
    """Return whether a colour is seen near a place, however it was smoothed."""
    x, y = (round(each) for each in place)
    part = picture[y - reach : y + reach + 1, x - reach : x + reach + 1].astype(int)
    return (np.abs(part - colour).max(axis=-1) < 60).any()


def ring(center, radius, parts=8):
    ways = np.arange(parts) * 2 * math.pi / parts + 0.3  # not along the vessels or the grid
    return [(center[0] + radius * math.cos(w), center[1] + radius * math.sin(w)) for w in ways]


@pytest.mark.parametrize(
    ("name", "places", "colour"),
    [
        ("disc", ring(DISC.center, 47), FOUND_COLOUR),
        ("fovea", [(FOVEA[0] + 6, FOVEA[1]), (FOVEA[0], FOVEA[1] - 6)], FOUND_COLOUR),
        ("zone_b", [*ring(DISC.center, 2 * R), *ring(DISC.center, 3 * R)], ZONE_COLOUR),
        ("zone_c", [*ring(DISC.center, 2 * R), *ring(DISC.center, 5 * R)], ZONE_COLOUR),
    ],
)
def test_each_layer_is_drawn_where_it_lies_and_only_when_it_is_wanted(
    retina, view, name, places, colour
):
    show_only(retina)
    plain = drawn(view)
    show_only(retina, name)
    seen = drawn(view)
    inside = [place for place in places if min(place) > 5 and max(place) < SIDE - 5]
    assert len(inside) > len(places) / 2
    for place in inside:
        assert near(seen, place, colour)
        assert not np.array_equal(seen, plain)


def test_the_grid_has_three_rings_about_the_fovea(retina, view):
    show_only(retina, "grid")
    seen, mm = drawn(view), retina.anatomy.shown.grid_mm
    for diameter in (1, 3, 6):
        places = ring(FOVEA, diameter / 2 * mm)
        inside = [place for place in places if min(place) > 5 and max(place) < SIDE - 5]
        assert sum(near(seen, place, GRID_COLOUR) for place in inside) == len(inside)


def test_what_a_person_placed_has_another_colour_and_what_was_found_stays_as_dots(retina, view):
    show_only(retina, "disc")
    mine = Ellipse((480.0, 500.0), (50.0, 50.0))
    retina.anatomy.place(Structure.DISC, mine)
    seen = drawn(view)
    assert all(near(seen, place, ADDED_COLOUR) for place in ring(mine.center, 50))
    scape = landscape_of(retina, view._toolbox)
    assert scape.by_hand(Structure.DISC)
    assert not scape.by_hand(Structure.FOVEA)
    show_only(retina)
    hidden = drawn(view)
    former = [not np.array_equal(_part(seen, p), _part(hidden, p)) for p in ring(DISC.center, 47)]
    assert sum(former) >= 5


def _part(picture, place):
    x, y = (round(each) for each in place)
    return picture[y - 3 : y + 4, x - 3 : x + 4]


def test_what_is_being_placed_is_drawn_meanwhile(retina, view, toolbox):
    show_only(retina)
    toolbox.show_sketch(LandmarkSketch(Structure.FOVEA, place=(300.0, 600.0)))
    assert near(drawn(view), (306, 600), ADDED_COLOUR)
    toolbox.show_sketch(None)
    assert not near(drawn(view), (306, 600), ADDED_COLOUR)


def test_a_flipped_vessel_is_marked_at_once(retina, view):
    show_only(retina, "kinds")
    x, y = on_vessel(2)
    retina.anatomy.click_vessel((x, y), 3.0)
    assert near(drawn(view), (x, y), (70, 110, 255))
    assert near(drawn(view), (x, y), ADDED_COLOUR)


def test_a_click_with_the_tool_flips_the_vessel_and_shows_what_changed(retina, view, toolbox):
    show_only(retina)
    toolbox.set_tool(Tool.KIND)
    drag(view, on_vessel(2), on_vessel(2))
    assert [word.kind for word in retina.reading.vessel_kinds] == [VesselKind.VEIN]
    assert retina.look.anatomy.kinds


def test_a_drag_with_the_tool_places_the_disc(retina, view, toolbox):
    toolbox.set_tool(Tool.DISC)
    drag(view, DISC.center, (DISC.center[0] + 20, DISC.center[1] + 10))
    assert math.dist(retina.reading.disc.center, (490, 380)) < 1.5


def test_nothing_is_drawn_over_the_photograph_alone_but_while_it_is_placed(
    qtbot, retina, view, toolbox
):
    plain = ImageView(retina, toolbox, with_vessels=False)
    qtbot.addWidget(plain)
    assert plain.landscape is None
    assert view.landscape is not None
    toolbox.set_tool(Tool.DISC)
    assert plain.landscape is not None
    view.set_blinking(True)
    assert view.landscape is None


def test_nothing_is_drawn_where_nothing_is_known(opened, toolbox):
    assert landscape_of(opened, toolbox) is None
