"""Compile the Windows installer from the tree of the bundle; works wherever makensis does.

    python packaging/windows/installer.py TREE VERSION FOLDER

RETIVASC_SIGN, if set, is a command that signs the file whose name is put at its end; it is run for
every program and library of the tree that has no signature yet, for the uninstaller and for the
installer.
"""

import os
import re
import shlex
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# A setup program beyond this is refused by Windows' loader and by NSIS.
_LARGEST = 2**31 - 1
_CODE = {".dll", ".exe", ".pyd"}
# The bundle's own environment has what draws the icon.
_ENVIRONMENT = ROOT / "build" / "environment" / "Scripts" / "python.exe"


def build_installer(tree: Path, version: str, folder: Path, *, target: str = "x86-unicode") -> Path:
    """Write retivasc-VERSION-windows-x64-setup.exe and return its path.

    The same tree gives the same installer, byte for byte, unless it is signed.

    Args:
        tree: folder with retivasc.exe, retivasc-cli.exe and _internal/; signed in place if asked.
        version: "1.2.3".
        folder: where to; it exists.
        target: of makensis; 32-bit installers are what every NSIS makes, and every Windows runs.

    Raises:
        ValueError: the version is of another form, the tree is not a bundle's, or the result is
            too large.
        subprocess.CalledProcessError: makensis or the signing command failed.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"Windows needs a version like 1.2.3, not {version}")
    files = bundle_files(tree)
    sign([tree / path for path in files if path.suffix.lower() in _CODE])
    output = folder.resolve() / f"retivasc-{version}-windows-x64-setup.exe"
    with tempfile.TemporaryDirectory() as temporary:
        written = Path(temporary)
        (written / "install.nsh").write_text(install_list(tree, files), "utf-8-sig")
        (written / "uninstall.nsh").write_text(uninstall_list(files), "utf-8-sig")
        python = _ENVIRONMENT if _ENVIRONMENT.exists() else Path(sys.executable)
        ico = written / "retivasc.ico"
        subprocess.run([str(python), str(HERE / "icon.py"), str(ico)], check=True)
        values = {
            "VERSION": version,
            "VERSION_NUMBER": f"{version}.0",
            "LICENCE": ROOT / "LICENSE",
            "ICON": ico,
            "INSTALL_LIST": written / "install.nsh",
            "UNINSTALL_LIST": written / "uninstall.nsh",
            "LONGEST_PATH": max(len(str(path)) for path in files),
            "SIZE_KB": sum((tree / path).stat().st_size for path in files) // 1024 + 1,
            "TARGET": target,
            "OUTPUT": output,
        }
        if signer := os.environ.get("RETIVASC_SIGN"):
            values["SIGN"] = signer
        defines = [f"-D{name}={value}" for name, value in values.items()]
        script = HERE / "retivasc.nsi"
        subprocess.run(["makensis", "-V2", "-WX", *defines, str(script)], check=True, cwd=HERE)
    if output.stat().st_size > _LARGEST:
        raise ValueError(f"{output.name} is larger than 2 GB; Windows would not start it")
    return output


def bundle_files(tree: Path) -> list[PurePosixPath]:
    """Return the files of a bundle relative to its folder, sorted by name.

    Raises:
        ValueError: a program is missing, or a name cannot be used on every Windows.
    """
    files = sorted(
        PurePosixPath(path.relative_to(tree).as_posix())
        for path in tree.rglob("*")
        if path.is_file()
    )
    for program in ("retivasc.exe", "retivasc-cli.exe"):
        if PurePosixPath(program) not in files:
            raise ValueError(f"{tree} holds no {program}")
    unusable = [
        str(path) for path in files if not re.fullmatch(r"[\w .,+=()@~/-]+", str(path), re.A)
    ]
    if unusable:
        raise ValueError(f"cannot be installed on every Windows: {', '.join(unusable)}")
    return files


def install_list(tree: Path, files: Sequence[PurePosixPath]) -> str:
    """Return the NSIS instructions that write the files of a bundle into $INSTDIR."""
    lines = []
    folder = None
    for path in files:
        if path.parent != folder:
            folder = path.parent
            lines.append(f'SetOutPath "{_installed(folder)}"')
        lines.append(f'File "{(tree / path).resolve()}"')
    return "\n".join(lines) + "\n"


def uninstall_list(files: Sequence[PurePosixPath]) -> str:
    """Return the NSIS macros DeleteFiles and RemoveFolders (deepest first, and only if empty).

    The program folder itself is left to the script, which removes its uninstaller last.
    """
    folders = {parent for path in files for parent in path.parents} - {PurePosixPath(".")}
    return "\n".join(
        [
            "!macro DeleteFiles",
            *(f'Delete "{_installed(path)}"' for path in reversed(files)),
            "!macroend",
            "!macro RemoveFolders",
            *(f'RMDir "{_installed(folder)}"' for folder in sorted(folders, reverse=True)),
            "!macroend",
            "",
        ]
    )


def sign(files: Sequence[Path]) -> None:
    """Sign those files that bear no signature, if RETIVASC_SIGN says how.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    signer = os.environ.get("RETIVASC_SIGN")
    for path in files if signer else ():
        if not _is_signed(path):
            command = f"{signer} {_quoted(path)}"
            subprocess.run(command, check=True, shell=True)


def _quoted(path: Path) -> str:
    return f'"{path}"' if sys.platform == "win32" else shlex.quote(str(path))


def _is_signed(path: Path) -> bool:
    """Return whether the header of a 64-bit program or library names a certificate."""
    header = path.read_bytes()[:4096]
    (start,) = struct.unpack_from("<I", header, 0x3C)
    # After the signature (4) and file header (20): the fifth data directory, as offset and size.
    _, size = struct.unpack_from("<II", header, start + 24 + 112 + 4 * 8)
    return size > 0


def _installed(path: PurePosixPath) -> str:
    return str(PureWindowsPath("$INSTDIR") / path)


if __name__ == "__main__":
    build_installer(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
