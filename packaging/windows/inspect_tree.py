"""Read a Windows bundle on any system, and say what would stop it from starting.

python packaging/windows/inspect_tree.py TREE            a bundle that PyInstaller made
python packaging/windows/inspect_tree.py TREE --staged   a tree of stage.py, without Python
"""

import argparse
import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# pefile, packaging and PyInstaller are imported where they are used: require_sound does without.

ROOT = Path(__file__).resolve().parents[2]
# The bundle's own environment, which has them.
_ENVIRONMENT = ROOT / "build" / "environment" / "Scripts" / "python.exe"
LARGEST_TREE = 10**9
PROGRAMS = ("retivasc.exe", "retivasc-cli.exe")
_X64 = 0x8664  # IMAGE_FILE_MACHINE_AMD64
_FAULT = "FAULT: "
_CODE = {".dll", ".exe", ".pyd"}

# Windows 10 has these; whatever else a bundle needs, it has to bring.
# fmt: off
_SYSTEM = {
    "advapi32", "bcrypt", "bcryptprimitives", "cfgmgr32", "combase", "comctl32", "comdlg32",
    "crypt32", "d2d1", "d3d11", "d3d9", "dbghelp", "dnsapi", "dwmapi", "dwrite", "dxgi",
    "gdi32", "imagehlp", "imm32", "iphlpapi", "kernel32", "mpr", "msimg32", "msvcrt",
    "mswsock", "ncrypt", "netapi32", "normaliz", "ntdll", "ole32", "oleaut32", "opengl32",
    "powrprof", "propsys", "psapi", "rpcrt4", "secur32", "setupapi", "shcore", "shell32",
    "shlwapi", "ucrtbase", "user32", "userenv", "usp10", "uxtheme", "version", "winmm",
    "winspool.drv", "wintrust", "wldap32", "ws2_32", "wsock32", "wtsapi32",
}
# fmt: on
# Neither is part of Windows: Python's own folder and the Visual C++ Redistributable have them.
_RUNTIME = re.compile(r"python3\d*\.dll|(vcruntime|msvcp|concrt|vcomp)140(_\w+)?\.dll")
_CPP_RUNTIME = "msvcp140.dll"

_NEEDED = (
    "PyQt5/Qt5/bin/Qt5PrintSupport.dll",
    "PyQt5/Qt5/bin/Qt5Svg.dll",
    "PyQt5/Qt5/plugins/iconengines/qsvgicon.dll",
    "PyQt5/Qt5/plugins/imageformats/qjpeg.dll",
    "PyQt5/Qt5/plugins/imageformats/qsvg.dll",
    "PyQt5/Qt5/plugins/platforms/qoffscreen.dll",
    "PyQt5/Qt5/plugins/platforms/qwindows.dll",
    "PyQt5/Qt5/plugins/printsupport/windowsprintersupport.dll",
    "PyQt5/Qt5/plugins/styles/qwindowsvistastyle.dll",
    "LICENSE",
    "manual/en/index.html",
    "manual/zh_CN/index.html",
    "models/retivasc-av.engines.json",
    "models/retivasc-av.float32.bin",
    "models/retivasc-av.float32.xml",
    "models/retivasc-av.json",
    "models/retivasc-av.safetensors",
    "models/retivasc-geometry.engines.json",
    "models/retivasc-geometry.float32.bin",
    "models/retivasc-geometry.float32.xml",
    "models/retivasc-geometry.json",
    "models/retivasc-geometry.safetensors",
    "models/retivasc-unet.engines.json",
    "models/retivasc-unet.float32.bin",
    "models/retivasc-unet.float32.xml",
    "models/retivasc-unet.json",
    "models/retivasc-unet.safetensors",
    "openvino/libs/openvino_intel_cpu_plugin.dll",
    "openvino/libs/openvino_ir_frontend.dll",
    "resources/icons/retivasc.svg",
    "resources/samples/chase_db1_09r.dcm",
    "resources/samples/chase_db1_09r.png",
    "resources/style.qss",
    "resources/translations/zh_CN.ts",
)
# These register decoders by entry points, which are text files of their .dist-info.
_DECODERS = ("pylibjpeg-libjpeg", "pylibjpeg-openjpeg")


class UnsoundTreeError(Exception):
    """A bundle would not start, or nobody can tell."""

    def __init__(self, tree: Path, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([f"{tree} must not be installed:", *self.faults]))


@dataclass(frozen=True)
class Binary:
    """A program or library as its header describes it."""

    path: Path
    machine: int
    imports: frozenset[str]
    """The DLLs it needs, in small letters; those loaded on first use included."""
    linker: tuple[int, int]
    """The version of the Visual C++ tools (or others) that linked it."""
    version: tuple[int, int] | None
    """Of the file, if it says one."""

    @property
    def name(self) -> str:
        """Return the file's name as Windows compares it."""
        return self.path.name.lower()


