"""Write the report of a cohort: page, PDF and tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.messages import message
from app.base.translation import load_catalogue
from app.cohort.columns import covariate_column
from app.cohort.folder import Folder
from app.cohort.plan import Plan, read_plan
from app.cohort.report.blocks import CohortReport, Table
from app.cohort.report.content import build_report
from app.cohort.report.html_page import render_page
from app.cohort.report.pdf_pages import render_pdf
from app.cohort.report.results import Results
from app.cohort.report.thumbnails import items_of, thumbnail
from app.records.tables import BOM, as_cell, csv_line


def write_report(folder: Folder, language: str = "en") -> tuple[Path, ...]:
    """Write page, PDF and tables of a cohort whose tables are joined.

    Returns:
        The page, the PDF, and the folder of the tables.

    Raises:
        ConfigurationError: the folder holds no cohort, or its table is damaged.
        ReportWriteError: the folder is full or read-only.
    """
    report = report_of(folder, language)
    place = folder.report
    tables = place / "tables"
    make_folder(tables)
    page, pdf = place / "report.html", place / "report.pdf"
    write_whole(page, render_page(report))
    write_whole(pdf, render_pdf(report))
    for table in report.tables():
        write_whole(tables / f"{table.name}.csv", _csv(table))
    return page, pdf, tables


def report_of(folder: Folder, language: str = "en") -> CohortReport:
    """Return the report of a cohort.

    Raises:
        ConfigurationError: the folder holds no cohort, or its table is damaged.
    """
    plan = _plan(folder)
    results = Results(folder, tuple(map(covariate_column, plan.covariates)))

    def thumbnails(rows: Sequence[int]) -> Mapping[int, bytes | None]:
        items = items_of(folder, frozenset(rows))
        return {number: thumbnail(item) for number, item in items.items()}

    return build_report(results, plan, load_catalogue(language), thumbnails)


def _plan(folder: Folder) -> Plan:
    plan = read_plan(folder)
    if plan is None:
        raise ConfigurationError(
            message("“{name}” holds no cohort.", name=folder.path),
            message("Name the folder of a cohort's results."),
        )
    return plan


def _csv(table: Table) -> bytes:
    lines = (csv_line(map(_cell, row)) for row in (table.head, *table.rows))
    return BOM + b"".join(lines)


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number with a sign is none."""
    try:
        float(text)
    except ValueError:
        return as_cell(text)
    return text
