"""What several tests share: synthetic photographs, DICOM files built in memory, small models."""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
    generate_uid,
)
from safetensors.torch import save as save_tensors

from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.domain.calibration import Calibration, Errors, NumberErrors
from app.domain.photograph import FundusImage, Mask, Plane, Rgb
from app.domain.quality import Verdict
from app.domain.repeatability import Repeatability, Spread
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.field.field_of_view import find_field_of_view
from app.field.shapes import disc
from app.inference.architecture import Architecture
from app.inference.model_card import SCHEMA
from app.inference.styles import shares_of
from app.inference.unet import UNet
from app.segmentation.network_input import InputSpec, PreparedInput
from app.segmentation.network_output import Output

ROOT = Path(__file__).resolve().parents[1]
OPHTHALMIC_PHOTOGRAPHY_8_BIT = "1.2.840.10008.5.1.4.1.1.77.1.5.1"
RETINA = (176, 92, 40)

PATIENCE_S = 120.0
"""How long tests wait for what must come; only one that fails ever waits so long."""

Network = TypeVar("Network", bound=torch.nn.Module)

if TYPE_CHECKING:
    from app.ui.session.layers import Layers


# --- photographs ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Fundus:
    """A synthetic fundus photograph with its true vessels and field of view."""

    pixels: Rgb
    vessels: Mask
    field: Mask

    @property
    def image(self) -> FundusImage:
        return photograph(self.pixels)


def photograph(pixels: Rgb, name: str = "fundus.png") -> FundusImage:
    """Wrap pixels as if they had been read from a file."""
    return FundusImage(pixels, Path(name), hashlib.sha256(pixels.tobytes()).hexdigest())


def make_fundus(side: int = 256, seed: int = 0) -> Fundus:
    """Draw a round orange field on black, with dark branching vessels, uneven light and noise."""
    rng = np.random.default_rng(seed)
    center = (side - 1) / 2
    inside = disc((side, side), (center, center), 0.46 * side)
    vessels = _draw_vessels(side, rng) & inside
    ticks = np.linspace(-1, 1, side)
    light = 1.0 - 0.25 * np.hypot(ticks[:, None], ticks[None, :] - 0.2)
    colour = np.array(RETINA, dtype=np.float64) * light[..., None]
    colour[vessels] *= (0.75, 0.5, 0.7)
    colour += rng.normal(0, 2.0, colour.shape)
    pixels = np.clip(colour, 0, 255) * inside[..., None]
    return Fundus(np.round(pixels).astype(np.uint8), vessels, inside)


def _draw_vessels(side: int, rng: np.random.Generator) -> Mask:
    picture = Image.new("1", (side, side))
    draw = ImageDraw.Draw(picture)
    start = np.array([0.25, 0.5]) * side
    branches = [(start, angle, side / 50) for angle in (-1.1, -0.4, 0.3, 1.0, 2.6, 3.7)]
    while branches:
        place, angle, width = branches.pop()
        for _ in range(5):
            angle += rng.normal(0, 0.15)
            onward = place + 0.05 * side * np.array([np.cos(angle), np.sin(angle)])
            draw.line([*place, *onward], fill=1, width=max(1, round(width)))
            place = onward
        if width > side / 200:
            branches += [(place, angle + turn, width * 0.7) for turn in (-0.45, 0.45)]
    return np.asarray(picture)


def with_border(
    pixels: Rgb, left: int, top: int, right: int, bottom: int, shade: int = 0, noise: float = 0.0
) -> Rgb:
    """Put a border around a picture: of one shade, with Gaussian noise if asked for."""
    height, width = pixels.shape[:2]
    shape = (height + top + bottom, width + left + right, 3)
    border = shade + np.random.default_rng(0).normal(0, noise, shape)
    bordered = np.clip(np.round(border), 0, 255).astype(np.uint8)
    bordered[top : top + height, left : left + width] = pixels
    return bordered


def with_text(
    pixels: Rgb, place: tuple[int, int], shade: int = 255, text: str = "DOE^JANE 1950-01-02 OD"
) -> Rgb:
    """Burn words into a picture."""
    picture = Image.fromarray(pixels)
    ImageDraw.Draw(picture).text(place, text, fill=(shade,) * 3)
    return np.array(picture)


