"""Decode one frame of a DICOM file to an 8-bit RGB picture."""

import io
import math
from copy import copy
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileDataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
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

from app.base.errors import ImageReadError, UnsupportedImageError
from app.base.messages import Message, message
from app.domain.photograph import Rgb
from app.imaging.colour import as_rgb
from app.reading.damage import jpeg2000_stream
from app.reading.damage.detection import damage_in_stream
from app.reading.damage.jpeg_stream import find_frame, with_sound_scan
from app.reading.dicom.values import read_numbers
from app.reading.raster import bits_in_use, by_level, check_pixel_count, to_8_bit

MAX_SAMPLES = 6_000_000_000
"""Of all frames together; only one is decoded, but none that lies is believed."""

# Chosen by name, never left to what happens to be installed: gdcm can kill the process.
_NATIVE = ""
_PLUGINS = {
    ImplicitVRLittleEndian: _NATIVE,
    ExplicitVRLittleEndian: _NATIVE,
    ExplicitVRBigEndian: _NATIVE,
    DeflatedExplicitVRLittleEndian: _NATIVE,
    RLELossless: "pydicom",
    JPEGBaseline8Bit: "pillow",
    JPEGExtended12Bit: "pylibjpeg",
    JPEGLossless: "pylibjpeg",
    JPEGLosslessSV1: "pylibjpeg",
    JPEGLSLossless: "pylibjpeg",
    JPEGLSNearLossless: "pylibjpeg",
    JPEG2000: "pylibjpeg",
    JPEG2000Lossless: "pylibjpeg",
    HTJ2K: "pylibjpeg",
    HTJ2KLossless: "pylibjpeg",
    HTJ2KLosslessRPCL: "pylibjpeg",
}
SYNTAXES = tuple(map(str, _PLUGINS))
"""The transfer syntaxes that can be decoded."""

_PILLOWS_JPEG = (JPEGBaseline8Bit, JPEGExtended12Bit)
_ADOBE_YCC = 1
_RESCALING = {"RescaleSlope": 1.0, "RescaleIntercept": 0.0}
_CHANNELS = ("Red", "Green", "Blue")


def frame_count(dataset: Dataset) -> int:
    """Return how many frames the file states; 1 where it does not say."""
    stated = read_numbers(dataset, "NumberOfFrames")
    return int(stated[0]) if stated and 1 <= stated[0] < math.inf else 1


def check_pixels(dataset: FileDataset, path: Path) -> None:
    """Refuse, from the description alone, pixels that cannot or must not be decoded.

    Raises:
        ImageReadError: their compression or their kind of colours is not supported.
        UnsupportedImageError: they are too many.
    """
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax not in _PLUGINS:
        raise ImageReadError(
            message(
                "The compression of “{name}” is not supported: {syntax}.",
                name=path.name,
                syntax=syntax.name,
            ),
            message("Export the photograph uncompressed or as JPEG and open that file."),
        )
    colours, bits = str(dataset.PhotometricInterpretation), int(dataset.BitsStored)
    if colours.startswith("YBR_FULL") and bits > 8:
        raise ImageReadError(
            message(
                "The colours of “{name}” are not supported: {colours} of {bits} bits.",
                name=path.name,
                colours=colours,
                bits=bits,
            ),
            message("Export the photograph as RGB or as JPEG and open that file."),
        )
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    check_pixel_count(columns, rows, path)
    if rows * columns * int(dataset.SamplesPerPixel) * frame_count(dataset) > MAX_SAMPLES:
        raise UnsupportedImageError(
            message(
                "“{name}” states {count} frames, more than can be opened.",
                name=path.name,
                count=frame_count(dataset),
            ),
            message("Export the photograph alone and open that file."),
        )


def decode_frame(dataset: FileDataset, frame: int, path: Path) -> Rgb:
    """Decode one frame to what is shown of it, the others staying compressed.

    Raises:
        ImageReadError: a compressed frame does not decode.
        Exception: nearly anything else, of a damaged file.
    """
    return _shown(dataset, *decode_stored(dataset, frame, path))


