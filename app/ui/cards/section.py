"""What the cards of the column share: their frame, how they fold, and rows of controls."""

from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override


class Card(QFrame):
    """The frame around one kind of results or controls.

    Attributes:
        column: the layout of what stands in the card.
    """

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 10)
        self.column.setSpacing(4)


class Section(Card):
    """A card whose content can be folded away under its title.

    Attributes:
        toggle: the title, which each card sets; checked while the content is shown.
        heading: the line of the title, which more may be added to.
        content: what is folded away.
    """

    def __init__(self, *, unfolded: bool) -> None:
        super().__init__()
        self.toggle = QToolButton()
        self.toggle.setObjectName("cardToggle")
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setCheckable(True)
        self.toggle.setChecked(unfolded)
        self.toggle.toggled.connect(self._unfold)
        self.content = QWidget()
        self.heading = QHBoxLayout()
        self.heading.addWidget(self.toggle)
        self.heading.addStretch()
        self.column.addLayout(self.heading)
        self.column.addWidget(self.content)
        self._unfold(unfolded)

    def _unfold(self, shown: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.content.setVisible(shown)


def make_slider(low: int, high: int, name: str) -> QSlider:
    """Return a horizontal slider with an accessible name."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(low, high)
    slider.setPageStep(max(1, (high - low) // 20))
    slider.setAccessibleName(name)
    leave_wheel(slider)
    return slider


def control_grid(parent: QWidget) -> QGridLayout:
    """Return a grid of three columns, for names, controls and their values."""
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 4, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    return grid


def add_row(
    grid: QGridLayout, row: int, name: str, control: QWidget, value: QLabel | None = None
) -> QLabel:
    """Add a control with its name and, if it has one, its value; return the name's label."""
    label = QLabel(name)
    label.setBuddy(control)
    grid.addWidget(label, row, 0)
    grid.addWidget(control, row, 1, 1, 2 if value is None else 1)
    if value is not None:
        # As wide as it may get: the slider must not move under the mouse.
        value.setMinimumWidth(value.fontMetrics().horizontalAdvance("+100 %"))
        value.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(value, row, 2)
    return label


def leave_wheel(control: QWidget) -> None:
    """Leave the wheel to the column, which scrolls, until the control has the focus.

    Otherwise scrolling would change whatever control comes to lie under the mouse.
    """
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_WheelGuard(control))


class _WheelGuard(QObject):
    @override
    def eventFilter(self, control: QObject | None, event: QEvent | None) -> bool:
        """Pass the wheel on to the control's parent."""
        assert isinstance(control, QWidget)
        assert event is not None
        if event.type() != QEvent.Type.Wheel or control.hasFocus():
            return False
        event.ignore()
        return True
