import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.cards.section import Section, make_slider


def turn_wheel(widget):
    """Send a notch of the wheel, and tell whether the widget took it."""
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("unfolded", [True, False])
def test_section_folds_its_content_away(qtbot, unfolded):
    section = Section(unfolded=unfolded)
    qtbot.addWidget(section)
    section.show()
    assert section.content.isVisible() is unfolded
    section.toggle.click()
    assert section.content.isVisible() is not unfolded


def test_wheel_turns_a_slider_only_once_it_has_the_focus(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    other, slider = make_slider(0, 100, "other"), make_slider(0, 100, "opacity")
    layout = QVBoxLayout(window)
    layout.addWidget(other)
    layout.addWidget(slider)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    turn_wheel(slider)
    assert slider.value() == 0
    slider.setFocus()
    turn_wheel(slider)
    assert slider.value() > 0
