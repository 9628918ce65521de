"""The records of all photographs as one table."""

import csv
import io
from collections.abc import Iterable, Mapping

from msgspec import UnsetType
from msgspec.structs import asdict

from app.base.text import plain_line
from app.measurement.measures import MEASURES
from app.records.schema import (
    AnalysisRecord,
    FailureRecord,
    Measured,
    ModelRecord,
    QualityRecord,
    Record,
    TypedRecord,
)

_FORMULA = ("=", "+", "-", "@")
_PARTS = ("value", "low", "high", "unit", "reason")
_CORRECTED = ("value", "low", "high", "reason")
BOM = b"\xef\xbb\xbf"
"""By which spreadsheets know UTF-8."""


def columns() -> tuple[str, ...]:
    """Return the titles of the table's columns, in their order."""
    return (
        *("file", "result", "sha256", "frame"),
        *(f"typed_{fact}" for fact in TypedRecord.__struct_fields__),
        *("eye", "eye_source", "quality", "quality_score", "overridden"),
        *("model", "model_version", "model_sha256", "threshold", "exported_vessels"),
        *(f"{number}_{part}" for number in MEASURES for part in _PARTS),
        *(f"corrected_{number}_{part}" for number in MEASURES for part in _CORRECTED),
        *("warnings", "error"),
    )


def results_csv(records: Iterable[Record]) -> bytes:
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


def result_row(record: Record) -> dict[str, str]:
    """Return the cells of one record by their columns; missing ones are empty."""
    cells = {
        "file": record.image.path,
        "result": record.result,
        "sha256": record.image.sha256,
        "frame": record.image.frame,
        **(_failed(record) if isinstance(record, FailureRecord) else _analysed(record)),
    }
    return {column: as_cell(cells.get(column)) for column in columns()}


def _failed(record: FailureRecord) -> dict[str, object]:
    error = record.error
    return {"error": " ".join(filter(None, (error.message, error.hint)))}


def _analysed(record: AnalysisRecord) -> dict[str, object]:
    return {
        **_typed(record.image.typed),
        "eye": record.image.laterality,
        "eye_source": record.image.laterality_source,
        **_quality(record.quality),
        **_model(record.model),
        "threshold": record.threshold,
        "exported_vessels": record.exported_vessels,
        **_numbers("", record, _PARTS),
        **_numbers("corrected_", record.corrected, _CORRECTED),
        "warnings": " ".join(_remarks(record)),
    }


def _typed(typed: TypedRecord | UnsetType) -> dict[str, object]:
    if isinstance(typed, UnsetType):
        return {}
    return {f"typed_{fact}": value for fact, value in asdict(typed).items()}


def _quality(quality: QualityRecord | None) -> dict[str, object]:
    if quality is None:
        return {}
    return {
        "quality": quality.verdict,
        "quality_score": quality.score,
        "overridden": quality.overridden,
    }


def _model(model: ModelRecord | None) -> dict[str, object]:
    if model is None:
        return {}
    return {"model": model.name, "model_version": model.version, "model_sha256": model.sha256}


def _numbers(prefix: str, measured: Measured | None, parts: tuple[str, ...]) -> dict[str, object]:
    return {
        f"{prefix}{name}_{part}": getattr(number, part)
        for name, number in (measured.measurements if measured else {}).items()
        for part in parts
    }


def _remarks(record: AnalysisRecord) -> tuple[str, ...]:
    """Return the reasons of the quality and the warnings; what decides comes first."""
    reasons = record.quality.reasons if record.quality else ()
    return (*record.warnings, *reasons) if record.unsuitable else (*reasons, *record.warnings)


def as_cell(value: object) -> str:
    """Return a value as one line of text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = plain_line(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
