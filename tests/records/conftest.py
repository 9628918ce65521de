"""The analyses that the report's tests share."""

from tests.report.conftest import analysis, corrected

__all__ = ["analysis", "corrected"]
