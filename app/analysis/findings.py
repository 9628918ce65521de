"""Find everything that follows from a photograph's file and the models."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

import numpy as np

from app import __version__
from app.analysis.anatomy import find_evidence
from app.anatomy.retina import Evidence
from app.base.errors import ModelLoadError, UnsupportedImageError
from app.base.messages import Message, message
from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    part_of,
    stop_if_asked,
)
from app.domain.calibration import Calibration
from app.domain.field import FieldOfView
from app.domain.maps import Levels, ProbabilityMap
from app.domain.photograph import FundusImage, Plane
from app.domain.quality import Quality, Verdict
from app.domain.repeatability import Repeatability
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.field.field_of_view import SEVERAL_FIELDS
from app.field.field_shape import stretch_notices
from app.field.quality import assess_quality, with_vessel_evidence
from app.segmentation.network_input import InputSpec, PreparedInput
from app.segmentation.network_output import Output, output_of
from app.segmentation.postprocessing import find_levels, restore_native, restore_standard
from app.segmentation.preprocessing import find_field, prepare_input

MIN_SIDE = 128
"""Photographs smaller than this, in pixels, show no vessels that could be measured."""


_SEGMENTED = 8 / 9  # of the time that follows the field of view


class Predictor(Protocol):
    """A model that segments a prepared photograph, and describes itself."""

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
        """Return what a reader must know about how it computed, a fallback for instance."""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Return which structures it finds, each with its own threshold and hysteresis."""

    @property
    def input_spec(self) -> InputSpec:
        """Return the form its input must have."""

    @property
    def calibration(self) -> Calibration | None:
        """Return how far its numbers lie from an expert's, where that is known."""

    @property
    def repeatability(self) -> Repeatability | None:
        """Return how its numbers repeat in unchanged eyes, where that is known."""

    @property
    def companions(self) -> "tuple[Predictor, ...]":
        """Return the models that look at each photograph beside it, for other structures."""

    @property
    def styles(self) -> tuple[str, ...]:
        """Return the annotators' styles that it can draw in; none where it knows one alone."""

    @property
    def style(self) -> Style:
        """Return in which it is asked to draw."""

    @property
    def shares(self) -> Mapping[str, float]:
        """Return the share of each style in what it draws."""

    def in_style(self, style: Style) -> "Predictor":
        """Return it drawing in another hand.

        Raises:
            ModelLoadError: it does not know the style.
        """

    def predict(
        self, prepared: PreparedInput, on_progress: OnProgress, should_stop: ShouldStop
    ) -> Mapping[Structure, Plane]:
        """Return (h, w) float32 probabilities of each structure in the prepared input."""


def vessel_output(predictor: Predictor) -> Output:
    """Return how a model's vessels are read.

    Raises:
        ModelLoadError: it finds none.
    """
    return output_of(Structure.VESSEL, predictor.outputs)


@dataclass(frozen=True)
class Provenance:
    """Which model made a result, so that it can be reproduced.

    Attributes:
        outputs: which structures the model found, each with its own threshold and hysteresis.
        style: in which it was asked to draw.
        shares: of each annotator's style in what it drew; none where it knows one alone.
        calibration: how far the model's numbers lie from an expert's, where that is known.
        repeatability: how they repeat in unchanged eyes, where that is known.
        whole_frame: the model is of another modality, and looks at the whole picture.
    """

    model_name: str
    model_version: str
    model_sha256: str
    device: str
    precision: str
    outputs: tuple[Output, ...]
    software_version: str
    created: datetime
    warnings: tuple[Message, ...] = ()
    whole_frame: bool = False
    calibration: Calibration | None = None
    repeatability: Repeatability | None = None
    style: Style = OWN_STYLE
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def threshold(self) -> float:
        """Return the model's own threshold of vessels."""
        return output_of(Structure.VESSEL, self.outputs).threshold

    @property
    def hysteresis(self) -> float:
        """Return how many times the odds of the threshold a vessel had to reach somewhere."""
        return output_of(Structure.VESSEL, self.outputs).hysteresis


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything that follows from a photograph's file and the models; nobody changes it.

    Attributes:
        image: as its file describes it.
        probability: what a network finds of the vessels.
        levels: what their mask at any threshold is taken from.
        others: (h, w) float32, 0 to 1, at the standard size: what networks find of every other
            structure that they look for.
        provenances: of each model.
        unsuitable: why it must not be measured, whatever its quality; None when it may be.
    """

    image: FundusImage
    field: FieldOfView
    quality: Quality
    probability: ProbabilityMap
    levels: Levels
    provenances: tuple[Provenance, ...]
    others: Mapping[Structure, Plane]
    unsuitable: Message | None = None

    @cached_property
    def evidence(self) -> Evidence | None:
        """Return what models found of disc, fovea, arteries and veins; None without such models."""
        known = self.probability
        return find_evidence(self.others, known.standard, known.measured_field)

    @property
    def provenance(self) -> Provenance:
        """Return what found the vessels."""
        return next(made for made in self.provenances if _finds_vessels(made.outputs))

    @property
    def thresholds(self) -> dict[Structure, float]:
        """Return the models' own threshold of each structure."""
        return {
            output.structure: output.threshold
            for made in self.provenances
            for output in made.outputs
        }

    @property
    def overridable(self) -> bool:
        """Return whether only its quality speaks against measuring it."""
        return self.unsuitable is None and self.quality.verdict is Verdict.NOT_GRADABLE


