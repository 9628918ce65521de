"""The version resource of the programs: what Windows shows under Properties, Details."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release import read_version

_TEXT = """VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0,
    OS=0x40004, fileType=0x1, subtype=0x0
  ),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "Retivasc"),
      StringStruct("FileDescription", {description!r}),
      StringStruct("FileVersion", {version!r}),
      StringStruct("InternalName", {name!r}),
      StringStruct("LegalCopyright", "GPL-3.0-or-later"),
      StringStruct("OriginalFilename", {name!r}),
      StringStruct("ProductName", "Retivasc"),
      StringStruct("ProductVersion", {version!r}),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""
# Windows offers this description in its list of programs ("Open with", task manager).
_DESCRIPTIONS = {"retivasc.exe": "Retivasc", "retivasc-cli.exe": "Retivasc (command line)"}


def version_info(program: str, version: str) -> str:
    """Return the text of PyInstaller's version file for one of the programs.

    Args:
        program: "retivasc.exe" or "retivasc-cli.exe".
        version: "1.2.3".

    Raises:
        ValueError: the version is of another form.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"Windows needs a version like 1.2.3, not {version}")
    numbers = (*map(int, version.split(".")), 0)
    return _TEXT.format(
        numbers=numbers, description=_DESCRIPTIONS[program], version=version, name=program
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(version_info(sys.argv[1], read_version()), "utf-8")
