"""The rows of a cohort as Parquet: the schema, one file a chunk, and reading them again."""

import io
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from app.base.errors import ConfigurationError
from app.base.files import make_missing, sync_folder, write_new, writing_is_told
from app.base.messages import message
from app.cohort.columns import Cell, Column, Kind, Row

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TRUTH: pa.bool_(),
}


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Return the Arrow schema of a table; each field says its meaning and unit."""
    return pa.schema(
        pa.field(
            column.name,
            _TYPES[column.kind],
            metadata={"meaning": column.meaning, "unit": column.unit},
        )
        for column in columns
    )


def table_of(rows: Iterable[Row], schema: pa.Schema) -> pa.Table:
    """Return rows as a table; cells that a row lacks are null."""
    kept = list(rows)
    arrays = [
        pa.array([_cell(row.get(field.name)) for row in kept], type=field.type) for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _cell(cell: Cell) -> Cell:
    """Return a cell as Arrow takes it: bytes of a file name that are no text are escaped."""
    if isinstance(cell, str):
        return cell.encode(errors="backslashreplace").decode()
    return cell


def place_part(path: Path, rows: Iterable[Row], schema: pa.Schema) -> bool:
    """Write the rows of a chunk, whole or not at all, unless another process has done so.

    Returns:
        Whether the file is this one; False where another was first.

    Raises:
        ReportWriteError: the folder is full, read-only or away.
    """
    buffer = io.BytesIO()
    pq.write_table(table_of(rows, schema), buffer, compression="zstd")
    with writing_is_told(path):
        make_missing(path.parent)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            write_new(aside, buffer.getvalue())
            placed = _place(aside, path)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
        sync_folder(path.parent)
    return placed


def _place(aside: Path, path: Path) -> bool:
    """Give a whole file its name, unless there is one of that name."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return False
    except OSError:  # a drive that knows no links
        if path.exists():
            return False
        os.replace(aside, path)
    return True


def count_rows(path: Path, column: str, values: Sequence[str]) -> tuple[int, int]:
    """Return how many rows a file has, and in how many of them a column has one of some values.

    Raises:
        ConfigurationError: it is damaged.
    """
    table = read_table(path, [column])
    cells = table.column(column).to_pylist()
    return len(cells), sum(cell in values for cell in cells)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a table.

    Raises:
        ConfigurationError: it is missing or damaged.
    """
    try:
        return pq.read_table(path, columns=columns, memory_map=False, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def batches(path: Path, size: int) -> Iterator[pa.RecordBatch]:
    """Yield a table piece by piece.

    Raises:
        ConfigurationError: it is missing or damaged.
    """
    try:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=size)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def schema_in(path: Path) -> pa.Schema:
    """Return the schema of a file.

    Raises:
        ConfigurationError: it is missing or damaged.
    """
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> ConfigurationError:
    """Return the error of a table that cannot be read."""
    return ConfigurationError(
        message("“{name}” is no table that can be read: {why}.", name=path, why=error),
        message("Remove it; the same command makes it again."),
    )
