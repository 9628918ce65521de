import shutil
import subprocess

import pytest

from pyinstaller import native

pytestmark = pytest.mark.skipif(
    not (shutil.which("patchelf") and shutil.which("strip")), reason="needs patchelf and binutils"
)


@pytest.fixture
def tree(tmp_path):
    """Return a program with a library, a text and a link."""
    inside = tmp_path / "retivasc" / "_internal"
    inside.mkdir(parents=True)
    shutil.copy("/bin/true", inside / "library.so")
    shutil.copy("/bin/true", inside.parent / "retivasc")
    (inside / "text.so").write_text("no library")
    (inside / "link.so").symlink_to("library.so")
    return inside.parent


def test_programs_and_libraries_are_told_by_their_content(tree):
    assert [path.name for path in native.native_files(tree)] == ["library.so", "retivasc"]


@pytest.mark.parametrize(
    ("before", "after"), [("/root/python/lib", ""), ("$ORIGIN/../lib:/root/lib", "$ORIGIN/../lib")]
)
def test_only_the_bundles_own_folders_are_searched(tree, before, after):
    library = tree / "_internal" / "library.so"
    subprocess.run(["patchelf", "--set-rpath", before, library], check=True)
    assert native.foreign_search_path(library)
    native.clean(tree)
    left = subprocess.check_output(["patchelf", "--print-rpath", library], text=True).strip()
    assert left == after
    assert native.foreign_search_path(library) == ""
    subprocess.run([library], check=True)


def test_the_program_itself_is_left_as_it_is(tree):
    before = (tree / "retivasc").read_bytes()
    native.clean(tree)
    assert (tree / "retivasc").read_bytes() == before
