"""Where the photographs of a cohort come from: folders and archives, a list, or the store."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.batch.inputs import expanded
from app.cohort.items import Item
from app.domain.photograph import Laterality
from app.reading.listing import Entry, find_photographs

if TYPE_CHECKING:
    from app.store.database import Store
    from app.store.search import Query

FILE = "file"
KNOWN = (FILE, "member", "id", "frame", "eye", "spacing_mm", "subject", "day")
"""Columns of a list that mean something here; the others are covariates."""

_EYES = {
    "": None,
    "R": Laterality.RIGHT,
    "OD": Laterality.RIGHT,
    "RIGHT": Laterality.RIGHT,
    "L": Laterality.LEFT,
    "OS": Laterality.LEFT,
    "LEFT": Laterality.LEFT,
}


@dataclass(frozen=True)
class Source:
    """Photographs that are yet to be numbered.

    Attributes:
        covariates: names of the columns that they carry.
    """

    items: Iterable[Item]
    covariates: tuple[str, ...] = ()


def of_paths(inputs: Sequence[Path], output: Path) -> Iterator[Item]:
    """Yield the photographs of folders, archives, DICOMDIRs and files, save earlier results."""
    for given in expanded(inputs):
        path = Path(os.path.abspath(given))
        root = path if os.path.isdir(path) else path.parent
        for entry in find_photographs([path]):
            if entry.path.is_relative_to(output) and not path.is_relative_to(output):
                continue
            yield Item(0, "", entry, root=root)


def of_store(store: "Store", query: "Query") -> Iterator[Item]:
    """Yield the photographs of the store's patients that are looked for."""
    from app.store.photographs import locations_of, photographs_of
    from app.store.search import all_patients

    for listed in all_patients(store, query):
        subject = listed.patient.facts.patient_id or listed.patient.id
        with store.read() as connection:
            for kept in photographs_of(connection, listed.patient.id):
                eye = kept.eye if kept.eye in (Laterality.RIGHT, Laterality.LEFT) else None
                for place in locations_of(connection, kept.number)[:1]:
                    yield Item(
                        0,
                        f"{kept.photograph.sha256[:16]}-{kept.photograph.frame + 1}",
                        Entry(place.path, place.member),
                        frame=kept.photograph.frame,
                        eye=eye,
                        subject=subject,
                        day=kept.date or None,
                    )


def of_list(path: Path, columns: Sequence[str] | None) -> Source:
    """Return the photographs that a CSV or Parquet file lists.

    Args:
        columns: covariates that are carried along; all if None.

    Raises:
        ConfigurationError: it cannot be read, or lacks a column.
    """
    names = _names(path)
    if FILE not in names:
        raise ConfigurationError(
            message("The list “{name}” has no column “file”.", name=path.name),
            message("Its first line names the columns; “file” holds the paths."),
        )
    others = tuple(name for name in names if name not in KNOWN)
    missing = sorted(set(columns or ()) - set(names))
    if missing:
        raise ConfigurationError(
            message("The list has no column “{name}”.", name=missing[0]),
            message("It has: {names}.", names=", ".join(names)),
        )
    chosen = others if columns is None else tuple(columns)
    # Read once for the folder that all lie in, without which none can be read.
    root = _common_root(path)
    rows = enumerate(_rows(path), start=1)
    return Source((_item(path, number, row, chosen, root) for number, row in rows), chosen)


def _names(path: Path) -> list[str]:
    try:
        if path.suffix.lower() == ".parquet":
            names = pq.read_schema(path).names
        else:
            names = pcsv.open_csv(path, convert_options=_as_text(path)).schema.names
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigurationError(
            message("The list has two columns “{name}”.", name=twice),
            message("Give each column a name of its own."),
        )
    return list(names)


def _as_text(path: Path) -> pcsv.ConvertOptions:
    """Return options that leave every cell as it is written."""
    with path.open("rb") as file:
        head = file.readline(1 << 16).decode("utf-8-sig")
    names = next(iter(_csv_cells(head)), [])
    return pcsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )


