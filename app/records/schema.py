"""The record of an analysis: what is written for one photograph as JSON, and read again.

Scripts rely on its keys: they keep their names, places and units. A key more makes another
version of the schema, for a reader knows every key of the versions it knows.
"""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.anatomy import VesselKind
from app.domain.field import FieldMethod
from app.domain.photograph import Colours, Laterality, Source
from app.domain.quality import Flaw, Verdict
from app.domain.reading import Mark, Scale
from app.measurement.regions import Quadrant
from app.records.json_text import from_json, to_json

SCHEMA = "retivasc.analysis/2"
_FIRST = "retivasc.analysis/1"
_FAMILY = "retivasc.analysis/"
_NOT_IN_ALL_FIRST = dict.fromkeys(("unsuitable", "corrected", "exported_vessels", "excluded"))


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a record; readers know every key of it."""


class TypedRecord(_Part, frozen=True, kw_only=True):
    """Whom a person says a photograph shows, and when it was taken; null where nobody said it.

    What the file says of its patient is in no record.

    Attributes:
        birth_date, date: YYYYMMDD; the second is that of the photograph.
    """

    issuer: str | None = None
    id: str | None = None
    name: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    date: str | None = None


class CalibrationRecord(_Part, frozen=True, kw_only=True):
    """How a person told the scale of a photograph.

    Attributes:
        value: the side of a pixel in mm, the length of the line in mm, 1 (disc diameter), or the
            angle of the camera's field in degrees.
        length_px: of the line whose length was told; with an axial length, the diameter of the
            field; absent of the others.
        axial_length_mm: of the eye, where it makes millimetres of the angle of the field.
    """

    scale: Scale
    value: float
    length_px: float | UnsetType = UNSET
    axial_length_mm: float | UnsetType = UNSET


class MarkRecord(_Part, frozen=True, kw_only=True):
    """What a person laid on the photograph, and what it measures in the units that are known.

    Attributes:
        mark: a line or an angle is a ruler.
        text: what the person wrote at it.
        points_px: in pixels of the photograph; of an area its outline, of an arrow its end and
            its head.
        length_disc, area_disc: in diameters of the optic disc, as a person drew it.
        length_field_degrees: by the stated angle of the camera's field, the same all over it.
        reason: why an area was not measured.
    """

    mark: Mark
    text: str
    points_px: tuple[tuple[float, float], ...]
    length_px: float | UnsetType = UNSET
    length_mm: float | UnsetType = UNSET
    length_disc: float | UnsetType = UNSET
    length_field_degrees: float | UnsetType = UNSET
    angle_degrees: float | UnsetType = UNSET
    area_px: float | UnsetType = UNSET
    area_mm2: float | UnsetType = UNSET
    area_disc: float | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class ImageRecord(_Part, frozen=True, kw_only=True):
    """Where a photograph comes from, and what is known about it.

    Attributes:
        typed: absent where a person said nothing of whom it shows.
        frame: counted from 1, as ``--frame`` and the window do.
        spacing_mm: height and width of a pixel on the retina.
        calibration: absent where no person told the scale in the window.
    """

    path: str
    sha256: str
    frame: int
    frames: int
    colours: Colours
    width: int
    height: int
    laterality: Laterality
    laterality_source: Source
    spacing_mm: tuple[float, float] | None
    spacing_source: Source | None
    typed: TypedRecord | UnsetType = UNSET
    calibration: CalibrationRecord | UnsetType = UNSET


class FieldRecord(_Part, frozen=True, kw_only=True):
    """Where the field of view lies, in pixels, and how it was found.

    Attributes:
        file: that it was read from; None where it was found in the photograph itself.
    """

    center: tuple[float, float]
    diameter_px: float
    area_px: int
    method: FieldMethod
    confidence: float
    file: str | None = None


class ModelRecord(_Part, frozen=True, kw_only=True):
    """Which network found the vessels, and what it ran on.

    Attributes:
        style: share of each annotator's style in what it drew; none where it knows one alone.
    """

    name: str
    version: str
    sha256: str
    device: str
    precision: str
    style: dict[str, float] = {}


class QualityRecord(_Part, frozen=True, kw_only=True):
    """How suitable a photograph is for measuring, and whether a person overruled that.

    Attributes:
        poor_parts: share of the field, 0 to 1, by flaw; they are measured all the same.
    """

    score: float
    verdict: Verdict
    reasons: tuple[str, ...]
    overridden: bool
    poor_parts: dict[Flaw, float] = {}


class BandRecord(_Part, frozen=True, kw_only=True):
    """The thresholds between which the band of each number extends."""

    low_threshold: float
    high_threshold: float


class FitRecord(_Part, frozen=True, kw_only=True):
    """The box counts whose slope is a fractal dimension."""

    box_sizes_px: tuple[int, ...]
    box_counts: tuple[int, ...]
    standard_error: float
    r_squared: float
    local_slopes: tuple[float, ...]


class IntervalRecord(_Part, frozen=True, kw_only=True):
    """Hold between which bounds an expert's number is expected.

    Attributes:
        level: how often, 0 to 1.
        basis: by which sets, photographs and model that is known.
    """

    low: float
    high: float
    level: float
    basis: str


class SensitivityRecord(_Part, frozen=True, kw_only=True):
    """Hold the least and greatest that a number is between the thresholds of the band."""

    low: float
    high: float


class Value(_Part, frozen=True, kw_only=True):
    """Hold a number, or the reason why it is withheld.

    Attributes:
        interval: in which an expert's number is expected; None where it is not known.
        sensitivity: to the threshold; None where it is not known.
        smallest_detectable: by how much it must differ between visits to have changed; None where
            that is not known.
        low, high: those of ``sensitivity``, where scripts of the first version look for them.
    """

    value: float | None
    interval: IntervalRecord | None
    sensitivity: SensitivityRecord | None
    smallest_detectable: float | None
    low: float | None
    high: float | None
    unit: str
    reason: str | None

    def __post_init__(self) -> None:
        _check_reason(self.value, self.reason)


class Number(Value, frozen=True, kw_only=True):
    """A number of the whole field, with its definition.

    Attributes:
        fit: what a dimension is the slope of, None where it is withheld; other numbers have none.
    """

    definition: str
    fit: FitRecord | UnsetType | None = UNSET


class ResearchValue(_Part, frozen=True, kw_only=True):
    """A number for research, which has no band, or the reason why it is withheld."""

    value: float | None
    unit: str
    reason: str | None
    definition: str

    def __post_init__(self) -> None:
        _check_reason(self.value, self.reason)


class QuadrantRecord(_Part, frozen=True, kw_only=True):
    """The density of a quadrant, and where that lies in the picture and in the eye."""

    place: str
    anatomy: str | None
    vessel_density: Value


class CalibresRecord(_Part, frozen=True, kw_only=True):
    """How the widths of vessels are distributed along their centrelines."""

    unit: str
    median: float
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    definition: str


class SegmentsRecord(_Part, frozen=True, kw_only=True):
    """The length and the tortuosity of each vessel segment."""

    length_unit: str
    length: tuple[float, ...]
    tortuosity: tuple[float, ...]


class ResearchRecord(_Part, frozen=True, kw_only=True):
    """Measures for research, and what they must not be used for."""

    use: str
    information_dimension: ResearchValue
    correlation_dimension: ResearchValue
    lacunarity: dict[str, ResearchValue]


class PieceRecord(_Part, frozen=True, kw_only=True):
    """Some pixels of a photograph, as runs in the rectangle that holds them.

    Attributes:
        left_px, top_px, width_px, height_px: of the rectangle.
        runs_px: how many pixels lie outside, then inside, and so on, row after row.
    """

    left_px: int
    top_px: int
    width_px: int
    height_px: int
    runs_px: tuple[int, ...]


class StrokeRecord(_Part, frozen=True, kw_only=True):
    """A stroke, in pixels of the photograph, so that it can be drawn again.

    Attributes:
        restores: it brings back vessels that were erased, or takes back added ones; else absent.
        piece: the pixels that one click changed; absent of a stroke of the brush.
    """

    erases: bool
    radius_px: float
    points_px: tuple[tuple[float, float], ...]
    restores: bool | UnsetType = UNSET
    piece: PieceRecord | UnsetType = UNSET


class OutlineRecord(_Part, frozen=True, kw_only=True):
    """Hold the ellipse of an optic disc or its cup, in pixels of the photograph.

    Attributes:
        center_px: x, y from the centre of the first pixel.
        semi_axes_px: a, and b, which is no longer.
        angle_deg: of a, from x towards y.
        confidence: 0 to 1; 1 where a person placed it.
    """

    center_px: tuple[float, float]
    semi_axes_px: tuple[float, float]
    angle_deg: float
    confidence: float


class SpotRecord(_Part, frozen=True, kw_only=True):
    """Hold the place of a fovea, in pixels of the photograph.

    Attributes:
        center_px: x, y from the centre of the first pixel.
        confidence: 0 to 1; 1 where a person placed it.
    """

    center_px: tuple[float, float]
    confidence: float


class AnatomyRecord(_Part, frozen=True, kw_only=True):
    """Hold what was found of disc, cup and fovea, and how well arteries are told from veins.

    Attributes:
        disc_reason, cup_reason, fovea_reason: why there is none; None where there is one.
        eye_suggested: by the places of disc and fovea; None where they do not tell.
        undecided_share: of the length of all vessels outside the disc, 0 to 1; None where no
            model told arteries from veins, or nothing was measured.
    """

    disc: OutlineRecord | None
    disc_reason: str | None
    cup: OutlineRecord | None
    cup_reason: str | None
    fovea: SpotRecord | None
    fovea_reason: str | None
    eye_suggested: Literal["R", "L"] | None
    undecided_share: float | None


class VesselKindRecord(_Part, frozen=True, kw_only=True):
    """Hold what a person called the vessel at a place, in pixels of the photograph."""

    place_px: tuple[float, float]
    kind: VesselKind


class Measured(_Part, frozen=True, kw_only=True):
    """Everything measured in one mask, whoever made it.

    Attributes:
        measurements: by the id of the measure.
    """

    working_diameter_px: int
    band: BandRecord | None
    measurements: dict[str, Number]
    quadrants: dict[Quadrant, QuadrantRecord]
    calibres: CalibresRecord | None
    segments: SegmentsRecord
    research: ResearchRecord


class ExcludedRecord(_Part, frozen=True, kw_only=True):
    """Hold what a person excluded from the numbers.

    Attributes:
        share: of the field of view, 0 to 1.
        height_px, width_px: of the photograph.
        runs_px: how many pixels lie outside, then inside, and so on, row after row.
    """

    share: float
    height_px: int
    width_px: int
    runs_px: tuple[int, ...]


class CorrectedRecord(Measured, frozen=True, kw_only=True):
    """What a person corrected by hand, and what is measured then.

    Attributes:
        anatomy: with what a person placed; absent where no model looked and nobody placed any.
        vessel_kinds: what a person called vessels; absent where nothing.
    """

    added_px: int
    erased_px: int
    stroke_count: int
    strokes: tuple[StrokeRecord, ...]
    anatomy: AnatomyRecord | UnsetType = UNSET
    vessel_kinds: tuple[VesselKindRecord, ...] | UnsetType = UNSET


class Request(_Part, frozen=True, kw_only=True, tag_field="command"):
    """Everything a result depends on besides the photograph: asked again, it would be the same."""

    @property
    def command(self) -> str:
        """Return who asked."""
        return str(self.__struct_config__.tag)


class AnalyzeRequest(Request, frozen=True, kw_only=True, tag="analyze"):
    """What ``retivasc analyze`` was asked for.

    Attributes:
        frame: counted from 1.
        model: its name, its version and its SHA-256.
        style: share of each annotator's style in what the model draws.
        photograph, report, dicom: whether they are written too.
    """

    software_version: str
    frame: int
    model: tuple[str, str, str]
    hysteresis: float
    threshold: float
    spacing_mm: float | None
    eye: Laterality | None
    measure_anyway: bool
    photograph: bool
    report: bool
    dicom: bool
    style: dict[str, float] = {}


class MeasureRequest(Request, frozen=True, kw_only=True, tag="measure"):
    """What ``retivasc measure`` was asked for.

    Attributes:
        frame: counted from 1.
        field: what the field of view is taken from: the SHA-256 of its file, or what is assumed.
    """

    software_version: str
    frame: int
    spacing_mm: float | None
    inverted: bool
    field: str


class WindowRequest(Request, frozen=True, kw_only=True, tag="window"):
    """The mark of a result that a person saved from the window."""


class FailedRequest(_Part, frozen=True, kw_only=True):
    """Which command failed, and on which file, named by its absolute path."""

    command: str
    input: str


class AnalysisRecord(
    Measured, frozen=True, kw_only=True, omit_defaults=True, tag_field="schema", tag=SCHEMA
):
    """What is known about an analysed photograph, or about a mask that was made elsewhere.

    Attributes:
        model, threshold, hysteresis, quality, exported_vessels: None of a mask.
        anatomy: as the program found it; absent where no model looked for any.
        other_models: that looked for more than vessels; absent where none did.
        created: in ISO 8601, with the offset from UTC.
        unsuitable: why it must not be measured, whatever its quality; None where it may be.
        request: by which a command knows what it has done already; only in a folder of results,
            as are ``result``, the name of this one there, and ``files``, the names of its files.
        marks: what a person laid on the photograph; absent where there is nothing.
    """

    image: ImageRecord
    field_of_view: FieldRecord
    model: ModelRecord | None
    threshold: float | None
    hysteresis: float | None
    software_version: str
    created: str
    unsuitable: str | None
    quality: QualityRecord | None
    warnings: tuple[str, ...]
    corrected: CorrectedRecord | None
    excluded: ExcludedRecord | None
    exported_vessels: Literal["automatic", "corrected", "none"] | None
    anatomy: AnatomyRecord | None = None
    other_models: tuple[ModelRecord, ...] = ()
    request: AnalyzeRequest | MeasureRequest | WindowRequest | None = None
    result: str | None = None
    files: tuple[str, ...] | None = None
    marks: tuple[MarkRecord, ...] | UnsetType = UNSET


class FailedImage(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """Which photograph failed; only its path is known where it could not be read."""

    path: str
    sha256: str | None = None
    frame: int | None = None


class ErrorRecord(_Part, frozen=True, kw_only=True):
    """What went wrong, what kind of error it is, and what to do about it."""

    kind: str
    message: str
    hint: str


class FailureRecord(
    _Part, frozen=True, kw_only=True, omit_defaults=True, tag_field="schema", tag=SCHEMA
):
    """What is known about a photograph that could not be analysed, and why.

    Attributes:
        request, result, files: as in ``AnalysisRecord``.
    """

    image: FailedImage
    software_version: str
    error: ErrorRecord
    request: FailedRequest | None = None
    result: str | None = None
    files: tuple[str, ...] | None = None


Record = AnalysisRecord | FailureRecord
"""One that has ``error`` is of a failure."""


def to_plain(record: Record) -> dict[str, Any]:
    """Return a record as the plain values that its JSON holds.

    Raises:
        ValueError: a number is NaN or infinite, which no record may hold.
    """
    plain: dict[str, Any] = from_json(record_to_json(record))
    return plain


def record_to_json(record: Record) -> bytes:
    """Return a record as UTF-8 text; what a person looks for first stands above the numbers.

    Raises:
        ValueError: a number is NaN or infinite, which no record may hold.
    """
    plain = msgspec.to_builtins(record, enc_hook=float)  # numpy's numbers
    long = {key: plain.pop(key) for key in Measured.__struct_fields__ if key in plain}
    return to_json(plain | long)


def read_record(content: bytes) -> Record:
    """Read a record back, of this version of the schema or the first one.

    Raises:
        ConfigurationError: it is no record, a damaged one, or of a version that is not known.
    """
    plain = _of_this_version(_plain(content))
    try:
        if "error" in plain:
            return msgspec.convert(plain, type=FailureRecord)
        return msgspec.convert(plain, type=AnalysisRecord)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            message("This analysis record is damaged: {why}.", why=error),
            message("Analyse the photograph again."),
        ) from error


def _plain(content: bytes) -> dict[str, Any]:
    try:
        plain = from_json(content)
        if not isinstance(plain, dict) or not str(plain.get("schema")).startswith(_FAMILY):
            raise ValueError("it does not name its schema")
    except ValueError as error:
        raise ConfigurationError(
            message("This is not an analysis record: {why}.", why=error),
            message("Give the JSON file that was written for a photograph."),
        ) from error
    return plain


def _of_this_version(plain: dict[str, Any]) -> dict[str, Any]:
    """Return a record as this version writes it.

    Raises:
        ConfigurationError: its version is not known.
    """
    if plain["schema"] == SCHEMA:
        return plain
    if plain["schema"] != _FIRST:
        raise ConfigurationError(
            message(
                "This record was written by another version of Retivasc ({schema}).",
                schema=plain["schema"],
            ),
            message("Read it with that version, or a later one."),
        )
    if "error" in plain:
        return {**plain, "schema": SCHEMA}
    record = {**_NOT_IN_ALL_FIRST, **plain, "schema": SCHEMA, **_measured_of_first(plain)}
    if isinstance(corrected := record["corrected"], dict):
        record["corrected"] = {**corrected, **_measured_of_first(corrected)}
    return record


def _measured_of_first(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a record of the first version that hold numbers, as they are now.

    What does not look as it should is left to the reader, who tells.
    """
    parts: dict[str, Any] = {}
    if isinstance(numbers := plain.get("measurements"), dict):
        parts["measurements"] = {name: _value_of_first(each) for name, each in numbers.items()}
    if isinstance(quadrants := plain.get("quadrants"), dict):
        parts["quadrants"] = {
            name: {**each, "vessel_density": _value_of_first(each.get("vessel_density"))}
            if isinstance(each, dict)
            else each
            for name, each in quadrants.items()
        }
    return parts


def _value_of_first(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        return value
    ends = {end: value.get(end) for end in ("low", "high")}
    known = None not in ends.values()
    added = {"interval": None, "sensitivity": ends if known else None, "smallest_detectable": None}
    return {**added, **value}


def _check_reason(value: float | None, reason: str | None) -> None:
    if (value is None) != (reason is not None):
        raise ValueError("a number is either there, or withheld for a reason")
