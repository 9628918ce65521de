"""Score a model, or a second human observer, on labelled photographs."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from app.field.field_of_view import find_field_of_view
from app.reading.opening import read_image
from app.training.cases import LabelledImage, read_label
from app.training.masks import read_mask
from app.training.metrics import Scores, Tally, score, tally
from app.training.scoring import pooled

SCHEMA = "retivasc.evaluation/1"


def tally_observer(observer: LabelledImage, labelled: LabelledImage) -> Tally:
    """Count the pixels of a second observer's label against the first observer's."""
    pixels = read_image(labelled.image).pixels
    shape = pixels.shape[0], pixels.shape[1]
    field = find_field_of_view(pixels)
    scored = field.mask if labelled.mask is None else read_mask(labelled.mask, shape)
    drawn = read_label(observer, shape).astype(np.float32)
    return tally(drawn, read_label(labelled, shape), scored, field.diameter_px)


def evaluation_record(
    files: Sequence[LabelledImage], tallies: Sequence[Tally], threshold: float
) -> dict[str, Any]:
    """Return pooled scores, per-image scores and their mean and standard deviation."""
    each = [score(counts, threshold) for counts in tallies]
    return {
        "images": len(files),
        "threshold": threshold,
        "pooled": asdict(score(pooled(tallies), threshold)),
        "mean": _summary(each, statistics.fmean),
        "sd": _summary(each, lambda values: statistics.stdev(values) if len(values) > 1 else 0.0),
        "per_image": [
            {"image": labelled.image.name, "label": labelled.label.name, **asdict(scores)}
            for labelled, scores in zip(files, each, strict=True)
        ],
    }


def _summary(
    each: Sequence[Scores], summarise: Callable[[list[float]], float]
) -> dict[str, float | None]:
    columns = {
        field.name: [value for scores in each if (value := getattr(scores, field.name)) is not None]
        for field in fields(Scores)
    }
    return {name: summarise(values) if values else None for name, values in columns.items()}


def table(record: dict[str, Any]) -> str:
    """Return an evaluation as a table for people, one row an image."""
    names = [field.name for field in fields(Scores)]
    rows = [
        ("image", *names),
        *((row["image"], *(_cell(row[name]) for name in names)) for row in record["per_image"]),
        ("mean", *(_cell(record["mean"][name]) for name in names)),
        ("sd", *(_cell(record["sd"][name]) for name in names)),
        ("pooled", *(_cell(record["pooled"][name]) for name in names)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
