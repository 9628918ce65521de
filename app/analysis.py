"""The main job: from a photograph to measured vessels, without a window."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

import numpy as np

from app import __version__
from app.errors import UnsupportedImageError
from app.imaging.correction import correct_maps, draw_strokes
from app.imaging.field_of_view import SEVERAL_FIELDS
from app.imaging.field_shape import stretch_notices
from app.imaging.postprocessing import (
    STANDARD_DIAMETER,
    extract_vessels,
    find_levels,
    restore_native,
)
from app.imaging.preprocessing import find_field, prepare_input
from app.imaging.quality import assess_quality, with_vessel_evidence
from app.imaging.types import (
    FieldOfView,
    FundusImage,
    InputSpec,
    Laterality,
    Mask,
    Plane,
    PreparedInput,
    ProbabilityMap,
    Quality,
    Reading,
    Source,
    Stroke,
    Verdict,
    VesselLevels,
    VesselMask,
    eye_code,
)
from app.measurement.summary import measure, withhold_all
from app.measurement.types import Measurements
from app.messages import Message, message
from app.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    part_of,
    stop_if_asked,
)

MIN_SIDE = 128
"""Photographs smaller than this, in pixels, show no vessels that could be measured."""


class Predictor(Protocol):
    """Segment a prepared photograph, and say with what."""

    @property
    def name(self) -> str:
        """Return the model's name."""

    @property
    def version(self) -> str:
        """Return the model's version."""

    @property
    def sha256(self) -> str:
        """Return the hex digest of the weights."""

    @property
    def device(self) -> str:
        """Return where it runs: "cpu" or "cuda"."""

    @property
    def precision(self) -> str:
        """Return the number format it computes in."""

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Return what a reader must know of how it computed, a fallback for instance."""

    @property
    def threshold(self) -> float:
        """Return the model's own threshold."""

    @property
    def hysteresis(self) -> float:
        """Return how many times the odds of the threshold a vessel must reach somewhere."""

    @property
    def input_spec(self) -> InputSpec:
        """Return the form its input must have."""

    def predict(
        self, prepared: PreparedInput, on_progress: OnProgress, should_stop: ShouldStop
    ) -> Plane:
        """Return (h, w) float32 probabilities of the prepared input."""


SMALLEST_FIELD_MM, LARGEST_FIELD_MM = 4.0, 40.0
"""Diameters of the field of view beyond which a stated pixel spacing is not believed."""


@dataclass(frozen=True)
class Provenance:
    """Say what made a result, so that it can be made again.

    Attributes:
        threshold: the model's own.
        hysteresis: how many times the odds of the threshold a vessel had to reach somewhere.
        whole_frame: the model is of another modality, and looks at the whole picture.
    """

    model_name: str
    model_version: str
    model_sha256: str
    device: str
    precision: str
    threshold: float
    hysteresis: float
    software_version: str
    created: datetime
    warnings: tuple[Message, ...] = ()
    whole_frame: bool = False


@dataclass(frozen=True, eq=False)
class Findings:
    """Hold all that follows from a photograph's file and the model; no person changes it.

    Attributes:
        image: as its file describes it.
        unsuitable: why it must not be measured, whatever its quality; None when it may be.
    """

    image: FundusImage
    field: FieldOfView
    quality: Quality
    probability: ProbabilityMap
    levels: VesselLevels
    provenance: Provenance
    unsuitable: Message | None = None

    @property
    def overridable(self) -> bool:
        """Tell whether only its quality speaks against measuring it."""
        return self.unsuitable is None and self.quality.verdict is Verdict.NOT_GRADABLE


@dataclass(frozen=True, eq=False)
class Measured:
    """Hold the vessels at one threshold, and what is measured in them."""

    vessels: VesselMask
    measurements: Measurements


