"""The table of all results in a folder: it grows row by row, and no run removes it."""

import csv
import io
import os
from collections.abc import Collection, Mapping
from itertools import count
from pathlib import Path

from app.base.errors import ReportWriteError
from app.base.files import append, sync_folder, write_whole, writing_is_told
from app.base.messages import message
from app.records.tables import as_cell, columns, row_line, table_head

_OLDER = ("file", "sha256", "frame")
"""Columns by which a table of another version is known."""

_LONGEST_HEAD = 1 << 16
_RESULT = columns().index("result")
_SHA256 = columns().index("sha256")


class Table:
    """The rows of results by the name of each result; only the holder of the lock changes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._hashes: dict[str, str] = {}

    def prepare(self) -> Path | None:
        """Make the table ready for rows, setting one of another version aside.

        Returns:
            Where the other version's table is now; None if there was none.

        Raises:
            ReportWriteError: something else has the table's name, or it cannot be written.
        """
        aside = None
        head = self._head()
        if head is not None and head != columns():
            aside = self._set_aside(head)
            head = None
        if head is None:
            write_whole(self._path, table_head())
        self._refresh()
        return aside

    def holds(self, row: Mapping[str, str]) -> bool:
        """Return whether there is a row of this result, of the same photograph."""
        self.prepare()
        return self._hashes.get(row["result"]) == row["sha256"]

    def put(self, row: Mapping[str, str], dropped: Collection[str] = ()) -> None:
        """Add the row of a result, in place of an earlier one of it.

        Args:
            row: of ``result_row``.
            dropped: results whose rows are no longer true.

        Raises:
            ReportWriteError: the table cannot be written, or is no longer ours.
        """
        self.prepare()
        stale = {row["result"], *map(as_cell, dropped)}
        if stale & self._hashes.keys():
            self._rewrite(stale, row)
        else:
            with writing_is_told(self._path):
                append(self._path, row_line(row))
        self._hashes = {key: value for key, value in self._hashes.items() if key not in stale}
        self._hashes[row["result"]] = row["sha256"]
        self._seen = self._signature()

    def _rewrite(self, stale: Collection[str], row: Mapping[str, str]) -> None:
        """Rewrite the table with a row in place of the first stale one."""
        lines, placed = [table_head()], False
        for cells in self._read()[0]:
            if _cell(cells, _RESULT) not in stale:
                lines.append(_line(cells))
            elif not placed:
                lines.append(row_line(row))
                placed = True
        write_whole(self._path, b"".join(lines))

    def _refresh(self) -> None:
        """Read the table again if another process has changed it; drop a row that was cut off."""
        signature = self._signature()
        if signature == self._seen:
            return
        rows, whole = self._read()
        if not whole:
            write_whole(self._path, b"".join([table_head(), *map(_line, rows)]))
            signature = self._signature()
        self._hashes = {_cell(cells, _RESULT): _cell(cells, _SHA256) for cells in rows}
        self._seen = signature

    def _read(self) -> tuple[list[list[str]], bool]:
        """Return the whole rows below the head, and whether the last one is among them."""
        with writing_is_told(self._path):
            text = self._path.read_bytes().decode("utf-8-sig", "surrogateescape")
        try:
            rows = [cells for cells in csv.reader(io.StringIO(text, newline="")) if cells][1:]
        except csv.Error as error:
            raise _foreign(self._path) from error
        cut_off = bool(rows) and len(rows[-1]) < len(columns())
        return rows[: len(rows) - cut_off], text.endswith("\n") and not cut_off

    def _head(self) -> tuple[str, ...] | None:
        """Return the names of the columns; None where there is no table."""
        with writing_is_told(self._path):
            if not os.path.lexists(self._path):
                return None
            if not self._path.is_file():
                raise _foreign(self._path)
            with self._path.open("rb") as file:
                first = file.readline(_LONGEST_HEAD).decode("utf-8-sig", "surrogateescape")
        return tuple(next(csv.reader([first]), ())) if first else None

    def _set_aside(self, head: tuple[str, ...]) -> Path:
        if not set(_OLDER) <= set(head):
            raise _foreign(self._path)
        stem = self._path.stem
        names = (f"{stem}-earlier{f'-{n}' if n > 1 else ''}.csv" for n in count(1))
        aside = next(p for p in map(self._path.with_name, names) if not os.path.lexists(p))
        with writing_is_told(self._path):
            self._path.rename(aside)
            sync_folder(aside.parent)
        return aside

    def _signature(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


def _line(cells: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode(errors="surrogateescape")


def _cell(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _foreign(path: Path) -> ReportWriteError:
    return ReportWriteError(
        message("“{name}” already exists and is not a table of results.", name=path.name),
        message("Write the results to another folder."),
    )
