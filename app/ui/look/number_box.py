"""Boxes for numbers, typed with a point or a comma, in the digits of any script."""

import unicodedata

from PyQt5.QtGui import QValidator
from PyQt5.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

_POINTS = ",٫，．。"
"""What stands for the decimal point: a comma, the Arabic sign, and what Chinese keyboards give."""


class NumberBox(QDoubleSpinBox):
    """Take a number with a decimal point; a comma becomes a point while it is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Taken over sign by sign, 0.5 would be written out as 0.50 before the last sign comes.
        self.setKeyboardTracking(False)

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Judge what is typed so far, in the signs that are understood."""
        return super().validate(plain_number(text or ""), position)

    def fixup(self, text: str | None) -> str:
        """Leave a text that is no number alone: without its commas it would be another one."""
        return text or ""


class CountBox(QSpinBox):
    """Take a whole number; one with a point or a comma is never taken for ten times as much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setKeyboardTracking(False)  # what stands before a point is no count yet

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Judge what is typed so far; a fraction may stand there, but is not taken over."""
        plain = plain_number(text or "")
        if "." in plain:
            return QValidator.State.Intermediate, plain, position
        return super().validate(plain, position)

    def fixup(self, text: str | None) -> str:
        """Leave a text that is no whole number alone: the number before it comes back."""
        return text or ""


def plain_number(text: str) -> str:
    """Return a text with a point and the digits 0 to 9, sign for sign."""
    return "".join(map(_plain, text))


def _plain(sign: str) -> str:
    if sign in _POINTS:
        return "."
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