@dataclass(frozen=True, eq=False)
class Analysis:
    """Hold a photograph's findings as one reading of them gives vessels and numbers.

    Attributes:
        image: as its file and the reading describe it.
        automatic: as the program found them, whatever was corrected.
        corrected: the same after a person's hand; None where nobody corrected anything.
    """

    findings: Findings
    reading: Reading
    image: FundusImage
    automatic: Measured
    corrected: Measured | None = None

    @property
    def field(self) -> FieldOfView:
        """Return the field of view."""
        return self.findings.field

    @property
    def quality(self) -> Quality:
        """Return how fit the photograph is to be measured."""
        return self.findings.quality

    @property
    def probability(self) -> ProbabilityMap:
        """Return what the network says, before any correction."""
        return self.findings.probability

    @property
    def levels(self) -> VesselLevels:
        """Return what the automatic vessels at any threshold are taken from."""
        return self.findings.levels

    @property
    def provenance(self) -> Provenance:
        """Return what made the findings."""
        return self.findings.provenance

    @property
    def unsuitable(self) -> Message | None:
        """Return why it must not be measured, whatever its quality; None when it may be."""
        return self.findings.unsuitable

    @property
    def vessels(self) -> VesselMask:
        """Return the vessels as the program found them."""
        return self.automatic.vessels

    @property
    def measurements(self) -> Measurements:
        """Return the numbers of the vessels as the program found them."""
        return self.automatic.measurements

    @property
    def shown_vessels(self) -> VesselMask:
        """Return the vessels that are shown and exported: the corrected ones, if there are any."""
        return (self.corrected or self.automatic).vessels

    @property
    def shown_measurements(self) -> Measurements:
        """Return the numbers of the vessels that are shown."""
        return (self.corrected or self.automatic).measurements

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Return what was corrected by hand."""
        return self.reading.strokes

    @property
    def added(self) -> Mask:
        """Return which pixels are vessel by a person's hand alone, (height, width)."""
        return self.shown_vessels.native & ~self.vessels.native

    @property
    def erased(self) -> Mask:
        """Return which pixels would be vessel but for a person's hand, (height, width)."""
        return self.vessels.native & ~self.shown_vessels.native

    @property
    def overridable(self) -> bool:
        """Tell whether only its quality speaks against measuring it."""
        return self.findings.overridable

    @property
    def overridden(self) -> bool:
        """Tell whether a person had it measured though its quality is too poor."""
        return self.overridable and self.reading.measure_anyway

    @cached_property
    def withheld(self) -> Message | None:
        """Return why nothing is measured in it; None when it is."""
        return _reason_to_withhold(self.findings, self.reading)

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Return all that a reader of the results must know, the gravest first."""
        image = self.image
        return (
            *((self.unsuitable,) if self.unsuitable else ()),
            *_override_warnings(self.overridden),
            *_correction_warnings(self.corrected, self.withheld),
            *_eye_warnings(image),
            *_spacing_warnings(image),
            *image.warnings,
            *self.provenance.warnings,
        )

    @property
    def remarks(self) -> tuple[Message, ...]:
        """Return the reasons of the quality and the warnings; what decides comes first."""
        reasons = self.quality.reasons
        return (*self.warnings, *reasons) if self.unsuitable else (*reasons, *self.warnings)

    @property
    def shows_vessels(self) -> bool:
        """Tell whether its vessels may be shown and written, as a finding would be.

        Not those of a picture that is unsuitable by its kind. What a model of another modality
        finds in any picture is there to be looked at.
        """
        return self.unsuitable is None or self.provenance.whole_frame

    @property
    def threshold(self) -> float:
        """Return the threshold of the masks, the automatic one and the corrected one."""
        return self.vessels.threshold


def analyse(
    image: FundusImage,
    predictor: Predictor,
    *,
    threshold: float | None = None,
    measure_anyway: bool = False,
    laterality: Laterality | None = None,
    spacing_mm: float | None = None,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Analysis:
    """Find the field of view, judge the quality, segment the vessels and measure them.

    Args:
        threshold: probability from which a pixel is vessel, 0 to 1; the model's own if None.
        measure_anyway: measure the photograph even if its quality is too poor.
        laterality: which eye it is, as a person says; as the file says if None.
        spacing_mm: side of a pixel on the retina, as a person says; as the file says if None.

    Raises:
        UnsupportedImageError: the picture is too small or shows nothing.
        InferenceError: the segmentation failed.
        Cancelled: ``should_stop`` answered true.
    """
    findings = examine(image, predictor, part_of(on_progress, 0.0, 0.9), should_stop)
    on_progress(0.9, "measure")
    reading = Reading(
        findings.provenance.threshold if threshold is None else threshold,
        image.laterality if laterality is None else laterality,
        spacing_mm=spacing_mm,
        measure_anyway=measure_anyway,
    )
    analysis = read(findings, reading)
    on_progress(1.0, "done")
    return analysis


def examine(
    image: FundusImage,
    predictor: Predictor,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Findings:
    """Find the field of view, judge the quality and look for vessels, as nobody's word changes it.

    Raises:
        UnsupportedImageError: the picture is too small or shows nothing.
        InferenceError: the segmentation failed.
        Cancelled: ``should_stop`` answered true.
    """
    _check_shows_something(image)
    on_progress(0.0, "field of view")
    field = find_field(image.pixels, predictor.input_spec)
    stop_if_asked(should_stop)
    quality = assess_quality(image, field)
    on_progress(0.1, "prepare")
    prepared = prepare_input(image, field, predictor.input_spec)
    stop_if_asked(should_stop)
    looked_for = predictor.input_spec.field == "frame" or image.shows_retina
    if looked_for:
        values = predictor.predict(prepared, part_of(on_progress, 0.2, 0.9), should_stop)
    else:  # the model knows nothing of what the file says that it shows
        values = np.zeros(prepared.field.shape, dtype=np.float32)
    probability = restore_native(values, prepared, field)
    stop_if_asked(should_stop)
    on_progress(0.9, "levels")
    levels = find_levels(probability, field, predictor.hysteresis)
    if looked_for:
        quality = with_vessel_evidence(quality, probability)
    on_progress(1.0, "examined")
    return Findings(
        image=_with_stretch_told(image, field),
        field=field,
        quality=quality,
        probability=probability,
        levels=levels,
        provenance=_provenance(predictor),
        unsuitable=_unsuitable(image, field, predictor),
    )


def read(
    findings: Findings,
    reading: Reading,
    *,
    former: Analysis | None = None,
    should_stop: ShouldStop = never_stop,
) -> Analysis:
    """Return the vessels and numbers that a reading of some findings gives, and nothing else does.

    Args:
        former: an earlier reading of the same findings. What this one leaves as it was is taken
            over from it, which saves time and changes nothing.

    Raises:
        Cancelled: ``should_stop`` answered true.
    """
    image = _described(findings, reading)
    pixel_mm = standard_pixel_mm(image, findings.field)
    withheld = _reason_to_withhold(findings, reading)

    def measured(levels: VesselLevels, probability: ProbabilityMap) -> Measured:
        vessels = extract_vessels(levels, reading.threshold)
        if withheld is not None:
            return Measured(vessels, withhold_all(withheld))
        return Measured(vessels, measure(vessels, probability, levels, pixel_mm))

    known = former if former and _measured_alike(former, findings, reading, image) else None
    automatic = known.automatic if known else measured(findings.levels, findings.probability)
    stop_if_asked(should_stop)
    if known and known.strokes == reading.strokes:
        corrected = known.corrected
    else:
        corrected = measured(*_corrected_maps(findings, reading)) if reading.strokes else None
    return Analysis(findings, reading, image, automatic, corrected)


def _measured_alike(
    former: Analysis, findings: Findings, reading: Reading, image: FundusImage
) -> bool:
    """Tell whether a former reading measured at the same threshold, in the same units, or not."""
    return (
        former.findings is findings
        and former.threshold == reading.threshold
        and former.image.spacing == image.spacing
        and former.withheld == _reason_to_withhold(findings, reading)
    )


def _corrected_maps(findings: Findings, reading: Reading) -> tuple[VesselLevels, ProbabilityMap]:
    correction = draw_strokes(reading.strokes, findings.field.mask.shape)
    return correct_maps(findings.levels, findings.probability, correction, findings.field)


def _described(findings: Findings, reading: Reading) -> FundusImage:
    """Return the photograph with the eye and the size of a pixel as a person states them."""
    image = findings.image.with_laterality(reading.laterality)
    if reading.spacing_mm is not None:
        image = image.with_spacing(reading.spacing_mm)
    return with_believed_spacing(image, findings.field)


def standard_pixel_mm(image: FundusImage, field: FieldOfView) -> float | None:
    """Return the side of a pixel on the retina at the standard size; None where it is unknown."""
    if image.spacing is None:
        return None
    return image.spacing.mean_mm * field.diameter_px / STANDARD_DIAMETER


def _reason_to_withhold(findings: Findings, reading: Reading) -> Message | None:
    if findings.overridable and not reading.measure_anyway:
        return message("Core", "The photograph is not fit to be measured; see its quality.")
    return findings.unsuitable


def _unsuitable(image: FundusImage, field: FieldOfView, predictor: Predictor) -> Message | None:
    """Return why a photograph must not be measured, by its kind or by the model's."""
    if image.unsuitable is not None:
        return image.unsuitable
    if field.fields > 1:
        return SEVERAL_FIELDS
    if predictor.input_spec.field != "fundus":
        return message(
            "Core",
            "The model “{name}” was not made for the retina; what it finds is shown, not measured.",
            name=predictor.name,
        )
    return None


