import os
import sys

import pytest

from app.ui.window.installation import InstallationWatch, restore_environment


@pytest.fixture
def program(tmp_path):
    program = tmp_path / "retivasc"
    program.write_bytes(b"one")
    return program


@pytest.fixture
def watch(program, qtbot):
    watch = InstallationWatch(program)
    yield watch
    if watch.box is not None:
        watch.box.close()
        qtbot.addWidget(watch.box)


def test_nothing_is_said_of_a_program_that_stays(watch):
    watch.look()
    assert watch.box is None


def test_an_update_is_told(watch, program):
    new = program.with_name("new")
    new.write_bytes(b"two")
    os.replace(new, program)
    watch.look()
    assert "updated or removed" in watch.box.text()


def test_a_removal_is_told_once(watch, program):
    program.unlink()
    watch.look()
    assert watch.box.isVisible()
    assert not watch._timer.isActive()


def test_programs_that_are_started_find_the_users_libraries(monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/retivasc", raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/retivasc:/mine")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/mine")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/retivasc/plugins")
    restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/mine"
    assert "QT_PLUGIN_PATH" not in os.environ
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_the_environment_of_a_checkout_is_left_alone(monkeypatch):
    monkeypatch.delattr(sys, "_MEIPASS", raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/mine")
    restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/mine"
