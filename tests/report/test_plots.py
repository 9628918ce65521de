from dataclasses import replace
from itertools import pairwise

import pytest
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String, Wedge

from app.analysis.analysis import Analysis
from app.base.translation import load_catalogue
from app.report.diagrams import calibre_diagram, fit_diagram
from app.report.fonts import FALLBACK
from app.report.plots import draw_calibres, draw_fit, draw_quadrants
from app.report.tables import QuadrantCell

ENGLISH = load_catalogue("en")
SIZE = (160.0, 140.0)


def parts(drawing: Drawing, kind: type) -> list:
    return [part for part in drawing.contents if isinstance(part, kind)]


def test_points_of_a_straight_line_lie_on_the_fitted_one(analysis: Analysis):
    sizes = (2, 4, 8, 16)
    diagram = replace(
        fit_diagram(analysis, ENGLISH),
        sizes=sizes,
        counts=tuple(4096 // size for size in sizes),
        dimension=1.0,
    )
    drawing = draw_fit(diagram, *SIZE)
    dots, (line,) = parts(drawing, Circle), parts(drawing, PolyLine)
    assert [dots[0].cx, dots[0].cy, dots[-1].cx, dots[-1].cy] == pytest.approx(line.points)
    steps = [(right.cx - left.cx) for left, right in pairwise(dots)]
    assert steps == pytest.approx([steps[0]] * 3)
    assert dots[0].cy > dots[-1].cy
    assert {"2", "16"} <= {text.text for text in parts(drawing, String)}


def test_bars_are_as_high_as_the_shares_and_the_median_is_dashed(analysis: Analysis):
    diagram = replace(
        calibre_diagram(analysis, ENGLISH),
        edges=(0.0, 1.0, 2.0, 4.0),
        shares=(0.2, 0.6, 0.2),
        median=1.5,
    )
    drawing = draw_calibres(diagram, *SIZE)
    bars = parts(drawing, Rect)
    assert [bar.height / bars[0].height for bar in bars] == pytest.approx([1, 3, 1])
    assert [bar.width / bars[0].width for bar in bars] == pytest.approx([1, 1, 2])
    (median,) = [line for line in parts(drawing, Line) if line.strokeDashArray]
    assert median.x1 == pytest.approx(bars[1].x + bars[1].width / 2)


def test_quadrants_lie_as_in_the_picture():
    cells = [QuadrantCell(name, "", f"{number} %", "", "") for number, name in enumerate("ABCD")]
    drawing = draw_quadrants(cells, *SIZE)
    assert len(parts(drawing, Wedge)) == 4
    places = {text.text: (text.x, text.y) for text in parts(drawing, String)}
    centre_x, centre_y = SIZE[0] / 2, SIZE[1] / 2
    sides = {name: (places[name][0] > centre_x, places[name][1] > centre_y) for name in "ABCD"}
    assert sides == {
        "A": (False, True),
        "B": (True, True),
        "C": (False, False),
        "D": (True, False),
    }
    for sector, name in zip(parts(drawing, Wedge), "ABCD", strict=True):
        middle = (sector.startangledegrees + sector.endangledegrees) / 2
        assert (90 < middle < 270, middle < 180) == (not sides[name][0], sides[name][1])


def test_foreign_names_are_drawn_in_a_font_that_has_them():
    cells = [QuadrantCell("鼻上", "左上", "1.0 %", "", "")]
    texts = parts(draw_quadrants(cells, *SIZE), String)
    fonts = {text.text: text.fontName for text in texts}
    assert fonts["鼻上"] == FALLBACK
    assert fonts["1.0 %"] != FALLBACK
