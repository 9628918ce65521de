"""Make the samples of every compression, which the self-test reads: one small pattern in each.

Run from the top folder: python resources/samples/make_compressions.py
Needs dcmcjpeg (DCMTK) for the kinds of JPEG that Pillow does not write, and imagecodecs, which
holds OpenJPH, for HTJ2K. Everything else is written by what the program itself uses.
"""

import io
import subprocess
import tempfile
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.filewriter import dcmwrite
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
    OphthalmicPhotography8BitImageStorage,
    RLELossless,
    generate_uid,
)

from app.self_test.decoders import grey_pattern, pattern, sample_compressions, sample_file

NATIVE = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)
BY_PYDICOM = {
    RLELossless: {},
    JPEGLSLossless: {},
    JPEGLSNearLossless: {"jls_error": 2},
    JPEG2000Lossless: {},
    JPEG2000: {"j2k_psnr": [45]},
}
BY_DCMCJPEG = {JPEGLossless: "+el", JPEGLosslessSV1: "+e1", JPEGExtended12Bit: "+ee"}
PICTURES = {
    "png.png": {},
    "jpeg.jpg": {"quality": 95, "subsampling": "4:4:4"},
    "jpeg_progressive.jpg": {"quality": 95, "subsampling": "4:4:4", "progressive": True},
    "tiff.tif": {},
    "tiff_lzw.tif": {"compression": "tiff_lzw"},
    "tiff_deflate.tif": {"compression": "tiff_adobe_deflate"},
    "tiff_packbits.tif": {"compression": "packbits"},
    "tiff_jpeg.tif": {"compression": "jpeg", "quality": 95},
    "bmp.bmp": {},
    "ppm.ppm": {},
    "gif.gif": {},
}


def describe(pixels: np.ndarray, bits: int = 8) -> FileDataset:
    """Return an uncompressed file of nobody: (h, w, 3) of 8 bits, or (h, w) of more."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = OphthalmicPhotography8BitImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["retivasc", "compressions"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = generate_uid(entropy_srcs=["retivasc", "compressions", "study"])
    dataset.SeriesInstanceUID = generate_uid(entropy_srcs=["retivasc", "compressions", "series"])
    dataset.Modality = "OP"
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    colour = pixels.ndim == 3
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = 8 * pixels.dtype.itemsize
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.PixelRepresentation = 0
    dataset.set_pixel_data(
        pixels, dataset.PhotometricInterpretation, bits, generate_instance_uid=False
    )
    return dataset


def encapsulated(dataset: FileDataset, syntax: UID, stream: bytes, colours: str) -> FileDataset:
    """Replace the pixels by a compressed stream."""
    dataset.PixelData = encapsulate([stream + b"\0" * (len(stream) % 2)])
    dataset["PixelData"].VR = "OB"
    dataset.PhotometricInterpretation = colours
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def by_dcmcjpeg(dataset: FileDataset, option: str) -> bytes:
    """Return the stream that DCMTK makes of an uncompressed file."""
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "plain.dcm", Path(folder) / "packed.dcm"
        dataset.save_as(plain, enforce_file_format=True)
        subprocess.run(["dcmcjpeg", option, plain, packed], check=True)
        return get_frame(dcmread(packed).PixelData, 0, number_of_frames=1)


def jpeg() -> bytes:
    """Return the pattern as baseline JPEG, as most cameras write it."""
    buffer = io.BytesIO()
    Image.fromarray(pattern()).save(buffer, "JPEG", quality=95, subsampling="4:2:2")
    return buffer.getvalue()


def write_native(syntax: UID) -> None:
    """Write the pattern uncompressed; words of 8 bit samples need no turning."""
    dataset = describe(pattern())
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset["PixelData"].VR = "OW" if syntax == ImplicitVRLittleEndian else "OB"
    dcmwrite(
        sample_file(syntax),
        dataset,
        implicit_vr=syntax == ImplicitVRLittleEndian,
        little_endian=syntax != ExplicitVRBigEndian,
        enforce_file_format=True,
    )


def write(dataset: FileDataset) -> None:
    """Write a compressed file under the name of its transfer syntax."""
    dataset.save_as(sample_file(dataset.file_meta.TransferSyntaxUID), enforce_file_format=True)


def main() -> None:
    """Write all files."""
    sample_compressions().mkdir(exist_ok=True)
    for syntax in NATIVE:
        write_native(syntax)
    for syntax, options in BY_PYDICOM.items():
        dataset = describe(pattern())
        if syntax in (JPEG2000, JPEG2000Lossless):
            dataset.PhotometricInterpretation = "YBR_ICT" if syntax == JPEG2000 else "YBR_RCT"
        dataset.compress(syntax, generate_instance_uid=False, **options)
        write(dataset)
    for syntax, option in BY_DCMCJPEG.items():
        if syntax == JPEGExtended12Bit:
            plain = describe(grey_pattern()[..., 0].astype(np.uint16) * 16, bits=12)
        else:
            plain = describe(pattern())
        stream = by_dcmcjpeg(plain, option)
        write(encapsulated(plain, syntax, stream, plain.PhotometricInterpretation))
    write(encapsulated(describe(pattern()), JPEGBaseline8Bit, jpeg(), "YBR_FULL_422"))
    for syntax in (HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K):
        lossless = syntax != HTJ2K
        # OpenJPH orders by resolution, position, component and layer (RPCL).
        stream = imagecodecs.htj2k_encode(
            pattern(), level=None if lossless else 0.002, rgb=True, reversible=lossless, tlm=True
        )
        colours = "YBR_RCT" if lossless else "YBR_ICT"
        write(encapsulated(describe(pattern()), syntax, bytes(stream), colours))
    for name, options in PICTURES.items():
        Image.fromarray(pattern()).save(sample_compressions() / name, **options)


if __name__ == "__main__":
    main()
