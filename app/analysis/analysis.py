"""What a reading of a photograph's findings gives: masks, numbers, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.analysis.anatomy import corrected_evidence, landmarks_in_photograph, vessel_labels
from app.analysis.findings import Findings, Predictor, Provenance, examine
from app.analysis.spacing import standard_pixel_mm, with_believed_spacing
from app.analysis.warnings import warnings_of_identity, warnings_of_reading
from app.anatomy.retina import Evidence
from app.base.errors import UnsupportedImageError
from app.base.messages import Message, message
from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    part_of,
    stop_if_asked,
)
from app.domain.anatomy import Landmarks
from app.domain.field import FieldOfView
from app.domain.maps import Levels, ProbabilityMap, StructureMask
from app.domain.photograph import FundusImage, Identity, Laterality, Mask
from app.domain.quality import Quality
from app.domain.reading import Reading, Region, Stroke
from app.domain.repeatability import LEAST_SHARE
from app.domain.structures import Structure
from app.measurement.intervals import with_intervals, with_smallest_detectable
from app.measurement.summary import measure, withhold_all
from app.measurement.types import Measurements
from app.segmentation.correction import correct_maps, draw_strokes
from app.segmentation.postprocessing import extract_mask, sample


@dataclass(frozen=True, eq=False)
class Measured:
    """The vessels at one threshold, and what is measured in them."""

    vessels: StructureMask
    measurements: Measurements


@dataclass(frozen=True, eq=False)
class Analysis:
    """A photograph's findings together with the vessels and numbers that one reading gives.

    Attributes:
        image: as its file and the reading describe it.
        automatic: as the program found them, before any correction.
        corrected: the same after a person's corrections; None where there are none.
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
        """Return how suitable the photograph is for measuring."""
        return self.findings.quality

    @property
    def probability(self) -> ProbabilityMap:
        """Return the network's probabilities of vessels, before any correction."""
        return self.findings.probability

    @property
    def levels(self) -> Levels:
        """Return what the automatic vessels at any threshold are taken from."""
        return self.findings.levels

    @property
    def provenance(self) -> Provenance:
        """Return what found the vessels."""
        return self.findings.provenance

    @property
    def unsuitable(self) -> Message | None:
        """Return why it must not be measured, whatever its quality; None when it may be."""
        return self.findings.unsuitable

    @property
    def vessels(self) -> StructureMask:
        """Return the vessels as the program found them."""
        return self.automatic.vessels

    @property
    def measurements(self) -> Measurements:
        """Return the numbers of the vessels as the program found them."""
        return self.automatic.measurements

    @property
    def shown_vessels(self) -> StructureMask:
        """Return the vessels that are shown and exported: the corrected ones, if there are any."""
        return (self.corrected or self.automatic).vessels

    @property
    def shown_measurements(self) -> Measurements:
        """Return the numbers of the vessels that are shown."""
        return (self.corrected or self.automatic).measurements

    @cached_property
    def evidence(self) -> Evidence | None:
        """Return what is known of the anatomy, a person's word included; None if nothing is."""
        return corrected_evidence(self.findings.evidence, self.reading, self.field)

    @cached_property
    def landmarks(self) -> Landmarks | None:
        """Return disc, cup and fovea in pixels of the photograph, as they are shown."""
        return landmarks_in_photograph(self.evidence, self.field) if self.evidence else None

    @property
    def automatic_landmarks(self) -> Landmarks | None:
        """Return disc, cup and fovea in pixels of the photograph as the program found them."""
        found = self.findings.evidence
        return landmarks_in_photograph(found, self.field) if found else None

    @cached_property
    def vessel_labels(self) -> NDArray[np.uint8] | None:
        """Return what each vessel pixel that is shown is: see ``VesselLabel``.

        None where nothing tells arteries from veins, or nothing is measured.
        """
        decided = self.shown_measurements.decided
        if decided is None:
            return None
        return vessel_labels(decided, self.shown_vessels.native, self.field)

    @property
    def structures(self) -> frozenset[Structure]:
        """Return what besides the vessels models looked for, or a person placed."""
        return self.evidence.structures if self.evidence else frozenset()

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
        """Return which vessel pixels a person erased by hand, (height, width)."""
        return self.vessels.native & ~self.shown_vessels.native

    @cached_property
    def measured_field(self) -> Mask:
        """Return the part of the field of view that is measured, (h, w), at the standard size."""
        return _measured_part(self.probability, self.findings, self.reading).measured_field

    @cached_property
    def excluded_share(self) -> float:
        """Return which share of the field of view a person excluded from the numbers, 0 to 1."""
        return _excluded_share(self.findings, self.reading)

    @property
    def overridable(self) -> bool:
        """Return whether only its quality speaks against measuring it."""
        return self.findings.overridable

    @property
    def overridden(self) -> bool:
        """Return whether a person had it measured although its quality is too poor."""
        return self.overridable and self.reading.measure_anyway

    @cached_property
    def withheld(self) -> Message | None:
        """Return why nothing is measured in it; None when it is."""
        return _reason_to_withhold(self.findings, self.reading)

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Return everything a reader of the results must know, the most serious first."""
        return (
            *((self.unsuitable,) if self.unsuitable else ()),
            *warnings_of_identity(self.findings.image, self.image),
            *warnings_of_reading(
                self.image,
                overridden=self.overridden,
                excluded=self.excluded_share,
                corrected=bool(self.reading.strokes),
                anatomy_corrected=self.reading.corrects_anatomy,
                eye_suggested=self.evidence.landmarks.eye_suggested if self.evidence else None,
                measured=self.withheld is None,
            ),
            *self.image.warnings,
            *_warnings_of_models(self.findings),
        )

    @property
    def remarks(self) -> tuple[Message, ...]:
        """Return the reasons of the quality and the warnings; what decides comes first."""
        reasons = self.quality.reasons
        return (*self.warnings, *reasons) if self.unsuitable else (*reasons, *self.warnings)

    @property
    def shows_vessels(self) -> bool:
        """Return whether its vessels may be shown and written, as a finding would be.

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
    predictors: Predictor | Sequence[Predictor],
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
        predictors: one, or several that each find structures of their own.
        threshold: probability from which a pixel is vessel, 0 to 1; the model's own if None.
        measure_anyway: measure the photograph even if its quality is too poor.
        laterality: which eye it is, as a person says; as the file says if None.
        spacing_mm: side of a pixel on the retina, as a person says; as the file says if None.

    Raises:
        UnsupportedImageError: the picture is too small or shows nothing.
        ModelLoadError: the models do not go together, or none of them finds vessels.
        InferenceError: the segmentation failed.
        Cancelled: ``should_stop`` answered true.
    """
    findings = examine(image, predictors, part_of(on_progress, 0.0, 0.9), should_stop)
    on_progress(0.9, "measure")
    reading = first_reading(
        findings,
        threshold=threshold,
        laterality=laterality,
        spacing_mm=spacing_mm,
        measure_anyway=measure_anyway,
    )
    analysis = read(findings, reading)
    on_progress(1.0, "done")
    return analysis


def first_reading(
    findings: Findings,
    *,
    threshold: float | None = None,
    laterality: Laterality | None = None,
    spacing_mm: float | None = None,
    measure_anyway: bool = False,
) -> Reading:
    """Return the reading that a photograph has before anybody sets anything in it.

    Args:
        threshold, laterality, spacing_mm, measure_anyway: as in ``analyse``.
    """
    return Reading(
        findings.provenance.threshold if threshold is None else threshold,
        findings.image.laterality if laterality is None else laterality,
        spacing_mm=spacing_mm,
        measure_anyway=measure_anyway,
        style=findings.provenance.style,
    )


def identified(analysis: Analysis, identity: Identity) -> Analysis:
    """Return an analysis of whom a person says the photograph shows; no number is another."""
    stated = analysis.findings.image
    image = replace(analysis.image, patient=stated.patient, exam=stated.exam)
    return replace(analysis, image=image.with_identity(identity))


def read(
    findings: Findings,
    reading: Reading,
    *,
    former: Analysis | None = None,
    should_stop: ShouldStop = never_stop,
) -> Analysis:
    """Return the vessels and numbers that follow from a reading of some findings, and nothing else.

    The style is the one in which the findings were drawn: another needs ``draw_again`` first.

    Args:
        former: an earlier reading of the same findings. What this one leaves as it was is taken
            over from it, which saves time and changes nothing.

    Raises:
        UnsupportedImageError: the excluded region is of a photograph of another size.
        Cancelled: ``should_stop`` answered true.
    """
    _check_excluded(findings.image, reading.excluded)
    reading = replace(reading, style=findings.provenance.style)
    image = described(findings, reading)
    pixel_mm = standard_pixel_mm(image, findings.field)
    withheld = _reason_to_withhold(findings, reading)

    def measured(levels: Levels, probability: ProbabilityMap, known: Evidence | None) -> Measured:
        vessels = extract_mask(levels, reading.threshold)
        if withheld is not None:
            return Measured(vessels, withhold_all(withheld, known))
        part = _measured_part(probability, findings, reading)
        return Measured(vessels, measure(vessels, part, levels, pixel_mm, known))

    known = former if former and _measured_alike(former, findings, reading, image) else None
    if known:
        automatic = known.automatic
    else:
        found = measured(findings.levels, findings.probability, findings.evidence)
        automatic = _with_certainty(found, findings, reading)
    stop_if_asked(should_stop)
    if known and known.reading.corrections == reading.corrections:
        corrected = known.corrected
    elif reading.corrects:
        anatomy = corrected_evidence(findings.evidence, reading, findings.field)
        corrected = measured(*_corrected_maps(findings, reading), anatomy)
        if not reading.strokes:
            corrected = _as_certain(corrected, automatic)
    else:
        corrected = None
    return Analysis(findings, reading, image, automatic, corrected)


def _with_certainty(automatic: Measured, findings: Findings, reading: Reading) -> Measured:
    """Add how certain numbers are, where that is known of vessels as the model draws them."""
    measurements, made = automatic.measurements, findings.provenance
    drawn = reading.threshold, made.shares
    calibration, repeatability = made.calibration, made.repeatability
    if calibration and calibration.knows(*drawn) and reading.excluded is None:
        measurements = with_intervals(measurements, calibration)
    enough = _excluded_share(findings, reading) <= 1 - LEAST_SHARE
    if repeatability and repeatability.knows(*drawn) and enough:
        grade = findings.quality.verdict
        measurements = with_smallest_detectable(measurements, repeatability, grade)
    return replace(automatic, measurements=measurements)


def _as_certain(corrected: Measured, automatic: Measured) -> Measured:
    """Return numbers with what is known of those that a person's word on the anatomy left alone."""
    before = automatic.measurements.numbers
    numbers = {
        name: before[name] if name in before and before[name].value == number.value else number
        for name, number in corrected.measurements.numbers.items()
    }
    return replace(corrected, measurements=replace(corrected.measurements, numbers=numbers))


