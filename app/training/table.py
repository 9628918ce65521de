"""Read which photograph belongs to which label from a CSV file."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import Message, message

REQUIRED = ("image", "label")
OPTIONAL = ("mask", "patient")
_MAX_BYTES = 1 << 28


@dataclass(frozen=True)
class Row:
    """The files of one labelled photograph, and its patient where stated."""

    image: Path
    label: Path
    mask: Path | None = None
    patient: str | None = None


def read_table(path: Path) -> list[Row]:
    """Read a CSV file (UTF-8) with the columns image, label and, if need be, mask and patient.

    Relative paths in it start at the file's own folder.

    Raises:
        ConfigurationError: it cannot be read, its header is another one, it has no rows, a cell
            is empty, or a file that it names does not exist.
    """
    reader = csv.DictReader(io.StringIO(_read_text(path), newline=""))
    try:
        _check_header(path, reader.fieldnames or ())
        rows = [_row(path, reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise _bad_line(path, reader.line_num + 1, error) from error
    if not rows:
        raise ConfigurationError(
            message("The table “{name}” lists no images.", name=path.name),
            message("Write one line for each image below the header."),
        )
    return rows


def _read_text(path: Path) -> str:
    try:
        return read_input(path, limit=_MAX_BYTES).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The table “{name}” cannot be read: {why}.", name=path, why=error),
            message("It must be a CSV file in UTF-8 below the data root."),
        ) from error


def _check_header(path: Path, header: Sequence[str]) -> None:
    if {*REQUIRED} <= {*header} <= {*REQUIRED, *OPTIONAL} and len({*header}) == len(header):
        return
    raise ConfigurationError(
        message(
            "The table “{name}”, line 1, has the columns {found}.",
            name=path.name,
            found=", ".join(f"“{column}”" for column in header) or "–",
        ),
        message(
            "The columns {required} are required, {optional} are optional; there are no others.",
            required=", ".join(REQUIRED),
            optional=", ".join(OPTIONAL),
        ),
    )


def _row(path: Path, line: int, cells: Mapping[str | None, str | None]) -> Row:
    if None in cells or None in cells.values():
        raise _bad_line(path, line, message("it does not have as many cells as the header"))
    stated = {str(column): (text or "").strip() for column, text in cells.items()}
    for column, text in stated.items():
        if not text:
            raise _bad_line(path, line, message("its “{column}” is empty", column=column))
    files = {column: path.parent / text for column, text in stated.items() if column != "patient"}
    for file in files.values():
        if not os.path.isfile(file):
            raise _bad_line(path, line, message("“{file}” does not exist", file=file))
    return Row(files["image"], files["label"], files.get("mask"), stated.get("patient"))


def _bad_line(path: Path, line: int, why: Message | csv.Error) -> ConfigurationError:
    return ConfigurationError(
        message("The table “{name}”, line {line}: {why}.", name=path.name, line=line, why=why),
        message("Correct or remove this line."),
    )
