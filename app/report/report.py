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
from app.report.both_eyes import BothEyes, build_both_eyes
from app.report.content import Issue, ReportContent, build_content
from app.report.figures import draw_figures, prepare_logo
from app.report.report_text import NO_CLINIC, NOTHING_TYPED, Clinic, ReportText, Signature
from app.report.trend import DatedNumbers
from app.settings.look import PageSize


@dataclass(frozen=True)
class Report:
    """Everything that is printed.

    Attributes:
        id: names this report; the same inputs at the same time give the same one.
        created: with its zone, to the second.
        parts: one a language, at least one; of both eyes two a language, the right eye first.
        both: the first page of each language in a report on both eyes; none in one on one eye.
    """

    id: str
    created: Annotated[datetime, Meta(tz=True)]
    page: PageSize
    parts: Annotated[tuple[ReportContent, ...], Meta(min_length=1)]
    both: tuple[BothEyes, ...] = ()

    def __post_init__(self) -> None:
        # A report may come from a file: the layout relies on it.
        if self.both and len(self.parts) != 2 * len(self.both):
            raise ValueError("pages and eyes of the report do not fit together")


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
    past: Sequence[DatedNumbers] = (),
) -> Report:
    """Build a report in each language.

    Args:
        signature: who signs it; a draft if None.
        created: with its zone; now if None.
        report_id: made from the inputs and the time if None.
        past: other visits of the eye, with their days.

    Raises:
        ReportWriteError: there can be no report of this (see ``report_obstacle``), or the clinic's
            logo is no picture.
    """
    obstacle = report_obstacle(analysis, statement)
    if obstacle is not None:
        raise obstacle
    clinic, made = _with_logo(clinic), _moment(created)
    languages = [catalogue.language for catalogue in catalogues]
    signed = signature and astuple(signature)
    chosen = (made.isoformat(), astuple(statement), astuple(clinic), page, languages, signed, past)
    number = report_id or _number(analysis, chosen)
    issue = Issue(number, made, statement, clinic, signature, tuple(past))
    figures = draw_figures(analysis)
    parts = tuple(build_content(analysis, each, issue, figures) for each in catalogues)
    return Report(number, made, page, parts)


def both_eyes_obstacle(
    analyses: Sequence[Analysis], statements: Sequence[ReportText]
) -> ReportWriteError | None:
    """Return why there can be no report on two photographs together, or None when there can."""
    eyes = {analysis.image.laterality for analysis in analyses}
    if eyes != {Laterality.RIGHT, Laterality.LEFT}:
        return ReportWriteError(
            message("A report on both eyes needs a photograph of the right and of the left eye."),
            message("Choose a photograph of the other eye, or set the eye if it is wrong."),
        )
    whose = {(analysis.image.patient.name, analysis.image.patient.id) for analysis in analyses}
    if len(whose) > 1:
        return ReportWriteError(
            message("The photographs of a report are of several patients."),
            message("Choose photographs of one patient."),
        )
    pairs = zip(analyses, statements, strict=True)
    obstacles = [report_obstacle(*pair) for pair in pairs]
    return next((each for each in obstacles if each is not None), None) if all(obstacles) else None


def build_both_eyes_report(
    analyses: tuple[Analysis, Analysis],
    statements: tuple[ReportText, ReportText],
    catalogues: Sequence[Catalogue],
    *,
    clinic: Clinic = NO_CLINIC,
    page: PageSize = "A4",
    signature: Signature | None = None,
    created: datetime | None = None,
) -> Report:
    """Build a report on both eyes of a visit in each language; the arguments in any order.

    Args:
        statements: what the clinician says of each photograph.
        signature: who signs both; a draft if None.
        created: with its zone; now if None.

    Raises:
        ReportWriteError: there can be no report of these (see ``both_eyes_obstacle``), or the
            clinic's logo is no picture.
    """
    obstacle = both_eyes_obstacle(analyses, statements)
    if obstacle is not None:
        raise obstacle
    if analyses[0].image.laterality is Laterality.LEFT:
        analyses, statements = analyses[::-1], statements[::-1]
    clinic, made = _with_logo(clinic), _moment(created)
    languages = [catalogue.language for catalogue in catalogues]
    typed = tuple(map(astuple, statements))
    signed = signature and astuple(signature)
    chosen = (made.isoformat(), typed, astuple(clinic), page, languages, signed)
    number = _number(analyses[0], (_number(analyses[1], chosen), *chosen))
    figures = [draw_figures(analysis) for analysis in analyses]
    issues = [Issue(number, made, each, clinic, signature) for each in statements]
    parts, first_pages = [], []
    for catalogue in catalogues:
        right, left = (
            build_content(analysis, catalogue, issue, figure)
            for analysis, issue, figure in zip(analyses, issues, figures, strict=True)
        )
        parts += [right, left]
        first_pages.append(build_both_eyes(analyses, (right, left), catalogue))
    return Report(number, made, page, tuple(parts), tuple(first_pages))


def _with_logo(clinic: Clinic) -> Clinic:
    return clinic if clinic.logo is None else replace(clinic, logo=prepare_logo(clinic.logo))


def _moment(created: datetime | None) -> datetime:
    return (created or datetime.now(UTC).astimezone()).replace(microsecond=0)


def _placed(analysis: Analysis) -> tuple[object, ...]:
    """Return what a person said of the anatomy; nothing where nobody did."""
    reading = analysis.reading
    said = (reading.disc, reading.cup, reading.fovea, reading.vessel_kinds)
    return said if reading.corrects_anatomy else ()


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
            analysis.reading.rulers,
            analysis.reading.calibration,
            *_placed(analysis),
            chosen,
        ),
    )
    digest = hashlib.sha256(repr(depends).encode(errors="backslashreplace")).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))
