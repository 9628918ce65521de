"""Time the way from a large file to pixels and field of view, stage by stage."""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from app.base.paths import sample
from app.field.field_of_view import find_field_of_view
from app.reading.opening import decode, digest, read_file, read_image
from tests.benchmarks.timing import milliseconds, print_lines
from tests.support import dicom_bytes, make_jpeg_dicom

HRF = (3504, 2336)  # pixels: the frame of a common fundus camera
TWELVE_MEGAPIXELS = (4000, 3000)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        photograph, dicom = Path(folder) / "eye.jpg", Path(folder) / "eye.dcm"
        _sample_of(HRF).save(photograph, quality=95)
        pixels = np.asarray(_sample_of(TWELVE_MEGAPIXELS))
        dicom.write_bytes(dicom_bytes(make_jpeg_dicom(pixels)))
        for path in (photograph, dicom):
            _time(path)


def _time(path: Path) -> None:
    content, image = read_file(path), read_image(path)
    size = f"{len(content) / 1e6:.1f} MB"
    print(f"\n{path.name}: {image.width} × {image.height}, {size}, to pixels and field of view")
    stages = {
        "read from disk": partial(read_file, path),
        "digest": partial(digest, content),
        "decode (and digest)": partial(decode, content, path, 0, "stated"),
        "field of view": partial(find_field_of_view, image.pixels),
        "all of it": lambda: find_field_of_view(read_image(path).pixels),
    }
    print_lines(milliseconds(stages))


def _sample_of(size: tuple[int, int]) -> Image.Image:
    return ImageOps.pad(Image.open(sample()).convert("RGB"), size, Image.Resampling.BICUBIC)
