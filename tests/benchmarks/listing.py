"""Time the listing of many photographs beside a bare walk over their files."""

import os
import tempfile
from pathlib import Path

import numpy as np

from app.batch.inputs import find_inputs
from app.reading.listing import list_photographs
from tests.benchmarks.timing import milliseconds, print_lines
from tests.support import dicom_bytes, encode, make_dicom

FILES, A_FOLDER = 20_000, 100
WALK, FIND, LIST = "os.walk and os.stat", "find", "list with headers"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        files = make_files(root, FILES)
        print(f"\n{len(files)} files, half of them DICOM, in folders of {A_FOLDER}")
        stages = {
            WALK: lambda: walk(root),
            FIND: lambda: find_inputs(files, root / "results"),
            LIST: lambda: list_photographs([root]),
        }
        taken = milliseconds(stages)
        print_lines(taken)
        for name in (FIND, LIST):
            print(f"  {f'{name} / {WALK}':44} {taken[name] / taken[WALK]:9.1f}")


def make_files(root: Path, count: int) -> list[Path]:
    """Make small photographs, of a patient and of nobody in turn, and return where they are."""
    pixels = np.full((16, 16, 3), 7, dtype=np.uint8)
    kinds = (("dcm", dicom_bytes(make_dicom(pixels))), ("png", encode(pixels)))
    files = []
    for number in range(count):
        suffix, content = kinds[number % len(kinds)]
        file = root / f"{number // A_FOLDER:04}" / f"{number:06}.{suffix}"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        files.append(file)
    return files


def walk(root: Path) -> int:
    """Look at every file once, as little as can be done, and return their bytes."""
    return sum(
        os.stat(os.path.join(folder, name)).st_size
        for folder, _, names in os.walk(root)
        for name in names
    )
