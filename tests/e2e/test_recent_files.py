"""What was opened last is offered again, and never another patient's photograph in its place."""

import os
import zipfile
from pathlib import Path

from app.settings.preferences import RecentFile
from app.ui.session.recent_files import Since
from tests.support import encode, make_fundus

FIRST, SECOND = (encode(make_fundus(256, seed=seed).pixels) for seed in (1, 2))


def write(folder, content, name="IM0001"):
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


def shown(qtbot, viewer, content):
    """Wait until a photograph of this content is shown."""
    pixels = make_fundus(256, seed=1 if content is FIRST else 2).pixels
    qtbot.waitUntil(
        lambda: (
            viewer.workspace.analysis is not None
            and (viewer.workspace.analysis.image.pixels == pixels).all()
        ),
        timeout=60000,
    )


def test_one_name_in_two_folders_is_two_photographs(qtbot, make_viewer, tmp_path, monkeypatch):
    """``retivasc IM0001`` in one patient's folder, and later in another's."""
    write(tmp_path / "one", FIRST)
    write(tmp_path / "two", SECOND)
    for folder, content in (("one", FIRST), ("two", SECOND)):
        monkeypatch.chdir(tmp_path / folder)
        viewer = make_viewer(files=[Path("IM0001")])
        shown(qtbot, viewer, content)
    monkeypatch.chdir(tmp_path)
    viewer = make_viewer()
    places = [file.path for file in viewer.preferences.recent]
    assert places == [str(tmp_path / "two" / "IM0001"), str(tmp_path / "one" / "IM0001")]
    viewer.window.commands.recent[1].trigger()
    shown(qtbot, viewer, FIRST)
    assert viewer.window.banner.isHidden()


def test_a_link_and_a_roundabout_path_are_the_same_file(qtbot, make_viewer, tmp_path):
    file = write(tmp_path / "one", FIRST)
    os.symlink(file, tmp_path / "link")
    viewer = make_viewer(files=[tmp_path / "link"])
    shown(qtbot, viewer, FIRST)
    viewer.window.open_files([tmp_path / "one" / ".." / "one" / "IM0001"])
    qtbot.waitUntil(lambda: viewer.workspace.entry.path != tmp_path / "link", timeout=60000)
    assert [recent.path for recent in viewer.preferences.recent] == [str(file)]


def test_another_photograph_in_the_place_of_a_recent_one_is_told(qtbot, make_viewer, tmp_path):
    file = write(tmp_path / "one", FIRST, "<b>IM0001")
    viewer = make_viewer(files=[file])
    shown(qtbot, viewer, FIRST)
    file.write_bytes(SECOND)
    viewer = make_viewer()
    qtbot.waitUntil(lambda: bool(viewer.recent_files.since), timeout=60000)
    action = viewer.window.commands.recent[0]
    assert action.text() == "<b>IM0001 (now a different photograph)"
    action.trigger()
    shown(qtbot, viewer, SECOND)
    said = viewer.window.banner.text
    assert said.startswith("“<b>IM0001” is no longer the photograph that was opened before.")
    assert action.text() == "<b>IM0001"  # it is what was opened last, from now on
    action.trigger()
    qtbot.waitUntil(lambda: viewer.window._asked is None and not viewer.workspace.busy)
    assert viewer.window.banner.isHidden()


def test_a_recent_file_that_is_gone_is_told(qtbot, make_viewer, tmp_path):
    file = write(tmp_path / "one", FIRST)
    viewer = make_viewer(files=[file])
    shown(qtbot, viewer, FIRST)
    file.unlink()
    viewer = make_viewer()
    qtbot.waitUntil(lambda: bool(viewer.recent_files.since), timeout=60000)
    assert viewer.window.commands.recent[0].text() == "IM0001 (no longer there)"
    viewer.window.commands.recent[0].trigger()
    qtbot.waitUntil(lambda: not viewer.window.banner.isHidden(), timeout=60000)
    assert "does not exist" in viewer.window.banner.text


def test_the_member_of_an_archive_that_was_opened_is_opened_again(qtbot, make_viewer, tmp_path):
    archive = tmp_path / "eyes.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.png", SECOND)
        packed.writestr("b.png", FIRST)
    viewer = make_viewer(files=[archive])
    shown(qtbot, viewer, SECOND)
    viewer.window.browser.open_next()
    shown(qtbot, viewer, FIRST)
    (recent,) = viewer.preferences.recent
    assert (recent.path, recent.member) == (str(archive), "b.png")
    viewer = make_viewer()
    viewer.window.open_recent(recent)
    shown(qtbot, viewer, FIRST)
    assert viewer.window.banner.isHidden()


def test_an_archive_without_the_member_that_was_opened_is_told(qtbot, make_viewer, tmp_path):
    archive = tmp_path / "eyes.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.png", SECOND)
    viewer = make_viewer()
    viewer.window.open_recent(RecentFile(str(archive), "b.png", "0a"))
    shown(qtbot, viewer, SECOND)
    assert "“b.png” is no longer the photograph" in viewer.window.banner.text


def test_marks_are_of_the_files_as_they_were_remembered(qtbot, make_viewer, tmp_path):
    """Once a changed file was opened again, what is said of it is of no file any more."""
    file = write(tmp_path / "one", FIRST)
    viewer = make_viewer()
    former = RecentFile(str(file), sha256="0a")
    viewer.recent_files.look_at([former])
    qtbot.waitUntil(lambda: bool(viewer.recent_files.since), timeout=60000)
    assert viewer.recent_files.since == {former: Since.CHANGED}
