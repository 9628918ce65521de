"""The small sound files that the mutations start from: one for each kind and compression."""

import io
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.dataset import FileDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, JPEG2000Lossless

from tests.support import (
    dicom_bytes,
    encode,
    encode_picture,
    implicit_bytes_without_preamble,
    make_dicom,
    make_jpeg_dicom,
    make_rle_dicom,
)

PIXELS = np.random.default_rng(0).integers(0, 256, (12, 16, 3), dtype=np.uint8)
GREY = PIXELS[..., 0]
DEEP = GREY.astype(np.uint16) * 200

_BUNDLED = (  # what nothing at hand can write, and what other hands wrote
    "JPEGLSNearLossless_08.dcm",
    "JPEGLSNearLossless_16.dcm",
    "SC_rgb_jls_lossy_line.dcm",
    "SC_rgb_jpeg_gdcm.dcm",  # JPEG lossless
    "SC_rgb_small_odd_jpeg.dcm",
    "SC_rgb_rle_16bit_2frame.dcm",
    "SC_rgb_gdcm_KY.dcm",  # JPEG 2000
    "MR_small_implicit.dcm",
    "nested_priv_SQ.dcm",
)


def write_sources(folder: Path) -> None:
    """Write one file for each source; the worker then needs nothing of what made them."""
    for name, content in sources().items():
        (folder / name).write_bytes(content)


def sources() -> dict[str, bytes]:
    return {**_rasters(), **_dicoms(), **{name: _bundled(name) for name in _BUNDLED}}


def _rasters() -> dict[str, bytes]:
    palette = Image.fromarray(PIXELS).quantize(8)
    return {
        "rgb.png": encode(PIXELS),
        "deep.png": encode(DEEP),
        "palette.png": encode_picture(palette, transparency=0),
        "rgb.jpg": encode(PIXELS, "jpeg"),
        "progressive.jpg": encode(PIXELS, "jpeg", progressive=True),
        "rgb.tif": encode(PIXELS, "tiff"),
        "deep.tif": encode(DEEP, "tiff"),
        "lzw.tif": encode(PIXELS, "tiff", compression="tiff_lzw"),
        "jpeg.tif": encode(PIXELS, "tiff", compression="jpeg"),
        "big.tif": encode(PIXELS, "tiff", big_tiff=True),
        "rgb.bmp": encode(PIXELS, "bmp"),
        "palette.gif": encode_picture(palette, "gif", save_all=True, append_images=[palette]),
        "rgb.ppm": encode(PIXELS, "ppm"),
    }


def _dicoms() -> dict[str, bytes]:
    two = np.concatenate([GREY, GREY])
    return {
        "plain.dcm": dicom_bytes(make_dicom(PIXELS, PixelSpacing=[0.01, 0.01])),
        "deep.dcm": dicom_bytes(make_dicom(DEEP, RescaleSlope="2", RescaleIntercept="1")),
        "frames.dcm": dicom_bytes(make_dicom(two, NumberOfFrames=2, Rows=len(GREY))),
        "palette.dcm": dicom_bytes(_palette()),
        "bare.dcm": implicit_bytes_without_preamble(make_dicom(PIXELS)),
        "rle.dcm": dicom_bytes(make_rle_dicom(PIXELS)),
        "jpeg.dcm": dicom_bytes(make_jpeg_dicom(PIXELS)),
        "j2k.dcm": dicom_bytes(_compressed()),
        "deflated.dcm": dicom_bytes(_rewritten(DeflatedExplicitVRLittleEndian)),
        "big.dcm": _big_endian(),
    }


def _palette() -> FileDataset:
    dataset = make_dicom(GREY % 8, PhotometricInterpretation="PALETTE COLOR")
    for colour in ("Red", "Green", "Blue"):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [8, 0, 16])
        setattr(dataset, f"{colour}PaletteColorLookupTableData", DEEP.tobytes()[:16])
    return dataset


def _compressed() -> FileDataset:
    dataset = make_dicom(np.tile(PIXELS, (4, 4, 1)))  # OpenJPEG halves a picture five times
    dataset.compress(JPEG2000Lossless, generate_instance_uid=False)
    return dataset


def _rewritten(syntax: str) -> FileDataset:
    dataset = make_dicom(PIXELS)
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def _big_endian() -> bytes:
    dataset = _rewritten(ExplicitVRBigEndian)
    buffer = io.BytesIO()
    dataset["PixelData"].VR = "OB"
    # save_as refuses to turn bytes round; the samples here are bytes and have no order.
    pydicom.dcmwrite(buffer, dataset, implicit_vr=False, little_endian=False)
    return buffer.getvalue()


def _bundled(name: str) -> bytes:
    return Path(str(get_testdata_file(name, download=False))).read_bytes()
