import threading

import pytest
from PyQt5.QtWidgets import QWidget

from app import __version__
from app.base.errors import ImageReadError
from app.base.messages import message
from app.self_test import Check
from app.ui.dialogs import about
from tests.support import PATIENCE_S


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_about_names_version_licence_and_intended_use(parent, workspace):
    box = about.show_about(parent, workspace)
    assert __version__ in box.about.title.text()
    assert "does not diagnose" in box.about.purpose.text()
    assert "GPL-3.0-or-later" in box.about.licence.text()
    assert box.about.self_test.text() == "Self-test: running…"
    assert box.about.toggle.isHidden()
    box.close()


def test_about_has_a_tab_for_the_program_the_model_and_the_licences(parent, workspace):
    box = about.show_about(parent, workspace)
    assert [box.tabs.tabText(n) for n in range(box.tabs.count())] == ["About", "Model", "Licences"]
    box.close()


def check(name, found):
    return Check(message(name), expected=1.0, tolerance=0.1, found=found)


def test_about_shows_that_every_check_passed(parent, workspace):
    box = about.show_about(parent, workspace)
    workspace.self_tested.emit((check("a line", 1.02), check("a square", 0.95)))
    assert "Self-test: all 2 checks passed." in box.about.self_test.text()
    box.about.toggle.click()
    assert box.about.checks.isVisible()
    lines = box.about.checks.toPlainText().splitlines()
    assert lines[0] == "ok: a line: 1.02, expected 1 ± 0.1"
    box.close()


def test_about_names_the_checks_that_failed(parent, workspace):
    box = about.show_about(parent, workspace)
    workspace.self_tested.emit((check("a line", 1.0), check("a square", 1.4), check("b", None)))
    assert "Self-test: FAILED: a square, b." in box.about.self_test.text()
    lines = box.about.checks.toPlainText().splitlines()
    assert lines[2] == "FAILED: b: –, expected 1 ± 0.1"
    box.close()


def test_about_says_why_there_was_no_self_test(parent, workspace):
    box = about.show_about(parent, workspace)
    error = ImageReadError(message("It is gone."), message("Install it again."))
    workspace.self_tested.emit(error)
    assert box.about.self_test.text() == "Self-test: could not be run. It is gone."
    assert box.about.toggle.isHidden()
    box.close()


def test_about_runs_the_self_test_beside_the_window(qtbot, parent, workspace):
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    with qtbot.waitSignal(workspace.self_tested) as tested:
        box = about.show_about(parent, workspace)
        assert not workspace.busy  # nothing to wait for: the window stays usable
    assert len(tested.args[0]) >= 6
    assert "checks passed" in box.about.self_test.text()
    assert "only for the bundled model" in box.about.self_test.text()  # the network is a stand-in
    box.close()


def test_closing_about_early_gives_the_self_test_up(qtbot, monkeypatch, parent, workspace):
    begun, go_on = threading.Event(), threading.Event()

    def wait():
        begun.set()
        go_on.wait(PATIENCE_S)
        yield check("a line", 1.0)

    monkeypatch.setattr("app.ui.session.work.check_shapes", wait)
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
    error = ImageReadError(message("It is gone."), message("Install it again."))

    def fail():
        raise error
        yield

    monkeypatch.setattr("app.ui.session.work.check_shapes", fail)
    failures = []
    workspace.failed.connect(failures.append)
    workspace.start()
    with qtbot.waitSignal(workspace.self_tested) as tested:
        workspace.run_self_test()
    assert tested.args == [error]
    assert failures == []


def test_model_page_of_about_is_filled_in_once_the_model_is_there(qtbot, parent, workspace):
    box = about.show_about(parent, workspace)
    assert box.model.rows == []
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    assert dict(box.model.rows)["Name"] == "fake, 1"
    box.close()
