"""What the tests of the panes share: a workspace with layers of any size, and the mouse."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QImage, QMouseEvent, QWheelEvent
from PyQt5.QtWidgets import QApplication, QWidget

from app.ui.canvas.image_view import ImageView
from app.ui.canvas.projection import Viewpoint
from app.ui.canvas.tools import Toolbox
from tests.support import make_layers

NO_BUTTON, LEFT, MIDDLE, RIGHT = Qt.NoButton, Qt.LeftButton, Qt.MiddleButton, Qt.RightButton


def pixels_of(image: QImage) -> np.ndarray:
    """Return (h, w, 3) uint8, in device pixels."""
    image = image.convertToFormat(QImage.Format_RGBA8888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    return np.frombuffer(bits, np.uint8).reshape(shape)[:, : image.width(), :3].copy()


def drawn(view: QWidget) -> np.ndarray:
    return pixels_of(view.grab().toImage())


def turn_wheel(view: QWidget, place: QPointF, notches: int) -> None:
    event = QWheelEvent(
        place,
        view.mapToGlobal(place.toPoint()),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.NoButton,
        Qt.NoModifier,
        Qt.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def send(view, kind, place, button=LEFT, modifiers=Qt.NoModifier) -> None:
    held = NO_BUTTON if kind == QEvent.MouseButtonRelease else button
    event = QMouseEvent(kind, QPointF(*place), button, held, modifiers)
    QApplication.sendEvent(view, event)


def press(view, place, button=LEFT, modifiers=Qt.NoModifier) -> None:
    send(view, QEvent.MouseButtonPress, place, button, modifiers)


def move(view, place, button=LEFT) -> None:
    send(view, QEvent.MouseMove, place, button)


def release(view, place, button=LEFT) -> None:
    send(view, QEvent.MouseButtonRelease, place, button)


def drag(view, *places, button=LEFT, modifiers=Qt.NoModifier) -> None:
    press(view, places[0], button, modifiers)
    for place in places[1:]:
        move(view, place, button)
    release(view, places[-1], button)


@pytest.fixture
def toolbox(qapp) -> Toolbox:
    return Toolbox()


@pytest.fixture
def make_view(qtbot, workspace, toolbox):
    """Make a pane that shows pixels and probabilities of any size, at one pixel for one."""

    def make(pixels, probability, *, with_vessels=True, workspace=workspace) -> ImageView:
        workspace.layers = make_layers(pixels, probability)
        workspace.set_vessels(replace(workspace.look.vessels, opacity=1.0))
        view = ImageView(workspace, toolbox, with_vessels=with_vessels)
        qtbot.addWidget(view)
        height, width = probability.shape
        view.setFocusPolicy(Qt.NoFocus)  # a frame around the pane would be in the way
        view.resize(width, height)
        view.set_viewpoint(Viewpoint(width / 2, height / 2, 1.0))
        view.show()
        return view

    return make