def _csv_cells(line: str) -> Iterator[list[str]]:
    import csv

    yield from csv.reader([line])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a list, each cell as text."""
    try:
        if path.suffix.lower() == ".parquet":
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=4096):
                    yield from _texts(batch)
        else:
            for batch in pcsv.open_csv(path, convert_options=_as_text(path)):
                yield from _texts(batch)
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _texts(batch: pa.RecordBatch) -> Iterator[dict[str, str]]:
    for row in batch.to_pylist():
        yield {name: "" if cell is None else str(cell).strip() for name, cell in row.items()}


def _common_root(path: Path) -> Path:
    """Return the folder that all files of a list lie in."""
    root: str | None = None
    for row in _rows(path):
        folder = os.path.dirname(_absolute(path, row[FILE]))
        root = folder if root is None else os.path.commonpath([root, folder])
    return Path(root or path.parent)


def _absolute(path: Path, file: str) -> str:
    return os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(path)), file))


def _item(
    path: Path, number: int, row: Mapping[str, str], covariates: Sequence[str], root: Path
) -> Item:
    if not row[FILE]:
        raise _wrong(number, FILE, "")
    eye = row.get("eye", "").upper()
    if eye not in _EYES:
        raise _wrong(number, "eye", row["eye"])
    day = row.get("day", "").replace("-", "")
    if day and not (len(day) == 8 and day.isdecimal()):
        raise _wrong(number, "day", row["day"])
    frame = _number(number, row, "frame")
    return Item(
        0,
        row.get("id", ""),
        Entry(Path(_absolute(path, row[FILE])), row.get("member") or None),
        root=root,
        eye=_EYES[eye],
        spacing_mm=_number(number, row, "spacing_mm"),
        frame=None if frame is None else int(frame) - 1,
        subject=row.get("subject") or None,
        day=day or None,
        covariates=tuple(row[name] for name in covariates),
    )


def _number(line: int, row: Mapping[str, str], name: str) -> float | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise _wrong(line, name, text) from error
    if not 0 < value < 1e6:
        raise _wrong(line, name, text)
    return value


def _wrong(line: int, name: str, value: str) -> ConfigurationError:
    return ConfigurationError(
        message(
            "Row {line} of the list has “{value}” as {name}.", line=line, value=value, name=name
        ),
        message("Correct the list; nothing was begun."),
    )


def _unreadable(path: Path, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        message("The list “{name}” cannot be read: {why}.", name=path.name, why=error),
        message("Give a CSV file in UTF-8, or a Parquet file."),
    )


def numbered(source: Iterable[Item]) -> Iterator[Item]:
    """Yield photographs with their numbers, sizes and ids; none twice.

    Raises:
        ConfigurationError: two rows of a list have the same id, or are of the same photograph.
    """
    ids: dict[str, int] = {}
    places: set[tuple[str, str | None, int | None]] = set()
    number = 0
    for item in source:
        place = (str(item.entry.path), item.entry.member, item.frame)
        if place in places:
            if item.id:
                raise _twice(message("the photograph"), item.entry.location)
            continue  # in two of the inputs
        places.add(place)
        if item.id:
            if item.id in ids:
                raise _twice(message("the id"), item.id)
            ids[item.id] = number
        yield replace(item, number=number, id=item.id or str(number), size=_size(item.entry))
        number += 1


def _twice(what: object, which: object) -> ConfigurationError:
    return ConfigurationError(
        message("The list has {what} “{which}” twice.", what=what, which=which),
        message("Each row needs an id of its own, and a photograph of its own."),
    )


def _size(entry: Entry) -> int | None:
    try:
        return os.stat(entry.path).st_size if entry.member is None else None
    except (OSError, ValueError):
        return None


def together(sources: Sequence[Source]) -> Source:
    """Return the photographs of several sources; those without covariates have empty ones."""
    covariates = next((each.covariates for each in sources if each.covariates), ())
    items = chain.from_iterable(source.items for source in sources)
    return Source((_filled(item, len(covariates)) for item in items), covariates)


def _filled(item: Item, count: int) -> Item:
    return item if item.covariates else replace(item, covariates=("",) * count)
