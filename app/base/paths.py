"""Where the program's own files and the user's folders are: checkout, wheel or frozen bundle."""

import errno
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from platformdirs import PlatformDirs

_NAME = "retivasc"
_FOLDERS = PlatformDirs(_NAME, appauthor=False, multipath=True)
_NO_HOME = Path("/nonexistent")  # what Debian calls the home of those who have none
_PROBE = bytes(4096)  # less might still find room on a full disk


def _home() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    package = Path(__file__).resolve().parents[1]
    # In a checkout the folders are next to app/; in a wheel they travel inside it.
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def resources() -> Path:
    """Return the folder of samples, icons, fonts and translations."""
    return _home() / "resources"


def models() -> Path:
    """Return the folder of weights and model cards."""
    return _home() / "models"


def default_model() -> Path:
    """Return the weights of the bundled model."""
    return models() / "retivasc-unet.safetensors"


def sample() -> Path:
    """Return the bundled sample photograph (PNG); its DICOM twin lies next to it."""
    return resources() / "samples" / "chase_db1_09r.png"


def sample_numbers() -> Path:
    """Return what the bundled model measures in the sample (JSON)."""
    return resources() / "samples" / "chase_db1_09r.json"


def manual() -> Path:
    """Return the folder of the built manual, a folder a language; a checkout may have none."""
    home = _home()
    return home / "build" / "manual" if (home / "pyproject.toml").is_file() else home / "manual"


def machine_settings() -> Path:
    """Return the file in which an administrator sets this computer up; it may not exist."""
    folders = _FOLDERS.site_config_dir.split(os.pathsep)
    files = [Path(folder) / "settings.json" for folder in folders]
    # Some desktops put a folder of their own before the usual one (XDG_CONFIG_DIRS).
    return next((file for file in files if os.path.isfile(file)), files[-1])


def user_settings() -> Path:
    """Return the folder for this user's settings; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_config_path)


def user_logs() -> Path:
    """Return the folder for this user's log; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_log_path)


def user_outbox() -> Path:
    """Return the folder of results that wait to be sent; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_data_path) / "outbox"


def user_fetched() -> Path:
    """Return the folder of studies that were fetched for the store; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_data_path) / "fetched"


def user_store() -> Path:
    """Return the folder of this user's patients; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_data_path) / "cases"


def engine_memory() -> Path:
    """Return the file that keeps how this computer runs the models best; it may not exist yet."""
    return _of_user(lambda: _FOLDERS.user_cache_path) / "engines.json"


def _of_user(find: Callable[[], Path]) -> Path:
    """Return a folder of the user; without a home folder, one that cannot be made."""
    try:
        return find()
    except RuntimeError:  # not even the name of a home is known
        return _NO_HOME / _NAME


def resolved(path: Path) -> Path:
    """Return a path with its links resolved as far as possible; never raises on a loop."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # no file can have such a name
        return path


def write_obstacle(folder: Path) -> OSError | None:
    """Return why nothing can be written to a folder, which need not exist; None if it can.

    It is tried where the folder is, or would be made, and leaves nothing behind.
    """
    while not os.path.lexists(folder):
        if folder == folder.parent:  # such as a drive of the network that is away
            return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        folder = folder.parent
    probe = folder / f".{_NAME}.{secrets.token_hex(4)}"
    try:
        try:
            probe.write_bytes(_PROBE)
        finally:
            with suppress(OSError):
                probe.unlink()
    except OSError as error:
        return error
    return None
