"""Where the program's own files and the user's folders are: checkout, wheel or frozen bundle."""

import sys
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_log_path

_NAME = "retivasc"


def _home() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    # In a checkout the folders stand beside app/; in a wheel they travel inside it.
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
    """Return the bundled sample photograph (PNG); its DICOM twin lies beside it."""
    return resources() / "samples" / "chase_db1_09r.png"


def sample_numbers() -> Path:
    """Return what the bundled model measures in the sample (JSON)."""
    return resources() / "samples" / "chase_db1_09r.json"


def user_settings() -> Path:
    """Return the folder for this user's settings; it may not exist yet."""
    return user_config_path(_NAME, appauthor=False)


def user_logs() -> Path:
    """Return the folder for this user's log; it may not exist yet."""
    return user_log_path(_NAME, appauthor=False)


def user_outbox() -> Path:
    """Return the folder of results that wait to be sent; it may not exist yet."""
    return user_data_path(_NAME, appauthor=False) / "outbox"
