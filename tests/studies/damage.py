"""Show how much of what spoils coded data is told, and that nothing else is.

python -m tests.studies.damage --data DIR [--changes 2000] [--seed 0] [--model FILE]

Photographs are stored as JPEG in several ways, and each copy is spoilt in every way of
``tests.studies.mutations``, in a JPEG file, in DICOM or in TIFF. What is not told and decodes to
another picture is measured with the network, and counts as missed where a number differs by more
than 2 % from that of the sound photograph. The intact photographs of the folder are checked too, as
they are and stored anew in many ways.
"""

import argparse
import io
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from pydicom.uid import JPEGBaseline8Bit
from tqdm import tqdm

from app.analysis.analysis import analyse
from app.analysis.findings import Predictor
from app.base.errors import ImageReadError
from app.base.paths import default_model
from app.domain.photograph import Rgb
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.measurement.measures import BRANCH_POINTS, END_POINTS
from app.reading.damage.detection import damage_in_stream
from app.reading.damage.jpeg_stream import find_frame
from app.reading.opening import decode
from tests.studies import mutations
from tests.support import dicom_bytes, make_encapsulated_dicom, photograph

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
INTACT = (
    "DRIVE/*/images/*.tif",
    "CHASE_DB1/images/*.jpg",
    "HRF/images/*.jpg",
    "DRISHTI/images/*.jpg",
    "IDRiD/images/*.jpg",
    "ORVS/images/*.jpg",
    "REPEATS/*.jpg",
    "ARIA/images/*",
)
QUALITIES = (30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 95, 98, 100)
WIDTHS = (256, 400, 512, 640, 800, 1000, 1400)
NEED_RESTARTS = (mutations.lose_intervals, mutations.swap_intervals)
COUNTS = (BRANCH_POINTS.id, END_POINTS.id)
"""Numbers that a single pixel moves by more than 2 %; they are told apart."""

LIMIT = 0.02


Container = Callable[[bytes], bytes]


def in_jpeg(stream: bytes) -> bytes:
    """Store a stream as the file that it is."""
    return stream


def in_tiff(stream: bytes) -> bytes:
    """Store a stream as the only strip of a TIFF file."""
    frame = find_frame(stream)
    assert frame is not None
    width, height, sampling = frame.width, frame.height, frame.components[0]
    entries = (
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, 3, 8),  # where the three depths stand
        (259, 3, 1, 7),
        (262, 3, 1, 6),
        (273, 4, 1, 256),
        (277, 3, 1, 3),
        (278, 3, 1, height),
        (279, 4, 1, len(stream)),
        (530, 3, 2, sampling.across | sampling.down << 16),
    )
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<I3H2xH", 16, 8, 8, 8, len(entries)) + directory
    return head.ljust(256, b"\0") + stream


def in_dicom(stream: bytes) -> bytes:
    """Store a stream as the only frame of a DICOM file."""
    frame = find_frame(stream)
    assert frame is not None
    shape = np.zeros((frame.height, frame.width, 3), np.uint8)
    stated = {"PhotometricInterpretation": "YBR_FULL"}
    return dicom_bytes(make_encapsulated_dicom(shape, JPEGBaseline8Bit, stream, **stated))


CONTAINERS: tuple[Container, ...] = (in_jpeg, in_tiff, in_dicom)


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
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    for name, streams in (("", intact(given.data)), (" stored anew", stored_anew(given.data))):
        told = [damage_in_stream(stream) is not None for stream in tqdm(streams, disable=None)]
        print(f"intact photographs{name}: {len(told)}, called damaged: {sum(told)}", flush=True)
    predictor = load_predictor(given.model, "cpu", EngineName.TORCH)
    seeds = range(given.seed, given.seed + given.changes)
    counts = spoil(copies(given.data), seeds, predictor)
    print("\n".join(table(counts)))
    return int(any(outcome.startswith("missed") for _, _, outcome in counts))


def intact(data: Path) -> Iterator[bytes]:
    """Yield each JPEG photograph of a folder."""
    for path in sorted(data.glob("*/**/*.jpg")):
        if "faults" not in path.parts:
            yield path.read_bytes()


def stored_anew(data: Path) -> Iterator[bytes]:
    """Yield photographs of each set, each in several sizes and ways that are drawn for it."""
    paths = [path for pattern in INTACT for path in sorted(data.glob(pattern))[::6]]
    for number, path in enumerate(path for path in paths for _ in range(4)):
        random = Random(number)
        picture = Image.open(path).convert(random.choices(("RGB", "L"), (6, 1))[0])
        width = random.choice(WIDTHS)
        size = width, round(picture.height * width / picture.width)
        restarts = random.choice(({}, {}, {"rows": 1}, {"rows": 2}, {"blocks": 4}, {"blocks": 33}))
        buffer = io.BytesIO()
        picture.resize(size, Image.Resampling.LANCZOS).save(
            buffer,
            "jpeg",
            quality=random.choice(QUALITIES),
            subsampling=random.randrange(3),
            optimize=random.random() < 0.5,
            progressive=random.random() < 0.3,
            **{f"restart_marker_{unit}": count for unit, count in restarts.items()},
        )
        yield buffer.getvalue()


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
    stored: Sequence[Copy], seeds: range, predictor: Predictor
) -> Counter[tuple[str, str, str]]:
    """Return how often each outcome came of each encoder and each kind of change."""

    @cache
    def sound(copy: Copy, container: Container) -> tuple[Rgb, dict[str, float | None]]:
        pixels = read(container(copy.content))[0]
        return pixels, numbers(pixels, predictor)

    pairs = [
        (copy, kind)
        for copy in stored
        for kind in KINDS
        if kind not in NEED_RESTARTS or "restarts" in copy.encoder
    ]
    counts: Counter[tuple[str, str, str]] = Counter()
    for number, seed in enumerate(tqdm(seeds, disable=None)):
        copy, kind = pairs[number % len(pairs)]
        container = CONTAINERS[number // len(pairs) % len(CONTAINERS)]
        changed = container(kind(copy.content, Random(seed)))
        outcome = judge(changed, partial(sound, copy, container), predictor)
        counts[(copy.encoder, kind.__name__, outcome)] += 1
    return counts


def judge(
    changed: bytes,
    sound: Callable[[], tuple[Rgb, dict[str, float | None]]],
    predictor: Predictor,
) -> str:
    """Return what becomes of a changed copy when it is read."""
    try:
        pixels, told = read(changed)
    except ImageReadError:
        return "refused"
    if told:
        return "told"
    own_pixels, own_numbers = sound()
    if np.array_equal(pixels, own_pixels):
        return "the same picture"
    return compare(own_numbers, numbers(pixels, predictor))


def read(content: bytes) -> tuple[Rgb, bool]:
    """Return a picture and whether it is told to be damaged."""
    image = decode(content, Path("photograph"), 0, "stated")
    return image.pixels, image.unsuitable is not None


def numbers(pixels: Rgb, predictor: Predictor) -> dict[str, float | None]:
    """Measure a picture."""
    measured = analyse(photograph(pixels), predictor, measure_anyway=True).measurements
    return {number: each.value for number, each in measured.numbers.items()}


def compare(sound: dict[str, float | None], found: dict[str, float | None]) -> str:
    """Return whether a number differs by more than the limit: rates first, then counts."""
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
