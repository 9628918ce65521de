"""What a command works on: the photographs of its inputs, the field that goes with each mask."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.paths import resolved
from app.field.masks import Assumed
from app.reading.listing import Entry, find_photographs


def find_inputs(inputs: Sequence[Path], output: Path) -> list[Entry]:
    """Return the photographs of the inputs, but not earlier results in a folder below them."""
    entries = list(find_photographs(inputs))
    named, results = frozenset(inputs), resolved(output)
    if results in map(resolved, named):
        return entries
    return [
        entry
        for entry in entries
        if entry.path in named or not resolved(entry.path).is_relative_to(results)
    ]


def expanded(inputs: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that patterns stand for, where the shell has not expanded them."""
    for path in inputs:
        matches = [] if os.path.lexists(path) else sorted(glob.glob(str(path), recursive=True))
        yield from map(Path, matches or [str(path)])


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
            message("Check the folder and the pattern, or give auto or whole."),
        )
    fields.sort(key=_by_name)
    order = sorted(range(len(entries)), key=lambda index: _by_name(entries[index].location))
    _check_pairs([entries[index].location.stem for index in order], [file.stem for file in fields])
    by_entry = dict(zip(order, fields, strict=True))
    return [by_entry[index] for index in range(len(entries))]


def _by_name(path: Path) -> tuple[str, str]:
    return path.stem, str(path)


def _check_pairs(masks: Sequence[str], fields: Sequence[str]) -> None:
    """Check that sorted names pair up: in number and, where any match, each with its own.

    Raises:
        ConfigurationError: they do not.
    """
    hint = message(
        "Each mask needs exactly one field; to use one field for all masks, name its file."
    )
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
            message("The mask “{name}” has no field of the same name.", name=name), hint
        )
