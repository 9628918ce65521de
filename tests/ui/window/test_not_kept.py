import sys
from pathlib import Path

import pytest

from app.base.translation import load_catalogue
from app.settings.preferences import NOTHING_SET, MachineSettings
from app.ui.window.not_kept import (
    NotKeptError,
    UnsavedError,
    faulty_settings,
    lost_folders,
    settings_command,
)

FULL = OSError(28, "No space left on device")
FINE = (Path("/fine"), None)


def test_what_is_kept_is_not_told():
    assert lost_folders(settings=FINE, log=FINE, outbox=FINE) is None
    assert faulty_settings(NOTHING_SET) is None


def test_each_thing_that_is_lost_is_named_with_folder_and_reason():
    error = lost_folders(settings=FINE, log=(Path("/log"), FULL), outbox=(Path("/out"), FULL))
    told = load_catalogue("en").say(error.message)
    assert "the log, the outbox (so that nothing can be sent to the archive)." in told
    assert "settings" not in told
    assert "“/log” cannot be written to: No space left on device." in told


def test_faults_of_the_administrators_file_are_told_once_and_logged_one_by_one(caplog):
    caplog.set_level("INFO", "app")
    error = faulty_settings(MachineSettings(faults=("First.", "Second.")))
    assert "administrator" in str(error)
    assert [record.args[0] for record in caplog.records] == ["First.", "Second."]


def test_lost_settings_are_told_apart_from_the_rest():
    assert type(lost_folders(settings=FINE, log=(Path("/log"), FULL), outbox=FINE)) is NotKeptError
    lost = lost_folders(settings=(Path("/set"), FULL), log=FINE, outbox=FINE)
    assert isinstance(lost, UnsavedError)


@pytest.mark.parametrize(
    ("platform", "command"), [("win32", "retivasc-cli settings"), ("linux", "retivasc settings")]
)
def test_command_is_named_as_it_is_called_there(monkeypatch, platform, command):
    monkeypatch.setattr(sys, "platform", platform)
    assert settings_command() == command
    for error in (
        lost_folders(settings=(Path("/set"), FULL), log=FINE, outbox=FINE),
        faulty_settings(MachineSettings(faults=("First.",))),
    ):
        assert f"“{command}” lists" in str(error)
