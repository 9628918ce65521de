from dataclasses import replace

import numpy as np
import pytest

from app.base.messages import message
from app.domain.quality import Flaw, PoorPart, Quality, Verdict
from app.settings.look import Layout
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.canvas.poor_parts import flaw_name
from tests.readings import altered
from tests.ui.canvas.conftest import drawn

LEFT = PoorPart(
    Flaw.DARK,
    0.3,
    message("left half"),
    tuple((row, column) for row in range(4, 12) for column in range(2, 7)),
)
POOR = Quality(0.5, Verdict.USABLE, poor_parts=(LEFT,))


@pytest.fixture
def shown(qtbot, opened):
    opened.analysis = altered(opened.analysis, quality=POOR)
    opened._rest.setInterval(10**6)
    view = ComparisonView(opened)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


def changed(before, after):
    return (before != after).any(axis=-1)


def test_poor_parts_are_shaded_over_the_vessels_and_not_over_the_photograph(shown):
    shaded = [drawn(view) for view in (shown.plain, shown.tinted)]
    shown.set_poor_parts_shown(False)
    plain, tinted = (
        changed(before, drawn(view))
        for before, view in zip(shaded, (shown.plain, shown.tinted), strict=True)
    )
    assert not plain.any()
    half = tinted.shape[1] // 2
    assert tinted[60:-60, :half].sum() > 1000
    assert not tinted[60:-60, half:].any()


def test_poor_parts_go_with_the_vessels(shown, opened):
    assert shown.tinted.poor_parts == (LEFT,)
    shown.set_blinking(True)
    assert shown.tinted.poor_parts == ()
    shown.set_blinking(False)
    opened.set_vessels(replace(opened.look.vessels, visible=False))
    assert shown.tinted.poor_parts == ()


def test_a_part_too_small_to_be_told_is_not_shaded(shown, opened):
    small = replace(POOR, poor_parts=(replace(LEFT, share=0.02),))
    opened.analysis = altered(opened.analysis, quality=small)
    assert shown.tinted.poor_parts == ()


def test_to_the_left_of_the_curtain_nothing_is_shaded(shown, opened):
    opened.set_layout(Layout.CURTAIN)
    shown.tinted.move_curtain(1.0)
    shaded = drawn(shown.tinted)
    shown.set_poor_parts_shown(False)
    assert not changed(shaded, drawn(shown.tinted))[60:-60].any()


def test_another_view_takes_over_whether_poor_parts_are_shaded(qtbot, shown, opened):
    shown.set_poor_parts_shown(False)
    other = ComparisonView(opened)
    qtbot.addWidget(other)
    with qtbot.waitSignal(other.poor_parts_toggled):
        other.take_over(shown)
    assert not other.poor_parts_shown


def test_each_flaw_has_a_name_of_its_own():
    assert len({flaw_name(flaw) for flaw in Flaw}) == len(Flaw)
    assert np.all([flaw_name(flaw) for flaw in Flaw])
