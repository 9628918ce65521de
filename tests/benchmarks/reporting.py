"""Time a report from an analysis to its files, and weigh it; the target is 1 s and 2 MB."""

from app.analysis.analysis import Analysis
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.photograph import Laterality
from app.report.pdf import render_pdf
from app.report.report import build_report
from app.report.report_json import report_from_json, report_to_json
from tests.benchmarks.timing import milliseconds, print_lines
from tests.readings import altered


def compare(analysis: Analysis) -> None:
    """Measure and print."""
    # There is no report without the eye, which not every sample states.
    known = altered(analysis, image=analysis.image.with_laterality(Laterality.RIGHT))
    english, *others = (load_catalogue(language) for language in LANGUAGES)
    report = build_report(known, [english])
    print("  report")
    print_lines(
        milliseconds(
            {
                "content": lambda: build_report(known, [english]),
                "PDF": lambda: render_pdf(report),
                "content and PDF": lambda: render_pdf(build_report(known, [english])),
                "content and PDF, every language": lambda: render_pdf(
                    build_report(known, [english, *others])
                ),
                "PDF, with a password": lambda: render_pdf(report, password="password"),
                "JSON, written and read": lambda: report_from_json(report_to_json(report)),
            }
        )
    )
    sizes = {"PDF": render_pdf(report), "JSON": report_to_json(report)}
    print_lines({f"{name}, kilobytes": len(content) / 1000 for name, content in sizes.items()})
