"""Give Qt the program's own catalogue, so that window and report share one translation."""

from PyQt5.QtCore import QLocale, QObject, QTranslator
from typing_extensions import override

from app.base.translation import Catalogue


class CatalogueTranslator(QTranslator):
    """Look every text up in a catalogue instead of a compiled file."""

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    @override
    def isEmpty(self) -> bool:
        """Return False: Qt ignores translators that are empty."""
        return False

    @override
    def translate(  # type: ignore[override]
        self,
        context: str | None,
        source: str | None,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return the translation, or None, at which Qt shows the source text."""
        return self._catalogue.text(context or "", source or "")


def locale_of(language: str) -> QLocale:
    """Return the locale for numbers and dates in a language of the program.

    The system's own way is not asked: one sentence must not have a point where the next one has a
    comma, and what is typed must not be read in a way that nothing on the screen shows.
    """
    locale = QLocale(language)
    locale.setNumberOptions(QLocale.OmitGroupSeparator | QLocale.RejectGroupSeparator)
    return locale


def system_language() -> str:
    """Return the program's language that suits this computer."""
    locale = QLocale.system()
    simplified = locale.script() != QLocale.TraditionalHanScript
    return "zh_CN" if locale.language() == QLocale.Chinese and simplified else "en"
