"""The Windows installer: lists, texts, header data, inspection, and the real thing compiled.

What runs an installer runs it under Wine, where there is one; that is not Windows.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

from app.reading import listing as series
from tests.support import ROOT

pytest.importorskip("pefile")

from windows import compare_results, inspect_tree, installer, stage, version_info
from windows.icon import write_icon
from windows.inspect_tree import Binary

WINDOWS = ROOT / "packaging" / "windows"
FILES = ("_internal/a/b/one.txt", "_internal/a/two words.txt", "_internal/three.dll")
needs_makensis = pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS is not installed")
needs_wine = pytest.mark.skipif(not shutil.which("wine"), reason="Wine is not installed")


def make_tree(folder: Path, *names: str) -> Path:
    for name in ("retivasc.exe", "retivasc-cli.exe", *names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def binary(name: str, *imports: str, **other) -> Binary:
    one = Binary(Path(name), 0x8664, frozenset(imports), linker=(14, 44), version=None)
    return replace(one, **other)


class TestLists:
    def test_every_file_is_installed_and_removed_the_other_way_round(self, tmp_path):
        tree = make_tree(tmp_path, *FILES)
        files = installer.bundle_files(tree)
        assert files == sorted(map(PurePosixPath, (*FILES, "retivasc.exe", "retivasc-cli.exe")))
        placed, folder = [], None
        for line in installer.install_list(tree, files).splitlines():
            command, value = re.fullmatch(r'(\w+) "(.*)"', line).groups()
            if command == "SetOutPath":
                folder = value
            else:
                placed.append(f"{folder}\\{Path(value).name}")
        removed = re.findall(r'Delete "(.*)"', installer.uninstall_list(files))
        assert removed == placed[::-1]

    def test_folders_go_after_the_files_the_deepest_first(self):
        text = installer.uninstall_list([PurePosixPath(name) for name in FILES])
        assert re.findall(r'RMDir "(.*)"', text) == [
            r"$INSTDIR\_internal\a\b",
            r"$INSTDIR\_internal\a",
            r"$INSTDIR\_internal",
        ]
        assert text.index("RMDir") > text.rindex("Delete ")

    def test_nothing_is_removed_by_pattern(self):
        script = (WINDOWS / "retivasc.nsi").read_text("utf-8")
        assert not re.search(r"^\s*RMDir\s+/r", script, re.MULTILINE | re.IGNORECASE)

    def test_a_tree_without_the_program_is_refused(self, tmp_path):
        (tmp_path / "readme.txt").touch()
        with pytest.raises(ValueError, match=r"holds no retivasc\.exe"):
            installer.bundle_files(tmp_path)

    @pytest.mark.parametrize("name", ["病例.txt", "cost$1.txt", "ren?.txt"])
    def test_names_that_windows_or_nsis_would_misread_are_refused(self, tmp_path, name):
        tree = make_tree(tmp_path, f"_internal/{name}")
        with pytest.raises(ValueError, match="cannot be installed"):
            installer.bundle_files(tree)

    @pytest.mark.parametrize("version", ["1.2", "1.2.3rc1", "1.2.3.4"])
    def test_a_version_that_windows_cannot_compare_is_refused(self, tmp_path, version):
        with pytest.raises(ValueError, match=re.escape(version)):
            installer.build_installer(make_tree(tmp_path), version, tmp_path)

    def test_photographs_are_offered_by_every_suffix_that_folders_are_searched_for(self):
        script = (WINDOWS / "retivasc.nsi").read_text("utf-8")
        offered = re.findall(r'insertmacro \$\{what\} "(.*)"', script)
        assert sorted([*offered, ".dicom"]) == sorted(series._SUFFIXES)


class TestTexts:
    def strings(self, language: str) -> dict[str, str]:
        text = (WINDOWS / "languages" / f"{language}.nsh").read_text("utf-8")
        return dict(
            re.findall(r'^LangString (\w+) \$\{RETIVASC_LANG\} "(.*)"$', text, re.MULTILINE)
        )

    def test_both_languages_say_the_same_things(self):
        english, chinese = self.strings("English"), self.strings("SimpChinese")
        assert english.keys() == chinese.keys()
        for name, text in english.items():
            values = re.findall(r"\$\w+|\$\{\w+\}", text)
            assert sorted(re.findall(r"\$\w+|\$\{\w+\}", chinese[name])) == sorted(values), name

    def test_the_script_uses_every_text_and_no_other(self):
        script = (WINDOWS / "retivasc.nsi").read_text("utf-8")
        assert set(re.findall(r"\$\(([A-Z_]+)\)", script)) == self.strings("English").keys()


class TestProgramData:
    @pytest.mark.parametrize("program", inspect_tree.PROGRAMS)
    def test_version_resource_is_what_pyinstaller_reads(self, tmp_path, program, monkeypatch):
        from PyInstaller import compat

        # Only Windows has it; writing the resource needs it, reading the text does not.
        monkeypatch.setattr(compat, "win32api", None, raising=False)
        from PyInstaller.utils.win32 import versioninfo

        path = tmp_path / "version.txt"
        path.write_text(version_info.version_info(program, "1.22.333"), "utf-8")
        read = versioninfo.load_version_info_from_text_file(str(path))
        assert read.ffi.fileVersionMS == (1 << 16) + 22
        assert read.ffi.fileVersionLS == 333 << 16
        strings = {entry.name: entry.val for entry in read.kids[0].kids[0].kids}
        assert strings["ProductVersion"] == "1.22.333"
        assert strings["OriginalFilename"] == program

    def test_manifest_scales_opens_long_paths_and_asks_for_no_rights(self):
        root = ET.parse(WINDOWS / "retivasc.manifest").getroot()
        said = {element.tag.split("}")[1]: element for element in root.iter()}
        assert said["dpiAwareness"].text == "PerMonitorV2"
        assert said["longPathAware"].text == "true"
        assert said["requestedExecutionLevel"].get("level") == "asInvoker"
        assert said["supportedOS"].get("Id") == "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"
        assert "activeCodePage" not in said

    def test_pyinstaller_keeps_the_manifest(self):
        from PyInstaller.utils.win32 import winmanifest

        given = (WINDOWS / "retivasc.manifest").read_bytes()
        made = winmanifest.create_application_manifest(given)
        assert b"PerMonitorV2" in made

    def test_icon_has_every_size_and_shows_the_retina(self, tmp_path):
        with Image.open(write_icon(tmp_path / "retivasc.ico")) as icon:
            assert {16, 32, 48, 256} <= {width for width, _ in icon.info["sizes"]}
            red, green, blue, alpha = icon.convert("RGBA").getpixel((128, 128))
        assert alpha == 255
        assert red > green > blue


class TestInspection:
    def test_a_missing_library_is_named_with_who_needs_it(self):
        found = [*inspect_tree.missing_libraries([binary("a.pyd", "kernel32.dll", "gone.dll")])]
        assert found == ["gone.dll is missing, which is needed by a.pyd"]

    def test_what_is_there_or_of_windows_is_not_missing(self):
        tree = [binary("a.pyd", "B.dll".lower(), "api-ms-win-crt-heap-l1-1-0.dll"), binary("B.dll")]
        assert not [*inspect_tree.missing_libraries(tree)]

    def test_only_a_staged_tree_may_lack_the_runtime(self):
        tree = [binary("a.pyd", "python312.dll", "msvcp140.dll", "vcruntime140_1.dll")]
        assert len([*inspect_tree.missing_libraries(tree)]) == 3
        assert not [*inspect_tree.missing_libraries(tree, staged=True)]

    def test_a_32_bit_file_is_found(self):
        found = [*inspect_tree.wrong_machines([binary("a.dll"), binary("b.dll", machine=0x14C)])]
        assert found == ["b.dll is for another machine (0x14c)"]

    def test_differing_twins_are_found_and_equal_ones_are_not(self, tmp_path):
        twins = []
        for folder, content in (("a", "1"), ("b", "1"), ("c", "2")):
            path = tmp_path / folder / "libiomp5md.dll"
            path.parent.mkdir()
            path.write_text(content)
            twins.append(binary(path))
        assert not [*inspect_tree.differing_twins(twins[:2])]
        (found,) = inspect_tree.differing_twins(twins)
        assert found.startswith("libiomp5md.dll differs between")

    @pytest.mark.parametrize(("version", "faults"), [((14, 26), 1), ((14, 44), 0), (None, 1)])
    def test_a_runtime_older_than_its_users_is_found(self, version, faults):
        tree = [
            binary("torch_cpu.dll", "msvcp140.dll", linker=(14, 44)),
            binary("msvcp140.dll", version=version),
        ]
        assert len([*inspect_tree.old_runtimes(tree)]) == faults

    def test_a_runtime_that_only_one_package_finds_is_reported(self):
        inside = Path("_internal")
        hidden = binary(inside / "PyQt5" / "msvcp140.dll")
        assert len([*inspect_tree.hidden_runtimes([hidden], inside)]) == 1
        found_by_all = binary(inside / "msvcp140.dll")
        assert not [*inspect_tree.hidden_runtimes([hidden, found_by_all], inside)]

    def test_a_missing_module_is_named_with_who_imports_it(self):
        needed = {"json": "app/a.py", "scipy.ndimage": "app/b.py", "torch": "app/c.py"}
        found = [*inspect_tree.missing_modules({"torch", "scipy"}, needed)]
        assert found == ["module scipy.ndimage is missing, which app/b.py imports"]

    def test_training_and_cohorts_are_not_needed(self):
        needed = inspect_tree.needed_modules(ROOT / "app")
        assert {"openvino", "PyQt5.QtSvg", "app.inference.engine"} <= needed.keys()
        left_out = ("app.training", "app.cohort", "dask", "matplotlib", "pyarrow", "torch")
        assert not [name for name in needed if name.startswith(left_out)]

    def test_decoders_without_their_entry_points_are_found(self, tmp_path):
        folder = tmp_path / "pylibjpeg_openjpeg-2.6.0.dist-info"
        folder.mkdir()
        (folder / "entry_points.txt").touch()
        found = [*inspect_tree.missing_decoders(tmp_path)]
        assert found == ["the entry points of pylibjpeg-libjpeg are missing"]

    def test_a_bare_tree_fails(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(sys, "argv", ["inspect_tree.py", str(tmp_path)])
        assert inspect_tree.main() == 1
        assert "FAULT: retivasc.exe is missing" in capsys.readouterr().out

    def test_a_tree_with_faults_is_not_made_into_an_installer(self, tmp_path):
        with pytest.raises(inspect_tree.UnsoundTreeError, match="not be installed") as raised:
            inspect_tree.require_sound(tmp_path)
        assert "retivasc.exe is missing" in raised.value.faults

    def test_a_tree_that_cannot_be_read_is_not_taken_for_sound(self, tmp_path):
        make_tree(tmp_path)  # its programs are none
        with pytest.raises(inspect_tree.UnsoundTreeError) as raised:
            inspect_tree.require_sound(tmp_path)
        (said,) = raised.value.faults
        assert "PEFormatError" in said

    def test_a_tree_without_faults_passes(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(inspect_tree, "__file__", str(tmp_path / "reads.py"))
        (tmp_path / "reads.py").write_text("print('no fault found')")
        inspect_tree.require_sound(tmp_path)
        assert capsys.readouterr().out == "no fault found\n"

    def test_the_builders_own_python_needs_no_package_for_it(self):
        code = "import sys; sys.path.insert(0, 'packaging'); import windows.inspect_tree"
        subprocess.run([sys.executable, "-S", "-c", code], check=True, cwd=ROOT)


class TestStage:
    def test_markers_are_read_as_on_windows(self):
        text = (
            "Requires-Dist: colorama; platform_system == 'Windows'\n"
            "Requires-Dist: triton; platform_system == 'Linux'\n"
            "Requires-Dist: numpy>=1\n"
            "Requires-Dist: torch>=2\n"
        )
        assert [one.name for one in stage.requirements(text)] == ["colorama", "numpy"]

    def test_pins_are_those_of_windows(self):
        text = 'a.b==1 # why\nq==2; sys_platform == "linux"\nq==1; sys_platform == "win32"\n'
        assert stage.pins(text) == {"a-b": "1", "q": "1"}

    @pytest.mark.parametrize(
        ("path", "kept"),
        [
            ("PyQt5/Qt5/bin/Qt5Svg.dll", True),
            ("PyQt5/Qt5/bin/Qt5WebSockets.dll", False),
            ("PyQt5/Qt5/bin/msvcp140_1.dll", False),
            ("PyQt5/Qt5/bin/libEGL.dll", False),
            ("PyQt5/Qt5/bin/ssleay32.dll", False),
            ("PyQt5/Qt5/plugins/platforms/qwindows.dll", True),
            ("PyQt5/Qt5/plugins/sqldrivers/qsqlite.dll", False),
            ("PyQt5/QtCore.pyd", True),
            ("PyQt5/QtQuick.pyd", False),
            ("openvino/libs/openvino_intel_cpu_plugin.dll", True),
            ("openvino/libs/openvino_intel_gpu_plugin.dll", False),
            ("openvino/libs/openvino_tensorflow_lite_frontend.dll", False),
            ("openvino/libs/openvino.lib", False),
            ("pylibjpeg-2.1.0.dist-info/entry_points.txt", True),
        ],
    )
    def test_what_is_bundled(self, path, kept):
        assert stage.is_bundled(path) is kept

    def test_python_is_the_one_that_the_workflow_builds_with(self):
        workflow = (ROOT / ".github" / "workflows" / "windows.yml").read_text("utf-8")
        (version,) = re.findall(r'python-version: "(.*)"', workflow)
        assert stage.TARGET["python_version"] == version


class TestComparison:
    def analysis(self, precision: str = "float32", density: float | None = 0.1) -> dict:
        return {
            "threshold": 0.5,
            "field_of_view": None,
            "model": {"sha256": "0", "precision": precision},
            "measurements": {"vessel_density": {"value": density}},
        }

    @pytest.mark.parametrize(
        ("other", "alike"),
        [
            ({}, True),
            ({"density": 0.1001}, False),
            ({"density": 0.1001, "precision": "bfloat16"}, True),
            ({"density": None}, False),
        ],
    )
    def test_only_another_precision_may_change_numbers(self, other, alike):
        found = compare_results.differences(self.analysis(), self.analysis(**other))
        assert bool(found) is not alike


def portable_executable(certificate_size: int) -> bytes:
    """Return the head of a 64-bit library, with the field that tells of a signature."""
    image = bytearray(1024)
    struct.pack_into("<I", image, 0x3C, 128)
    struct.pack_into("<II", image, 128 + 24 + 112 + 32, 0, certificate_size)
    return bytes(image)


def test_only_what_has_no_signature_is_signed(tmp_path, monkeypatch):
    plain, signed = tmp_path / "a plain.dll", tmp_path / "signed.dll"
    plain.write_bytes(portable_executable(0))
    signed.write_bytes(portable_executable(4096))
    code = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('signed')"
    monkeypatch.setenv("RETIVASC_SIGN", f'"{sys.executable}" -c "{code}"')
    installer.sign([plain, signed])
    assert plain.read_bytes() == b"signed"
    assert signed.read_bytes() == portable_executable(4096)


@pytest.mark.package
@needs_makensis
class TestCompiled:
    def test_the_same_tree_gives_the_same_installer(self, tmp_path):
        tree = make_tree(tmp_path / "tree", *FILES)
        made = installer.build_installer(tree, "1.2.3", tmp_path)
        assert made.name == "retivasc-1.2.3-windows-x64-setup.exe"
        first = made.read_bytes()
        for path in tree.rglob("*"):
            os.utime(path, (10**9, 10**9))
        assert installer.build_installer(tree, "1.2.3", tmp_path).read_bytes() == first
        header = inspect_tree.read_binary(made)
        assert header.version == (1, 2)
        assert b"requireAdministrator" in first

    def test_a_bundle_of_the_real_wheels(self, tmp_path):
        """Downloads 220 MB, needs 2 GB of disk and some minutes."""
        command = [sys.executable, "-m", "windows.stage", str(tmp_path / "tree")]
        wheels = ["--wheels", str(ROOT / "build" / "windows-wheels")]
        subprocess.run([*command, *wheels], check=True, cwd=ROOT / "packaging")
        tree = inspect_tree.Tree(tmp_path / "tree")
        assert not [*inspect_tree.faults(tree, staged=True)]
        made = installer.build_installer(tree.folder, "1.2.3", tmp_path)
        assert made.stat().st_size < 300e6
        (tree.inside / "openvino" / "libs" / "openvino.dll").unlink()
        faults = [*inspect_tree.faults(inspect_tree.Tree(tree.folder), staged=True)]
        assert faults
        assert all(fault.startswith("openvino.dll is missing") for fault in faults)


class Wine:
    """A Windows of one's own, empty at first."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        self.program = self.drive / "Program Files" / "Retivasc"
        self.shared = self.drive / "ProgramData" / "retivasc"
        menu = self.drive / "ProgramData" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        self.shortcut = menu / "Retivasc.lnk"
        self.icacls = self.drive / "windows" / "system32" / "icacls.exe"
        self.desktop = self.drive / "users" / "Public" / "Desktop" / "Retivasc.lnk"
        self.environment = {**os.environ, "WINEPREFIX": str(folder), "WINEDEBUG": "-all"}
        self.environment.pop("DISPLAY", None)
        self.environment["WINEDLLOVERRIDES"] = "icacls.exe=n,b"  # the one that records, if there
        self.run("wineboot", "--init")
        self.run("winecfg", "-v", "win10")

    def start(self, *command: str | Path) -> subprocess.Popen:
        return subprocess.Popen(
            ["wine", *map(str, command)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *command: str | Path) -> int:
        process = self.start(*command)
        process.communicate(timeout=120)
        return process.returncode

    def run_line(self, line: str) -> int:
        """Run a command line as it stands: /D= and _?= take no quotation marks."""
        batch = self.drive / "line.bat"
        batch.write_text(f"{line}\r\nexit /b %errorlevel%\r\n", newline="")
        code = self.run("cmd", "/c", "C:\\line.bat")
        batch.unlink()
        return code

    def uninstall(self, *switches: str) -> int:
        """Uninstall and wait; what waiting leaves behind is removed."""
        command = f'"{self.windows_folder}\\uninstall.exe" /S {" ".join(switches)}'
        code = self.run_line(f"{command} _?={self.windows_folder}")
        if code:
            return code
        (self.program / "uninstall.exe").unlink(missing_ok=True)
        if self.program.exists() and not any(self.program.iterdir()):
            self.program.rmdir()
        return code

    windows_folder = r"C:\Program Files\Retivasc"

    def value(self, key: str, name: str = "") -> str | None:
        which = ["/v", name] if name else ["/ve"]
        process = self.start("reg", "query", rf"HKLM\Software\{key}", *which, "/reg:64")
        text = process.communicate(timeout=60)[0].decode("utf-8", "replace")
        found = re.search(r"REG_\w+ {4}(.*?)\r?\n", text)
        return found[1] if process.returncode == 0 and found else None

    def files(self) -> set[str]:
        found = self.drive.rglob("*")
        return {
            path.relative_to(self.drive).as_posix() for path in found if "emp/" not in str(path)
        }


@pytest.fixture(scope="module")
def setups(tmp_path_factory) -> dict[str, Path]:
    """Installers of two versions, of 64 bits: not every Wine runs programs of 32."""
    folder = tmp_path_factory.mktemp("setups")
    trees = {"1.0.0": (*FILES, "_internal/old/gone.txt"), "1.1.0": (*FILES, "_internal/new.txt")}
    return {
        version: installer.build_installer(
            make_tree(folder / version, *names), version, folder, target="amd64-unicode"
        )
        for version, names in trees.items()
    }


@pytest.fixture(scope="module")
def prefix(tmp_path_factory) -> Iterator[Wine]:
    wine = Wine(tmp_path_factory.mktemp("wine"))
    yield wine
    wine.run("wineboot", "--kill")


@pytest.fixture
def wine(prefix) -> Iterator[Wine]:
    yield prefix
    if (prefix.program / "uninstall.exe").exists():
        prefix.uninstall("/PURGE")


def compile_program(source: str, path: Path) -> Path:
    """Compile a silent NSIS program of 64 bits that does no more than its section says."""
    script = path.with_suffix(".nsi")
    script.write_text(
        f"Unicode true\nTarget amd64-unicode\nOutFile {path.name}\nSilentInstall silent\n"
        f"RequestExecutionLevel user\nSection\n{source}\nSectionEnd\n"
    )
    subprocess.run(["makensis", "-V1", script.name], cwd=path.parent, check=True)
    return path


@pytest.fixture
def rights(wine, tmp_path) -> Iterator[Callable[[str], list[str]]]:
    """Return what icacls, which Wine has in name only, was told to do with a path."""
    source = (
        'FileOpen $0 "C:\\icacls.txt" a\nFileSeek $0 0 END\n'
        'FileWrite $0 "$CMDLINE$\\r$\\n"\nFileClose $0'
    )
    real = wine.icacls.read_bytes()
    written = wine.drive / "icacls.txt"
    shutil.copy(compile_program(source, tmp_path / "icacls.exe"), wine.icacls)

    def told(path: str) -> list[str]:
        lines = written.read_text().splitlines() if written.exists() else []
        return [line.split(f'"{path}" ')[1] for line in lines if f'"{path}" ' in line]

    yield told
    wine.icacls.write_bytes(real)
    written.unlink(missing_ok=True)


# Takes the place of the C library's function in Wine: a drive with 3 TB free.
LARGE_DRIVE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/vfs.h>
int fstatfs64(int file, struct statfs64 *drive) {
    int (*real)(int, struct statfs64 *) = dlsym(RTLD_NEXT, "fstatfs64");
    int result = real(file, drive);
    drive->f_bsize = drive->f_frsize = 4096;
    drive->f_blocks = drive->f_bfree = drive->f_bavail = 3ULL << 28;
    return result;
}
int fstatfs(int file, struct statfs *drive) { return fstatfs64(file, (struct statfs64 *)drive); }
"""
TAKEN = ["/setowner *S-1-5-32-544", "/reset"]
GIVEN = (
    "/inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX"
)
SHARED = r"C:\ProgramData\retivasc"


@pytest.mark.package
@needs_makensis
@needs_wine
class TestUnderWine:
    def test_what_is_installed_is_there_and_goes_again(self, wine, setups):
        before = wine.files()
        assert wine.run(setups["1.0.0"], "/S") == 0
        names = {path.relative_to(wine.program).as_posix() for path in wine.program.rglob("*.*")}
        assert {*FILES, "retivasc.exe", "retivasc-cli.exe", "uninstall.exe"} <= names
        assert wine.shortcut.exists()
        assert not wine.desktop.exists()
        listed = r"Microsoft\Windows\CurrentVersion\Uninstall\Retivasc"
        assert wine.value(listed, "DisplayVersion") == "1.0.0"
        quiet = rf'"{wine.windows_folder}\uninstall.exe" /S'
        assert wine.value(listed, "QuietUninstallString") == quiet
        assert (
            wine.value(r"RegisteredApplications", "Retivasc") == r"Software\Retivasc\Capabilities"
        )
        opened = wine.value(r"Classes\Retivasc.Photograph\shell\open\command")
        assert opened == rf'"{wine.windows_folder}\retivasc.exe" "%1"'
        types = r"Retivasc\Capabilities\FileAssociations"
        assert wine.value(types, ".bmp") == "Retivasc.Photograph"
        assert wine.uninstall() == 0
        assert wine.files() == before
        keys = ("Retivasc", listed, r"Classes\Retivasc.Photograph", r"Classes\.dcm")
        for key in (*keys, r"Classes\.bmp\OpenWithProgids"):
            assert wine.run("reg", "query", rf"HKLM\Software\{key}", "/reg:64") == 1, key

    def test_the_default_program_of_a_file_type_is_left_alone(self, wine, setups):
        key = r"HKLM\Software\Classes\.tif"
        wine.run("reg", "add", key, "/ve", "/d", "Other.Viewer", "/f", "/reg:64")
        wine.run(setups["1.0.0"], "/S")
        assert wine.value(r"Classes\.tif") == "Other.Viewer"
        wine.uninstall()
        assert wine.value(r"Classes\.tif") == "Other.Viewer"
        assert wine.run("reg", "query", rf"{key}\OpenWithProgids", "/reg:64") == 1

    def test_an_upgrade_replaces_files_and_keeps_choices_and_settings(self, wine, setups):
        wine.run(setups["1.0.0"], "/S", "/DESKTOP=1", "/OPENWITH=0")
        settings = wine.shared / "settings.json"
        settings.write_text("{}")
        (wine.program / "foreign.txt").touch()
        assert wine.run(setups["1.1.0"], "/S") == 0
        assert not (wine.program / "_internal" / "old").exists()
        assert (wine.program / "_internal" / "new.txt").exists()
        assert wine.desktop.exists()
        assert wine.value(r"Classes\Retivasc.Photograph") is None
        assert wine.uninstall() == 0
        assert not wine.desktop.exists()
        assert settings.exists()
        assert [path.name for path in wine.program.iterdir()] == ["foreign.txt"]
        shutil.rmtree(wine.program)
        settings.unlink()
        wine.shared.rmdir()

    def test_only_purge_forgets_the_machines_settings(self, wine, setups):
        wine.run(setups["1.0.0"], "/S")
        (wine.shared / "settings.json").write_text("{}")
        assert wine.uninstall("/PURGE") == 0
        assert not wine.shared.exists()

    def test_a_downgrade_is_refused_unless_asked_for(self, wine, setups):
        wine.run(setups["1.1.0"], "/S")
        assert wine.run(setups["1.0.0"], "/S") == 12
        assert wine.value("Retivasc", "Version") == "1.1.0"
        assert wine.run(setups["1.0.0"], "/S", "/DOWNGRADE") == 0
        assert wine.value("Retivasc", "Version") == "1.0.0"

    @pytest.mark.parametrize("folder", [r"C:\视网膜", "C:\\café", "C:\\" + "long" * 60])
    def test_a_folder_in_which_qt_would_not_start_is_refused(self, wine, setups, folder):
        assert wine.run(setups["1.0.0"], "/S", f"/D={folder}") == 11
        assert wine.value("Retivasc", "Version") is None

    def test_another_folder_is_used_and_moved_away_from(self, wine, setups):
        other = wine.drive / "Clinic" / "Retivasc"
        assert wine.run(setups["1.0.0"], "/S", r"/D=C:\Clinic\Retivasc") == 0
        assert (other / "retivasc.exe").exists()
        setup = str(setups["1.1.0"]).replace("/", "\\")
        assert wine.run_line(rf"Z:{setup} /S /D={wine.windows_folder}") == 0
        assert not other.exists()
        assert (wine.program / "retivasc.exe").exists()
        other.parent.rmdir()

    def test_a_running_program_is_not_touched(self, wine, setups, tmp_path):
        wine.run(setups["1.0.0"], "/S")
        waits = compile_program("Sleep 60000", tmp_path / "wait.exe")
        shutil.copy(waits, wine.program / "retivasc.exe")
        running = wine.start(wine.program / "retivasc.exe")
        try:
            time.sleep(3)  # until it has started
            assert wine.run(setups["1.1.0"], "/S") == 13
            assert wine.uninstall() == 13
            assert (wine.program / "_internal" / "three.dll").exists()
        finally:
            wine.run("taskkill", "/f", "/im", "retivasc.exe")
            running.communicate()

    def test_a_version_whose_uninstaller_is_broken_stays(self, wine, setups):
        wine.run(setups["1.0.0"], "/S")
        uninstaller = wine.program / "uninstall.exe"
        whole = uninstaller.read_bytes()
        uninstaller.write_bytes(b"garbage")
        assert wine.run(setups["1.1.0"], "/S") == 14
        assert (wine.program / "_internal" / "old" / "gone.txt").exists()
        assert wine.value("Retivasc", "Version") == "1.0.0"
        uninstaller.write_bytes(whole)

    def test_what_was_not_unpacked_wholly_can_be_removed_or_replaced(self, wine, setups):
        in_the_way = wine.program / "_internal" / "three.dll"
        in_the_way.mkdir(parents=True)
        assert wine.run(setups["1.1.0"], "/S") == 2
        listed = r"Microsoft\Windows\CurrentVersion\Uninstall\Retivasc"
        assert wine.value(listed, "DisplayVersion") == "1.1.0"
        assert wine.value(listed, "UninstallString") == rf'"{wine.windows_folder}\uninstall.exe"'
        assert wine.value("Retivasc", "InstallDir") == wine.windows_folder
        in_the_way.rmdir()
        assert wine.run(setups["1.0.0"], "/S") == 0
        assert wine.value("Retivasc", "Version") == "1.0.0"
        assert in_the_way.is_file()

    def test_a_full_drive_leaves_the_old_version(self, wine, setups, tmp_path, monkeypatch):
        wine.run(setups["1.0.0"], "/S")
        run = subprocess.run

        def run_with_size(command, **options):
            sized = [re.sub("^-DSIZE_KB=.*", f"-DSIZE_KB={2**31 - 1}", one) for one in command]
            return run(sized, **options)

        if shutil.disk_usage(wine.drive).free > 2e12:
            pytest.skip("no program that the installer could hold is too large for this drive")
        monkeypatch.setattr(installer.subprocess, "run", run_with_size)
        tree = make_tree(tmp_path / "tree")
        large = installer.build_installer(tree, "2.0.0", tmp_path, target="amd64-unicode")
        assert wine.run(large, "/S") == 15
        assert wine.value("Retivasc", "Version") == "1.0.0"

    @pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")
    def test_a_drive_of_terabytes_is_not_taken_for_full(self, wine, setups, tmp_path, monkeypatch):
        source, library = tmp_path / "drive.c", tmp_path / "drive.so"
        source.write_text(LARGE_DRIVE)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        monkeypatch.setitem(wine.environment, "LD_PRELOAD", str(library))
        shown = wine.start("cmd", "/c", "dir C:\\").communicate(timeout=60)[0].decode()
        assert "3,298,534,883,328 bytes free" in shown
        assert wine.run(setups["1.0.0"], "/S") == 0

    def test_only_administrators_may_change_the_machines_settings(self, wine, setups, rights):
        wine.shared.mkdir()
        (wine.shared / "settings.json").write_text("{}")
        (wine.shared / "other.txt").touch()
        assert wine.run(setups["1.0.0"], "/S") == 0
        assert rights(SHARED) == [*TAKEN, GIVEN]
        assert rights(rf"{SHARED}\settings.json") == TAKEN
        assert not rights(rf"{SHARED}\other.txt")
        assert not rights(wine.windows_folder)
        (wine.shared / "other.txt").unlink()

    def test_no_file_of_settings_is_no_fault(self, wine, setups, rights):
        assert wine.run(setups["1.0.0"], "/S") == 0
        assert rights(SHARED) == [*TAKEN, GIVEN]
        assert not rights(rf"{SHARED}\settings.json")

    def test_a_link_in_place_of_the_settings_is_not_followed(self, wine, setups, rights, tmp_path):
        target = tmp_path / "elsewhere"
        target.mkdir()
        (target / "settings.json").touch()
        wine.shared.symlink_to(target)
        assert wine.run(setups["1.0.0"], "/S") == 0
        assert not rights(SHARED)
        assert not rights(rf"{SHARED}\settings.json")
        assert wine.uninstall("/PURGE") == 0
        assert (target / "settings.json").exists()
        wine.shared.unlink()

    @pytest.mark.parametrize(
        "folder", [r"C:\Clinic\Retivasc", r"C:\Program Files\..\Clinic\Retivasc"]
    )
    def test_elsewhere_the_folder_gets_the_rights_of_program_files(
        self, wine, setups, rights, folder
    ):
        setup = str(setups["1.0.0"]).replace("/", "\\")
        assert wine.run_line(f"Z:{setup} /S /D={folder}") == 0
        assert rights(r"C:\Clinic\Retivasc") == [*TAKEN, GIVEN]
        assert wine.run_line(f'"{folder}\\uninstall.exe" /S _?={folder}') == 0
        shutil.rmtree(wine.drive / "Clinic")

    def test_pages_and_names_are_chinese_if_asked_for(self, wine, setups):
        assert wine.run(setups["1.0.0"], "/S", "/LANG=2052") == 0
        wine.run("reg", "export", r"HKLM\Software\Classes\Retivasc.Photograph", "C:\\key.reg", "/y")
        exported = wine.drive / "key.reg"
        assert "Retivasc 眼底照片" in exported.read_text("utf-16")
        exported.unlink()
