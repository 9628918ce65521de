"""Join the rows of all chunks into one table: as Parquet, as CSV, and what its columns mean."""

import os
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from app.base.errors import ConfigurationError
from app.base.files import open_private, write_whole, writing_is_told
from app.base.messages import message
from app.cohort.columns import FAILURES, Row, State
from app.cohort.folder import Folder
from app.cohort.items import Chunk
from app.cohort.parts import damaged, schema_in, schema_of, table_of
from app.cohort.plan import Plan, all_chunks
from app.cohort.work import Setting, not_done
from app.records.tables import BOM, as_cell, csv_line

_IN_ONE_GROUP = 8192  # rows of the joined file
_AT_A_TIME = 256  # rows as Python's values, which need far more room than Arrow's


@dataclass(frozen=True)
class Summary:
    """How many photographs are in each state.

    Attributes:
        set_aside: a line on each photograph that ended its workers.
    """

    states: Counter[str]
    set_aside: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """Return how many failed or were set aside."""
        return sum(self.states[str(state)] for state in FAILURES)

    @property
    def missing(self) -> int:
        """Return how many are not done."""
        return self.states[str(State.NOT_DONE)]


def join(folder: Folder, plan: Plan, setting: Setting) -> Summary:
    """Write the joined tables, one row a photograph, also for those that are not done.

    Parts that another version wrote have other columns: the table has all of them, and where a
    part lacks one its cells are empty.

    Returns:
        How many photographs are in each state, and which were set aside.

    Raises:
        ConfigurationError: a part is damaged, or has a column of another kind.
        ReportWriteError: the folder is full.
    """
    parts = map(folder.part, range(plan.chunks))
    schema = _common_schema(schema_of(setting.columns), parts)
    states: Counter[str] = Counter()
    set_aside: list[str] = []
    with ExitStack() as stack, writing_is_told(folder.csv):
        parquet = stack.enter_context(_Aside(folder.parquet))
        csv = stack.enter_context(_Aside(folder.csv))
        csv.file.write(BOM + csv_line(schema.names))
        with pq.ParquetWriter(parquet.file, schema) as writer:
            for table in _in_groups(_tables(all_chunks(folder, plan), schema, setting)):
                states.update(table.column("state").to_pylist())
                writer.write_table(table, row_group_size=_IN_ONE_GROUP)
                for row in _rows(table):
                    if row["state"] == State.SET_ASIDE:
                        set_aside.append(f"{row['id']}: {row['error']}")
                    csv.file.write(csv_line(map(as_cell, row.values())))
        write_whole(folder.columns, _dictionary(schema))
        parquet.keep()
        csv.keep()
    return Summary(states, tuple(set_aside))


def _common_schema(own: pa.Schema, parts: Iterable[Path]) -> pa.Schema:
    """Return a schema with all columns of all parts, those of this version first."""
    schema, seen = own, {own}
    for path in parts:
        if not path.exists():
            continue
        other = schema_in(path)
        if other in seen:
            continue
        seen.add(other)
        try:
            schema = pa.unify_schemas([schema, other])
        except pa.ArrowException as error:
            raise ConfigurationError(
                message("“{name}” does not fit the other parts: {why}.", name=path, why=error),
                message("Keep the results of different versions in folders of their own."),
            ) from error
    return schema


def _tables(chunks: Iterable[Chunk], schema: pa.Schema, setting: Setting) -> Iterator[pa.Table]:
    for chunk in chunks:
        path = setting.folder.part(chunk.number)
        if not path.exists():
            yield table_of(not_done(chunk, setting), schema)
            continue
        table = _read(path)
        if table.num_rows != len(chunk.items):
            raise damaged(path, ValueError(f"{table.num_rows} rows, not {len(chunk.items)}"))
        yield _fitted(table, schema)


def _read(path: Path) -> pa.Table:
    try:
        with pq.ParquetFile(path) as file:
            return file.read()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from error


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns of a schema, sorted as photographs are."""
    known = dict(zip(table.column_names, table.columns, strict=True))
    arrays = [
        known[field.name] if field.name in known else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    fitted = pa.Table.from_arrays(arrays, schema=schema)
    return fitted.take(pc.sort_indices(fitted.column("number")))


def _in_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield larger tables: of many small ones a file is slow to read."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(each.num_rows for each in waiting) >= _IN_ONE_GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _rows(table: pa.Table) -> Iterator[Row]:
    for batch in table.to_batches(max_chunksize=_AT_A_TIME):
        yield from batch.to_pylist()


class _Aside:
    """A file that is written under another name, and takes its own once it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        self.file: IO[Any]

    def __enter__(self) -> "_Aside":
        with writing_is_told(self._path):
            self.file = open_private(self._aside, "xb")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._aside.unlink(missing_ok=True)

    def keep(self) -> None:
        """Give the file its name."""
        with writing_is_told(self._path):
            self.file.flush()
            os.fsync(self.file.fileno())
            os.replace(self._aside, self._path)


def _dictionary(schema: pa.Schema) -> bytes:
    lines = [BOM + csv_line(("column", "type", "unit", "meaning"))]
    for field in schema:
        told = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        cells = (field.name, str(field.type), told.get("unit", ""), told.get("meaning", ""))
        lines.append(csv_line(map(as_cell, cells)))
    return b"".join(lines)
