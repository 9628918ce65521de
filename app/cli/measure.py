"""``retivasc measure``: measure masks made elsewhere, an expert's or another program's."""

import argparse
import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.batch.ledger import Ledger
from app.batch.measuring import MeasuringTask
from app.cli.batches import add_batch_arguments, find_inputs, run_batch
from app.cli.options import positive_number
from app.cli.stopping import StopOnSignal
from app.field.masks import Assumed
from app.reading.listing import Entry

NAME = "measure"
HELP = "measure masks made elsewhere, without a model, into the same JSON as analyze"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="MASK",
        help="masks of two values, patterns, folders (with their subfolders) or ZIP archives",
    )
    parser.add_argument(
        "--field",
        default=str(Assumed.AUTO),
        metavar="FILE|GLOB|auto|whole",
        help="field of view: a field mask or photograph for all; a pattern for one each, by order; "
        "auto: the smallest circle round the vessels (default); whole: the whole frame",
    )
    parser.add_argument(
        "--spacing",
        type=positive_number,
        metavar="MM",
        help="side of a pixel of the masks on the retina, in millimetres",
    )
    parser.add_argument("--inverted", action="store_true", help="vessels are black in the masks")
    add_batch_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure every mask; return 1 when any of them failed, the others being done.

    Raises:
        ConfigurationError: the fields do not pair up with the masks.
        ReportWriteError: the folder takes no results; those made before are kept.
    """
    with StopOnSignal() as stop:
        entries = find_inputs(list(_expanded(arguments.inputs)), arguments.output)
        sources = pair_fields(entries, arguments.field)
        ledger = Ledger(arguments.output)
        ledger.prepare(table=False)
        task = MeasuringTask(
            # By identity: one mask may be given twice, with a field each.
            {id(entry): source for entry, source in zip(entries, sources, strict=True)},
            spacing_mm=arguments.spacing,
            inverted=arguments.inverted,
        )
        return run_batch(entries, task, ledger, stop, again=arguments.again)


def pair_fields(entries: Sequence[Entry], stated: str) -> list[Path | Assumed]:
    """Return the file that each mask's field of view is taken from, or what is assumed.

    Files of a pattern are paired with the masks by the sorted order of their names.

    Raises:
        ConfigurationError: nothing matches, the counts differ, or the names, where fields are
            named after their masks, tell that one is missing.
    """
    if stated in tuple(Assumed):
        return [Assumed(stated)] * len(entries)
    if os.path.isfile(stated):
        return [Path(stated)] * len(entries)
    fields = [Path(file) for file in sorted(glob.glob(stated))]
    if not fields:
        raise ConfigurationError(
            message("No field matches “{pattern}”.", pattern=stated),
            message("Check the folder and the pattern, or say auto or whole."),
        )
    fields.sort(key=_by_name)
    order = sorted(range(len(entries)), key=lambda index: _by_name(entries[index].location))
    _check_pairs([entries[index].location.stem for index in order], [file.stem for file in fields])
    by_entry = dict(zip(order, fields, strict=True))
    return [by_entry[index] for index in range(len(entries))]


def _by_name(path: Path) -> tuple[str, str]:
    return path.stem, str(path)


def _check_pairs(masks: Sequence[str], fields: Sequence[str]) -> None:
    """Check that names, sorted, pair up: in number and, where any are the same, each with its own.

    Raises:
        ConfigurationError: they do not.
    """
    hint = message("Each mask needs exactly one field; one for all is named as a file.")
    if len(masks) != len(fields):
        raise ConfigurationError(
            message(
                "The fields do not pair up with the masks ({masks} masks, {fields} fields).",
                masks=len(masks),
                fields=len(fields),
            ),
            hint,
        )
    alone = [mask for mask, field in zip(masks, fields, strict=True) if mask != field]
    if alone and not set(masks).isdisjoint(fields):
        known = frozenset(fields)
        name = next((mask for mask in alone if mask not in known), alone[0])
        raise ConfigurationError(
            message("The mask “{name}” has no field of its name.", name=name), hint
        )


def _expanded(inputs: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that patterns stand for, where the shell has left them as they are."""
    for path in inputs:
        matches = [] if os.path.lexists(path) else sorted(glob.glob(str(path), recursive=True))
        yield from map(Path, matches or [str(path)])
