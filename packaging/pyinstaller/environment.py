"""Make the environment that a bundle is built from, alike on every computer."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from release import ROOT, source_date

PYTHON = (3, 11)
"""The version of Python that constraints.txt and the bundle are made for."""

_PROGRAM = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
_CUDA = "import sys, torch; sys.exit(torch.version.cuda is not None)"


class BundleError(Exception):
    """A bundle cannot be made, or is not what it must be."""


def make_environment(folder: Path) -> Path:
    """Install the program, not editable, and the tools; return the environment's Python.

    An environment of other versions is made anew.

    Raises:
        BundleError: the Python is another, or torch is built for CUDA.
        subprocess.CalledProcessError: pip failed; its output says why.
    """
    if sys.version_info[:2] != PYTHON:
        wanted, found = (".".join(map(str, version)) for version in (PYTHON, sys.version_info[:2]))
        raise BundleError(f"A bundle is made with Python {wanted}, not {found}.")
    python, stamp = folder / _PROGRAM, folder / "made-of.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != _made_of():
        venv.create(folder, with_pip=True, clear=True)
        # Before anything is installed: what a person puts there, such as another torch, must stay.
        stamp.write_text(_made_of(), encoding="utf-8")
    pip = (str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    constraints = ("--constraint", str(ROOT / "constraints.txt"))
    environment = fixed_variables()
    subprocess.run([*pip, *constraints, f"{ROOT}[package,docs]"], env=environment, check=True)
    # The version alone does not tell pip that the source has changed.
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], env=environment, check=True)
    if subprocess.run([str(python), "-c", _CUDA], env=environment, check=False).returncode:
        raise BundleError(
            f"pip took torch's build for CUDA, five times as large. Install its build for "
            f"processors into {folder} first, from an index that has it, and build again."
        )
    return python


def fixed_variables() -> dict[str, str]:
    """Return variables with which two builds of one source are alike, whoever builds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "COLUMNS": "80",  # of the manual page
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "1",  # otherwise sets in modules come out in another order each time
        "PYTHONNOUSERSITE": "1",
        "SOURCE_DATE_EPOCH": str(source_date()),
    }


def _made_of() -> str:
    content = b"".join((ROOT / name).read_bytes() for name in ("constraints.txt", "pyproject.toml"))
    return f"{sys.base_prefix} {sys.version} {hashlib.sha256(content).hexdigest()}"
