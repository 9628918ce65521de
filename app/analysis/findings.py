"""Find all that follows from a photograph's file and the model: field, quality, vessels."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import numpy as np

from app import __version__
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
from app.domain.field import FieldOfView
from app.domain.maps import Levels, ProbabilityMap
from app.domain.photograph import FundusImage, Plane
from app.domain.quality import Quality, Verdict
from app.field.field_of_view import SEVERAL_FIELDS
from app.field.field_shape import stretch_notices
from app.field.quality import assess_quality, with_vessel_evidence
from app.segmentation.network_input import InputSpec, PreparedInput
from app.segmentation.postprocessing import (
    find_levels,
    restore_native,
)
from app.segmentation.preprocessing import find_field, prepare_input

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
    levels: Levels
    provenance: Provenance
    unsuitable: Message | None = None

    @property
    def overridable(self) -> bool:
        """Tell whether only its quality speaks against measuring it."""
        return self.unsuitable is None and self.quality.verdict is Verdict.NOT_GRADABLE


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
    on_progress(0.9, "measure")
    levels = find_levels(probability, field, predictor.hysteresis)
    if looked_for:
        quality = with_vessel_evidence(quality, probability)
    return Findings(
        image=_with_stretch_told(image, field),
        field=field,
        quality=quality,
        probability=probability,
        levels=levels,
        provenance=_provenance(predictor),
        unsuitable=_unsuitable(image, field, predictor),
    )


def _unsuitable(image: FundusImage, field: FieldOfView, predictor: Predictor) -> Message | None:
    """Return why a photograph must not be measured, by its kind or by the model's."""
    if image.unsuitable is not None:
        return image.unsuitable
    if field.fields > 1:
        return SEVERAL_FIELDS
    if predictor.input_spec.field != "fundus":
        return message(
            "The model “{name}” was not made for the retina; what it finds is shown, not measured.",
            name=predictor.name,
        )
    return None


def _with_stretch_told(image: FundusImage, field: FieldOfView) -> FundusImage:
    """Say that the picture looks stretched, unless the file itself says so."""
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
            message("Open a photograph of at least 128 pixels a side."),
        )
    if int(image.pixels.max()) - int(image.pixels.min()) < 8:
        raise UnsupportedImageError(
            message("“{name}” shows nothing: it is all of one shade.", name=image.path.name),
            message("Check the photograph in the program that made it."),
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
