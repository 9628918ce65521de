"""The eyes that were photographed twice, each photograph analysed once."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.analysis.findings import Findings, Predictor, examine
from app.reading.opening import read_image
from app.registration.view import View


@dataclass(frozen=True)
class Pair:
    """Two photographs that are said to be of one eye."""

    eye: str
    first: Path
    second: Path

    @property
    def one_file(self) -> bool:
        """Tell whether both are the same file, which says nothing of repeating."""
        first, second = (
            hashlib.sha256(path.read_bytes()).digest() for path in (self.first, self.second)
        )
        return first == second


def find_pairs(data: Path) -> list[Pair]:
    """Return the pairs of the folder REPEATS, whose files are EYE_a and EYE_b."""
    firsts = sorted((data / "REPEATS").glob("*_a.jpg"))
    return [
        Pair(path.stem[:-2], path, path.with_name(f"{path.stem[:-2]}_b.jpg")) for path in firsts
    ]


def examined(path: Path, predictor: Predictor) -> Findings:
    """Return what is found in one photograph."""
    return examine(read_image(path), predictor)


def view_of(findings: Findings) -> View:
    """Return a photograph as it is aligned."""
    return View(findings.image.pixels, findings.field, findings.probability.native)
