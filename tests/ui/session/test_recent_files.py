import hashlib
import zipfile

import pytest

from app.settings.preferences import RecentFile
from app.ui.session.recent_files import RecentFiles, Since


@pytest.fixture
def recent_files(qtbot):
    files = RecentFiles()
    yield files
    files.shut_down()
    qtbot.wait(0)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_what_became_of_files_and_members_is_found_out(qtbot, recent_files, tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.writestr("b", b"b")
    place, archive = str(tmp_path / "a"), str(tmp_path / "z.zip")
    same = RecentFile(place, sha256=sha256(b"a"))
    changed = RecentFile(place, sha256=sha256(b"b"))
    undated = RecentFile(place)
    member = RecentFile(archive, "b", sha256(b"b"))
    other_member = RecentFile(archive, "b", sha256(b"c"))
    no_member = RecentFile(archive, "c", sha256(b"c"))
    gone = RecentFile(str(tmp_path / "gone"), sha256=sha256(b"a"))
    gone_undated = RecentFile(str(tmp_path / "gone"))
    folder = RecentFile(str(tmp_path), sha256=sha256(b"a"))
    nothing = RecentFile(f"{tmp_path}/\0", sha256=sha256(b"a"))
    all_of_them = [same, changed, undated, member, other_member, no_member, gone, gone_undated]
    with qtbot.waitSignal(recent_files.looked_at, timeout=60000):
        recent_files.look_at([*all_of_them, folder, nothing])
    assert recent_files.since == {
        changed: Since.CHANGED,
        other_member: Since.CHANGED,
        no_member: Since.CHANGED,
        gone: Since.GONE,
        gone_undated: Since.GONE,
        folder: Since.CHANGED,
        nothing: Since.GONE,
    }