def decode_stored(
    dataset: FileDataset, frame: int, path: Path
) -> tuple[NDArray[np.generic], dict[str, str | int]]:
    """Decode one frame to its stored values, colours as RGB, and say how they are described.

    Raises:
        ImageReadError: a compressed frame does not decode.
        Exception: nearly anything else, of a damaged file.
    """
    syntax = dataset.file_meta.TransferSyntaxUID
    if not syntax.is_encapsulated:
        return _in_rgb(*_decode_samples(dataset, frame))
    _check_stream_size(dataset, frame, path)
    try:
        return _decode(dataset, frame)
    except Exception as error:
        raise ImageReadError(
            message(
                "The picture in “{name}” is damaged, or not compressed as the file states "
                "({syntax}).",
                name=path.name,
                syntax=syntax.name,
            ),
            message("Send or export the photograph again, uncompressed if possible."),
        ) from error


def _decode_samples(
    dataset: FileDataset, frame: int
) -> tuple[NDArray[np.generic], dict[str, str | int]]:
    """Decode whole samples, and take of each the bits that are stored, wherever they lie in it.

    PS3.5, 8.1.1: the highest of them is HighBit; what lies above or below is not the picture's.
    """
    syntax = dataset.file_meta.TransferSyntaxUID
    values, described = get_decoder(syntax).as_array(
        dataset,
        index=frame,
        raw=True,
        decoding_plugin=_PLUGINS[syntax],
        correct_unused_bits=False,  # type: ignore[arg-type]  # it names the type of all options
    )
    bits = 8 * values.dtype.itemsize
    above, spare = bits - 1 - int(dataset.HighBit), bits - int(dataset.BitsStored)
    if spare:  # of signed values the sign comes along
        values = np.right_shift(np.left_shift(values, above), spare)
    return values, described


def _decode(dataset: FileDataset, frame: int) -> tuple[NDArray[np.generic], dict[str, str | int]]:
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax == RLELossless:
        return _in_rgb(*_decode_samples(dataset, frame))
    plugin = _PLUGINS[syntax]
    stream = _stream(dataset, frame)
    sound = with_sound_scan(stream)
    if sound != stream:
        dataset, frame, stream = _of_one_stream(dataset, sound), 0, sound
    if syntax in _PILLOWS_JPEG and int(dataset.BitsStored) == 8:
        plugin = "pillow"
        with Image.open(io.BytesIO(stream), formats=("JPEG",)) as picture:
            # Of these Pillow gives RGB; pydicom takes it for YBR and would make the eye green.
            if picture.mode == "RGB" and picture.info.get("adobe_transform") == _ADOBE_YCC:
                return np.asarray(picture), {"photometric_interpretation": "RGB"}
    decoder = get_decoder(syntax)
    values, described = decoder.as_array(dataset, index=frame, decoding_plugin=plugin, raw=True)
    # Whichever YBR the file states, a JPEG stream of 8 bits holds the full one.
    if plugin == "pillow" and str(described["photometric_interpretation"]).startswith("YBR"):
        described["photometric_interpretation"] = "YBR_FULL"
    return _in_rgb(values, described)


def _in_rgb(
    values: NDArray[np.generic], described: dict[str, str | int]
) -> tuple[NDArray[np.generic], dict[str, str | int]]:
    """Convert YBR of 8 bits, which pydicom would do too, in a tenth of its time."""
    if not str(described["photometric_interpretation"]).startswith("YBR_FULL"):
        return values, described
    return ybr_to_rgb(values.clip(0, 255).astype(np.uint8)), {
        **described,
        "photometric_interpretation": "RGB",
    }


