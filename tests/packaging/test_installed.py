"""What was built, installed as a clinic does and used: not the source tree."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.base.translation import LANGUAGES
from app.cli.parser import COMMANDS
from app.report.manual import Page, families, page_of
from pyinstaller.native import foreign_search_path, native_files
from release import ROOT, file_list, read_version
from tests.screen import needs_screen, virtual_screen
from windows.compare_results import differences

pytestmark = pytest.mark.package

DIST = ROOT / "dist"
SAMPLE = ROOT / "resources" / "samples" / "chase_db1_09r.dcm"
CHINESE = "病例/左眼 1.dcm"
NOBODY = 65534
PATIENCE_S = 60


def artefact(pattern: str) -> Path:
    found = list(DIST.glob(pattern))
    if len(found) != 1:
        pytest.fail(f"{len(found)} files match dist/{pattern}: type  make package-test")
    return found[0]


class Program:
    """An installed program and the user who starts it.

    Attributes:
        root: the folder that the user knows as "/".
        home: of the user, who owns it.
        folder: where the program lies; read-only for the user.
        settings: the file of the administrator.
        command: what starts the program; its last word is the name of the program.
    """

    root, home, folder, settings = Path("/"), Path(), Path(), Path()
    command: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        programs = "/usr/sbin:/usr/bin:/bin"
        return {"HOME": self.inside(self.home), "PATH": programs, "LANG": "C.UTF-8"}

    def inside(self, path: Path) -> str:
        """Return a path as the user knows it."""
        return f"/{path.relative_to(self.root)}"

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [*self.command, *map(str, arguments)],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, code: int = 0, **environment: str) -> str:
        """Run a command to its end and return what it printed, errors last."""
        with self.start(*arguments, **environment) as process:
            printed, errors = process.communicate(timeout=300)
        assert process.returncode == code, printed + errors
        return printed + errors

    def takes(self, source: Path, name: str) -> str:
        """Copy a file into the user's home; return its path as the user knows it."""
        target = self.home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        hand_over(target.parent, os.stat(self.home).st_uid)
        return self.inside(target)


class Unpacked(Program):
    """The archive, unpacked by root on a share that its users may only read."""

    def __init__(self, scratch: Path) -> None:
        archive = artefact("retivasc-*-linux-x86_64.tar.xz")
        subprocess.run(["tar", "-xf", archive, "-C", scratch], check=True)
        self.folder = scratch / archive.name.removesuffix(".tar.xz")
        self.home, self.settings = scratch / "home", scratch / "etc" / "retivasc" / "settings.json"
        self.home.mkdir()
        self.settings.parent.mkdir(parents=True)
        for path in (self.folder, *self.folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        self.command = (*as_nobody(self.home), str(self.folder / "retivasc"))

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"XDG_CONFIG_DIRS": str(self.settings.parents[1])}


class Packaged(Program):
    """The Debian package, in a Debian of its own that has nothing else."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "opt" / "retivasc"
        self.settings = root / "etc/xdg/retivasc/settings.json"
        self.home = root / "home" / "clinician"
        self.home.mkdir(parents=True, exist_ok=True)
        hand_over(self.home, 1000)
        self.command = (*self._enter("--userspec=1000:1000"), "retivasc")

    def _enter(self, *options: str) -> tuple[str, ...]:
        # The mount is gone with the process.
        script = 'mount -t proc proc "$0/proc"; exec chroot "$@"'
        root = str(self.root)
        return ("unshare", "--mount", "sh", "-c", script, root, *options, root)

    def administer(self, *command: str) -> str:
        done = subprocess.run(
            [*self._enter(), *command],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


def as_nobody(home: Path) -> tuple[str, ...]:
    """Return what starts a command without rights, if we have any."""
    if os.geteuid():
        return ()
    hand_over(home, NOBODY)
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def hand_over(folder: Path, user: int) -> None:
    if not os.geteuid():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user)


def let_through(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make a folder reachable for other users, below those that pytest keeps to itself."""
    folder.chmod(0o755)
    own = tmp_path_factory.getbasetemp().parent
    for path in folder.parents:
        if path.is_relative_to(own):
            path.chmod(path.stat().st_mode | 0o011)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Iterator[Unpacked]:
    scratch = tmp_path_factory.mktemp("unpacked")
    let_through(scratch, tmp_path_factory)
    yield Unpacked(scratch)
    subprocess.run(["chmod", "-R", "u+w", scratch], check=True)


