"""``retivasc send``: send DICOM files to an archive."""

import argparse
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.cli.console import complain, say
from app.cli.nodes import add_node_arguments, node_of
from app.cli.options import with_progress
from app.reading.dicom.file import looks_like_dicom, looks_like_index
from app.reading.opening import start_of
from app.reading.zip_files import looks_like_archive
from app.settings.archives import ArchiveNode

NAME = "send"
HELP = "send DICOM files to an archive (C-STORE, STOW-RS), or ask whether it answers (C-ECHO)"

_NAMED = 20
"""Of the files that are left out, how many are named; all are counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="DICOM files, or folders whose DICOM files are sent (with their subfolders)",
    )
    add_node_arguments(parser, "--to")
    parser.add_argument(
        "--echo", action="store_true", help="first check whether the archive answers"
    )


def run(arguments: argparse.Namespace) -> int:
    """Send every file; return 1 when any of them was not sent, or nothing was.

    Where the archive does not answer, or lets nobody in, the rest is not tried. Files of a folder
    that are not DICOM are left out; they are named and counted.

    Raises:
        ConfigurationError: there is nothing to do, or encryption is half asked for.
        ArchiveError: asked with --echo, the archive does not answer.
    """
    node = node_of(arguments)
    if arguments.echo:
        from app.pacs.asking.nodes import check_answers  # the network library takes its time

        check_answers(node)
        say(f"{node.place} answers")
    elif not arguments.inputs:
        raise ConfigurationError(
            message("No file was named."),
            message("Name the files to send, or use --echo."),
        )
    return _send_all(node, arguments.inputs) if arguments.inputs else 0


def _send_all(node: ArchiveNode, inputs: Sequence[Path]) -> int:
    found = _find(inputs)
    files = [path for path, left_out in found.items() if left_out is None]
    left_out = {path: why for path, why in found.items() if why is not None}
    sent, failed = _send(node, files)
    _name(left_out)
    parts = {"failed": failed, "not tried": len(files) - sent - failed}
    told = [f"{count} {what}" for what, count in parts.items() if count]
    if left_out:
        kinds = (f"{count} {kind}" for kind, count in Counter(left_out.values()).most_common())
        told.append(f"{len(left_out)} left out: {', '.join(kinds)}")
    say("; ".join([f"{sent} of {len(found)} sent to {node.place}", *told]))
    return 0 if sent == len(files) > 0 else 1


def _send(node: ArchiveNode, files: Sequence[Path]) -> tuple[int, int]:
    """Send files as long as the archive answers; return how many were sent, how many failed."""
    from app.pacs.asking.nodes import sending
    from app.pacs.network.connection import read_object
    from app.pacs.network.failures import SendError

    sent = failed = 0
    with sending(node) as session:
        for path in with_progress(files, "file"):
            try:
                remark = session.store(read_object(path), path.name)
            except SendError as error:
                failed += 1
                complain(f"{path}: {error}")
                if error.away:
                    break
            else:
                sent += 1
                if remark is not None:
                    complain(f"{path}: {remark}")
    return sent, failed


def _name(left_out: Mapping[Path, str]) -> None:
    """List what was left out and why, the first few."""
    for path, why in islice(left_out.items(), _NAMED):
        complain(f"left out: {path} ({why})")
    if len(left_out) > _NAMED:
        complain(f"left out: {len(left_out) - _NAMED} more")


def _find(inputs: Sequence[Path]) -> dict[Path, str | None]:
    """Return what is to be sent, with None, and what is left out of folders, with the reason."""
    found: dict[Path, str | None] = {}
    for path in inputs:
        if os.path.isdir(path):
            for below, left_out in _in_folder(path):
                found.setdefault(below, left_out)
        else:
            found[path] = None  # what is named must be sent, or it fails
    return found


def _in_folder(folder: Path) -> Iterator[tuple[Path, str | None]]:
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = (path for name in folders if os.path.islink(path := Path(place, name)))
        yield from ((path, "linked folder") for path in linked)
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith("."):  # hidden, as is the lock of a folder of results
                yield path, _why_left_out(path)
    # Their content is unknown: sending fails, and says why.
    yield from ((Path(error.filename), None) for error in closed)


def _why_left_out(path: Path) -> str | None:
    """Return why a file of a folder is not sent; None if it is, or if only sending can tell."""
    try:
        status = os.stat(path)
    except OSError:
        return "broken link" if os.path.islink(path) else None
    if not stat.S_ISREG(status.st_mode):
        return "not an ordinary file"
    if not status.st_size:
        return "empty"
    start = start_of(path)
    if not start or (looks_like_dicom(start) and not looks_like_index(start)):
        return None
    kinds = {"DICOMDIR": looks_like_index, "ZIP archive": looks_like_archive}
    return next((kind for kind, looks_like in kinds.items() if looks_like(start)), "not DICOM")
