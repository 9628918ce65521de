import pypdfium2
import pytest
from reportlab.graphics.shapes import Circle, Line, Polygon, PolyLine, Rect

from app.base.translation import load_catalogue
from app.report.follow_up import follow_up
from app.report.follow_up_blocks import draw_trend
from app.report.fonts import register_fonts
from app.report.pdf import render_pdf
from app.report.report_json import report_from_json, report_to_json
from tests.report.conftest import make_report
from tests.report.examples import visit


@pytest.fixture
def past(analysis):
    return (
        visit(analysis, "20230101", interval=(0.02, 0.2)),
        visit(analysis, "20240101", higher=0.02),
        visit(analysis, "20250101", device="Camera 2"),
    )


def texts(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_has_rows_plots_and_legend(analysis, past, language):
    pdf = render_pdf(make_report(analysis, language, past=past))
    told = texts(pdf)
    for day in ("2023-01-01", "2024-01-01", "2025-01-01"):
        assert day in told
    assert told.count("Camera 2") >= 2  # in the table and in the legend
    assert len(pypdfium2.PdfDocument(pdf)) <= 3


def test_it_is_printed_again_from_its_json(analysis, past):
    report = make_report(analysis, past=past)
    again = report_from_json(report_to_json(report))
    assert again == report
    assert render_pdf(again) == render_pdf(report)


def test_each_camera_has_its_own_sign_and_line(analysis, past):
    register_fonts()
    plot = follow_up(analysis, past, load_catalogue("en")).plots[0]
    drawing = draw_trend(plot, 200, 100)
    kinds = [type(shape) for shape in drawing.contents]
    assert kinds.count(Circle) == 2
    assert kinds.count(Rect) == 1
    assert kinds.count(PolyLine) == 1  # a single visit is joined to nothing
    assert Polygon not in kinds


def test_a_bar_is_drawn_where_the_interval_is_known(analysis, past):
    register_fonts()
    with_bar, without = (
        follow_up(analysis, visits, load_catalogue("en")).plots[0] for visits in (past, past[1:])
    )
    first, second = (
        sum(isinstance(shape, Line) for shape in draw_trend(plot, 200, 100).contents)
        for plot in (with_bar, without)
    )
    assert first == second + 1
