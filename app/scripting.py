"""The interface for scripts and notebooks: what stands here stays as it is within a major version.

Example:
    >>> from app import analyse, open_photograph
    >>> from app.base.paths import sample
    >>> analysis = analyse(open_photograph(sample()), eye="R")
    >>> round(analysis.numbers["vessel_density"].value, 2)
    0.09
"""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from app.analysis import analysis as core
from app.analysis.findings import Predictor
from app.base.paths import default_model
from app.domain.photograph import FundusImage, Laterality, Mask, Plane
from app.domain.style import Style
from app.imaging.resampling import resize_picture
from app.measurement.measures import shown_measures
from app.measurement.types import Measurement
from app.reading.opening import read_image
from app.records.anatomy_pictures import tinted
from app.records.building import analysis_record
from app.records.schema import to_plain
from app.report.wording import format_band, format_value

Device = Literal["auto", "cpu", "cuda"]
Eye = Literal["R", "L", "B"]

_LONGEST_SIDE = 480  # pixels of the picture in a notebook


@dataclass(frozen=True, eq=False, repr=False)
class Analysis(core.Analysis):
    """One photograph with its vessels and numbers; a notebook shows picture and table."""

    @property
    def numbers(self) -> dict[str, Measurement]:
        """Return every number by its id, as in the JSON; one that is withheld has a reason."""
        return dict(self.measurements.numbers)

    @property
    def probabilities(self) -> Plane:
        """Return (height, width) float32 probabilities of being vessel, 0 outside the field."""
        return self.probability.native

    @property
    def vessel_mask(self) -> Mask:
        """Return (height, width) bool, true where there is vessel at the threshold."""
        return self.vessels.native

    def to_dict(self) -> dict[str, Any]:
        """Return everything that ``retivasc analyze`` writes as JSON, as plain values."""
        return to_plain(analysis_record(self))

    def __repr__(self) -> str:
        density = self.measurements.vessel_density
        told = "withheld" if density.value is None else f"{density.value:.4f}"
        return f"<Analysis of {self.image.path.name}: vessel_density {told}>"

    def _repr_html_(self) -> str:
        """Return the photograph with its vessels, its numbers and the remarks on them."""
        known = self.image.spacing is not None
        rows = "".join(
            f"<tr><td>{_text(measure.name)}</td>"
            f"<td>{_text(format_value(self.measurements.numbers[measure.id], measure))}</td>"
            f"<td>{_text(format_band(self.measurements.numbers[measure.id], measure))}</td></tr>"
            for measure in shown_measures(spacing_known=known)
        )
        remarks = "".join(f"<li>{_text(remark)}</li>" for remark in self.remarks)
        return (
            f"<figure><figcaption>{_text(self.image.path.name)}</figcaption>"
            f'<img alt="" src="data:image/png;base64,{self._picture()}"></figure>'
            f"<table>{rows}</table><ul>{remarks}</ul>"
        )

    def _picture(self) -> str:
        pixels = tinted(self) if self.shows_vessels else self.image.pixels
        height, width = pixels.shape[:2]
        scale = min(1.0, _LONGEST_SIDE / max(height, width))
        shape = max(1, round(height * scale)), max(1, round(width * scale))
        buffer = io.BytesIO()
        Image.fromarray(resize_picture(pixels, shape)).save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode("ascii")


def open_photograph(path: str | PathLike[str], *, frame: int = 1) -> FundusImage:
    """Read a photograph: DICOM, PNG, JPEG, TIFF or BMP, told by its content.

    Args:
        frame: of the file, from 1.

    Raises:
        ImageReadError: the file is missing, unreadable, damaged or of no known kind.
        UnsupportedImageError: the file is sound but shows no photograph, or has no such frame.
    """
    return read_image(Path(path), frame - 1)


def load_model(
    path: str | PathLike[str] | None = None,
    *,
    device: Device = "auto",
    style: str | None = None,
    detail: float = 0.0,
) -> Predictor:
    """Load a network and its card; the bundled one if no path is given.

    Args:
        path: weights (.safetensors) with their card (.json) beside them.
        style: one annotator's hand, as the model card names them; the model's own mixture if None.
        detail: moves that mixture, from the sparsest hand, -1, to the fullest, 1.

    Raises:
        ModelLoadError: the model is missing, damaged or of another version, or does not know the
            style.
        InferenceError: the device asked for does not work.
    """
    from app.inference.predictor import load_predictor

    weights = default_model() if path is None else Path(path)
    return load_predictor(weights, device).in_style(Style(style, detail))


@cache
def _bundled_model() -> Predictor:
    return load_model()


def analyse(
    photograph: FundusImage,
    model: Predictor | Sequence[Predictor] | None = None,
    *,
    threshold: float | None = None,
    eye: Eye | None = None,
    spacing_mm: float | None = None,
    measure_anyway: bool = False,
) -> Analysis:
    """Find the field of view, judge the quality, segment the vessels and measure them.

    Args:
        model: or several that each find structures of their own; the bundled one if None, loaded
            at the first call.
        threshold: probability from which a pixel is vessel, 0 to 1; the model's own if None.
        eye: which eye it is, if the file does not say so or says it wrongly.
        spacing_mm: side of a pixel on the retina, if the file does not say so.
        measure_anyway: measure the photograph even if its quality is too poor.

    Raises:
        UnsupportedImageError: the picture is too small or shows nothing.
        ModelLoadError: the models do not go together, or none of them finds vessels.
        InferenceError: the segmentation failed.
    """
    analysis = core.analyse(
        photograph,
        _bundled_model() if model is None else model,
        threshold=threshold,
        laterality=None if eye is None else Laterality(eye),
        spacing_mm=spacing_mm,
        measure_anyway=measure_anyway,
    )
    return Analysis(**{field.name: getattr(analysis, field.name) for field in fields(analysis)})


def _text(what: object) -> str:
    return html.escape(str(what))