def ybr_to_rgb(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert YBR_FULL (height, width, 3), 0 to 255, to RGB (PS3.3, C.7.6.3.1.2)."""
    return np.asarray(Image.fromarray(values, "YCbCr").convert("RGB"))


def _stream(dataset: FileDataset, frame: int) -> bytes:
    return get_frame(dataset.PixelData, frame, number_of_frames=frame_count(dataset))


def _check_stream_size(dataset: FileDataset, frame: int, path: Path) -> None:
    """Refuse a compressed picture of another size than stated: it may fill the memory."""
    size = stream_size(_stream(dataset, frame))
    if size is not None and size != (int(dataset.Columns), int(dataset.Rows)):
        raise ImageReadError(
            message(
                "The picture in “{name}” does not have the size that the file states.",
                name=path.name,
            ),
            message("Send or export the photograph again from its archive."),
        )


def stream_size(stream: bytes) -> tuple[int, int] | None:
    """Return width and height as a JPEG, JPEG-LS or JPEG 2000 stream states; None if it is none."""
    if stream.startswith(jpeg2000_stream.START):
        return jpeg2000_stream.size_of(stream)
    frame = find_frame(stream)
    return None if frame is None else (frame.width, frame.height)


def frame_damage(dataset: FileDataset, frame: int) -> Message | None:
    """Return what is wrong with the stream of a compressed frame; None if nothing is known."""
    if not dataset.file_meta.TransferSyntaxUID.is_encapsulated:
        return None
    return damage_in_stream(_stream(dataset, frame))


def _of_one_stream(dataset: FileDataset, stream: bytes) -> FileDataset:
    """Return the data set with one compressed frame in the place of its own."""
    one = copy(dataset)
    one.NumberOfFrames = 1
    one.PixelData = encapsulate([stream + b"\0" * (len(stream) % 2)])
    return one


def _shown(
    dataset: FileDataset, values: NDArray[np.generic], described: dict[str, str | int]
) -> Rgb:
    # The decoders already return RGB for YBR streams; converting again would turn eyes green.
    colours = described["photometric_interpretation"]
    if colours == "PALETTE COLOR":
        return as_rgb(_look_up(dataset, values))
    if values.ndim == 3:
        return as_rgb(to_8_bit(values))
    grey = _grey(dataset, values)
    return as_rgb(255 - grey if colours == "MONOCHROME1" else grey)


def _look_up(dataset: FileDataset, values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Replace each value by its colour; values beyond the palette take its nearest end."""
    if dataset.file_meta.TransferSyntaxUID == ExplicitVRBigEndian:
        _turn_palette(dataset)
    entries, first, _ = (int(value) for value in dataset.RedPaletteColorLookupTableDescriptor)
    numbers = np.arange(entries or 2**16)
    palette = apply_color_lut(numbers + first, dataset)[:, :3]
    colours = to_8_bit(palette)  # many writers state 16 bits and use 8 of them
    looked_up: NDArray[np.uint8] = colours[(values.astype(np.int32) - first).clip(0, numbers[-1])]
    return looked_up


def _turn_palette(dataset: Dataset) -> None:
    """Swap the bytes of a big endian palette into the order that pydicom expects."""
    for channel in _CHANNELS:
        keyword = f"{channel}PaletteColorLookupTableData"
        if keyword in dataset and dataset[keyword].VR == "OW":
            words = np.frombuffer(dataset[keyword].value, ">u2")
            dataset[keyword].value = words.astype("<u2").tobytes()


def _grey(dataset: Dataset, values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Map the whole range that the file can hold to 0-255, or the window that it states.

    Never the range that happens to occur: a nearly black picture must stay nearly black. Only the
    bits that nowhere are used do not count, as in ``to_8_bit``.
    """
    low, high = _grey_range(dataset, _bits(dataset, values))

    def scaled(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
        shown = apply_voi_lut(apply_modality_lut(levels, dataset), dataset).astype(np.float64)
        grey: NDArray[np.float64] = ((shown - low) / (high - low) * 255).clip(0, 255)
        return np.round(grey).astype(np.uint8)

    return by_level(values, scaled)


def _bits(dataset: Dataset, values: NDArray[np.generic]) -> int:
    """Return how many bits the values have: those in use, where nothing else depends on them."""
    stored = int(dataset.BitsStored)
    if stored <= 8 or int(dataset.PixelRepresentation) == 1 or "WindowWidth" in dataset:
        return stored
    return min(stored, bits_in_use(values))


def _grey_range(dataset: Dataset, bits: int) -> tuple[float, float]:
    """Return the least and greatest value that can be shown: of a table, or of rescaled bits."""
    for keyword in ("VOILUTSequence", "ModalityLUTSequence"):
        if dataset.get(keyword):
            return 0, 2 ** int(dataset[keyword].value[0].LUTDescriptor[2]) - 1
    signed = int(dataset.PixelRepresentation) == 1
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    slope, intercept = (float(dataset.get(key, usual)) for key, usual in _RESCALING.items())
    ends = sorted((low * slope + intercept, high * slope + intercept))
    return (ends[0], ends[1]) if ends[1] > ends[0] else (ends[0], ends[0] + 1)