def _override_warnings(overridden: bool) -> tuple[Message, ...]:
    if not overridden:
        return ()
    return (
        message(
            "Core",
            "The quality is too poor to measure; a person had it measured anyway. "
            "Do not rely on the numbers.",
        ),
    )


def _correction_warnings(
    corrected: Measured | None, withheld: Message | None
) -> tuple[Message, ...]:
    if corrected is None:
        return ()
    if withheld is not None:
        return (message("Core", "A person corrected the vessels by hand."),)
    return (
        message(
            "Core",
            "A person corrected the vessels by hand; the automatic numbers are given beside the "
            "corrected ones.",
        ),
    )


def _eye_warnings(image: FundusImage) -> tuple[Message, ...]:
    if image.laterality is Laterality.UNKNOWN:
        return (message("Core", "It is not recorded which eye this is."),)
    if image.laterality_source is not Source.USER:
        return ()
    if image.stated_laterality is Laterality.UNKNOWN:
        return (message("Core", "The eye was set by the user, not by the file."),)
    return (
        message(
            "Core",
            "The user set the eye to {set}; the file says {stated}.",
            set=eye_code(image.laterality),
            stated=eye_code(image.stated_laterality),
        ),
    )


def _spacing_warnings(image: FundusImage) -> tuple[Message, ...]:
    if image.spacing is None or image.spacing.source is not Source.USER:
        return ()
    return (message("Core", "The size of a pixel was stated by the user, not by the file."),)


