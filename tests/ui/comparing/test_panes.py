from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt

from app.base.translation import load_catalogue
from app.domain.photograph import Laterality
from app.ui.canvas.projection import Viewpoint
from app.ui.comparing.panes import Mode, VisitPanes, modes_of
from app.ui.comparing.pictures import Compared, Relation, Side
from app.ui.session.layers import as_pyramid
from tests.ui.canvas.conftest import drag, drawn, move, turn_wheel

SIDE = 64
RED, GREEN, GREY = (200, 20, 20), (20, 200, 20), (120, 120, 120)


def side(colour, day, *, shown=False, eye=Laterality.RIGHT):
    picture = as_pyramid(np.full((SIDE, SIDE, 3), colour, np.uint8))
    analysis = SimpleNamespace(image=SimpleNamespace(laterality=eye))
    return Side(analysis, picture, day, shown)


def compared(relation=Relation.ALIGNED):
    difference = side(GREY, "").picture if relation is Relation.ALIGNED else None
    left, right = side(RED, "20230101"), side(GREEN, "20240101", shown=True)
    return Compared(relation, left, right, (SIDE, SIDE), difference=difference)


@pytest.fixture
def panes(qtbot):
    panes = VisitPanes(load_catalogue("en"))
    qtbot.addWidget(panes)
    panes.resize(900, 500)
    panes.show()
    for view in panes.views:
        view.setFocusPolicy(Qt.NoFocus)
    panes.show_compared(compared())
    return panes


def middle(view, fraction=0.5):
    pixels = drawn(view)
    return tuple(pixels[pixels.shape[0] // 2, round(pixels.shape[1] * fraction)])


def test_both_photographs_are_seen_with_their_days(panes):
    assert [middle(view) for view in panes.views] == [RED, GREEN]
    assert [pane.heading.text() for pane in panes.panes] == ["2023-01-01", "2024-01-01 · open now"]


def test_the_panes_move_together(panes):
    turn_wheel(panes.views[0], QPointF(40, 60), 3)
    assert panes.views[0].viewpoint == panes.views[1].viewpoint
    drag(panes.views[1], (100, 100), (130, 90))
    assert panes.views[0].viewpoint == panes.views[1].viewpoint


def test_the_other_pane_marks_where_the_mouse_is(panes):
    first, second = panes.views
    move(first, (first.width() / 2, first.height() / 2), Qt.NoButton)
    assert second.cross == pytest.approx((SIDE / 2, SIDE / 2), abs=1)
    assert first.cross is None


def test_swiping_shows_one_left_and_one_right_of_the_line(panes):
    panes.set_mode(Mode.SWIPE)
    view = panes.views[1]
    assert panes.panes[0].isHidden()
    assert (middle(view, 0.4), middle(view, 0.6)) == (RED, GREEN)
    y, x = view.height() / 2, view.width() / 2
    drag(view, (x, y - 60), (view.width() * 0.7, y - 60))
    assert middle(view, 0.6) == RED


def test_blinking_takes_turns_and_says_whose(panes):
    panes.set_mode(Mode.BLINK)
    view, heading = panes.views[1], panes.panes[1].heading
    seen = []
    for _ in range(2):
        seen.append((middle(view), heading.text()[:4]))
        panes._take_turns()
    assert seen == [(GREEN, "2024"), (RED, "2023")]
    panes.set_mode(Mode.SIDE_BY_SIDE)
    assert not panes._blinking.isActive()


def test_the_difference_has_a_legend(panes):
    panes.set_mode(Mode.DIFFERENCE)
    assert middle(panes.views[1]) == GREY
    assert panes.legend.isVisible()


@pytest.mark.parametrize("relation", [Relation.UNALIGNED, Relation.MIRRORED])
def test_what_is_not_aligned_is_never_laid_on_each_other(panes, relation):
    panes.set_mode(Mode.SWIPE)
    other = compared(relation)
    assert modes_of(other) == (Mode.SIDE_BY_SIDE,)
    panes.show_compared(other)
    assert panes.mode is Mode.SIDE_BY_SIDE


def test_there_is_no_difference_where_vessels_must_not_be_shown():
    assert Mode.DIFFERENCE not in modes_of(replace(compared(), difference=None))


def test_without_another_photograph_the_one_that_is_open_stays(panes):
    panes.show_alone(side(GREEN, "20240101", shown=True))
    assert middle(panes.views[1]) == GREEN
    assert middle(panes.views[0]) != RED


def test_a_viewpoint_outlives_a_change_of_mode(panes):
    panes.views[0].zoom_by(4)
    viewpoint = panes.views[1].viewpoint
    panes.set_mode(Mode.SWIPE)
    assert panes.views[1].viewpoint == viewpoint
    panes.fit()
    assert isinstance(panes.views[1].viewpoint, Viewpoint)
    assert panes.views[1].viewpoint != viewpoint
