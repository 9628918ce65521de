"""Read one picture of every compression that can be opened, and compare it with what it shows."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from app.base.paths import resources
from app.domain.photograph import Rgb
from app.reading.opening import read_image
from app.self_test.outcome import BrokenError, Outcome, attempt

_LOSSLESS, _NEAR, _LOSSY = 0, 2, 16

DICOM: dict[UID, int] = {
    ImplicitVRLittleEndian: _LOSSLESS,
    ExplicitVRLittleEndian: _LOSSLESS,
    ExplicitVRBigEndian: _LOSSLESS,
    DeflatedExplicitVRLittleEndian: _LOSSLESS,
    RLELossless: _LOSSLESS,
    JPEGBaseline8Bit: _LOSSY,
    JPEGExtended12Bit: _LOSSY,
    JPEGLossless: _LOSSLESS,
    JPEGLosslessSV1: _LOSSLESS,
    JPEGLSLossless: _LOSSLESS,
    JPEGLSNearLossless: _NEAR,
    JPEG2000Lossless: _LOSSLESS,
    JPEG2000: _LOSSY,
    HTJ2KLossless: _LOSSLESS,
    HTJ2KLosslessRPCL: _LOSSLESS,
    HTJ2K: _LOSSY,
}
"""Every transfer syntax that is read, and by how much a value of 0 to 255 may be off."""

PICTURES = {
    "PNG": ("png.png", _LOSSLESS),
    "JPEG": ("jpeg.jpg", _LOSSY),
    "progressive JPEG": ("jpeg_progressive.jpg", _LOSSY),
    "TIFF": ("tiff.tif", _LOSSLESS),
    "TIFF, LZW": ("tiff_lzw.tif", _LOSSLESS),
    "TIFF, deflate": ("tiff_deflate.tif", _LOSSLESS),
    "TIFF, PackBits": ("tiff_packbits.tif", _LOSSLESS),
    "TIFF, JPEG": ("tiff_jpeg.tif", _LOSSY),
    "BMP": ("bmp.bmp", _LOSSLESS),
    "PPM": ("ppm.ppm", _LOSSLESS),
    "GIF": ("gif.gif", _LOSSY),
}
"""Every other kind of picture: its file, and by how much a value may be off."""

GREY = (JPEGExtended12Bit,)
"""Of 12 bits a sample, which cameras write as grey only."""


def pattern() -> Rgb:
    """Draw what all samples show: shades that differ in each colour, (32, 40, 3)."""
    row, column = np.arange(32)[:, None], np.arange(40)[None, :]
    planes = np.broadcast_arrays(6 * column, 8 * row, 3 * (row + column))
    return np.dstack(planes).astype(np.uint8)


def grey_pattern() -> Rgb:
    """Draw what the samples of GREY show: the green of the others."""
    return np.repeat(pattern()[..., 1:2], 3, axis=2)


def sample_compressions() -> Path:
    """Return the folder of the samples."""
    return resources() / "samples" / "compressions"


def sample_file(syntax: UID) -> Path:
    """Return the sample in a transfer syntax."""
    return sample_compressions() / f"{syntax.keyword}.dcm"


def check_decoders() -> Iterator[Outcome]:
    """Read each sample through the program's own reader."""
    for syntax, tolerance in DICOM.items():
        expected = grey_pattern() if syntax in GREY else pattern()
        compare = partial(_compare, sample_file(syntax), expected, tolerance)
        yield attempt(f"read DICOM {syntax.keyword}", compare)
    for kind, (name, tolerance) in PICTURES.items():
        compare = partial(_compare, sample_compressions() / name, pattern(), tolerance)
        yield attempt(f"read {kind}", compare)


def _compare(path: Path, expected: Rgb, tolerance: int) -> None:
    found = read_image(path).pixels
    if found.shape != expected.shape:
        raise BrokenError(f"the picture is {found.shape} instead of {expected.shape}")
    off = int(np.abs(found.astype(np.int16) - expected).max())
    if off > tolerance:
        raise BrokenError(f"a value is off by {off}, more than {tolerance}")
