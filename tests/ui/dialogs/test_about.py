import threading

import pytest
from PyQt5.QtWidgets import QWidget

from app import __version__
from app.errors import ImageReadError
from app.messages import message
from app.self_test import Check
from app.ui.dialogs import about


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_about_names_version_licence_and_intended_use(parent, workspace):
    box = about.show_about(parent, workspace)
    assert __version__ in box.text()
    assert "does not diagnose" in box.text()
    assert "GPL-3.0-or-later" in box.informativeText()
    assert "Self-test: running…" in box.informativeText()
    box.close()


def check(name, found):
    return Check(message("Core", name), expected=1.0, tolerance=0.1, found=found)


def test_about_shows_that_every_check_passed(parent, workspace):
    box = about.show_about(parent, workspace)
    workspace.self_tested.emit((check("a line", 1.02), check("a square", 0.95)))
    assert "Self-test: all 2 checks passed." in box.informativeText()
    assert box.detailedText().splitlines()[0] == "ok: a line: 1.02, expected 1 ± 0.1"
    box.close()


def test_about_names_the_checks_that_failed(parent, workspace):
    box = about.show_about(parent, workspace)
    workspace.self_tested.emit((check("a line", 1.0), check("a square", 1.4), check("b", None)))
    assert "Self-test: FAILED: a square, b." in box.informativeText()
    assert box.detailedText().splitlines()[2] == "FAILED: b: –, expected 1 ± 0.1"
    box.close()


def test_about_says_why_there_was_no_self_test(parent, workspace):
    box = about.show_about(parent, workspace)
    error = ImageReadError(message("Core", "It is gone."), message("Core", "Install it again."))
    workspace.self_tested.emit(error)
    assert "Self-test: it could not be run. It is gone." in box.informativeText()
    assert not box.detailedText()
    box.close()


def test_about_runs_the_self_test_beside_the_window(qtbot, parent, workspace):
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    with qtbot.waitSignal(workspace.self_tested, timeout=60000) as tested:
        box = about.show_about(parent, workspace)
        assert not workspace.busy  # nothing to wait for: the window stays usable
    assert len(tested.args[0]) >= 6
    assert "checks passed" in box.informativeText()
    assert "bundled model only" in box.informativeText()  # the network is a stand-in
    box.close()


def test_closing_about_early_gives_the_self_test_up(qtbot, monkeypatch, parent, workspace):
    begun, go_on = threading.Event(), threading.Event()

    def wait():
        begun.set()
        go_on.wait(10)
        yield check("a line", 1.0)

    monkeypatch.setattr("app.ui.state.errands.check_shapes", wait)
    told = []
    workspace.self_tested.connect(told.append)
    workspace.start()
    box = about.show_about(parent, workspace)
    qtbot.waitUntil(begun.is_set)
    box.close()
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs._unfinished)
    assert told == []


def test_failed_self_test_is_told_to_about_alone(qtbot, monkeypatch, parent, workspace):
    error = ImageReadError(message("Core", "It is gone."), message("Core", "Install it again."))

    def fail():
        raise error
        yield

    monkeypatch.setattr("app.ui.state.errands.check_shapes", fail)
    failures = []
    workspace.failed.connect(failures.append)
    workspace.start()
    with qtbot.waitSignal(workspace.self_tested) as tested:
        workspace.run_self_test()
    assert tested.args == [error]
    assert failures == []
