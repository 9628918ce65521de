"""Retivasc: see and measure the vessels of a fundus photograph.

Scripts and notebooks use what is in ``app.scripting``:
``from app import analyse, load_model, open_photograph``.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.scripting import Analysis, analyse, load_model, open_photograph

try:
    __version__ = version("retivasc")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0+source"

__all__ = ["Analysis", "__version__", "analyse", "load_model", "open_photograph"]


def __getattr__(name: str) -> object:
    """Load the interface for scripts only when it is asked for: the window starts without it."""
    if name in __all__:
        return getattr(import_module("app.scripting"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
