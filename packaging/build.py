"""Build what a clinic installs: ``python packaging/build.py TARGET…``; the results are in dist/.

Needs Python 3.11 and a package index; on Linux also what ``linux/prepare.sh build`` installs, on
Windows NSIS. The rest is installed into build/environment, with the versions of constraints.txt.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pyinstaller.bundle import BUILD, build_bundle
from pyinstaller.environment import BundleError
from release import (
    ROOT,
    ReleaseError,
    file_list,
    read_version,
    source_date,
    write_checksums,
)

DIST = ROOT / "dist"

Artefact = tuple[Path, Path]
"""The file to hand out, and the folder of what it holds."""


def main() -> int:
    """Build the targets named and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "targets", nargs="+", choices=tuple(TARGETS), metavar="TARGET", help=", ".join(TARGETS)
    )
    parser.add_argument(
        "--bundle", type=Path, metavar="DIR", help="pack this bundle instead of making a new one"
    )
    parsed = parser.parse_args()
    try:
        source_date()  # rather than after minutes of work
        bundle = parsed.bundle or build_bundle()
        for target in parsed.targets:
            _build(target, bundle)
    except (BundleError, ReleaseError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"build.py: {error.cmd[0]} failed; what it printed says why.", file=sys.stderr)
        return 1
    write_checksums(DIST)
    return 0


def _build(target: str, bundle: Path) -> None:
    """Replace what an earlier build of a target left in dist/."""
    DIST.mkdir(exist_ok=True)
    for former in DIST.glob(_FILES[target]):
        former.unlink()
    artefact, tree = TARGETS[target](bundle)
    _describe(artefact, tree, bundle)
    print(f"{artefact.relative_to(ROOT)}: {artefact.stat().st_size / 1e6:.0f} MB")


def _describe(artefact: Path, tree: Path, bundle: Path) -> None:
    """Write next to an artefact what is in it, and what it is made of."""
    lists = artefact.with_name(f"{artefact.name}.files.txt")
    lists.write_text(file_list(tree), encoding="utf-8", newline="\n")
    bill = bundle / "_internal" / "bom.cdx.json"
    shutil.copy(bill, artefact.with_name(f"{artefact.name}.cdx.json"))


def _linux_deb(bundle: Path) -> Artefact:
    from linux.debian import build_package

    return build_package(bundle, BUILD / "deb", DIST)


def _linux_tar(bundle: Path) -> Artefact:
    from linux.portable import build_portable

    return build_portable(bundle, BUILD / "tar", DIST)


def _windows(bundle: Path) -> Artefact:
    from windows.inspect_tree import UnsoundTreeError, require_sound
    from windows.installer import build_installer

    try:
        require_sound(bundle)
    except UnsoundTreeError as error:
        raise BundleError(str(error)) from error
    return build_installer(bundle, read_version(), DIST), bundle


TARGETS: dict[str, Callable[[Path], Artefact]] = {
    "linux-deb": _linux_deb,
    "linux-tar": _linux_tar,
    "windows": _windows,
}


_FILES = {
    "linux-deb": "retivasc_*_amd64.deb*",
    "linux-tar": "retivasc-*-linux-x86_64.tar.xz*",
    "windows": "retivasc-*-windows-x64-setup.exe*",
}
"""What a target leaves in dist/, in whatever version."""


if __name__ == "__main__":
    sys.exit(main())
