"""Give Qt the program's own catalogue, so that window and report share one translation."""

from PyQt5.QtCore import QLocale, QObject, QTranslator

from app.translation import Catalogue


class CatalogueTranslator(QTranslator):
    """Look every text up in a catalogue instead of a compiled file."""

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to ask for; it ignores empty translators."""
        return False

    def translate(  # type: ignore[override]
        self,
        context: str | None,
        source: str | None,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return the translation, or None, at which Qt shows the source text."""
        return self._catalogue.text(context or "", source or "")


def system_language() -> str:
    """Return the one of the program's languages that suits this computer."""
    locale = QLocale.system()
    simplified = locale.script() != QLocale.TraditionalHanScript
    return "zh_CN" if locale.language() == QLocale.Chinese and simplified else "en"
