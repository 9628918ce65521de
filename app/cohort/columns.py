"""The columns of a cohort's table: what each row says, in which unit, and what it means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.measurement.measure import Measure
from app.measurement.measures import MEASURES
from app.measurement.regions import Quadrant

Cell = str | int | float | bool | None
Row = dict[str, Cell]
"""The cells of one photograph by their columns; missing ones are None."""


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"


class State(StrEnum):
    """What became of a photograph."""

    MEASURED = "measured"
    WITHHELD = "withheld"
    """It was analysed, but must not be measured."""

    FAILED = "failed"
    SET_ASIDE = "set aside"
    """It ended its worker twice."""

    NOT_DONE = "not done"
    """The run was stopped before it."""


FAILURES = (State.FAILED, State.SET_ASIDE)


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        unit: "1" for a plain ratio or a count; empty where there is none.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


_TEXT, _WHOLE, _NUMBER, _TRUTH = Kind.TEXT, Kind.WHOLE, Kind.NUMBER, Kind.TRUTH

_HEAD = (
    Column("number", _WHOLE, "place of the photograph in the cohort, from 0"),
    Column("id", _TEXT, "what the list calls it, or its pseudonym"),
    Column("state", _TEXT, "measured, withheld, failed, set aside or not done"),
    Column("error_kind", _TEXT, "kind of failure"),
    Column("failure", _TEXT, "what failed, without what it quotes of the file"),
    Column("error", _TEXT, "what failed, and what to do about it"),
    Column("file", _TEXT, "where the photograph lies; empty where it is de-identified"),
    Column("sha256", _TEXT, "of the file's content; de-identified: a keyed digest of that"),
    Column("frame", _WHOLE, "frame of the file, from 1"),
    Column("subject", _TEXT, "whom it shows, as the list or the file says, or a pseudonym"),
    Column("day", _TEXT, "when it was taken, YYYYMMDD; de-identified: moved by subject"),
    Column("camera", _TEXT, "maker and model, as the file says"),
    Column("width", _WHOLE, "of the photograph", "px"),
    Column("height", _WHOLE, "of the photograph", "px"),
    Column("spacing_mm", _NUMBER, "mean side of a pixel on the retina", "mm"),
    Column("field_diameter_px", _NUMBER, "diameter of the field of view", "px"),
    Column("field_method", _TEXT, "how the field of view was found"),
    Column("field_confidence", _NUMBER, "of the field of view, 0 to 1", "1"),
    Column("eye", _TEXT, "R, L, B or unknown"),
    Column("eye_source", _TEXT, "who says which eye: file or user"),
    Column("quality", _TEXT, "verdict on the photograph"),
    Column("quality_score", _NUMBER, "0 to 1", "1"),
    Column("overridden", _TRUTH, "measured although its quality is too poor"),
    Column("warnings", _TEXT, "what a reader must know"),
)
_PROVENANCE = (
    Column("threshold", _NUMBER, "probability from which a pixel is vessel", "1"),
    Column("hysteresis", _NUMBER, "times the odds of the threshold reached somewhere", "1"),
    Column("model", _TEXT, "name of the model"),
    Column("model_version", _TEXT, "version of the model"),
    Column("model_sha256", _TEXT, "of the model's weights"),
    Column("device", _TEXT, "what the model ran on"),
    Column("precision", _TEXT, "number format that it computed in"),
    Column("software_version", _TEXT, "of Retivasc"),
    Column("settings_sha256", _TEXT, "of all settings that numbers depend on"),
    Column("created", _TEXT, "when, in ISO 8601"),
    Column("seconds", _NUMBER, "how long the photograph took", "s"),
    Column("run", _TEXT, "which run of the command made the row"),
)

QUADRANTS = tuple(f"vessel_density_{quadrant}" for quadrant in Quadrant)

MEASURED = (*MEASURES, *QUADRANTS)
"""The columns that hold numbers of the vessels."""


def columns(covariates: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a table in their order.

    Args:
        covariates: those of the list that are carried along.
    """
    of_list = (Column(covariate_column(name), _TEXT, "as the list says") for name in covariates)
    return (*_HEAD, *of_list, *_of_numbers(), *_PROVENANCE)


def covariate_column(name: str) -> str:
    """Return the title of a covariate's column; one that is taken gets ``list_`` before it."""
    return f"list_{name}" if name in _TAKEN else name


def _of_numbers() -> Iterator[Column]:
    for measure in MEASURES.values():
        yield from _of_number(measure)
    density = MEASURES["vessel_density"]
    for name, quadrant in zip(QUADRANTS, Quadrant, strict=True):
        meaning = f"Vessel pixels as a share of the quadrant {quadrant}"
        yield Column(name, _NUMBER, meaning, density.unit)


def _of_number(measure: Measure) -> Iterable[Column]:
    name, unit = measure.id, measure.unit
    return (
        Column(name, _NUMBER, str(measure.definition), unit),
        Column(f"{name}_low", _NUMBER, f"least {name} within the band of thresholds", unit),
        Column(f"{name}_high", _NUMBER, f"greatest {name} within the band of thresholds", unit),
        Column(f"{name}_interval_low", _NUMBER, f"from which an expert's {name} is expected", unit),
        Column(f"{name}_interval_high", _NUMBER, "up to which it is expected", unit),
        Column(f"{name}_reason", _TEXT, f"why {name} is withheld"),
    )


_TAKEN = frozenset(column.name for column in (*_HEAD, *_of_numbers(), *_PROVENANCE))
