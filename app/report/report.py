"""One report: its number and time, and what it says in each of its languages."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from app.analysis.analysis import Analysis
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.base.translation import Catalogue
from app.domain.photograph import Laterality
from app.report.content import Issue, ReportContent, build_content
from app.report.figures import draw_figures, prepare_logo
from app.report.report_text import NO_CLINIC, NOTHING_TYPED, Clinic, ReportText, Signature
from app.settings.look import PageSize


@dataclass(frozen=True)
class Report:
    """Everything that is printed.

    Attributes:
        id: names this report; the same inputs at the same time give the same one.
        created: with its zone, to the second.
        parts: one a language, at least one.
    """

    id: str
    created: Annotated[datetime, Meta(tz=True)]
    page: PageSize
    parts: Annotated[tuple[ReportContent, ...], Meta(min_length=1)]


def report_obstacle(
    analysis: Analysis, statement: ReportText, *, file_sha256: str | None = None
) -> ReportWriteError | None:
    """Return why there can be no report, or None when there can.

    Args:
        file_sha256: of the photograph's file as it is now; not compared if None.
    """
    image, numbers = analysis.image, analysis.shown_measurements.numbers
    if file_sha256 is not None and file_sha256 != image.sha256:
        return ReportWriteError(
            message("“{name}” has changed since it was analysed.", name=image.path.name),
            message("Open the photograph again, then save the report."),
        )
    if image.laterality is Laterality.UNKNOWN:
        return ReportWriteError(
            message("A report cannot be made until it is known which eye this is."),
            message("Set the eye, then save the report."),
        )
    if statement.empty and all(number.value is None for number in numbers.values()):
        return ReportWriteError(
            message("Nothing was measured and nothing was typed: the report is empty."),
            message("Type the findings, or have the photograph measured."),
        )
    return None


def build_report(
    analysis: Analysis,
    catalogues: Sequence[Catalogue],
    *,
    statement: ReportText = NOTHING_TYPED,
    clinic: Clinic = NO_CLINIC,
    page: PageSize = "A4",
    signature: Signature | None = None,
    created: datetime | None = None,
    report_id: str | None = None,
) -> Report:
    """Build a report in each language.

    Args:
        signature: who signs it; a draft if None.
        created: with its zone; now if None.
        report_id: made from the inputs and the time if None.

    Raises:
        ReportWriteError: there can be no report of this (see ``report_obstacle``), or the clinic's
            logo is no picture.
    """
    obstacle = report_obstacle(analysis, statement)
    if obstacle is not None:
        raise obstacle
    if clinic.logo is not None:
        clinic = replace(clinic, logo=prepare_logo(clinic.logo))
    made = (created or datetime.now(UTC).astimezone()).replace(microsecond=0)
    languages = [catalogue.language for catalogue in catalogues]
    signed = signature and astuple(signature)
    chosen = (made.isoformat(), astuple(statement), astuple(clinic), page, languages, signed)
    number = report_id or _number(analysis, chosen)
    issue = Issue(number, made, statement, clinic, signature)
    figures = draw_figures(analysis)
    parts = tuple(build_content(analysis, each, issue, figures) for each in catalogues)
    return Report(number, made, page, parts)


def _number(analysis: Analysis, chosen: tuple[object, ...]) -> str:
    """Return a number made from everything a report depends on, as 4 × 4 hexadecimal digits."""
    image, made = analysis.image, analysis.provenance
    depends = (
        *(image.sha256, image.frame, image.colours, str(image.laterality), image.spacing),
        *(made.model_sha256, made.software_version, made.created.isoformat()),
        *(
            analysis.threshold,
            analysis.overridden,
            analysis.strokes,
            analysis.reading.excluded,
            chosen,
        ),
    )
    digest = hashlib.sha256(repr(depends).encode(errors="backslashreplace")).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
