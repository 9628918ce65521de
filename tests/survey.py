"""Say what becomes of every file in some folders: ``python -m tests.survey FOLDER…``.

Without a folder: pydicom's bundled test files, and the DICOM files of the public data if there.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pydicom
import pydicom.data
from pydicom.dataset import Dataset

from app.base.errors import RetivascError, UnsupportedImageError
from app.reading.opening import read_image, starts_like_picture

ROOT = Path(__file__).resolve().parents[1]
OUTCOMES = ("opened", "measurements withheld", "declined", "damaged", "ESCAPED")


@dataclass(frozen=True)
class Line:
    """What became of one file."""

    path: Path
    outcome: str
    kind: str
    sentence: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:22} {self.path.name[:40]:40} {self.kind:60} {self.sentence}"


def survey(folder: Path) -> Iterator[Line]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if starts_like_picture(path.read_bytes()[:132]) or path.suffix.lower() == ".dcm":
            yield look_at(path)


def look_at(path: Path) -> Line:
    kind = describe(path)
    try:
        image = read_image(path)
    except UnsupportedImageError as error:
        return Line(path, "declined", kind, str(error.message))
    except RetivascError as error:
        return Line(path, "damaged", kind, str(error.message))
    except Exception as error:  # noqa: BLE001 - what the survey is for
        return Line(path, "ESCAPED", kind, repr(error))
    remarks = " ".join(map(str, image.warnings))
    if image.unsuitable is not None:
        return Line(path, "measurements withheld", kind, f"{image.unsuitable} {remarks}")
    return Line(path, "opened", kind, remarks)


def describe(path: Path) -> str:
    """Return the class and the transfer syntax of a DICOM file, as far as they can be read."""
    try:
        dataset = pydicom.dcmread(path, force=True, stop_before_pixels=True)
    except Exception:  # noqa: BLE001 - the reader has its own word on damage
        return path.suffix
    uids = _uid(dataset, "SOPClassUID"), _uid(dataset.file_meta, "TransferSyntaxUID")
    return " | ".join(name[:28] for name in uids)


def _uid(dataset: Dataset, keyword: str) -> str:
    uid = dataset.get(keyword)
    return str(getattr(uid, "name", uid or "-"))


def default_folders() -> list[Path]:
    bundled = Path(pydicom.data.__file__).parent / "test_files"
    data = Path(os.environ.get("RETIVASC_DATA") or ROOT.parent / "shared" / "data") / "dicom"
    return [folder for folder in (bundled, data) if folder.is_dir()]


def main(folders: list[Path]) -> int:
    escaped = 0
    for folder in folders or default_folders():
        lines = list(survey(folder))
        print(folder, *sorted(lines, key=lambda line: OUTCOMES.index(line.outcome)), sep="\n  ")
        counts = Counter(line.outcome for line in lines)
        print(f"  {len(lines)} files:", ", ".join(f"{name} {counts[name]}" for name in OUTCOMES))
        escaped += counts["ESCAPED"]
    return 1 if escaped else 0


if __name__ == "__main__":
    raise SystemExit(main([Path(argument) for argument in sys.argv[1:]]))
