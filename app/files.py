"""Write files whole or not at all."""

import os
import secrets
from pathlib import Path

from app.errors import ReportWriteError
from app.messages import message


def make_folder(path: Path) -> None:
    """Make a folder for results, unless it is there.

    Raises:
        ReportWriteError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportWriteError(
            message(
                "Core", "The folder “{name}” cannot be made: {why}.", name=path, why=error.strerror
            ),
            message("Core", "Choose another folder."),
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside it, then put it in place in one step.

    A reader never sees half a file, and the old one survives a full disk.

    Raises:
        ReportWriteError: the folder is missing, read-only or full, or the file is held open.
    """
    try:
        # Opened by name, not by mkstemp: who may read a result is for the user's umask to say.
        temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ReportWriteError(
            message(
                "Core", "“{name}” cannot be written: {why}.", name=path.name, why=error.strerror
            ),
            message("Core", "Choose another folder, or close the program that holds the file."),
        ) from error