def _excluded_share(findings: Findings, reading: Reading) -> float:
    area = findings.field.area_px
    if reading.excluded is None or not area:
        return 0.0
    return int(np.count_nonzero(reading.excluded.mask() & findings.field.mask)) / area


def _measured_alike(
    former: Analysis, findings: Findings, reading: Reading, image: FundusImage
) -> bool:
    """Tell whether a former reading measured the same part, threshold and units, or not."""
    return (
        former.findings is findings
        and former.threshold == reading.threshold
        and former.reading.excluded == reading.excluded
        and former.image.spacing == image.spacing
        and former.withheld == _reason_to_withhold(findings, reading)
    )


def _check_excluded(image: FundusImage, excluded: Region | None) -> None:
    if excluded and (excluded.height, excluded.width) != (image.height, image.width):
        raise UnsupportedImageError(
            message(
                "The excluded region is of a photograph of {width} × {height} pixels, “{name}” is "
                "of another size.",
                width=excluded.width,
                height=excluded.height,
                name=image.path.name,
            ),
            message("Exclude a region of the photograph itself."),
        )


def _measured_part(
    probability: ProbabilityMap, findings: Findings, reading: Reading
) -> ProbabilityMap:
    """Return the probabilities without what a person excluded from the measured field."""
    if reading.excluded is None:
        return probability
    excluded = sample(reading.excluded.mask(), findings.field) > 0
    return replace(probability, measured_field=probability.measured_field & ~excluded)


def _corrected_maps(findings: Findings, reading: Reading) -> tuple[Levels, ProbabilityMap]:
    """Return the levels of vessels as corrected by hand, and the expected probabilities."""
    if not reading.strokes:
        return findings.levels, findings.probability
    correction = draw_strokes(reading.strokes, findings.field.mask.shape)
    return correct_maps(findings.levels, findings.probability, correction, findings.field)


def _warnings_of_models(findings: Findings) -> list[Message]:
    """Return what a reader must know about how the models computed, each once."""
    told: list[Message] = []
    for made in findings.provenances:
        told += [warning for warning in made.warnings if warning not in told]
    return told


def described(findings: Findings, reading: Reading) -> FundusImage:
    """Return the photograph with the eye and the size of a pixel as a person states them."""
    image = findings.image.with_laterality(reading.laterality)
    if reading.spacing_mm is not None:
        image = image.with_spacing(reading.spacing_mm)
    return with_believed_spacing(image, findings.field)


def _reason_to_withhold(findings: Findings, reading: Reading) -> Message | None:
    if findings.overridable and not reading.measure_anyway:
        return message("The photograph is not good enough to measure; see its quality.")
    return findings.unsuitable
