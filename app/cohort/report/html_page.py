"""The report as one HTML page that loads nothing, runs nothing, and needs no network."""

import base64
from html import escape

from app.base.text import plain_line
from app.cohort.report.blocks import (
    Block,
    Charts,
    CohortReport,
    Heading,
    Pictures,
    Table,
    Text,
)
from app.cohort.report.charts import Box, Chart, Dot, Label, Line, Shape

_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;color:#1c2733;background:#fff;
max-width:1080px;margin:0 auto;padding:24px}
h1{font-size:26px;margin:0 0 4px}
h2{font-size:19px;margin:36px 0 8px;border-bottom:1px solid #d9dee4}
p{max-width:75ch}.use{color:#5d6b7a}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px;margin:8px 0}
th,td{padding:3px 10px;text-align:right;border-bottom:1px solid #e8ebef;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;min-width:9em}
.row{display:flex;flex-wrap:wrap;gap:18px}svg{max-width:100%;height:auto}
figure{margin:0;width:160px}figcaption{font-size:12px;color:#5d6b7a}
figure img,.none{width:160px;height:160px;object-fit:contain;background:#000}
.none{background:#eef0f3}
@media print{h2{break-after:avoid}table,svg,figure{break-inside:avoid}}
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_page(report: CohortReport) -> bytes:
    """Return the page as UTF-8."""
    body = "\n".join(map(_block, report.blocks))
    return (
        f'<!doctype html>\n<html lang="{report.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{_text(report.title)}</h1>\n<p class="use">{_text(report.use)}</p>\n{body}\n'
        "</body>\n</html>\n"
    ).encode()


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{_text(block.text)}</h2>"
    if isinstance(block, Text):
        return f"<p>{_text(block.text)}</p>"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Charts):
        return f'<div class="row">{"".join(map(_chart, block.charts))}</div>'
    return _pictures(block)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _pictures(block: Pictures) -> str:
    figures = []
    for picture in block.pictures:
        shown = '<div class="none"></div>'
        if picture.jpeg is not None:
            content = base64.b64encode(picture.jpeg).decode("ascii")
            shown = f'<img alt="{_text(picture.caption)}" src="data:image/jpeg;base64,{content}">'
        caption = f"<figcaption>{_text(picture.caption)}</figcaption>"
        figures.append(f"<figure>{shown}{caption}</figure>")
    return f'<div class="row">{"".join(figures)}</div>'


def _chart(chart: Chart) -> str:
    shapes = "".join(map(_shape, chart.shapes))
    return (
        f'<svg role="img" aria-label="{_text(chart.title)}" width="{chart.width:g}" '
        f'height="{chart.height:g}" viewBox="0 0 {chart.width:g} {chart.height:g}" '
        f'font-family="system-ui,Noto Sans CJK SC,sans-serif">{shapes}</svg>'
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Line):
        return (
            f'<line x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" '
            f'y2="{shape.y2:.1f}" stroke="{shape.colour}" stroke-width="{shape.width:g}"/>'
        )
    if isinstance(shape, Box):
        return (
            f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" '
            f'height="{shape.height:.1f}" fill="{shape.colour}"/>'
        )
    if isinstance(shape, Dot):
        return (
            f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}" '
            f'fill="{shape.colour}" fill-opacity="0.7"/>'
        )
    assert isinstance(shape, Label)
    return (
        f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" text-anchor="{shape.anchor}" '
        f'font-size="{shape.size:g}" fill="{shape.colour}">{_text(shape.text)}</text>'
    )


def _text(text: str) -> str:
    return escape(plain_line(text))
