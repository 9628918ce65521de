"""Which page of the manual tells of what, and where the page lies."""

from enum import StrEnum
from pathlib import Path

from app.base.paths import manual
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES

_KINDS = ("_artery", "_vein")


class Page(StrEnum):
    """The pages that the program opens, by their paths in the manual."""

    START = "index"
    FIRST_MINUTES = "first-minutes"
    PHOTOGRAPH = "photograph"
    KEYS = "keys"
    NUMBERS = "numbers"
    REPORT = "report"
    COMPARE = "compare"
    PATIENTS = "patients"
    ARCHIVE = "archive"
    SETTINGS = "settings"
    ADMINISTRATORS = "administrators"
    TROUBLESHOOTING = "troubleshooting"


def family_of(measure: Measure) -> str:
    """Return the name of the numbers that are explained together with this one.

    Example:
        >>> family_of(MEASURES["vessel_density_artery_zone_b"])
        'vessel_density'
        >>> family_of(MEASURES["branching_angle_vein"])
        'branching_angle'
    """
    name = measure.id
    for kind in _KINDS:
        name = name.replace(kind, "")
    shorter = (known for known in MEASURES if name == known or name.startswith(f"{known}_"))
    return min(shorter, key=len, default=name)


def families() -> dict[str, tuple[Measure, ...]]:
    """Return all numbers, those that are explained together under one name."""
    found: dict[str, tuple[Measure, ...]] = {}
    for measure in MEASURES.values():
        name = family_of(measure)
        found[name] = (*found.get(name, ()), measure)
    return found


def page_of(measure: Measure) -> str:
    """Return the page of the manual that explains a number."""
    return f"numbers/{family_of(measure).replace('_', '-')}"


def page_file(page: str, language: str) -> Path:
    """Return the file of a page in a language; it may not exist where the manual was not built."""
    return manual() / language / f"{page}.html"
