"""The plain data that flows through the imaging stages."""

from dataclasses import KW_ONLY, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.messages import Message

Rgb = NDArray[np.uint8]
"""A picture, (height, width, 3), 0 to 255."""

Plane = NDArray[np.float32]
"""One value a pixel, (height, width)."""

Colours = Literal["stated", "ybr"]
"""Whether colours are taken as the file states them, or as YCbCr by a person's order."""

Mask = NDArray[np.bool_]
"""True inside, (height, width)."""


class Laterality(StrEnum):
    """Tell which eye was photographed."""

    RIGHT = "R"
    LEFT = "L"
    BOTH = "B"
    UNKNOWN = "unknown"


def eye_code(laterality: Laterality) -> str:
    """Return the clinic's abbreviation of an eye; empty when it is unknown."""
    return {
        Laterality.RIGHT: "OD",
        Laterality.LEFT: "OS",
        Laterality.BOTH: "OU",
        Laterality.UNKNOWN: "",
    }[laterality]


class Source(StrEnum):
    """Tell where a piece of metadata comes from."""

    FILE = "file"
    USER = "user"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Spacing:
    """Give the size of one pixel on the retina in millimetres, and who said so."""

    row_mm: float
    column_mm: float
    source: Source

    @property
    def mean_mm(self) -> float:
        """Return the mean side of a pixel."""
        return (self.row_mm + self.column_mm) / 2


@dataclass(frozen=True)
class Patient:
    """Identify the person, as far as the file does; None where it does not."""

    name: str | None = None
    id: str | None = None
    birth_date: str | None = None
    sex: str | None = None


@dataclass(frozen=True)
class Exam:
    """Describe the examination, as far as the file does; None where it does not.

    Attributes:
        date: YYYYMMDD.
        device: the camera's maker and model.
        field_degrees: the horizontal field of view.
        pupil_dilated: whether drops were given.
        gaze: where the person was told to look, in the file's words.
    """

    date: str | None = None
    device: str | None = None
    field_degrees: float | None = None
    pupil_dilated: bool | None = None
    gaze: str | None = None


@dataclass(frozen=True, eq=False)
class FundusImage:
    """Hold one photograph as read from its file.

    Attributes:
        pixels: (height, width, 3) uint8, RGB.
        path: the file it was read from; of an archive's member, the archive's path and its name.
        sha256: hex digest of the file's bytes; every result names it.
        frame: which of the file's frames or pages this is, from 0.
        frames: how many the file has.
        colours: "ybr" when a person ordered the colours to be converted.
        laterality: the eye; UNKNOWN unless the file or a person said it.
        stated_laterality: the eye that the file states, kept when a person sets another.
        spacing: millimetres per pixel on the retina, or None when nobody stated it.
        pixel_ratio: the height of a pixel in widths, as the file states it; 1 where it does not.
        shows_retina: False where the file says that it shows something else; then no vessels are
            looked for in it.
        warnings: what a reader of the results must know about this file.
        unsuitable: why it must not be measured, though it can be looked at; None when it may be.
    """

    pixels: Rgb
    path: Path
    sha256: str
    _: KW_ONLY
    frame: int = 0
    frames: int = 1
    colours: Colours = "stated"
    laterality: Laterality = Laterality.UNKNOWN
    laterality_source: Source = Source.UNKNOWN
    stated_laterality: Laterality = Laterality.UNKNOWN
    spacing: Spacing | None = None
    pixel_ratio: float = 1.0
    patient: Patient = field(default_factory=Patient)
    exam: Exam = field(default_factory=Exam)
    shows_retina: bool = True
    warnings: tuple[Message, ...] = ()
    unsuitable: Message | None = None

    def with_laterality(self, laterality: Laterality) -> "FundusImage":
        """Return the photograph with the eye set by a person; the file's own word is kept."""
        if laterality is self.laterality:
            return self
        if laterality is Laterality.UNKNOWN:
            source = Source.UNKNOWN
        else:
            source = Source.FILE if laterality is self.stated_laterality else Source.USER
        return replace(self, laterality=laterality, laterality_source=source)

    def with_spacing(self, spacing_mm: float) -> "FundusImage":
        """Return the photograph with the side of a pixel set by a person, in millimetres.

        Where its pixels are not square, which already forbids measuring, nothing is changed.
        """
        if self.pixel_ratio != 1:
            return self
        return replace(self, spacing=Spacing(spacing_mm, spacing_mm, Source.USER))

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return int(self.pixels.shape[0])


Point = tuple[float, float]
"""x, y in pixels of the photograph, from its top left corner."""


@dataclass(frozen=True)
class Stroke:
    """Hold one stroke of the brush.

    Attributes:
        points: that the brush's centre went through, straight from one to the next.
        radius: of the brush, in pixels of the photograph.
        erases: it takes vessels away; otherwise it adds them.
    """

    points: tuple[Point, ...]
    radius: float
    erases: bool = False