def examine(
    image: FundusImage,
    predictors: Predictor | Sequence[Predictor],
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Findings:
    """Find the field of view, judge the quality and look for structures, whatever a person decides.

    Args:
        predictors: one, or several that each find structures of their own; one finds the vessels.

    Raises:
        UnsupportedImageError: the picture is too small or shows nothing.
        ModelLoadError: the models do not go together, or none of them finds vessels.
        InferenceError: the segmentation failed.
        Cancelled: ``should_stop`` answered true.
    """
    several = _together(predictors)
    main = _leading(several)
    _check_shows_something(image)
    on_progress(0.0, "field of view")
    field = find_field(image.pixels, main.input_spec)
    stop_if_asked(should_stop)
    told = _with_stretch_told(image, field)
    return _found(told, field, several, part_of(on_progress, 0.1, 1.0), should_stop, known={})


def draw_again(
    findings: Findings,
    predictors: Predictor | Sequence[Predictor],
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Findings:
    """Return the findings as the same models draw them in another style.

    What the style does not change, such as the field of view and the disc, is not looked for again.

    Raises:
        InferenceError: the segmentation failed.
        Cancelled: ``should_stop`` answered true.
    """
    several = _together(predictors)
    return _found(
        findings.image, findings.field, several, on_progress, should_stop, known=findings.others
    )


def _found(
    image: FundusImage,
    field: FieldOfView,
    several: Sequence[Predictor],
    on_progress: OnProgress,
    should_stop: ShouldStop,
    *,
    known: Mapping[Structure, Plane],
) -> Findings:
    """Look for all structures, but not again for those that are known."""
    main = _leading(several)
    quality = assess_quality(image, field)
    others = dict(known)
    for predictor, told in zip(several, _shares(on_progress, len(several)), strict=True):
        wanted = [output.structure for output in predictor.outputs]
        if known.keys() >= set(wanted):
            continue
        prepared, found = _look(image, field, predictor, told, should_stop)
        if predictor is main:
            probability = restore_native(found.pop(Structure.VESSEL), prepared, field)
        others |= {name: restore_standard(plane, field) for name, plane in found.items()}
        stop_if_asked(should_stop)
    on_progress(_SEGMENTED, "measure")
    if _is_looked_at(image, main):
        quality = with_vessel_evidence(quality, probability)
    return Findings(
        image=image,
        field=field,
        quality=quality,
        probability=probability,
        levels=find_levels(probability, field, vessel_output(main).hysteresis),
        provenances=tuple(_provenance(predictor) for predictor in several),
        unsuitable=_unsuitable(image, field, main),
        others=others,
    )


def _together(predictors: Predictor | Sequence[Predictor]) -> list[Predictor]:
    """Return models with those that look at each photograph beside them."""
    several = predictors if isinstance(predictors, Sequence) else (predictors,)
    return [each for predictor in several for each in (predictor, *predictor.companions)]


def _leading(predictors: Sequence[Predictor]) -> Predictor:
    """Return the model that finds the vessels; all models must look at the same area as this one.

    Raises:
        ModelLoadError: there is none, or the models do not go together.
    """
    outputs = _outputs(predictors)
    structures = [output.structure for output in outputs]
    for structure in structures:
        if structures.count(structure) > 1:
            raise ModelLoadError(
                message("Two models find the structure “{structure}”.", structure=structure),
                message("Leave one of them out."),
            )
    if len({predictor.input_spec.field for predictor in predictors}) > 1:
        raise ModelLoadError(
            message("Some of the models look at the round field, others at the whole picture."),
            message("Choose models that all look at the same area."),
        )
    output_of(Structure.VESSEL, outputs)  # raises where there is none
    return next(each for each in predictors if _finds_vessels(each.outputs))


def _outputs(predictors: Sequence[Predictor]) -> list[Output]:
    return [output for predictor in predictors for output in predictor.outputs]


def _finds_vessels(outputs: Sequence[Output]) -> bool:
    return any(output.structure is Structure.VESSEL for output in outputs)


def _shares(on_progress: OnProgress, count: int) -> Iterator[OnProgress]:
    """Divide the remaining progress among a number of models."""
    for number in range(count):
        yield part_of(on_progress, _SEGMENTED * number / count, _SEGMENTED * (number + 1) / count)


def _look(
    image: FundusImage,
    field: FieldOfView,
    predictor: Predictor,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> tuple[PreparedInput, dict[Structure, Plane]]:
    """Return what one model sees, and what it finds there of each of its structures."""
    on_progress(0.0, "prepare")
    prepared = prepare_input(image, field, predictor.input_spec)
    stop_if_asked(should_stop)
    if _is_looked_at(image, predictor):
        told = part_of(on_progress, 0.125, 1.0)
        return prepared, dict(predictor.predict(prepared, told, should_stop))
    nothing = np.zeros(prepared.field.shape, dtype=np.float32)
    return prepared, {output.structure: nothing for output in predictor.outputs}


def _is_looked_at(image: FundusImage, predictor: Predictor) -> bool:
    """Return whether a model can find anything in what the file says it shows."""
    return predictor.input_spec.field == "frame" or image.shows_retina


def _unsuitable(image: FundusImage, field: FieldOfView, predictor: Predictor) -> Message | None:
    """Return why a photograph must not be measured, by its kind or by the model's."""
    if image.unsuitable is not None:
        return image.unsuitable
    if field.fields > 1:
        return SEVERAL_FIELDS
    if predictor.input_spec.field != "fundus":
        return message(
            "The model “{name}” was not made for the retina; what it finds is shown but not "
            "measured.",
            name=predictor.name,
        )
    return None


def _with_stretch_told(image: FundusImage, field: FieldOfView) -> FundusImage:
    """Add a notice that the picture looks stretched, unless the file itself says so."""
    if image.pixel_ratio != 1:
        return image
    return replace(image, warnings=(*image.warnings, *stretch_notices(image.pixels, field)))


def _check_shows_something(image: FundusImage) -> None:
    if min(image.width, image.height) < MIN_SIDE:
        raise UnsupportedImageError(
            message(
                "“{name}” is only {width} × {height} pixels.",
                name=image.path.name,
                width=image.width,
                height=image.height,
            ),
            message("Open a photograph of at least 128 × 128 pixels."),
        )
    if int(image.pixels.max()) - int(image.pixels.min()) < 8:
        raise UnsupportedImageError(
            message("“{name}” shows nothing: it is all one shade.", name=image.path.name),
            message("Check the photograph in the program that made it."),
        )


def _provenance(predictor: Predictor) -> Provenance:
    return Provenance(
        model_name=predictor.name,
        model_version=predictor.version,
        model_sha256=predictor.sha256,
        device=predictor.device,
        precision=predictor.precision,
        outputs=predictor.outputs,
        software_version=__version__,
        created=datetime.now(UTC).astimezone(),
        warnings=predictor.warnings,
        whole_frame=predictor.input_spec.field == "frame",
        calibration=predictor.calibration,
        repeatability=predictor.repeatability,
        style=predictor.style,
        shares=dict(predictor.shares),
    )
