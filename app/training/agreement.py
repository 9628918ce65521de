"""How the numbers from our masks agree with those from experts' masks."""

import csv
import io
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.findings import Predictor, vessel_output
from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.field import FieldOfView
from app.domain.maps import ProbabilityMap
from app.domain.photograph import Mask
from app.field.field_of_view import field_from_mask
from app.measurement.measures import MEASURES, shown_measures
from app.measurement.summary import measure
from app.measurement.types import Measurements
from app.reading.opening import read_image
from app.segmentation.postprocessing import (
    extract_mask,
    find_levels,
    restore_native,
    standardise,
    standardise_drawing,
)
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import LabelledImage, read_label
from app.training.masks import read_mask
from app.training.scoring import vessels_by

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCHEMA = "retivasc.agreement/1"

COMPARED = tuple(measure.id for measure in shown_measures(spacing_known=False))
"""The numbers that need no spacing, which the public photographs do not state."""

_LIMIT = 1.96  # standard deviations that hold 95 % of a normal distribution
_COLUMNS = 4
_PROGRAM, _OBSERVER = "program", "second observer"
_LOOKS = {_PROGRAM: ("#0072B2", "o"), _OBSERVER: ("#D55E00", "^")}  # Okabe and Ito's colours

Pairs = list[tuple[float, float]]
"""One number of several photographs: as measured, and as measured in the expert's mask."""


@dataclass(frozen=True)
class Compared:
    """The numbers of one photograph by each of its masks.

    Attributes:
        observer: from the second observer's mask; None where there is none.
    """

    name: str
    program: Measurements
    expert: Measurements
    observer: Measurements | None = None


@dataclass(frozen=True)
class Agreement:
    """How one number agrees with the expert's (Bland and Altman 1986, Lancet 327:307).

    Attributes:
        count: photographs in which both could be measured.
        bias: mean of the differences, measured less the expert's.
        sd: standard deviation of the differences.
        low, high: 95 % limits of agreement.
        icc: intraclass correlation (2,1); None where nothing varies.
        mean_absolute: mean of the differences' sizes.
    """

    count: int
    bias: float
    sd: float
    low: float
    high: float
    icc: float | None
    mean_absolute: float


def compare_masks(
    predictor: Predictor,
    labelled: LabelledImage,
    observer: LabelledImage | None,
    *,
    hysteresis: float,
) -> Compared:
    """Measure the program's, the expert's and the second observer's mask of one photograph.

    The network sees the field that the program finds; all masks are measured in the official
    one, where there is one.

    Raises:
        RetivascError: a file cannot be read, a label is no mask, or the segmentation failed.
    """
    image = read_image(labelled.image)
    shape = image.height, image.width
    found = find_field(image.pixels, predictor.input_spec)
    field = _official_field(labelled, shape) or found
    prepared = prepare_input(image, found, predictor.input_spec)
    native = restore_native(vessels_by(predictor)(prepared), prepared, found).native
    return Compared(
        labelled.image.name,
        _measure_program(standardise(native * field.mask, field), field, predictor, hysteresis),
        _measure_drawing(read_label(labelled, shape), field),
        _measure_drawing(read_label(observer, shape), field) if observer else None,
    )


def _official_field(labelled: LabelledImage, shape: tuple[int, int]) -> FieldOfView | None:
    if labelled.mask is None:
        return None
    field = field_from_mask(read_mask(labelled.mask, shape))
    if not field.area_px:
        raise ConfigurationError(
            message("The field mask “{name}” is empty.", name=labelled.mask.name),
            message("Correct the mask, or leave the masks out."),
        )
    return field


def _measure_program(
    probability: ProbabilityMap, field: FieldOfView, predictor: Predictor, hysteresis: float
) -> Measurements:
    levels = find_levels(probability, field, hysteresis)
    vessels = extract_mask(levels, vessel_output(predictor).threshold)
    return measure(vessels, probability, levels)


def _measure_drawing(drawn: Mask, field: FieldOfView) -> Measurements:
    probability, vessels = standardise_drawing(drawn, field)
    return measure(vessels, probability, None)


def agreement(pairs: Pairs) -> Agreement | None:
    """Compare a number with the expert's; None for fewer than two photographs."""
    if len(pairs) < 2:
        return None
    differences = [measured - expert for measured, expert in pairs]
    bias, sd = statistics.fmean(differences), statistics.stdev(differences)
    return Agreement(
        count=len(pairs),
        bias=bias,
        sd=sd,
        low=bias - _LIMIT * sd,
        high=bias + _LIMIT * sd,
        icc=intraclass_correlation(np.array(pairs)),
        mean_absolute=statistics.fmean(map(abs, differences)),
    )


def intraclass_correlation(ratings: NDArray[np.float64]) -> float | None:
    """Return ICC(2,1): absolute agreement of single raters (Shrout and Fleiss 1979).

    Psychol Bull 86:420; the raters stand for any that might have been chosen.

    Args:
        ratings: (targets, raters), at least two of each.

    Returns:
        At most 1; None where all ratings are the same.
    """
    targets, raters = ratings.shape
    mean = ratings.mean()
    by_target, by_rater = ratings.mean(axis=1), ratings.mean(axis=0)
    residuals = ratings - by_target[:, None] - by_rater + mean
    between_targets = raters * ((by_target - mean) ** 2).sum() / (targets - 1)
    between_raters = targets * ((by_rater - mean) ** 2).sum() / (raters - 1)
    error = (residuals**2).sum() / ((targets - 1) * (raters - 1))
    total = between_targets + (raters - 1) * error + raters * (between_raters - error) / targets
    return float((between_targets - error) / total) if total > 0 else None


