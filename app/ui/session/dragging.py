"""Photographs that are dragged: out of the list of the window, or files of a file manager."""

import json
from collections.abc import Iterable
from pathlib import Path

from PyQt5.QtCore import QByteArray, QMimeData

from app.ui.session.cases import Place

_KIND = "application/x-retivasc-photographs"


def photographs_data(places: Iterable[Place]) -> QMimeData:
    """Return photographs as what is dragged; other programs are given nothing of them."""
    written = json.dumps([[str(path), member] for path, member in places])
    data = QMimeData()
    data.setData(_KIND, QByteArray(written.encode()))
    return data


def listed_places(data: QMimeData | None) -> tuple[Place, ...]:
    """Return the photographs that are dragged out of a list; none where it is something else."""
    if data is None or not data.hasFormat(_KIND):
        return ()
    return tuple((Path(path), member) for path, member in json.loads(bytes(data.data(_KIND))))


def dragged_files(data: QMimeData | None) -> list[Path]:
    """Return the files that are dragged; links to other computers are none."""
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def dragged_places(data: QMimeData | None) -> tuple[Place, ...]:
    """Return all that is dragged, whether out of a list or as files."""
    return (*listed_places(data), *((path, None) for path in dragged_files(data)))