class Tree:
    """A bundle's folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inside = folder / "_internal"
        self.files = sorted(path for path in folder.rglob("*") if path.is_file())

    @cached_property
    def binaries(self) -> list[Binary]:
        """Return all programs and libraries."""
        return [read_binary(path) for path in self.files if path.suffix.lower() in _CODE]

    @cached_property
    def modules(self) -> set[str]:
        """Return the dotted names of the Python modules it holds, packages included."""
        names = [path.relative_to(self.inside).as_posix() for path in self.inside.rglob("*.py*")]
        for archive in self.inside.glob("*.zip"):
            with zipfile.ZipFile(archive) as opened:
                names += opened.namelist()
        found = {_module(name) for name in names if Path(name).suffix in {".py", ".pyc", ".pyd"}}
        return found | set(_frozen_modules(self.folder / PROGRAMS[0]))

    @property
    def size(self) -> int:
        """Return the size of all files, in bytes."""
        return sum(path.stat().st_size for path in self.files)


def read_binary(path: Path) -> Binary:
    """Return what the header of a program or library says.

    Raises:
        pefile.PEFormatError: it is neither.
    """
    import pefile

    wanted = ("IMPORT", "DELAY_IMPORT", "RESOURCE")
    with pefile.PE(str(path), fast_load=True) as image:
        image.parse_data_directories(
            [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"] for name in wanted]
        )
        needed = [
            *getattr(image, "DIRECTORY_ENTRY_IMPORT", []),
            *getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", []),
        ]
        header = image.OPTIONAL_HEADER
        fixed = getattr(image, "VS_FIXEDFILEINFO", None)
        version = divmod(fixed[0].FileVersionMS, 65536) if fixed else None
        return Binary(
            path=path,
            machine=image.FILE_HEADER.Machine,
            imports=frozenset(entry.dll.decode().lower() for entry in needed),
            linker=(header.MajorLinkerVersion, header.MinorLinkerVersion),
            version=version,
        )


def require_sound(tree: Path) -> None:
    """Print a report of a bundle that PyInstaller made, and raise if it has faults.

    Works with any Python: the bundle's environment does the reading, where there is one.

    Args:
        tree: folder with retivasc.exe, retivasc-cli.exe and _internal/.

    Raises:
        UnsoundTreeError: it has faults, or cannot be read.
    """
    python = _ENVIRONMENT if _ENVIRONMENT.exists() else Path(sys.executable)
    command = [str(python), "-X", "utf8", str(Path(__file__).resolve()), str(tree)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    print(done.stdout, end="")
    if done.returncode:
        lines = done.stdout.splitlines()
        found = [line.removeprefix(_FAULT) for line in lines if line.startswith(_FAULT)]
        raise UnsoundTreeError(tree, found or done.stderr.splitlines()[-1:])


def faults(tree: Tree, *, staged: bool = False) -> Iterator[str]:
    """Yield what is wrong with a bundle, one sentence each.

    Args:
        tree: of the bundle.
        staged: Python and the Visual C++ runtime are not in it.
    """
    yield from missing_files(tree)
    yield from wrong_machines(tree.binaries)
    yield from missing_libraries(tree.binaries, staged=staged)
    yield from differing_twins(tree.binaries)
    yield from old_runtimes(tree.binaries)
    yield from hidden_runtimes(tree.binaries, tree.inside)
    yield from missing_modules(tree.modules, needed_modules(ROOT / "app"))
    yield from missing_decoders(tree.inside)
    if tree.size > LARGEST_TREE:
        yield f"the tree has {tree.size / 1e6:.0f} MB, more than {LARGEST_TREE / 1e6:.0f} MB"


def missing_files(tree: Tree) -> Iterator[str]:
    """Yield the files that the program opens by name and that are not there."""
    paths = [*(tree.folder / name for name in PROGRAMS), *(tree.inside / name for name in _NEEDED)]
    for path in paths:
        if not path.is_file():
            yield f"{path.relative_to(tree.folder)} is missing"


def wrong_machines(binaries: Iterable[Binary]) -> Iterator[str]:
    """Yield what is not made for 64-bit x86."""
    for one in binaries:
        if one.machine != _X64:
            yield f"{one.path.name} is for another machine ({one.machine:#x})"


def missing_libraries(binaries: Iterable[Binary], *, staged: bool = False) -> Iterator[str]:
    """Yield the DLLs that neither the bundle nor Windows has, and who needs them."""
    binaries = list(binaries)
    present = {one.name for one in binaries}
    for name, users in sorted(_users(binaries).items()):
        if name in present or _is_of_windows(name) or (staged and _RUNTIME.fullmatch(name)):
            continue
        yield f"{name} is missing, which is needed by {', '.join(sorted(users)[:3])}"


def differing_twins(binaries: Iterable[Binary]) -> Iterator[str]:
    """Yield the DLLs that are there twice with different content: only one of them gets loaded."""
    places = defaultdict(list)
    for one in binaries:
        if one.path.suffix.lower() == ".dll":
            places[one.name].append(one.path)
    for name, paths in sorted(places.items()):
        if len({hashlib.sha256(path.read_bytes()).digest() for path in paths}) > 1:
            folders = ", ".join(str(path.parent) for path in paths)
            yield f"{name} differs between {folders}"


def old_runtimes(binaries: Iterable[Binary]) -> Iterator[str]:
    """Yield each C++ runtime that is older than the tools which linked what uses it.

    Microsoft supports a runtime only with libraries of the same or older tools.
    """
    binaries = list(binaries)
    users = [one for one in binaries if _CPP_RUNTIME in one.imports]
    newest = max((one.linker for one in users), default=(0, 0))
    for one in binaries:
        if one.name == _CPP_RUNTIME and (one.version or (0, 0)) < newest:
            yield f"{one.path} is of {one.version}, but its users were linked by {newest}"


def hidden_runtimes(binaries: Iterable[Binary], inside: Path) -> Iterator[str]:
    """Yield each runtime that lies only in a package's folder, where the others do not look.

    The program puts _internal on the search path of DLLs, and nothing below it.
    """
    places = defaultdict(set)
    for one in binaries:
        if _RUNTIME.fullmatch(one.name):
            places[one.name].add(one.path.parent)
    for name, folders in sorted(places.items()):
        if inside not in folders:
            yield f"{name} is not in {inside.name}, only in {', '.join(map(str, sorted(folders)))}"


def needed_modules(app: Path) -> dict[str, str]:
    """Return {module: one file that imports it} for the part of the program that is bundled.

    Left out are training and cohorts, the commands that need them, what only the extras of
    pyproject.toml bring, and what the bundle does without.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = {
        canonicalize_name(Requirement(line).name)
        for group in extras["optional-dependencies"].values()
        for line in group
    }
    needed = {}
    for path in sorted(app.rglob("*.py")):
        imported = set(_imports(path))
        reaches_out = any(name.startswith(("app.cohort", "app.training")) for name in imported)
        if reaches_out or {"cohort", "training"} & set(path.relative_to(app).parts):
            continue
        for name in imported:
            package = name.split(".")[0]
            if canonicalize_name(package) not in optional and package != "torch":
                needed[name] = path.relative_to(app.parent).as_posix()
    return needed


