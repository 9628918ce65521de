import re

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QInputDialog, QLabel, QMessageBox, QToolTip, QWidget

from app.ui.look.plain_text import command_text, tip_text, title_text
from app.ui.look.style import apply_style
from tests.support import ROOT

HTML = "<img src=x><b>R&amp;D</b>"
MARKUP = re.compile(
    r"setTextFormat|RichText|AutoText|MarkdownText|[sS]etHtml|insertHtml|appendHtml"
    r"|QTextBrowser|QTextEdit\b|QTextDocument|QErrorMessage|setWhatsThis|setMarkdown"
)
"""Ways of Qt to show a text as markup, or to decide whether it is."""


@pytest.fixture
def window(qtbot, qapp):
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    apply_style(qapp, "dark")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield window
    QToolTip.hideText()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def labels_of(widget):
    return [label for label in widget.findChildren(QLabel) if HTML in label.text()]


def test_labels_show_html_as_it_is_written(window):
    label = QLabel(HTML, window)
    label.show()
    assert label.textFormat() == Qt.PlainText
    width = label.sizeHint().width()
    label.setText("<b></b>" * 20)
    assert label.sizeHint().width() > width  # of markup nothing would be left


def test_message_boxes_show_html_as_it_is_written(window):
    box = QMessageBox(window)
    box.setText(HTML)
    box.setInformativeText(f"{HTML}!")
    box.open()
    shown = labels_of(box)
    assert len(shown) == 2
    assert {label.textFormat() for label in shown} == {Qt.PlainText}


def test_questions_show_html_as_it_is_written(window):
    dialog = QInputDialog(window)
    dialog.setLabelText(HTML)
    dialog.open()
    (label,) = labels_of(dialog)
    assert label.textFormat() == Qt.PlainText


def test_tool_tips_show_html_as_it_is_written(qapp, window):
    QToolTip.showText(QPoint(9, 9), HTML, window)
    (tip,) = (each for each in qapp.topLevelWidgets() if each.inherits("QTipLabel"))
    assert tip.text() == HTML
    assert tip.textFormat() == Qt.PlainText


def test_no_code_decides_what_is_markup():
    sources = {path.name: path.read_text("utf-8") for path in (ROOT / "app/ui").rglob("*.py")}
    told = {name: sorted(set(MARKUP.findall(text))) for name, text in sources.items()}
    assert {name for name, found in told.items() if found} == set()


def test_no_style_of_our_own_is_ever_set():
    sources = [path.read_text("utf-8") for path in (ROOT / "app/ui").rglob("*.py")]
    styles = re.findall(r"application\.setStyle\((.*)\)|setStyle\((\"\w+\")\)", "\n".join(sources))
    assert styles == [('"Fusion"', "")]


def test_names_keep_the_signs_that_qt_looks_for(qtbot, window):
    window.setWindowTitle(title_text("a[*]b[*][*].png"))
    assert window.windowTitle() == "a[*][*]b[*][*][*][*].png"  # as Qt keeps it, shown is each once
    assert command_text("R&D.png") == "R&&D.png"


def test_tips_are_no_wider_than_can_be_read():
    lines = tip_text("word " * 60, "/home/" + "x" * 200).splitlines()
    assert max(map(len, lines)) <= 72
    assert "".join(lines).count("x") == 200
    assert tip_text("one", "two") == "one\ntwo"
