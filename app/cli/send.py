"""``retivasc send``: send DICOM files to an archive."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from app.cli.options import with_progress
from app.errors import ArchiveError, ConfigurationError
from app.messages import message

if TYPE_CHECKING:
    from app.archive.connection import Archive

NAME = "send"
HELP = "send DICOM files to an archive (C-STORE), or ask whether it answers (C-ECHO)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="DICOM files, or folders whose DICOM files are sent (with their subfolders)",
    )
    parser.add_argument("--to", type=_address, required=True, metavar="HOST:PORT")
    parser.add_argument("--called", default="ANY-SCP", metavar="AE", help="what the archive is")
    parser.add_argument("--calling", default="RETIVASC", metavar="AE", help="what we are")
    parser.add_argument("--tls", action="store_true", help="encrypt the line")
    parser.add_argument("--ca", metavar="FILE", help="whom to trust (PEM; default: the system's)")
    parser.add_argument("--cert", metavar="FILE", help="our certificate (PEM), if it is asked for")
    parser.add_argument("--key", metavar="FILE", help="its key (PEM), if not in the same file")
    parser.add_argument("--echo", action="store_true", help="first ask whether it answers")


def run(arguments: argparse.Namespace) -> int:
    """Send every file; return 1 when any of them failed, the others being sent.

    Raises:
        ConfigurationError: there is nothing to do, or encryption is half asked for.
        ArchiveError: the archive was asked whether it answers, and does not.
    """
    from app.archive.connection import echo  # the network library takes its time to load

    archive = _archive(arguments)
    if arguments.echo:
        echo(archive)
        print(f"{archive.address} answers")
    elif not arguments.inputs:
        raise ConfigurationError(
            message("Core", "No file was named."),
            message("Core", "Name the files to send, or use --echo."),
        )
    files = list(dict.fromkeys(_files(arguments.inputs)))
    failed = sum(not _send(archive, path) for path in with_progress(files, "file"))
    if arguments.inputs:
        print(f"{len(files) - failed} of {len(files)} sent to {archive.address}")
    return 1 if failed else 0


def _address(text: str) -> tuple[str, int]:
    """Read HOST:PORT, or [HOST]:PORT of an IPv6 address; argparse words the error."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise argparse.ArgumentTypeError("a host and a port from 1 to 65535 are needed: HOST:PORT")
    return host, int(port)


def _archive(arguments: argparse.Namespace) -> "Archive":
    from app.archive.connection import Archive

    secured = (arguments.ca, arguments.cert, arguments.key)
    if (any(secured) and not arguments.tls) or (arguments.key and not arguments.cert):
        raise ConfigurationError(
            message("Core", "The options for encryption do not fit together."),
            message("Core", "Give --tls with --ca and --cert, and --key only with --cert."),
        )
    host, port = arguments.to
    return Archive(host, port, arguments.called, arguments.calling, arguments.tls, *secured)


def _files(inputs: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are named, and of folders those that are DICOM."""
    for path in inputs:
        if path.is_dir():
            yield from filter(_is_object, sorted(path.rglob("*")))
        else:
            yield path


def _is_object(path: Path) -> bool:
    """Tell whether a file is DICOM; one that cannot be read is left for the sending to tell."""
    from app.imaging.dicom import has_preamble, looks_like_index

    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError:
        return True
    return has_preamble(start) and not looks_like_index(start)


def _send(archive: "Archive", path: Path) -> bool:
    from app.archive.connection import store

    try:
        store(archive, path)
    except ArchiveError as error:
        # A name may hold signs that steer the terminal.
        line = "".join(sign if sign.isprintable() else "\ufffd" for sign in f"{path}: {error}")
        tqdm.write(line, file=sys.stderr)
        return False
    return True
