"""Make the row of a photograph from what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from app import __version__
from app.analysis.analysis import Analysis
from app.base.errors import RetivascError
from app.base.messages import message
from app.batch.task import Options, Outcome
from app.cohort.columns import QUADRANTS, Cell, Row, State, covariate_column
from app.cohort.disguise import Disguise, redacted, redactions
from app.cohort.items import Item
from app.domain.photograph import Laterality, Source
from app.measurement.regions import Quadrant
from app.records.schema import AnalysisRecord, ModelRecord, Number, QualityRecord

_LEFT_OUT = "…"

Part = TypeVar("Part")


class WorkerLostError(RetivascError):
    """The photograph ended its worker, again and again."""


@dataclass(frozen=True)
class RowMaker:
    """Make rows of one cohort.

    Attributes:
        covariates: names of the list's columns that are carried along.
        disguise: of a de-identified cohort; None where rows say whom they are of.
        provenance: cells that are the same in all rows of a run.
    """

    covariates: tuple[str, ...] = ()
    disguise: Disguise | None = None
    provenance: tuple[tuple[str, Cell], ...] = ()

    def of_outcome(self, item: Item, options: Options, outcome: Outcome, seconds: float) -> Row:
        """Return the row of a photograph that was analysed, or failed."""
        if outcome.error is not None:
            return self.of_failure(item, outcome.error, seconds=seconds)
        analysis, record = outcome.analysis(), outcome.record
        assert isinstance(record, AnalysisRecord)
        row = {
            **self._known(item),
            "state": str(State.WITHHELD if analysis.withheld else State.MEASURED),
            "frame": options.frame + 1,
            **_of_photograph(analysis),
            **_of_record(record),
            "seconds": round(seconds, 3),
        }
        subject = item.subject or analysis.image.patient.id
        day = item.day or analysis.image.exam.date
        told = row | self._of_whom(subject, day, record.image.sha256)
        return told if self.disguise is None else _without_quotes(told, redactions(outcome))

    def of_failure(
        self,
        item: Item,
        error: RetivascError,
        *,
        state: State = State.FAILED,
        seconds: float | None = None,
    ) -> Row:
        """Return the row of a photograph that failed, with the kind of failure and a sentence."""
        told = (str(error.message), str(error.hint))
        if self.disguise is not None:
            told = (redacted(error.message), redacted(error.hint))
        return {
            **self._known(item),
            "state": str(state),
            "error_kind": error.kind,
            "failure": redacted(error.message),
            "error": " ".join(filter(None, told)),
            "software_version": __version__,
            **self._of_whom(item.subject, item.day, None),
            "seconds": None if seconds is None else round(seconds, 3),
        }

    def set_aside(self, item: Item, tries: int) -> Row:
        """Return the row of a photograph that ended its worker too often."""
        error = WorkerLostError(
            message("The process that analysed this photograph ended {tries} times.", tries=tries),
            message("It was set aside; analyse it alone, with more memory."),
        )
        return self.of_failure(item, error, state=State.SET_ASIDE)

    def not_done(self, item: Item) -> Row:
        """Return the row of a photograph that a stopped run did not come to."""
        return {
            **self._known(item),
            "state": str(State.NOT_DONE),
            **self._of_whom(item.subject, item.day, None),
        }

    def name(self, item: Item) -> str:
        """Return what the photograph is called in the table, and its files by."""
        return item.id if self.disguise is None else self.disguise.photograph(item)

    def _known(self, item: Item) -> Row:
        open_ = self.disguise is None
        covariates = zip(map(covariate_column, self.covariates), item.covariates, strict=True)
        return {
            "number": item.number,
            "id": self.name(item),
            "file": str(item.entry.location) if open_ else None,
            "frame": None if item.frame is None else item.frame + 1,
            **(_of_list(item)),
            **{name: cell or None for name, cell in covariates},
            **dict(self.provenance),
        }

    def _of_whom(self, subject: str | None, day: str | None, sha256: str | None) -> Row:
        if self.disguise is None:
            return {"subject": subject, "day": day, "sha256": sha256}
        return {
            "subject": self.disguise.subject(subject) if subject else None,
            "day": self.disguise.day(day, subject) or None if day else None,
            "sha256": self.disguise.content(sha256) if sha256 else None,
        }


def _of_list(item: Item) -> Row:
    if item.eye is None:
        return {"eye": str(Laterality.UNKNOWN)}
    return {"eye": str(item.eye), "eye_source": str(Source.USER)}


def _of_photograph(analysis: Analysis) -> Row:
    image = analysis.image
    return {
        "camera": image.exam.device,
        "spacing_mm": image.spacing.mean_mm if image.spacing else None,
    }


def _of_record(record: AnalysisRecord) -> Row:
    image, field = record.image, record.field_of_view
    return {
        "width": image.width,
        "height": image.height,
        "eye": str(image.laterality),
        "eye_source": str(image.laterality_source),
        "field_diameter_px": field.diameter_px,
        "field_method": str(field.method),
        "field_confidence": field.confidence,
        **_of_quality(record.quality),
        "warnings": "\n".join(_remarks(record)) or None,
        **_of_numbers(record),
        "threshold": record.threshold,
        "hysteresis": record.hysteresis,
        **_of_model(record.model),
        "software_version": record.software_version,
        "created": record.created,
    }


def _remarks(record: AnalysisRecord) -> tuple[str, ...]:
    reasons = record.quality.reasons if record.quality else ()
    told = (record.unsuitable, *reasons, *record.warnings)
    return tuple(dict.fromkeys(each for each in told if each))


def _of_quality(quality: QualityRecord | None) -> Row:
    if quality is None:
        return {}
    return {
        "quality": str(quality.verdict),
        "quality_score": quality.score,
        "overridden": quality.overridden,
    }


def _of_model(model: ModelRecord | None) -> Row:
    if model is None:
        return {}
    return {
        "model": model.name,
        "model_version": model.version,
        "model_sha256": model.sha256,
        "device": model.device,
        "precision": model.precision,
    }


def _of_numbers(record: AnalysisRecord) -> Row:
    row: Row = {}
    for name, number in record.measurements.items():
        row |= _of_number(name, number)
    for name, quadrant in zip(QUADRANTS, Quadrant, strict=True):
        part = record.quadrants.get(quadrant)
        row[name] = part.vessel_density.value if part else None
    return row


def _of_number(name: str, number: Number) -> Row:
    interval = number.interval
    return {
        name: number.value,
        f"{name}_low": number.low,
        f"{name}_high": number.high,
        f"{name}_interval_low": interval.low if interval else None,
        f"{name}_interval_high": interval.high if interval else None,
        f"{name}_reason": number.reason,
    }


def _without_quotes(row: Row, harmless: Mapping[str, str]) -> Row:
    """Return a row whose sentences quote nothing; one that is not known is left out."""
    sentences = {name for name in row if name.endswith("_reason")} | {"warnings"}
    return {
        name: _harmless(cell, harmless) if name in sentences and isinstance(cell, str) else cell
        for name, cell in row.items()
    }


def _harmless(cell: str, harmless: Mapping[str, str]) -> str:
    return "\n".join(harmless.get(line, _LEFT_OUT) for line in cell.split("\n"))
