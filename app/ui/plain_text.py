"""The one rule for text in the window: it is shown as it is, and nothing in it is markup."""

import textwrap

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QProxyStyle

_WRAPPER = textwrap.TextWrapper(72, replace_whitespace=False, drop_whitespace=False)


class PlainTextStyle(QProxyStyle):
    """Draw as Fusion does, and let no label take its text for HTML.

    Qt guesses whether a text is HTML, for labels, message boxes and tool tips alike. A file may be
    called ``<img src=…>``. Each of these is a label, which its style polishes before it is shown;
    none has to be told, those that Qt makes for itself included.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, what: object) -> object:  # type: ignore[override]
        """Prepare a widget, a palette or the application."""
        if isinstance(what, QLabel):
            what.setTextFormat(Qt.TextFormat.PlainText)
        return super().polish(what)  # type: ignore[call-overload]


def title_text(name: str) -> str:
    """Return a name for the title of a window, in which Qt looks for the sign of a change."""
    return name.replace("[*]", "[*][*]")


def command_text(name: str) -> str:
    """Return a name for a menu or a button, in which Qt looks for the key that chooses it."""
    return name.replace("&", "&&")


def tip_text(*paragraphs: str) -> str:
    """Return paragraphs for a tool tip, in lines: Qt wraps no plain tip, however long it is."""
    return "\n".join(line for paragraph in paragraphs for line in _WRAPPER.wrap(paragraph))