@pytest.fixture(scope="module")
def debian(tmp_path_factory) -> Packaged:
    """Return a fresh Debian with the package in its /tmp, not installed yet."""
    if os.geteuid() or not shutil.which("debootstrap"):
        pytest.skip("needs root and debootstrap")
    root = tmp_path_factory.mktemp("debian")
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", root],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"no Debian could be made: {done.stdout[-300:]}")
    let_through(root, tmp_path_factory)
    shutil.copy(artefact("retivasc_*_amd64.deb"), root / "tmp" / "retivasc.deb")
    program = Packaged(root)
    program.administer("apt-get", "update")
    program.administer("apt-get", "install", "-y", "--no-install-recommends", "desktop-file-utils",
                       "shared-mime-info", "man-db")  # fmt: skip
    return program


@pytest.fixture(scope="module")
def packaged(debian: Packaged) -> Packaged:
    before = files_of(debian.root)
    install(debian)
    debian.before = before
    return debian


def install(debian: Packaged) -> str:
    return debian.administer(
        "apt-get", "install", "-y", "--no-install-recommends", "--reinstall", "/tmp/retivasc.deb"
    )


@pytest.fixture(params=["unpacked", "packaged"])
def program(request) -> Program:
    return request.getfixturevalue(request.param)


def files_of(root: Path) -> set[str]:
    """Return what lies in a system, without what changes by itself."""
    found = subprocess.run(
        ["find", root, "-xdev", "-path", f"{root}/var/cache", "-prune", "-o",
         "-path", f"{root}/var/log", "-prune", "-o", "-path", f"{root}/var/lib/dpkg", "-prune",
         "-o", "-path", f"{root}/tmp", "-prune", "-o", "-print"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(found.stdout.splitlines())


@pytest.fixture(scope="module")
def from_source(tmp_path_factory) -> Path:
    """Return the results of the source tree."""
    folder = tmp_path_factory.mktemp("source")
    subprocess.run(
        [sys.executable, "-m", "app", "analyze", SAMPLE, "--output", folder],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    return folder


# --- what both must do -------------------------------------------------------------------------


def test_it_proves_itself(program):
    printed = program.run("self-test", "--json", f"{program.inside(program.home)}/proof.json")
    assert "FAILED" not in printed
    proof = json.loads((program.home / "proof.json").read_text())
    names = " ".join(check["name"] for check in proof["checks"])
    for part in ("HTJ2K", "sample", "report", "DICOM object", "window", "qxcb"):
        assert part in names, part
    assert proof["passed"]
    assert proof["software_version"] == read_version()
    assert "unknown" not in proof["packages"].values()


def test_its_results_are_those_of_the_source(program, from_source):
    photograph = program.takes(SAMPLE, "in/chase_db1_09r.dcm")
    program.run("analyze", photograph, "--output", f"{program.inside(program.home)}/out")
    name = f"{SAMPLE.stem}.json"
    ours, theirs = (
        json.loads((folder / name).read_text()) for folder in (from_source, program.home / "out")
    )
    assert ours["measurements"]["vessel_density"]["value"] > 0.05
    assert differences(ours, theirs) == []
    for kind in ("mask", "overlay"):
        one, other = (
            Image.open(folder / f"{SAMPLE.stem}_{kind}.png")
            for folder in (from_source, program.home / "out")
        )
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None
    assert (program.home / "out" / f"{SAMPLE.stem}_report.pdf").read_bytes().startswith(b"%PDF")


def test_it_takes_chinese_names(program):
    photograph = program.takes(SAMPLE, CHINESE)
    program.run("analyze", photograph, "--output", f"{program.inside(program.home)}/结果")
    table = (program.home / "结果" / "results.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(table.splitlines())
    assert "左眼 1.dcm" in " ".join(row.values())


def test_it_writes_nothing_beside_itself(program):
    before = file_list(program.folder)
    program.run("analyze", program.takes(SAMPLE, "a.dcm"), "--output",
                f"{program.inside(program.home)}/once")  # fmt: skip
    program.run("settings")
    assert file_list(program.folder) == before


def test_it_follows_the_administrator(program):
    before = program.settings.read_bytes() if program.settings.exists() else None
    wanted = {"settings": {"clinic_name": "Clinic of the test"}, "locked": ["clinic_name"]}
    program.settings.write_text(json.dumps(wanted))
    try:
        assert "Clinic of the test" in program.run("settings")
    finally:
        if before is None:
            program.settings.unlink()
        else:
            program.settings.write_bytes(before)


def test_it_works_for_a_user_without_a_home(program):
    results = program.home / "for_nobody"
    results.mkdir()
    hand_over(results, os.stat(program.home).st_uid)
    program.run("analyze", program.takes(SAMPLE, "b.dcm"), "--output", program.inside(results),
                HOME="/nonexistent")  # fmt: skip
    assert (results / "b.json").exists()
    assert "cannot be written" in program.run("settings", HOME="/nonexistent")


def test_it_leaves_training_and_cohorts_out(program):
    assert "analyze" in program.run("--help")
    assert "ablate" not in program.run("--help")
    assert "cohort" not in program.run("--help")
    assert not list(program.folder.rglob("*training*"))
    assert not list(program.folder.rglob("*pyarrow*"))


def test_it_carries_its_papers(program):
    internal = program.folder / "_internal"
    bill = json.loads((internal / "bom.cdx.json").read_text())
    named = {component["name"].lower() for component in bill["components"]}
    assert "torch" not in named
    assert {"openvino", "pyqt5", "pylibjpeg-libjpeg", "numpy", "pydicom", "python"} <= named
    assert all(component.get("licenses") for component in bill["components"])
    notices = (internal / "THIRD_PARTY_NOTICES.txt").read_text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in notices.upper()
    documents = {path.name for path in (internal / "documents").iterdir()}
    assert {"INTENDED_USE.md", "RISKS.md", "MODEL_CARD.md", "README.md"} <= documents


def test_every_page_that_it_opens_is_there_in_both_languages(program):
    pages = [*Page, *(page_of(measures[0]) for measures in families().values())]
    manual = program.folder / "_internal" / "manual"
    files = [manual / language / f"{page}.html" for language in LANGUAGES for page in pages]
    assert [file for file in files if not file.is_file()] == []


@pytest.mark.skipif(not shutil.which("patchelf"), reason="needs patchelf")
def test_its_libraries_are_looked_for_nowhere_else(program):
    strangers = {path.name: foreign_search_path(path) for path in native_files(program.folder)}
    assert {name: places for name, places in strangers.items() if places} == {}


@needs_screen
@pytest.mark.skipif(not shutil.which("import"), reason="needs ImageMagick")
def test_its_window_shows_the_vessels_and_closes(program, tmp_path):
    photograph = program.takes(SAMPLE, "window.dcm")
    with virtual_screen() as display, running(program, photograph, DISPLAY=display) as process:
        end = time.monotonic() + PATIENCE_S
        while not shows_vessels(display, tmp_path / "screen.png"):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end, "no vessels came"
            time.sleep(0.5)
        does(display, "search", "--onlyvisible", "--name", "Retivasc", "windowfocus")
        does(display, "key", "ctrl+q")
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors
    assert (program.home / ".config/retivasc/viewer.json").exists()


@contextmanager
def running(program: Program, *arguments: str, **environment: str) -> Iterator[subprocess.Popen]:
    with program.start(*arguments, **environment) as process:
        try:
            yield process
        finally:
            process.kill()


def does(display: str, *commands: str) -> None:
    environment = os.environ | {"DISPLAY": display}
    subprocess.run(["xdotool", *commands], env=environment, check=True, timeout=20)


def shows_vessels(display: str, picture: Path) -> bool:
    """Return whether the right pane shows what the left does not: the vessels' cyan."""
    subprocess.run(
        ["import", "-silent", "-window", "root", picture],
        env=os.environ | {"DISPLAY": display},
        check=True,
    )
    with Image.open(picture) as screen:
        red, _, blue = screen.convert("RGB").split()
        bluer = ImageChops.subtract(blue, red).point(lambda value: 255 * (value > 30))
        left, right = (bluer.crop(box).histogram()[255] for box in (PHOTOGRAPH, VESSELS))
    return left < 100 and right > 2000


PHOTOGRAPH, VESSELS = (40, 170, 480, 600), (530, 170, 970, 600)
"""Where the panes are in a window of the usual size, without their captions."""


# --- what the package does to a system ---------------------------------------------------------


def test_the_menu_and_the_file_types_know_it(packaged):
    entry = "/usr/share/applications/retivasc.desktop"
    assert "error" not in packaged.administer("desktop-file-validate", entry)
    known = (packaged.root / "usr/share/applications/mimeinfo.cache").read_text()
    for kind in ("application/dicom", "image/png", "image/jpeg", "image/tiff"):
        assert f"{kind}=retivasc.desktop" in known
    assert (packaged.root / "usr/share/icons/hicolor/scalable/apps/retivasc.svg").exists()


def test_the_manual_names_every_command(packaged):
    manual = packaged.administer("man", "retivasc")
    for command in COMMANDS:
        assert f"retivasc {command.NAME}" in manual
    assert "ablate" not in manual


def test_users_can_change_nothing_of_it(packaged):
    for path in (packaged.folder, *packaged.folder.rglob("*"), packaged.settings):
        information = path.lstat()
        assert information.st_uid == 0
        assert path.is_symlink() or not information.st_mode & 0o022, path


def test_settings_that_came_first_are_kept_without_a_question(packaged):
    packaged.administer("apt-get", "purge", "-y", "retivasc")
    packaged.settings.parent.mkdir(parents=True, exist_ok=True)
    packaged.settings.write_text('{"settings": {"clinic_name": "First"}, "locked": []}')
    install(packaged)
    assert "First" in packaged.settings.read_text()
    assert not list(packaged.settings.parent.glob("*.dpkg-*"))


def test_an_upgrade_keeps_the_settings(packaged):
    packaged.settings.write_text('{"settings": {"clinic_name": "Kept"}, "locked": []}')
    install(packaged)
    assert "Kept" in packaged.settings.read_text()


def test_purging_leaves_nothing(packaged):
    """Comes last: afterwards it is gone."""
    kept = sorted(path.name for path in packaged.home.iterdir())
    packaged.administer("apt-get", "remove", "-y", "retivasc")
    assert not packaged.folder.exists()
    assert packaged.settings.exists()
    packaged.administer("apt-get", "purge", "-y", "retivasc")
    packaged.administer("apt-get", "autoremove", "--purge", "-y")
    assert sorted(path.name for path in packaged.home.iterdir()) == kept
    left = {path.removeprefix(str(packaged.root)) for path in files_of(packaged.root)}
    left -= {path.removeprefix(str(packaged.root)) for path in packaged.before}
    # What the user's own programs made, and what the system's made on its own.
    system = ("/home", "/etc/ld.so", "/etc/fonts", "/var/lib/apt", "/var/lib/systemd")
    assert [path for path in sorted(left) if not path.startswith(system)] == []