def missing_modules(present: set[str], needed: Mapping[str, str]) -> Iterator[str]:
    """Yield the Python modules that are imported and not there; Python's own are not looked for."""
    for name, importer in sorted(needed.items()):
        if name.split(".")[0] not in sys.stdlib_module_names and name not in present:
            yield f"module {name} is missing, which {importer} imports"


def missing_decoders(inside: Path) -> Iterator[str]:
    """Yield the decoders of DICOM pixels that pydicom would not find."""
    from packaging.utils import canonicalize_name

    registered = {
        canonicalize_name(path.parent.name.split("-")[0])
        for path in inside.glob("*.dist-info/entry_points.txt")
    }
    for name in _DECODERS:
        if name not in registered:
            yield f"the entry points of {name} are missing"


def _users(binaries: Iterable[Binary]) -> dict[str, set[str]]:
    users = defaultdict(set)
    for one in binaries:
        for name in one.imports:
            users[name].add(one.path.name)
    return users


def _is_of_windows(name: str) -> bool:
    return name.startswith(("api-ms-win-", "ext-ms-")) or name.removesuffix(".dll") in _SYSTEM


def _module(path: str) -> str:
    folder, _, name = path.rpartition("/")
    stem = name.split(".")[0]
    parts = [*folder.split("/"), stem] if folder else [stem]
    return ".".join(parts).removesuffix(".__init__")


def _frozen_modules(program: Path) -> Iterator[str]:
    """Yield the modules in the archive that PyInstaller appends to a program, if there is one."""
    from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader

    try:
        archive = CArchiveReader(str(program))
    except (ArchiveReadError, FileNotFoundError):
        return
    for name in archive.toc:
        if name.endswith(".pyz"):
            yield from archive.open_embedded_archive(name).toc


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def main() -> int:
    """Print a report; return 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", type=Path)
    parser.add_argument("--staged", action="store_true")
    arguments = parser.parse_args()
    tree = Tree(arguments.tree)
    print(f"{len(tree.files)} files, {tree.size / 1e6:.0f} MB, {len(tree.binaries)} with code")
    print(f"{len(tree.modules)} Python modules")
    for one in tree.binaries:
        if _RUNTIME.fullmatch(one.name):
            print(f"runtime: {one.path.relative_to(tree.folder)} {one.version}")
    absent = set(_users(tree.binaries)) - {one.name for one in tree.binaries}
    print("not in the tree, of Windows:", *sorted(filter(_is_of_windows, absent)))
    print("not in the tree, of Python or Visual C++:", *sorted(filter(_RUNTIME.fullmatch, absent)))
    found = list(faults(tree, staged=arguments.staged))
    for fault in found:
        print(f"{_FAULT}{fault}")
    print("no fault found" if not found else f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
