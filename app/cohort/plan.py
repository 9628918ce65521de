"""What a cohort is: its photographs, how they are analysed, and how they are shared out.

It is written down once, before anything is analysed; every run of the command keeps to it, so that
what is done can be told from what is not without looking for the photographs again.
"""

import hashlib
import json
import math
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from app import __version__
from app.base.errors import ConfigurationError, error_from_plain
from app.base.files import open_private, write_whole, writing_is_told
from app.base.inputs import read_input
from app.base.messages import message
from app.batch.task import Options
from app.cohort.analyst import Analyst
from app.cohort.disguise import Disguise
from app.cohort.folder import Folder
from app.cohort.items import Chunk, Item
from app.cohort.parts import batches
from app.cohort.sources import Source, numbered
from app.domain.photograph import Laterality
from app.reading.listing import Entry
from app.records.tables import BOM, as_cell, csv_line

SCHEMA = "retivasc.cohort/1"
LARGEST_CHUNK = 256
_PIECE = 1024  # rows that are listed at a time
_LONGEST = 1 << 24  # bytes of a plan
_SECRET = 32

LIST = pa.schema(
    {
        "number": pa.int64(),
        "id": pa.string(),
        "path": pa.binary(),
        "member": pa.string(),
        "root": pa.binary(),
        "size": pa.int64(),
        "eye": pa.string(),
        "spacing_mm": pa.float64(),
        "frame": pa.int64(),
        "subject": pa.string(),
        "day": pa.string(),
        "covariates": pa.list_(pa.string()),
        "problem": pa.string(),
    }
)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for.

    Attributes:
        count: of photographs.
        bytes: of their files, as far as known.
        chunk: how many photographs are handed out at a time.
        covariates: columns of the list that are carried along.
        settings: all that numbers depend on, and their digest.
        maps: what is written besides the table.
        deidentified: rows have pseudonyms, and the key lies apart.
    """

    schema: str
    software_version: str
    count: int
    bytes: int
    chunk: int
    covariates: tuple[str, ...]
    settings: dict[str, Any]
    settings_sha256: str
    maps: str
    deidentified: bool

    @property
    def chunks(self) -> int:
        """Return into how many pieces the photographs are shared out."""
        return -(-self.count // self.chunk)


@dataclass(frozen=True)
class Request:
    """How a cohort is to be analysed, as a person asks for it.

    Attributes:
        chunk: photographs that are handed out at a time; as it suits the workers if None.
        inputs: what the photographs are looked for in, as it was given.
    """

    analyst: Analyst
    options: Options
    maps: str = "none"
    deidentified: bool = False
    chunk: int | None = None
    inputs: tuple[str, ...] = ()

    def settings(self) -> dict[str, Any]:
        """Return all that numbers depend on.

        Raises:
            RetivascError: the model cannot be loaded.
        """
        asked = self.options
        return {
            **self.analyst.settings(),
            **({} if asked.threshold is None else {"threshold": asked.threshold}),
            "frame": asked.frame + 1,
            "eye": asked.eye,
            "spacing_mm": asked.spacing_mm,
            "measure_anyway": asked.measure_anyway,
        }


def read_plan(folder: Folder) -> Plan | None:
    """Return what was asked for in a folder; None where nothing was.

    Raises:
        ConfigurationError: it cannot be read, or is of another version.
    """
    try:
        content = read_input(folder.plan, limit=_LONGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _no_plan(folder, error) from error
    try:
        plan = msgspec.json.decode(content, type=Plan)
        if plan.schema != SCHEMA:
            raise ValueError(plan.schema)
    except ValueError as error:
        raise _no_plan(folder, error) from error
    return plan


def begin(folder: Folder, source: Source, request: Request, *, workers: int) -> Plan:
    """List the photographs of a new cohort and write down what is asked for.

    Raises:
        ConfigurationError: there are no photographs, or the list is wrong.
        ReportWriteError: the folder takes no files.
        RetivascError: the model cannot be loaded.
    """
    settings = request.settings()
    count, total = _write_list(folder, source.items)
    if count == 0:
        raise ConfigurationError(
            message("There is no photograph among the inputs."),
            message("Name folders, archives, a list or a store with photographs."),
        )
    if request.deidentified:
        _write_key(folder)
    write_json(folder.inputs, {"inputs": list(request.inputs)})
    plan = Plan(
        schema=SCHEMA,
        software_version=__version__,
        count=count,
        bytes=total,
        chunk=request.chunk or chunk_size(count, workers),
        covariates=source.covariates,
        settings=settings,
        settings_sha256=digest_of(settings),
        maps=request.maps,
        deidentified=request.deidentified,
    )
    write_json(folder.plan, plan)  # last: with it the cohort is there
    return plan


def check_same(folder: Folder, plan: Plan, request: Request) -> None:
    """Check that a cohort goes on as it began.

    Raises:
        ConfigurationError: it was begun with other settings, inputs, or by another version.
    """
    settings = request.settings()
    differing = [
        *(name for name in settings if settings[name] != plan.settings.get(name)),
        *(["maps"] if request.maps != plan.maps else []),
        *(["pseudonyms"] if request.deidentified != plan.deidentified else []),
        *(["the version of Retivasc"] if plan.software_version != __version__ else []),
        *(["the inputs"] if list(request.inputs) != _inputs(folder) else []),
    ]
    if differing:
        raise ConfigurationError(
            message(
                "This folder holds a cohort that was begun otherwise ({what}).",
                what=", ".join(differing),
            ),
            message("Ask for the same again, or choose another folder."),
        )


def digest_of(settings: dict[str, Any]) -> str:
    """Return the SHA-256 of settings, in hex."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def chunk_size(count: int, workers: int) -> int:
    """Return how many photographs are handed out at a time.

    Each worker gets some four pieces at least, so that none is idle for long at the end; of many
    photographs the pieces are larger, so that there are not too many files.
    """
    fair = math.ceil(count / (4 * max(workers, 1)))
    return max(1, min(fair, math.isqrt(count), LARGEST_CHUNK))


