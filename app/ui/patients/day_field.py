"""A field for typing a day, which may stay empty."""

import re
from datetime import date

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLineEdit, QWidget

from app.ui.look.style import set_property
from app.ui.patients.words import day_words

_DAY = re.compile(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?")
_EARLIEST = 1850


class DayField(QLineEdit):
    """Type a day as year, month and day; what is no possible day is marked.

    Signals:
        day_changed: another day was typed, or none.
    """

    day_changed = pyqtSignal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self._before = ""
        self.textChanged.connect(self._look)

    @property
    def day(self) -> str:
        """Return the day as YYYYMMDD; empty where there is none, or no possible one."""
        return day_of(self.text()) or ""

    @property
    def right(self) -> bool:
        """Return whether the field is empty or holds a possible day."""
        return day_of(self.text()) is not None

    def set_day(self, day: str) -> None:
        """Show a day, YYYYMMDD."""
        self.setText(day_words(day))

    def _look(self) -> None:
        set_property(self, "wrong", not self.right)
        if self.day != self._before:
            self._before = self.day
            self.day_changed.emit()


def day_of(text: str) -> str | None:
    """Return a typed day as YYYYMMDD; empty for nothing, None for what is no day until today."""
    bare = text.strip()
    if not bare:
        return ""
    found = _DAY.fullmatch(bare)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    possible = day.year >= _EARLIEST and day <= date.today()
    return f"{day:%Y%m%d}" if possible else None
