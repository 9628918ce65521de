"""The desk of patients over a store of its own, for the window's tests too."""

from tests.ui.patients.conftest import desk, keeper

__all__ = ["desk", "keeper"]