def with_believed_spacing(image: FundusImage, field: FieldOfView) -> FundusImage:
    """Drop a spacing that gives the field of view a size that no retina has, and say so."""
    if image.spacing is None:
        return image
    across = image.spacing.mean_mm * field.diameter_px
    if SMALLEST_FIELD_MM <= across <= LARGEST_FIELD_MM:
        return image
    warning = message(
        "Core",
        "By the pixel spacing the field of view is {across} mm across, which cannot be right for "
        "a retina; no millimetres are given.",
        across=f"{across:.3g}",
    )
    return replace(image, spacing=None, warnings=(*image.warnings, warning))


def _with_stretch_told(image: FundusImage, field: FieldOfView) -> FundusImage:
    """Say that the picture looks stretched, unless the file itself says so."""
    if image.pixel_ratio != 1:
        return image
    return replace(image, warnings=(*image.warnings, *stretch_notices(image.pixels, field)))


def _check_shows_something(image: FundusImage) -> None:
    if min(image.width, image.height) < MIN_SIDE:
        raise UnsupportedImageError(
            message(
                "Core",
                "“{name}” is only {width} × {height} pixels.",
                name=image.path.name,
                width=image.width,
                height=image.height,
            ),
            message("Core", "Open a photograph of at least 128 pixels a side."),
        )
    if int(image.pixels.max()) - int(image.pixels.min()) < 8:
        raise UnsupportedImageError(
            message(
                "Core", "“{name}” shows nothing: it is all of one shade.", name=image.path.name
            ),
            message("Core", "Check the photograph in the program that made it."),
        )


def _provenance(predictor: Predictor) -> Provenance:
    return Provenance(
        model_name=predictor.name,
        model_version=predictor.version,
        model_sha256=predictor.sha256,
        device=predictor.device,
        precision=predictor.precision,
        threshold=predictor.threshold,
        hysteresis=predictor.hysteresis,
        software_version=__version__,
        created=datetime.now(UTC).astimezone(),
        warnings=predictor.warnings,
        whole_frame=predictor.input_spec.field == "frame",
    )