@dataclass(frozen=True)
class Ruler:
    """Hold a line (two points) or an angle at the second of three points."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Reading:
    """Hold a person's word on one photograph.

    Attributes:
        threshold: probability from which a pixel is vessel, 0 to 1.
        spacing_mm: side of a pixel on the retina; None leaves what the file says.
        measure_anyway: measure it though its quality is too poor.
        strokes: that correct the vessels by hand, in their order.
    """

    threshold: float = 0.5
    laterality: Laterality = Laterality.UNKNOWN
    spacing_mm: float | None = None
    measure_anyway: bool = False
    strokes: tuple[Stroke, ...] = ()
    rulers: tuple[Ruler, ...] = ()


class FieldMethod(StrEnum):
    """Tell how the field of view was found."""

    CIRCLE = "circle"
    OUTLINE = "outline"
    FRAME = "frame"
    MASK = "mask"


@dataclass(frozen=True, eq=False)
class FieldOfView:
    """Hold the part of the frame that shows retina.

    Attributes:
        mask: (height, width) bool, true inside.
        center: x, y in pixels.
        diameter_px: diameter of the camera's circle, which may reach beyond the frame.
        method: how it was found.
        confidence: 0 (guessed) to 1.
        fields: how many fields of view the picture shows, this one included.
        insets: how many smaller pictures it shows beside it, a thumbnail or a logo for instance.
    """

    mask: Mask
    center: tuple[float, float]
    diameter_px: float
    method: FieldMethod
    confidence: float
    fields: int = 1
    insets: int = 0

    @property
    def area_px(self) -> int:
        """Return the number of pixels inside the field."""
        return int(np.count_nonzero(self.mask))


class Verdict(StrEnum):
    """Say whether a photograph is fit to be measured."""

    GOOD = "good"
    USABLE = "usable"
    NOT_GRADABLE = "not gradable"


@dataclass(frozen=True)
class Quality:
    """Hold the verdict on a photograph: a 0-1 score and the reasons in sentences."""

    score: float
    verdict: Verdict
    reasons: tuple[Message, ...] = ()


class InputSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say how a photograph is brought into the form that a model was trained on.

    Attributes:
        min_diameter: the field of view is enlarged to at least this many pixels across.
        max_diameter: and reduced to at most this many; in between it keeps its own size.
        background_sigma: width of the local mean that is subtracted, in field diameters.
        contrast_sigma: width of the local deviation that is divided by, likewise.
        channels: "rgb", or "grey" for the green channel alone (red-free).
        field: "fundus" finds the camera's round field of view; "frame" takes the whole picture,
            for other modalities, whose vessels are not the retina's and are not measured.
    """

    min_diameter: int = 576
    max_diameter: int = 1024
    background_sigma: float = 0.04
    contrast_sigma: float = 0.12
    channels: Literal["rgb", "grey"] = "rgb"
    field: Literal["fundus", "frame"] = "fundus"

    @property
    def planes(self) -> int:
        """Return how many planes the network sees."""
        return 3 if self.channels == "rgb" else 1


@dataclass(frozen=True, eq=False)
class PreparedInput:
    """Hold what the network sees, and how to bring its answer back.

    Attributes:
        values: (c, h, w) float32; normalised inside the field, 0 outside.
        field: (h, w) bool, the field of view at this size.
        box: left, top, right, bottom of the cut-out in the photograph, in pixels.
        diameter: of the field of view at this size, in pixels.
    """

    values: NDArray[np.float32]
    field: Mask
    box: tuple[int, int, int, int]
    diameter: float


@dataclass(frozen=True, eq=False)
class ProbabilityMap:
    """Hold the probability of being vessel for each pixel; 0 outside the field.

    Attributes:
        native: (height, width) float32, at the size of the photograph; shown and exported.
        standard: (h, w) float32, with the field brought to one fixed diameter, so that shape
            measures of different cameras compare.
        measured_field: (h, w) bool, the field of view at that size, without its rim.
        center: x, y of the field's centre at that size, in pixels.
    """

    native: Plane
    standard: Plane
    measured_field: Mask
    center: tuple[float, float]


@dataclass(frozen=True, eq=False)
class VesselLevels:
    """Hold, for each pixel, the highest threshold at which it is part of a vessel.

    Attributes:
        native: (height, width) float32, at the size of the photograph; shown and exported.
        standard: (h, w) float32, at the standard field diameter; measured.
    """

    native: Plane
    standard: Plane


@dataclass(frozen=True, eq=False)
class VesselMask:
    """Hold the vessels at one threshold: the native mask and its standard-size twin."""

    native: Mask
    standard: Mask
    threshold: float
