"""Read a photograph's findings once more, or alter what was found, for a test to look at."""

from dataclasses import fields, replace
from typing import Any

from app.analysis.analysis import Analysis, Measured, read
from app.analysis.findings import Findings

_FOUND = {each.name for each in fields(Findings)}
_MEASURED = {each.name for each in fields(Measured)}


def reread(analysis: Analysis, **words: Any) -> Analysis:
    """Return what another reading of the same findings gives; ``words`` are those that change."""
    return read(analysis.findings, replace(analysis.reading, **words))


def altered(analysis: Analysis, **changes: Any) -> Analysis:
    """Return an analysis of which some values are others, and nothing is measured again.

    Args:
        changes: of its own fields, of its findings' or of what was measured automatically.
    """
    found = {name: value for name, value in changes.items() if name in _FOUND}
    measured = {name: value for name, value in changes.items() if name in _MEASURED}
    own = {name: value for name, value in changes.items() if name not in found | measured}
    if "image" in found:
        own["image"] = found["image"]
        own["reading"] = replace(analysis.reading, laterality=found["image"].laterality)
    own.setdefault("findings", replace(analysis.findings, **found))
    own.setdefault("automatic", replace(analysis.automatic, **measured))
    return replace(analysis, **own)