def disguise_of(folder: Folder, plan: Plan) -> Disguise | None:
    """Return who gives the pseudonyms; None where nothing is hidden.

    Raises:
        ConfigurationError: the key is not there.
    """
    if not plan.deidentified:
        return None
    try:
        return Disguise(read_input(folder.secret, limit=_SECRET))
    except OSError as error:
        raise ConfigurationError(
            message("The key of the pseudonyms is not in “{name}”.", name=folder.private),
            message("Say where it lies."),
        ) from error


# --- the list ------------------------------------------------------------------------------


def all_chunks(folder: Folder, plan: Plan) -> Iterator[Chunk]:
    """Yield the photographs as they are shared out.

    Raises:
        ConfigurationError: the list is missing or damaged.
    """
    items = read_list(folder)
    for number in range(plan.chunks):
        yield Chunk(number, tuple(islice(items, plan.chunk)))


def chunks_to_do(folder: Folder, plan: Plan) -> Iterator[Chunk]:
    """Yield the photographs whose rows have not been placed."""
    return (each for each in all_chunks(folder, plan) if not folder.part(each.number).exists())


def read_list(folder: Folder) -> Iterator[Item]:
    """Yield the photographs of a cohort.

    Raises:
        ConfigurationError: the list is missing or damaged.
    """
    for batch in batches(folder.list, _PIECE):
        yield from map(_item, batch.to_pylist())


def _write_list(folder: Folder, source: Iterable[Item]) -> tuple[int, int]:
    """Write the list; return how many photographs there are, and their bytes."""
    aside = folder.list.with_name(f".{folder.list.name}.{secrets.token_hex(4)}")
    items, count, total = numbered(source), 0, 0
    with writing_is_told(folder.list):
        try:
            with open_private(aside, "xb") as file, pq.ParquetWriter(file, LIST) as writer:
                while piece := list(islice(items, _PIECE)):
                    count += len(piece)
                    total += sum(item.size or 0 for item in piece)
                    rows = [listed(item) for item in piece]
                    writer.write_table(pa.Table.from_pylist(rows, schema=LIST))
            aside.replace(folder.list)
        finally:
            aside.unlink(missing_ok=True)
    return count, total


def listed(item: Item) -> dict[str, Any]:
    """Return a photograph as the list holds it; its fields are those of ``LIST``."""
    entry = item.entry
    return {
        "number": item.number,
        "id": item.id,
        "path": os.fsencode(entry.path),
        "member": entry.member,
        "root": None if item.root is None else os.fsencode(item.root),
        "size": item.size,
        "eye": item.eye and str(item.eye),
        "spacing_mm": item.spacing_mm,
        "frame": item.frame,
        "subject": item.subject,
        "day": item.day,
        "covariates": list(item.covariates),
        "problem": entry.problem and json.dumps(entry.problem.to_plain()),
    }


def _item(row: dict[str, Any]) -> Item:
    problem = row.pop("problem")
    entry = Entry(
        _path(row.pop("path")),
        row.pop("member"),
        problem=error_from_plain(json.loads(problem)) if problem else None,
    )
    root, eye = row.pop("root"), row.pop("eye")
    return Item(
        **row | {"covariates": tuple(row["covariates"])},
        entry=entry,
        root=None if root is None else _path(root),
        eye=None if eye is None else Laterality(eye),
    )


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))


# --- files ---------------------------------------------------------------------------------


def _write_key(folder: Folder) -> None:
    """Write the secret, unless there is one, and the table of pseudonyms."""
    if not folder.secret.exists():
        write_whole(folder.secret, secrets.token_bytes(_SECRET))
    disguise = Disguise(folder.secret.read_bytes())
    with writing_is_told(folder.key), open_private(folder.key, "wb") as file:
        file.write(
            BOM + csv_line(("pseudonym", "id", "file", "member", "subject_pseudonym", "subject"))
        )
        for item in read_list(folder):
            subject = disguise.subject(item.subject) if item.subject else ""
            cells = (
                disguise.photograph(item),
                item.id,
                str(item.entry.path),
                item.entry.member,
                subject,
                item.subject,
            )
            file.write(csv_line(map(as_cell, cells)))


def write_json(path: Path, plain: object) -> None:
    """Write plain values or a struct as JSON.

    Raises:
        ReportWriteError: the folder is full or read-only.
    """
    write_whole(path, msgspec.json.format(msgspec.json.encode(plain), indent=2))


def _inputs(folder: Folder) -> list[str]:
    try:
        plain = json.loads(read_input(folder.inputs, limit=_LONGEST))
        return list(map(str, plain["inputs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _no_plan(folder: Folder, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        message("“{name}” cannot be read: {why}.", name=folder.plan, why=error),
        message("Choose another folder."),
    )