def encode(pixels: NDArray[Any], suffix: str = "png", **options: Any) -> bytes:
    """Encode a picture with Pillow."""
    return encode_picture(Image.fromarray(pixels), suffix, **options)


def encode_picture(picture: Image.Image, suffix: str = "png", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, suffix, **options)
    return buffer.getvalue()


def make_pipe(path: Path) -> Path:
    """Make a pipe that nobody writes into: to open it plainly would wait for ever."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no such pipes here")
    os.mkfifo(path)
    return path


def looked_up(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often the system was asked about a path during some work."""
    count = 0

    def counting(ask: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: Any, **options: Any) -> object:
            nonlocal count
            count += 1
            return ask(*arguments, **options)

        return counted

    with monkeypatch.context() as patch:
        for name in ("stat", "lstat", "open", "readlink"):
            patch.setattr(os, name, counting(getattr(os, name)))
        work()
    return count


def intersection_over_union(first: Mask, second: Mask) -> float:
    return np.count_nonzero(first & second) / np.count_nonzero(first | second)


# --- DICOM ---------------------------------------------------------------------------------


def make_dicom(pixels: NDArray[Any], **attributes: Any) -> FileDataset:
    """Build an Ophthalmic Photography 8 Bit data set, uncompressed, from RGB or grey pixels.

    Keyword arguments set attributes; None removes one.
    """
    grey = pixels.ndim == 2
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(OPHTHALMIC_PHOTOGRAPHY_8_BIT)
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["retivasc tests"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.Modality = "OP"
    dataset.PatientName = "Doe^Jane"
    dataset.PatientID = "4711"
    dataset.PatientBirthDate = "19500102"
    dataset.PatientSex = "F"
    dataset.StudyDate = "20260301"
    dataset.Manufacturer = "Camera Works"
    dataset.ManufacturerModelName = "Eye 1"
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.SamplesPerPixel = 1 if grey else 3
    dataset.PhotometricInterpretation = "MONOCHROME2" if grey else "RGB"
    if not grey:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8 * pixels.dtype.itemsize
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = 0
    dataset.NumberOfFrames = 1
    dataset.PixelData = _even(pixels.tobytes())
    for keyword, value in attributes.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    return dataset


def make_jpeg_dicom(pixels: Rgb, **attributes: Any) -> FileDataset:
    """Build a JPEG baseline file, YBR_FULL_422, as most fundus cameras write it."""
    stream = encode(pixels, "jpeg", quality=95, subsampling="4:2:2")
    dataset = make_dicom(
        pixels,
        PhotometricInterpretation="YBR_FULL_422",
        PixelData=encapsulate([_even(stream)]),
        LossyImageCompression="01",
        **attributes,
    )
    dataset["PixelData"].VR = "OB"
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    return dataset


def make_encapsulated_dicom(
    pixels: Rgb, syntax: UID, *streams: bytes, **attributes: Any
) -> FileDataset:
    """Build a file of compressed frames; ``pixels`` only describe one of them."""
    dataset = make_dicom(
        pixels,
        PixelData=encapsulate([_even(stream) for stream in streams]),
        NumberOfFrames=len(streams),
        **attributes,
    )
    dataset["PixelData"].VR = "OB"
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def make_rle_dicom(pixels: Rgb) -> FileDataset:
    dataset = make_dicom(pixels)
    dataset.compress(RLELossless, generate_instance_uid=False)
    return dataset


def dicom_bytes(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def dicom_bytes_as(dataset: FileDataset, syntax: UID) -> bytes:
    """Write a data set in another uncompressed transfer syntax; words are not turned."""
    dataset.file_meta.TransferSyntaxUID = syntax
    buffer = io.BytesIO()
    little = syntax != ExplicitVRBigEndian
    dcmwrite(buffer, dataset, implicit_vr=False, little_endian=little, enforce_file_format=True)
    return buffer.getvalue()


def with_raw_text(dataset: Dataset, **texts: bytes) -> bytes:
    """Write a data set whose texts hold bytes of any character set, stated or not."""
    for keyword, raw in texts.items():
        # Written as Latin-1, which passes every byte on.
        setattr(dataset, keyword, raw.decode("latin-1"))
    stated = dataset.get("SpecificCharacterSet")
    dataset.SpecificCharacterSet = "ISO_IR 100"
    content = dicom_bytes(dataset)
    return content.replace(
        b"CS\x0a\x00ISO_IR 100", b"CS\x0a\x00" + (stated or "").encode().ljust(10)
    )


def implicit_bytes_without_preamble(dataset: Dataset) -> bytes:
    """Write a bare data set: no preamble, no file meta, implicit VR little endian."""
    bare = Dataset()
    bare.update(dataset)
    buffer = io.BytesIO()
    bare.save_as(buffer, implicit_vr=True, little_endian=True)
    return buffer.getvalue()


def _even(content: bytes) -> bytes:
    return content + b"\0" * (len(content) % 2)


# --- errors --------------------------------------------------------------------------------


def refused(
    kind: type[RetivascError], action: Callable[..., object], *arguments: Any, **options: Any
) -> RetivascError:
    """Check that an action raises exactly one kind of error, worded in whole sentences."""
    with pytest.raises(RetivascError) as caught:
        action(*arguments, **options)
    error = caught.value
    assert type(error) is kind
    assert error.kind == kind.__name__
    for sentence in (str(error.message), str(error.hint)):
        assert sentence.endswith(".")
        assert len(sentence.split()) >= 3
        assert "{" not in sentence
    assert str(error) == f"{error.message} {error.hint}"
    return error


# --- pictures of the window ----------------------------------------------------------------


def make_layers(pixels: Rgb, probability: Plane) -> "Layers":
    """Make layers in which every pixel is in the field, and vessel at its probability."""
    from app.ui.session.layers import build_layers

    return build_layers(
        pixels,
        probability=probability,
        levels=probability,
        field=np.ones(probability.shape, dtype=np.bool_),
    )


# --- models --------------------------------------------------------------------------------


@dataclass
class FakePredictor:
    """Segment by darkness of the green channel; no network, no weights."""

    name: str = "fake"
    version: str = "1"
    sha256: str = "0" * 64
    device: str = "cpu"
    precision: str = "float32"
    threshold: float = 0.5
    hysteresis: float = 2.0
    input_spec: InputSpec = field(
        default_factory=lambda: InputSpec(min_diameter=256, max_diameter=512)
    )
    warnings: tuple[Message, ...] = ()
    pieces: int = 4
    calibration: Calibration | None = None
    repeatability: Repeatability | None = None
    styles: tuple[str, ...] = ()
    style: Style = OWN_STYLE
    shares: dict[str, float] = field(default_factory=dict)
    drawn: dict[str, float] = field(default_factory=dict)
    companions: "tuple[FakePredictor, ...]" = ()

    def in_style(self, style: Style) -> "FakePredictor":
        shares = shares_of(style, self.styles, {}, self.drawn)
        return replace(self, style=style, shares=shares)

    @property
    def outputs(self) -> tuple[Output, ...]:
        return (Output(Structure.VESSEL, self.threshold, self.hysteresis),)

    def predict(
        self, prepared: PreparedInput, on_progress: OnProgress, should_stop: ShouldStop
    ) -> dict[Structure, Plane]:
        for piece in range(self.pieces):
            stop_if_asked(should_stop)
            on_progress((piece + 1) / self.pieces, "segment")
        values = 1 / (1 + np.exp(3 + 4 * prepared.values[1]))
        return {Structure.VESSEL: (values * prepared.field).astype(np.float32)}


@dataclass
class TwoHands(FakePredictor):
    """Draw less in the hand "sparse": its probabilities are the squares of the other's."""

    styles: tuple[str, ...] = ("sparse", "full")
    drawn: dict[str, float] = field(default_factory=lambda: {"sparse": 5.0, "full": 10.0})

    def __post_init__(self) -> None:
        self.shares = shares_of(self.style, self.styles, {}, self.drawn)

    def predict(
        self, prepared: PreparedInput, on_progress: OnProgress, should_stop: ShouldStop
    ) -> dict[Structure, Plane]:
        power = 1 + self.shares.get("sparse", 0.0)
        return {
            structure: plane**power
            for structure, plane in super().predict(prepared, on_progress, should_stop).items()
        }


def calibration_of(number: str, sd: float = 0.05, site: str | None = "clinic") -> Calibration:
    """Make a calibration of the fakes that knows one number."""
    errors = NumberErrors(0.02, (Errors("clinic", 25, 0.0, sd),))
    return Calibration(model_sha256="0" * 64, threshold=0.5, site=site, numbers={number: errors})


def repeatability_of(number: str, sd: float = 0.01, pairs: int = 20) -> Repeatability:
    """Make a repeatability of the fakes that knows one number, in good photographs."""
    return Repeatability(
        model_sha256="0" * 64,
        threshold=0.5,
        pairs=pairs,
        unaligned=0,
        one_file=0,
        grades={Verdict.GOOD: {number: Spread(pairs, sd)}},
    )


def make_network(widths: tuple[int, ...] = (4, 8), seed: int = 0, outputs: int = 1) -> UNet:
    """Build a network with random weights and running statistics, ready to run."""
    torch.manual_seed(seed)
    return vary_statistics(UNet(widths, outputs=outputs)).eval()


def vary_statistics(network: Network) -> Network:
    """Give a network random running statistics, as if it had learnt."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 1.5)
    return network


def make_card(widths: tuple[int, ...], sha256: str) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "name": "tiny",
        "version": "7",
        "architecture": msgspec.to_builtins(Architecture("unet", widths)),
        "input": {"min_diameter": 128, "max_diameter": 256},
        "threshold": 0.4,
        "temperature": 1.5,
        "sha256": sha256,
        "threshold_chosen_on": "nothing",
        "training": {"data": []},
        "scores": {},
        "intended_use": "tests",
        "limits": ["knows nothing"],
    }


def write_model(
    folder: Path,
    network: UNet | None = None,
    widths: tuple[int, ...] = (4, 8),
    **changes: Any,
) -> Path:
    """Write a tiny model and its card; keyword arguments change entries of the card."""
    tensors = (network or make_network(widths)).state_dict()
    content = save_tensors({name: value.contiguous() for name, value in tensors.items()})
    weights = folder / "tiny.safetensors"
    weights.write_bytes(content)
    card = make_card(widths, hashlib.sha256(content).hexdigest()) | changes
    weights.with_suffix(".json").write_bytes(msgspec.json.encode(card))
    return weights


def write_styled_model(folder: Path) -> Path:
    """Write a tiny model that draws in two hands, "a" and the fuller "b"; by default in both."""
    torch.manual_seed(0)
    network = vary_statistics(UNet((4, 8), styles=2)).eval()
    for modulation in network.modulations:
        modulation.scale.data.normal_(0, 0.5)
        modulation.shift.data.normal_(0, 0.5)
    return write_model(
        folder,
        network,
        architecture={"name": "unet", "widths": [4, 8], "styles": ["a", "b"]},
        style={"a": 0.5, "b": 0.5},
        drawn={"a": 9.0, "b": 11.0},
    )


def prepared_input(shape: tuple[int, int] = (48, 40), seed: int = 0) -> PreparedInput:
    """Make a network input of random values, all of it field."""
    values = np.random.default_rng(seed).standard_normal((3, *shape), dtype=np.float32)
    return PreparedInput(
        values, np.ones(shape, dtype=np.bool_), (0, 0, shape[1], shape[0]), float(max(shape))
    )


# --- real photographs ----------------------------------------------------------------------


def data_folder(name: str) -> Path:
    """Return a folder of the public data sets; skip the test where they are not at hand."""
    stated = os.environ.get("RETIVASC_DATA")
    folder = (Path(stated) if stated else ROOT.parent / "shared" / "data") / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not here")
    return folder


def field_of(pixels: Rgb) -> Mask:
    return find_field_of_view(pixels).mask
