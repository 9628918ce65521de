import errno
import io
import json
import os
import subprocess
import sys

import pytest

from app.cli.parser import main
from tests.support import ROOT, make_pipe


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Give the folders of machine and user, which are made and told to the program."""
    for name in ("machine", "user"):
        (tmp_path / name / "retivasc").mkdir(parents=True)
    monkeypatch.setattr(
        "app.cli.settings.machine_settings",
        lambda: tmp_path / "machine" / "retivasc" / "settings.json",
    )
    monkeypatch.setattr("app.cli.settings.user_settings", lambda: tmp_path / "user" / "retivasc")
    return tmp_path / "machine" / "retivasc", tmp_path / "user" / "retivasc"


def origins(printed):
    rows = (line.split("  ") for line in printed.partition("Settings\n")[2].splitlines())
    return {row[1]: [part.strip() for part in row[2:] if part.strip()] for row in rows if row[1:]}


def test_each_setting_is_shown_with_its_origin(folders, capsys):
    machine, user = folders
    content = {
        "settings": {"archives": [{"host": "pacs"}], "font_scale": 1.5, "theme": "dark"},
        "locked": ["archives", "report_title"],
    }
    (machine / "settings.json").write_text(json.dumps(content))
    (user / "viewer.json").write_text('{"theme": "light", "archives": [{}], "recent": ["王"]}')
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    shown = origins(printed)
    assert shown["theme"] == ["user", '"light"']
    assert shown["font_scale"] == ["machine", "1.5"]
    assert shown["archives"][0] == "machine, locked"
    assert '"host":"pacs","port":104' in shown["archives"][1]
    assert shown["report_title"] == ["program, locked", '""']
    assert shown["report_page"] == ["program", '"A4"']
    assert "3 set, 2 locked, 0 wrong" in printed
    assert f"{user / 'viewer.json'}  (exists, can be written)" in printed
    assert "王" not in printed


def test_archive_of_version_0_1_is_shown_as_the_first_of_the_list(folders, capsys):
    (folders[0] / "settings.json").write_text(
        '{"settings": {"archive_host": "pacs"}, "locked": ["archive_host", "archive_port"]}'
    )
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    assert origins(printed)["archives"][0] == "machine, locked"
    assert "1 set, 1 locked, 0 wrong" in printed


def test_faults_are_told_and_fail(folders, capsys):
    (folders[0] / "settings.json").write_text('{"locked": ["teme"]}')
    assert main(["settings"]) == 1
    assert "  In locked: teme is not a setting. Did you mean theme?" in capsys.readouterr().out


def test_folder_that_cannot_be_written_is_told_with_the_reason(folders, capsys, monkeypatch):
    (folders[1] / "file").touch()
    monkeypatch.setattr("app.cli.settings.user_outbox", lambda: folders[1] / "file" / "outbox")
    assert main(["settings"]) == 0
    outbox = capsys.readouterr().out.partition("  outbox")[2].splitlines()[0]
    assert "does not exist, cannot be written: " in outbox


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ('{"settings": {"theme": "dark"}, "locked": ["theme"]}', 0, "1 set, 1 locked, 0 wrong"),
        ('{"settings": {"theme": "pink"}}', 1, "theme must be one of"),
        (None, 1, "There is no file"),
    ],
)
def test_file_is_checked_before_it_is_installed(tmp_path, capsys, content, code, told):
    if content is not None:
        (tmp_path / "new.json").write_text(content)
    assert main(["settings", "--check", str(tmp_path / "new.json")]) == code
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("name", ["x" * 300, "file/below.json"])
def test_path_that_cannot_be_read_is_told(tmp_path, capsys, name):
    (tmp_path / "file").touch()
    assert main(["settings", "--check", str(tmp_path / name)]) == 1
    assert "  The file cannot be read: " in capsys.readouterr().out


def test_a_pipe_is_not_waited_for(tmp_path, capsys):
    assert main(["settings", "--check", str(make_pipe(tmp_path / "pipe.json"))]) == 1
    assert "  The file cannot be read: it is not an ordinary file." in capsys.readouterr().out


def test_folder_that_may_not_be_entered_is_told(tmp_path, capsys, monkeypatch):
    file = tmp_path / "new.json"

    def refusing(real):
        def refuse(path, *arguments, **options):
            if path == file:
                raise PermissionError(errno.EACCES, "Permission denied")
            return real(path, *arguments, **options)

        return refuse

    monkeypatch.setattr("os.stat", refusing(os.stat))
    monkeypatch.setattr("io.open", refusing(io.open))
    assert main(["settings", "--check", str(file)]) == 1
    assert "  The file cannot be read: Permission denied." in capsys.readouterr().out


def test_settings_are_shown_without_qt():
    program = (
        "import sys; from app.cli.parser import main; main(['settings']); "
        "assert not {'PyQt5', 'torch'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
