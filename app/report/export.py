"""The results as pictures, at the photograph's own size, and as a table of all photographs."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.base.text import plain_line
from app.measurement.measures import MEASURES
from app.report.figures import tinted

_FORMULA = ("=", "+", "-", "@")
_PARTS = ("value", "low", "high", "unit", "reason")
_CORRECTED = ("value", "low", "high", "reason")
BOM = b"\xef\xbb\xbf"
"""By which spreadsheets know UTF-8."""


def columns() -> tuple[str, ...]:
    """Return the titles of the table's columns, in their order."""
    return (
        *("file", "result", "sha256", "frame"),
        *("eye", "eye_source", "quality", "quality_score", "overridden"),
        *("model", "model_version", "model_sha256", "threshold", "exported_vessels"),
        *(f"{number}_{part}" for number in MEASURES for part in _PARTS),
        *(f"corrected_{number}_{part}" for number in MEASURES for part in _CORRECTED),
        *("warnings", "error"),
    )


def photograph_png(analysis: Analysis) -> bytes:
    """Return the photograph as it was read."""
    return _png(Image.fromarray(np.ascontiguousarray(analysis.image.pixels)))


def probability_png(analysis: Analysis) -> bytes:
    """Return the probability map as a 16-bit grey PNG: 65535 is certainty, 0 outside the field."""
    levels = np.round(analysis.probability.native * 65535).astype(np.uint16)
    return _png(Image.fromarray(levels))


def mask_png(analysis: Analysis) -> bytes:
    """Return the vessels, corrected by hand or not, as a 1-bit PNG, white on black."""
    return _png(Image.fromarray(analysis.shown_vessels.native))


def overlay_png(analysis: Analysis) -> bytes:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    return _png(Image.fromarray(tinted(analysis)))


def results_csv(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table with a row for each record, of an analysis or of a failure.

    It is UTF-8 with a byte order mark. Numbers have the units of the records; of a corrected
    photograph both the automatic and the corrected ones are given.
    """
    return table_head() + b"".join(row_line(result_row(record)) for record in records)


def table_head() -> bytes:
    """Return the beginning of a table: the byte order mark and the names of the columns."""
    return BOM + csv_line(columns())


def row_line(row: Mapping[str, str]) -> bytes:
    """Return the line of a row that ``result_row`` made."""
    return csv_line(row[column] for column in columns())


def csv_line(cells: Iterable[str]) -> bytes:
    """Return a line of a table as UTF-8; bytes of a file name that are no text are escaped."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode(errors="backslashreplace")


def result_row(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of one record by their columns; what is not there is empty."""
    image, model, error = (record.get(key) or {} for key in ("image", "model", "error"))
    quality, corrected = record.get("quality") or {}, record.get("corrected") or {}
    cells = {
        "file": image.get("path"),
        "result": record.get("result"),
        "sha256": image.get("sha256"),
        "frame": image.get("frame"),
        "eye": image.get("laterality"),
        "eye_source": image.get("laterality_source"),
        "quality": quality.get("verdict"),
        "quality_score": quality.get("score"),
        "overridden": quality.get("overridden"),
        "model": model.get("name"),
        "model_version": model.get("version"),
        "model_sha256": model.get("sha256"),
        "threshold": record.get("threshold"),
        "exported_vessels": record.get("exported_vessels"),
        **_numbers("", record, _PARTS),
        **_numbers("corrected_", corrected, _CORRECTED),
        "warnings": " ".join(_remarks(record)),
        "error": " ".join(filter(None, (error.get("message"), error.get("hint")))),
    }
    return {column: as_cell(value) for column, value in cells.items()}


def _remarks(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the reasons of the quality and the warnings; what decides comes first."""
    reasons, warnings = record.get("quality", {}).get("reasons", ()), record.get("warnings", ())
    return (*warnings, *reasons) if record.get("unsuitable") else (*reasons, *warnings)


def _numbers(prefix: str, record: Mapping[str, Any], parts: tuple[str, ...]) -> dict[str, Any]:
    measured = record.get("measurements", {})
    return {
        f"{prefix}{number}_{part}": measured.get(number, {}).get(part)
        for number in MEASURES
        for part in parts
    }


def as_cell(value: object) -> str:
    """Return a value as one line of text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = plain_line(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
