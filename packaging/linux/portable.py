"""Make the archive that is unpacked anywhere and run without installing."""

import os
import shutil
import subprocess
from pathlib import Path

from pyinstaller.bundle import copy_bundle, touch_tree
from release import read_version, source_date


def build_portable(bundle: Path, scratch: Path, output: Path) -> tuple[Path, Path]:
    """Pack a bundle into one compressed archive with one folder in it.

    Args:
        bundle: as ``build_bundle`` returns it.
        scratch: a folder for what is packed; replaced.
        output: the folder of artefacts.

    Returns:
        The archive, and the folder that was packed.
    """
    name = f"retivasc-{read_version()}-linux-x86_64"
    shutil.rmtree(scratch, ignore_errors=True)
    tree = scratch / name
    copy_bundle(bundle, tree)
    (tree / "documents").symlink_to("_internal/documents")
    (tree / "LICENSE").symlink_to("_internal/LICENSE")
    touch_tree(tree)
    archive = output / f"{name}.tar.xz"
    command = [
        *("tar", "--create", "--sort=name", "--owner=0", "--group=0", "--numeric-owner"),
        *(f"--mtime=@{source_date()}", "--format=gnu", "--mode=u=rwX,go=rX"),
        *("--use-compress-program", "xz --threads=2"),
        *("--directory", str(scratch), "--file", str(archive), name),
    ]
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"})
    return archive, tree
