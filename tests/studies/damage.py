"""Show how much of what spoils coded data is told, and that nothing else is.

python -m tests.studies.damage --data DIR [--changes 2000] [--measured 100] [--model FILE]

Photographs are stored as JPEG in several ways, and each copy is spoilt in every way of
``tests.studies.mutations``. What is not told and decodes to another picture is measured with the
network, up to ``--measured`` of each kind, and counts as missed where a number differs by more than
2 % from that of the sound photograph. The intact photographs of the folder are checked too.
"""

import argparse
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from tqdm import tqdm

from app.analysis.analysis import analyse
from app.analysis.findings import Predictor
from app.base.errors import ImageReadError
from app.base.paths import default_model
from app.domain.photograph import Rgb
from app.inference.checkpoint import load_checkpoint
from app.inference.predictor import UNetPredictor
from app.measurement.measures import (
    BRANCH_POINTS,
    END_POINTS,
)
from app.reading.damage.detection import damage_in_stream
from app.reading.raster import decode_raster
from tests.studies import mutations
from tests.support import photograph

PHOTOGRAPHS = ("DRIVE/training/images/*.tif", "CHASE_DB1/images/*.jpg")
WIDTH = 512
ENCODERS: dict[str, dict[str, object]] = {
    "baseline": {"quality": 85},
    "baseline, own tables": {"quality": 92, "subsampling": 0, "optimize": True},
    "baseline, restarts": {"quality": 85, "restart_marker_rows": 1},
    "progressive": {"quality": 85, "progressive": True},
}
KINDS = (
    mutations.cut_and_close,
    mutations.lose_bytes,
    mutations.clear_bytes,
    mutations.flip_bit,
    mutations.lose_intervals,
    mutations.swap_intervals,
)
NEED_RESTARTS = (mutations.lose_intervals, mutations.swap_intervals)
COUNTS = (BRANCH_POINTS.id, END_POINTS.id)
"""Numbers that a single pixel moves by more than 2 %; they are told apart."""

LIMIT = 0.02


@dataclass(frozen=True, eq=False)
class Copy:
    """A photograph as one encoder stores it."""

    name: str
    encoder: str
    content: bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Spoil, read, measure and print; return 1 if a number moved untold."""
    parser = argparse.ArgumentParser(prog="tests.studies.damage")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--changes", type=int, default=2000, metavar="N")
    parser.add_argument("--measured", type=int, default=100, metavar="N")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    intact = list(tqdm(check_intact(given.data), disable=None))
    print(f"intact photographs: {len(intact)}, called damaged: {sum(intact)}")
    predictor = UNetPredictor(load_checkpoint(given.model), "cpu", "float32")
    counts = spoil(copies(given.data), given.changes, given.measured, predictor)
    print("\n".join(table(counts)))
    return int(any(outcome.startswith("missed") for _, _, outcome in counts))


def check_intact(data: Path) -> Iterator[bool]:
    """Yield, for each JPEG photograph of a folder, whether it is called damaged."""
    for path in sorted(data.glob("*/**/*.jpg")):
        if "faults" not in path.parts:
            yield damage_in_stream(path.read_bytes()) is not None


def copies(data: Path) -> list[Copy]:
    """Store the photographs, reduced to one width, in each of the ways."""
    found = []
    for path in sorted(path for pattern in PHOTOGRAPHS for path in data.glob(pattern))[::5]:
        picture = Image.open(path).convert("RGB")
        height = round(picture.height * WIDTH / picture.width)
        picture = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
        for encoder, options in ENCODERS.items():
            buffer = io.BytesIO()
            picture.save(buffer, "jpeg", **options)
            found.append(Copy(path.stem, encoder, buffer.getvalue()))
    return found


def spoil(
    stored: Sequence[Copy], changes: int, measured: int, predictor: Predictor
) -> Counter[tuple[str, str, str]]:
    """Return how often each outcome came of each encoder and each kind of change."""

    @cache
    def sound(copy: Copy) -> tuple[Rgb, dict[str, float | None]]:
        pixels = read(copy.content)[0]
        return pixels, numbers(pixels, predictor)

    counts: Counter[tuple[str, str, str]] = Counter()
    pairs = [
        (copy, kind)
        for copy in stored
        for kind in KINDS
        if kind not in NEED_RESTARTS or "restarts" in copy.encoder
    ]
    for number in tqdm(range(changes), disable=None):
        copy, kind = pairs[number % len(pairs)]
        changed = kind(copy.content, Random(number))
        outcome = judge(changed, copy)
        key = copy.encoder, kind.__name__
        if outcome == "another picture":
            if counts[(*key, "measured")] >= measured:
                outcome = "not measured"
            else:
                counts[(*key, "measured")] += 1
                found = numbers(read(changed)[0], predictor)
                outcome = compare(sound(copy)[1], found)
        counts[(*key, outcome)] += 1
    return counts


def judge(changed: bytes, copy: Copy) -> str:
    """Return what becomes of a changed copy when it is read."""
    try:
        pixels, told = read(changed)
    except ImageReadError:
        return "refused"
    if told:
        return "told"
    same = np.array_equal(pixels, read(copy.content)[0])
    return "the same picture" if same else "another picture"


def read(content: bytes) -> tuple[Rgb, bool]:
    """Return a picture and whether it is told to be damaged."""
    image = decode_raster(content, Path("photograph.jpg"), "0" * 64)
    return image.pixels, image.unsuitable is not None


def numbers(pixels: Rgb, predictor: Predictor) -> dict[str, float | None]:
    """Measure a picture."""
    measured = analyse(photograph(pixels), predictor, measure_anyway=True).measurements
    return {number: each.value for number, each in measured.numbers.items()}


def compare(sound: dict[str, float | None], found: dict[str, float | None]) -> str:
    """Say whether a number differs by more than the limit, of rates first and counts then."""
    moved = [number for number in sound if _moved(sound[number], found[number])]
    if any(number not in COUNTS for number in moved):
        return "missed"
    return "missed, counts alone" if moved else "no number moved"


def _moved(sound: float | None, found: float | None) -> bool:
    if sound is None or found is None:
        return sound is not found
    return abs(found - sound) > LIMIT * abs(sound)


def table(counts: Counter[tuple[str, str, str]]) -> Iterator[str]:
    """Yield a row for each encoder and kind of change, and the sum of all."""
    outcomes = (
        "told",
        "refused",
        "the same picture",
        "no number moved",
        "missed, counts alone",
        "missed",
        "not measured",
    )
    yield f"| stored as | change | {' | '.join(outcomes)} |"
    yield "|---" * (2 + len(outcomes)) + "|"
    rows = dict.fromkeys((encoder, kind) for encoder, kind, _ in counts)
    for encoder, kind in rows:
        cells = (counts[(encoder, kind, outcome)] for outcome in outcomes)
        yield f"| {encoder} | {kind.replace('_', ' ')} | {' | '.join(map(str, cells))} |"
    sums = [sum(n for (*_, found), n in counts.items() if found == each) for each in outcomes]
    yield f"| all | | {' | '.join(map(str, sums))} |"


if __name__ == "__main__":
    raise SystemExit(main())
