"""A photograph as it was read, and who it is of."""

from dataclasses import KW_ONLY, asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.base.messages import Message
from app.base.text import folded

Rgb = NDArray[np.uint8]
"""A picture, (height, width, 3), 0 to 255."""

Plane = NDArray[np.float32]
"""One value a pixel, (height, width)."""

Colours = Literal["stated", "ybr"]
"""Whether colours are taken as the file states them, or as YCbCr by a person's order."""

Mask = NDArray[np.bool_]
"""True inside, (height, width)."""


class Laterality(StrEnum):
    """Which eye was photographed."""

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
    """Where a piece of metadata comes from."""

    FILE = "file"
    USER = "user"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Spacing:
    """The size of one pixel on the retina in millimetres, and who stated it."""

    row_mm: float
    column_mm: float
    source: Source

    @property
    def mean_mm(self) -> float:
        """Return the mean side of a pixel."""
        return (self.row_mm + self.column_mm) / 2


@dataclass(frozen=True)
class Patient:
    """The person, as far as the file identifies them; None where it does not."""

    name: str | None = None
    id: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    issuer: str | None = None
    """Who gave the ID."""


@dataclass(frozen=True)
class Exam:
    """The examination, as far as the file describes it; None where it does not.

    Attributes:
        date: YYYYMMDD.
        time: HHMMSS.
        device: the camera's maker and model.
        field_degrees: the horizontal field of view.
        pupil_dilated: whether drops were given.
        gaze: where the person was told to look, in the file's words.
        study_uid, series_uid: which study and series of DICOM's it is of.
        accession: the number of the order.
    """

    date: str | None = None
    device: str | None = None
    field_degrees: float | None = None
    pupil_dilated: bool | None = None
    gaze: str | None = None
    time: str | None = None
    study_uid: str | None = None
    series_uid: str | None = None
    accession: str | None = None


@dataclass(frozen=True)
class Order:
    """What the clinic's worklist had planned: the results of a photograph are filed under it.

    Attributes:
        study_uid: of the study that its results belong to.
        accession: its number; may be empty.
    """

    study_uid: str
    accession: str = ""


@dataclass(frozen=True)
class Identity:
    """Whom a photograph shows and when it was taken, as a person says; None where nobody does.

    Attributes:
        date: of the photograph, YYYYMMDD.
        order: for which it was taken.
    """

    patient: Patient = field(default_factory=Patient)
    date: str | None = None
    order: Order | None = None

    def facts(self) -> dict[str, str]:
        """Return what is said, by the names of the facts: those of ``Patient``, and ``date``."""
        said = {**asdict(self.patient), "date": self.date}
        return {name: value for name, value in said.items() if value}


NOBODY_SAYS = Identity()


@dataclass(frozen=True)
class PhotographId:
    """The identity of a photograph, wherever its file is stored.

    Attributes:
        sha256: hex digest of the file's bytes.
        frame: of the file, from 0.
    """

    sha256: str
    frame: int = 0


@dataclass(frozen=True, eq=False)
class FundusImage:
    """One photograph as read from its file.

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
        patient, exam: as the file says, or a person where ``typed`` names the fact.
        typed: the names of the facts of ``Identity`` that a person says, and the file does not.
        order: for which it was taken, as a person says.
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
    typed: frozenset[str] = frozenset()
    order: Order | None = None
    shows_retina: bool = True
    warnings: tuple[Message, ...] = ()
    unsuitable: Message | None = None

    @property
    def id(self) -> PhotographId:
        """Return what identifies it."""
        return PhotographId(self.sha256, self.frame)

    def with_laterality(self, laterality: Laterality) -> "FundusImage":
        """Return the photograph with the eye set by a person; the file's own statement is kept."""
        if laterality is self.laterality:
            return self
        if laterality is Laterality.UNKNOWN:
            source = Source.UNKNOWN
        else:
            source = Source.FILE if laterality is self.stated_laterality else Source.USER
        return replace(self, laterality=laterality, laterality_source=source)

    def with_identity(self, identity: Identity) -> "FundusImage":
        """Return the photograph, as its file describes it, of whom a person says that it shows.

        Where the person names somebody else than the file, nothing of the file's patient is left.
        """
        said = identity.facts()
        known = Identity(self.patient, self.exam.date).facts()
        if not _may_be_one(self.patient, identity.patient):
            known = {name: value for name, value in known.items() if name == "date"}
        told = {**known, **said}
        date = told.pop("date", None)
        stated = Identity(self.patient, self.exam.date).facts()
        return replace(
            self,
            patient=Patient(**told),
            exam=replace(self.exam, date=date),
            typed=frozenset(name for name in said if said[name] != stated.get(name)),
            order=identity.order,
        )

    def source_of(self, fact: str) -> Source:
        """Tell who says a fact of ``Identity``: a field of the patient, or ``date``."""
        if fact in self.typed:
            return Source.USER
        known = Identity(self.patient, self.exam.date).facts()
        return Source.FILE if fact in known else Source.UNKNOWN

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


def facts_agree(fact: str, one: str, other: str) -> bool:
    """Tell whether two sources say the same, where both say something.

    Names agree where any of the writings of one (Latin, Chinese) is among those of the other,
    without case, accents and DICOM's punctuation.

    Example:
        >>> facts_agree("name", "Wang^Xiaoming=王^小明", "xiaoming WANG")
        True
    """
    return names_agree(one, other) if fact == "name" else folded(one) == folded(other)


def names_agree(one: str, other: str) -> bool:
    """Tell whether two names have a writing in common."""
    return not _writings(one).isdisjoint(_writings(other))


def _writings(name: str) -> set[str]:
    """Return each writing of a name as its parts in their order, and sorted."""
    writings = [folded(part.replace("^", " ")).split() for part in name.split("=")]
    return {"".join(parts) for each in writings if each for parts in (each, sorted(each))}


def _may_be_one(one: Patient, other: Patient) -> bool:
    """Tell whether two descriptions may be of one person: by their IDs, or else their names."""
    if one.id and other.id:
        return one.id == other.id and one.issuer in (None, other.issuer or one.issuer)
    return not (one.name and other.name) or names_agree(one.name, other.name)
