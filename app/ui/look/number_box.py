"""Boxes for numbers, typed with a point or a comma, in the digits of any script."""

import unicodedata

from PyQt5.QtGui import QValidator
from PyQt5.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget
from typing_extensions import override

_POINTS = ",٫，．。"
"""What stands for the decimal point: a comma, the Arabic sign, and what Chinese keyboards give."""


class NumberBox(QDoubleSpinBox):
    """A field for a number with a decimal point; a comma becomes a point while typing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Taken over sign by sign, 0.5 would be written out as 0.50 before the last sign comes.
        self.setKeyboardTracking(False)

    @override
    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Return whether what is typed so far is valid, with a comma turned into a point."""
        return super().validate(plain_number(text or ""), position)

    @override
    def fixup(self, text: str | None) -> str:
        """Return text that is no number unchanged: without its commas it would be another one."""
        return text or ""


class CountBox(QSpinBox):
    """A field for a whole number; a point or a comma never makes it ten times as large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setKeyboardTracking(False)  # what stands before a point is no count yet

    @override
    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Return whether what is typed so far is valid; a fraction may be typed, but not kept."""
        plain = plain_number(text or "")
        if "." in plain:
            return QValidator.State.Intermediate, plain, position
        return super().validate(plain, position)

    @override
    def fixup(self, text: str | None) -> str:
        """Return text that is not a whole number unchanged: the previous number comes back."""
        return text or ""


def plain_number(text: str) -> str:
    """Return a text with a point and the digits 0 to 9, sign for sign."""
    return "".join(map(_plain, text))


def _plain(sign: str) -> str:
    if sign in _POINTS:
        return "."
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
