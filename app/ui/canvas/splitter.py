"""A splitter whose handle can be moved by keys."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent, QMouseEvent
from PyQt5.QtWidgets import QSplitter, QSplitterHandle, QWidget
from typing_extensions import override

_STEP = 24  # pixels
_WIDTH = 8


class Splitter(QSplitter):
    """Widgets side by side or stacked; a double click on the handle makes them equally large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_WIDTH)

    @override
    def createHandle(self) -> QSplitterHandle:
        """Return a handle that takes the focus."""
        return _Handle(self.orientation(), self)

    def make_equal(self) -> None:
        """Give all widgets the same size."""
        self.setSizes([self.width() + self.height()] * self.count())


class _Handle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, parent: Splitter) -> None:
        super().__init__(orientation, parent)
        self._splitter = parent
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Divider between the panes"))

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        if self.orientation() == Qt.Orientation.Horizontal:
            place, steps = self.x(), {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        else:
            place, steps = self.y(), {Qt.Key.Key_Up: -_STEP, Qt.Key.Key_Down: _STEP}
        if event.key() in steps:
            self.moveSplitter(place + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Make both sides equal."""
        self._splitter.make_equal()
