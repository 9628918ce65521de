from dataclasses import replace

import pytest

from app.domain.reading import Reading
from app.settings.look import Layout
from app.ui.session import history as history_module
from app.ui.session.history import History
from app.ui.session.view_state import ViewState


class Clock:
    """A clock that shows the time a test sets."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(history_module, "monotonic", clock)
    return clock


class Desk:
    """A state and its history, as the workspace does."""

    def __init__(self):
        self.state = ViewState()
        self.history = History(self.show, lambda: self.state)

    def show(self, state):
        self.state = state

    def go(self, threshold, control="threshold"):
        after = replace(self.state, reading=Reading(threshold))
        self.history.add(f"to {threshold}", self.state, after, control=control)

    @property
    def threshold(self):
        return self.state.reading.threshold


@pytest.fixture
def desk(qtbot, clock):
    return Desk()


def test_steps_are_undone_backwards_and_redone_forwards(desk):
    for threshold in (0.4, 0.6, 0.7):
        desk.go(threshold, control=None)
    seen = []
    while desk.history.canUndo():
        desk.history.undo()
        seen.append(desk.threshold)
    assert seen == [0.6, 0.4, 0.5]
    while desk.history.canRedo():
        desk.history.redo()
        seen.append(desk.threshold)
    assert seen[3:] == [0.4, 0.6, 0.7]
    assert desk.history.undoText() == "to 0.7"


def test_a_new_step_after_undoing_forgets_what_was_undone(desk):
    desk.go(0.4, control=None)
    desk.go(0.6, control=None)
    desk.history.undo()
    desk.go(0.7, control=None)
    assert not desk.history.canRedo()
    desk.history.undo()
    assert desk.threshold == 0.4


def test_movement_of_one_control_is_one_step(desk, clock):
    for threshold in (0.51, 0.52, 0.55, 0.6):
        clock.now += 0.9  # longer in all than a pause, but never still
        desk.go(threshold)
    assert desk.history.count() == 1
    desk.history.undo()
    assert desk.threshold == 0.5
    desk.history.redo()
    assert desk.threshold == 0.6


def test_control_that_rested_begins_a_new_step(desk, clock):
    desk.go(0.6)
    clock.now += 1.1
    desk.go(0.7)
    assert desk.history.count() == 2
    desk.history.undo()
    assert desk.threshold == 0.6


def test_steps_of_different_controls_are_not_joined(desk):
    desk.go(0.6)
    desk.go(0.7, control="another")
    desk.go(0.8, control=None)
    desk.go(0.9, control=None)
    assert desk.history.count() == 4


def test_control_moved_back_to_its_start_leaves_no_step(desk, clock):
    desk.go(0.7, control=None)
    clock.now += 2
    for threshold in (0.6, 0.5, 0.7):
        desk.go(threshold)
    assert desk.history.count() == 1
    assert desk.threshold == 0.7
    desk.history.undo()
    assert desk.threshold == 0.5


def test_only_so_many_steps_are_kept(desk):
    for step in range(520):
        desk.go(step / 1000, control=None)
    assert desk.history.count() == 500
    while desk.history.canUndo():
        desk.history.undo()
    assert desk.threshold == pytest.approx(0.019)


def visit(desk, photograph, threshold):
    """Show another photograph, as it was read."""
    desk.state = replace(desk.state, reading=Reading(threshold))
    desk.history.go_to(photograph, desk.state.reading)


def test_each_photograph_has_steps_of_its_own(desk):
    visit(desk, "first", 0.5)
    desk.go(0.6, control=None)
    desk.go(0.7, control=None)
    visit(desk, "second", 0.3)
    assert not desk.history.canUndo()
    desk.go(0.4, control=None)
    visit(desk, "first", 0.7)
    assert desk.history.count() == 2
    desk.history.undo()
    assert desk.threshold == 0.6
    visit(desk, "second", 0.4)
    visit(desk, "first", 0.6)  # with a step that was undone
    desk.history.redo()
    assert desk.threshold == 0.7
    visit(desk, "second", 0.4)
    desk.history.undo()
    assert desk.threshold == 0.3


def test_steps_of_a_photograph_that_somebody_else_has_read_meanwhile_are_dropped(desk):
    visit(desk, "first", 0.5)
    desk.go(0.6, control=None)
    visit(desk, "second", 0.3)
    visit(desk, "first", 0.45)
    assert not desk.history.canUndo()


def test_a_step_brings_back_only_what_it_changed(desk):
    visit(desk, "first", 0.5)
    desk.go(0.6, control=None)
    visit(desk, "second", 0.3)
    look = replace(desk.state.look, layout=Layout.CURTAIN)
    desk.history.add("layout", desk.state, replace(desk.state, look=look), control=None)
    visit(desk, "first", 0.6)
    desk.history.undo()
    assert desk.threshold == 0.5
    assert desk.state.look == look


def test_steps_of_so_many_photographs_are_kept(desk):
    for number in range(30):
        visit(desk, number, 0.5)
        desk.go(0.6, control=None)
    visit(desk, 29, 0.6)
    assert desk.history.canUndo()
    visit(desk, 5, 0.6)
    assert not desk.history.canUndo()