def agreement_record(photographs: Sequence[Compared]) -> dict[str, Any]:
    """Return how every number agrees with the expert's, as plain values."""
    return {
        "images": len(photographs),
        "numbers": {number: _record_of(photographs, number) for number in COMPARED},
    }


def _record_of(photographs: Sequence[Compared], number: str) -> dict[str, Any]:
    """Return one number's agreement; ``closer`` tells whether we differ less on average."""
    program = agreement(program_pairs(photographs, number))
    observer = agreement(observer_pairs(photographs, number))
    return {
        "unit": MEASURES[number].unit,
        "program": asdict(program) if program else None,
        "observer": asdict(observer) if observer else None,
        "closer": program.mean_absolute < observer.mean_absolute if program and observer else None,
        "coverage": coverage(photographs, number),
    }


def program_pairs(photographs: Sequence[Compared], number: str) -> Pairs:
    """Return our number and the expert's, where both could be measured."""
    return _pairs([(each.program, each.expert) for each in photographs], number)


def observer_pairs(photographs: Sequence[Compared], number: str) -> Pairs:
    """Return the second observer's number and the expert's, where both could be measured."""
    both = [(each.observer, each.expert) for each in photographs if each.observer]
    return _pairs(both, number)


def _pairs(measured: Sequence[tuple[Measurements, Measurements]], number: str) -> Pairs:
    values = [(one.numbers[number].value, two.numbers[number].value) for one, two in measured]
    return [(one, two) for one, two in values if one is not None and two is not None]


def coverage(photographs: Sequence[Compared], number: str) -> float | None:
    """Return the share of photographs whose band holds the expert's number; None without any."""
    held = [
        band.low <= expert <= band.high
        for each in photographs
        for band, expert in [(each.program.numbers[number], each.expert.numbers[number].value)]
        if band.low is not None and band.high is not None and expert is not None
    ]
    return statistics.fmean(held) if held else None


def table(record: dict[str, Any]) -> str:
    """Return the agreement as a table for people, one row a number and reader."""
    rows = [
        ("number", "reader", "n", "bias", "SD", "95 % limits", "ICC(2,1)", "mean abs.", "in band"),
        *(
            row
            for name, entry in record["numbers"].items()
            for row in (
                _row(name, "program", entry["program"], entry["coverage"]),
                _row(_verdict(entry["closer"]), "observer", entry["observer"], None),
            )
        ),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(
    name: str, reader: str, found: dict[str, Any] | None, held: float | None
) -> tuple[str, ...]:
    if found is None:
        return (name, reader, *["–"] * 7)
    return (
        name,
        reader,
        str(found["count"]),
        f"{found['bias']:+.3g}",
        f"{found['sd']:.3g}",
        f"{found['low']:+.3g} to {found['high']:+.3g}",
        "–" if found["icc"] is None else f"{found['icc']:.3f}",
        f"{found['mean_absolute']:.3g}",
        "–" if held is None else f"{held:.0%}",
    )


def _verdict(closer: bool | None) -> str:
    if closer is None:
        return ""
    return "  program closer" if closer else "  observer closer"


def numbers_csv(photographs: Sequence[Compared]) -> bytes:
    """Return every number of every photograph as CSV, one row a photograph."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    parts = ("program", "program_low", "program_high", "expert", "observer")
    writer.writerow(["image", *(f"{number}_{part}" for number in COMPARED for part in parts)])
    for each in photographs:
        cells = (cell for number in COMPARED for cell in _cells(each, number))
        writer.writerow([each.name, *cells])
    return buffer.getvalue().encode(errors="backslashreplace")


def _cells(compared: Compared, number: str) -> tuple[float | None, ...]:
    ours = compared.program.numbers[number]
    observer = compared.observer.numbers[number].value if compared.observer else None
    return ours.value, ours.low, ours.high, compared.expert.numbers[number].value, observer


def draw_agreement(photographs: Sequence[Compared]) -> bytes:
    """Return a Bland-Altman plot of every number as PNG."""
    from matplotlib.figure import Figure  # only training needs it, from the extra [train]

    rows = -(-len(COMPARED) // _COLUMNS)
    figure = Figure(figsize=(4 * _COLUMNS, 3.4 * rows), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS).flat
    for panel, number in zip(panels, COMPARED, strict=False):
        _draw_panel(panel, photographs, number)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def _draw_panel(panel: "Axes", photographs: Sequence[Compared], number: str) -> None:
    unit = "" if MEASURES[number].unit == "1" else f" [{MEASURES[number].unit}]"
    panel.set_title(f"{number.replace('_', ' ')}{unit}", fontsize="medium")
    panel.set_xlabel("mean with the expert's")
    panel.set_ylabel("minus the expert's")
    panel.axhline(0, color="0.6", linewidth=0.8)
    for reader, pairs in (
        (_PROGRAM, program_pairs(photographs, number)),
        (_OBSERVER, observer_pairs(photographs, number)),
    ):
        found = agreement(pairs)
        if found is None:
            continue
        colour, marker = _LOOKS[reader]
        means = [(measured + expert) / 2 for measured, expert in pairs]
        differences = [measured - expert for measured, expert in pairs]
        panel.scatter(means, differences, s=18, color=colour, marker=marker, label=reader)
        panel.axhline(found.bias, color=colour)
        for limit in (found.low, found.high):
            panel.axhline(limit, color=colour, linestyle="--", linewidth=0.8)
