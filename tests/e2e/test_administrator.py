"""What an administrator set, and what a computer that keeps nothing does to the window."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from app.base.messages import message
from app.settings.preferences import MachineSettings, Preferences, Template
from app.ui.dialogs.report_dialog import ReportDialog
from app.ui.dialogs.settings import SettingsDialog
from app.ui.window.not_kept import NotKeptError, UnsavedError
from tests.support import ROOT

NOT_KEPT = NotKeptError(message("Not kept."), message("Ask."))
UNSAVED = UnsavedError(NOT_KEPT.message, NOT_KEPT.hint)


@pytest.fixture
def locked():
    """Give settings of which some are locked."""
    return MachineSettings(
        Preferences(theme="dark", patient_shown=False, report_page="Letter"),
        locked=frozenset(
            {"theme", "language", "patient_shown", "report_page", "templates", "report_author"}
        ),
    )


def test_commands_of_what_is_locked_are_off(make_viewer, locked):
    viewer = make_viewer(machine=locked)
    commands = viewer.window.commands
    assert not commands.patient_shown.isEnabled()
    assert not commands.patient_shown.isChecked()
    assert not any(action.isEnabled() for action in commands.languages.values())
    viewer._speak("zh_CN")  # the window that takes its place is like it
    assert not viewer.window.commands.patient_shown.isEnabled()


def test_what_nobody_locked_can_be_set(make_viewer):
    commands = make_viewer().window.commands
    assert commands.patient_shown.isEnabled()
    assert all(action.isEnabled() for action in commands.languages.values())


def test_dialog_of_settings_sets_the_rest_only(make_viewer, locked, tmp_path):
    viewer = make_viewer(machine=locked)
    viewer.window.commands.settings.trigger()
    dialog = viewer.window.findChild(SettingsDialog)
    assert not dialog.editors["theme"].widget.isEnabled()
    dialog.editors["theme"].show("light")
    dialog.editors["clinic_name"].show("Eyes")
    dialog.accept()
    assert (viewer.preferences.theme, viewer.preferences.clinic_name) == ("dark", "Eyes")
    kept = json.loads((tmp_path / "settings" / "viewer.json").read_bytes())
    assert "theme" not in kept
    assert kept["clinic_name"] == "Eyes"


def test_refusal_is_told_and_what_was_shown_comes_back(qtbot, make_viewer, locked, photograph_file):
    viewer = make_viewer(files=[photograph_file], machine=locked)
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    viewer.window.commands.report.trigger()
    dialog = viewer.window.findChild(ReportDialog)
    page = dialog.options.page
    page.setCurrentIndex(page.findData("A4"))
    page.activated.emit(page.currentIndex())
    assert page.currentData() == "Letter"
    assert "set by your administrator" in dialog.told.text()
    viewer.reports.remember(templates=(Template("mine"),))
    assert viewer.preferences.templates == ()
    dialog.close()


def test_name_of_who_signs_is_not_refused_but_not_kept_either(make_viewer, locked):
    viewer = make_viewer(machine=locked)
    noticed = []
    viewer.reports.noticed.connect(noticed.append)
    viewer.reports.remember(report_author="Dr. Wu")
    assert noticed == []
    assert viewer.preferences.report_author == ""


def test_problems_are_told_at_the_start(make_viewer):
    viewer = make_viewer(problems=[NOT_KEPT, NOT_KEPT])
    assert viewer.window.banner.text == "Not kept. Not kept. Ask. Ask."


def test_problems_outlast_the_first_photograph_but_not_the_second(
    qtbot, make_viewer, photograph_file
):
    viewer = make_viewer(files=[photograph_file], problems=[NOT_KEPT])
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert viewer.window.banner.isVisible()
    assert viewer.window.banner.text == "Not kept. Ask."
    viewer.window.open_sample()
    qtbot.waitUntil(lambda: not viewer.window.banner.isVisible())


def test_settings_that_cannot_be_saved_are_told_once(make_viewer, tmp_path):
    viewer = make_viewer()
    (tmp_path / "settings").touch()
    viewer.apply(viewer.preferences.changed(theme="dark"))
    assert "not saved" in viewer.window.banner.text
    viewer.window.banner.hide()
    viewer.apply(viewer.preferences.changed(theme="light"))
    assert not viewer.window.banner.isVisible()
    assert viewer.preferences.theme == "light"


def test_settings_that_were_told_of_at_the_start_are_not_told_again(make_viewer, tmp_path):
    (tmp_path / "settings").touch()
    viewer = make_viewer(problems=[UNSAVED])
    viewer.apply(viewer.preferences.changed(theme="dark"))
    assert viewer.window.banner.text == "Not kept. Ask."


def test_settings_that_cannot_be_saved_are_told_though_another_folder_was(make_viewer, tmp_path):
    (tmp_path / "settings").touch()
    viewer = make_viewer(problems=[NOT_KEPT])
    viewer.apply(viewer.preferences.changed(theme="dark"))
    assert "What you set applies until you close the program" in viewer.window.banner.text


def test_damaged_settings_are_kept_aside_and_told_once(make_viewer, tmp_path):
    file = tmp_path / "settings" / "viewer.json"
    file.parent.mkdir()
    file.write_bytes(b"{")
    viewer = make_viewer(problems=[NOT_KEPT])
    assert viewer.window.banner.text.startswith("Not kept. Your settings file was damaged")
    assert "“viewer.json.damaged”" in viewer.window.banner.text
    assert (tmp_path / "settings" / "viewer.json.damaged").read_bytes() == b"{"
    viewer.window.banner.hide()
    viewer.apply(viewer.preferences.changed(theme="dark"))
    assert not viewer.window.banner.isVisible()
    assert json.loads(file.read_bytes())["theme"] == "dark"


@pytest.mark.parametrize("chosen", [{}, {"remember_recent": False}])
def test_names_of_files_leave_the_settings_at_the_start(make_viewer, tmp_path, chosen):
    file = tmp_path / "settings" / "viewer.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"recent": ["/王/a.png"], "folder": "/王", **chosen}))
    only_chosen = frozenset() if chosen else frozenset({"remember_recent"})
    default = Preferences(remember_recent=bool(chosen))
    make_viewer(machine=MachineSettings(default, locked=only_chosen))
    assert json.loads(file.read_bytes()) == chosen


def test_choices_of_two_windows_are_both_kept(make_viewer, tmp_path):
    file = tmp_path / "settings" / "viewer.json"
    file.parent.mkdir()
    file.write_text('{"report_page": "Letter"}')
    one, other = make_viewer(), make_viewer()
    other.apply(other.preferences.changed(clinic_name="Eyes"))
    one.reports.remember(templates=(Template("mine"),), report_page="A4")
    one.apply(one.preferences.changed(clinic_name="Eye clinic"))
    other.window.resize(900, 600)
    other._remember_window()
    kept = json.loads(file.read_bytes())
    assert [template["name"] for template in kept["templates"]] == ["mine"]
    assert kept["clinic_name"] == "Eye clinic"
    assert "report_page" not in kept


def test_threads_end_though_the_window_cannot_be_remembered(make_viewer, monkeypatch):
    viewer = make_viewer()

    def fail():
        raise RuntimeError("no window")

    monkeypatch.setattr(viewer, "_remember_window", fail)
    ended = []
    monkeypatch.setattr(viewer, "_end", lambda end=viewer._end: ended.append(end()))
    with pytest.raises(RuntimeError):
        viewer.close()
    assert ended == [None]
    monkeypatch.undo()


def test_one_thread_that_cannot_be_ended_does_not_keep_the_others(make_viewer, monkeypatch):
    viewer = make_viewer()
    with monkeypatch.context() as patch:
        patch.setattr(viewer.library, "shut_down", lambda: 1 / 0)
        patch.setattr(viewer.outbox_sender, "shut_down", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            viewer.close()
    assert viewer.workspace.jobs._thread.isFinished()


def test_photograph_whose_path_is_no_text_does_not_end_saving(make_viewer, tmp_path):
    viewer = make_viewer()
    viewer._remember_folder("/\udcd7\udcf3")
    viewer.apply(viewer.preferences.changed(theme="dark"))
    viewer._remember_window()
    assert json.loads((tmp_path / "settings" / "viewer.json").read_bytes())["theme"] == "dark"


def test_outbox_that_cannot_be_looked_into_is_no_obstacle(make_viewer, monkeypatch):
    real = os.stat

    def refuse(path, *arguments, **options):
        if "outbox" in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", refuse)
    viewer = make_viewer()
    assert viewer.window.isVisible()
    assert viewer.outbox_sender.outbox.attempt(now=datetime.now(UTC)) == (0, 0)
    assert viewer.outbox_sender.outbox.damaged() == ()


STARTED = """
import sys
from pathlib import Path
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication
from app.ui import application

def loop():
    QTimer.singleShot(0, QApplication.quit)  # after the start, which waits already
    QApplication.exec()
    (window,) = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow"]
    print(window.isVisible(), window.banner.text)
    return 0

QApplication.exec_ = staticmethod(loop)
sys.exit(application.run_viewer([], model=Path("none"), device="cpu", language="en"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="folders are elsewhere")
def test_window_opens_where_nothing_can_be_kept_and_says_so(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "retivasc").mkdir()
    (tmp_path / "retivasc" / "settings.json").write_text("{")
    environment = {name: str(tmp_path / "file") for name in ("HOME", "XDG_RUNTIME_DIR")}
    environment |= {"XDG_CONFIG_DIRS": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-B", "-c", STARTED],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith(
        "True Not saved on this computer: your settings, the log, the out"
    )
    assert f"“{tmp_path}/file/.config/retivasc” cannot be written to: Not a dir" in done.stdout
    assert "your administrator's settings" in done.stdout
