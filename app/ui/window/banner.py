"""The one place where the window says that something happened."""

from collections.abc import Callable

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.look.style import set_property, text_label

_NOTICE_MS = 8000


class Banner(QFrame):
    """A line with one sentence and a hint, until it is dismissed or outdated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = text_label("bannerSentence")
        self._hint = text_label("bannerHint")
        self.remedy = QPushButton()
        self.remedy.clicked.connect(self._help)
        self._help_with: Callable[[], None] | None = None
        close = QToolButton()
        close.setObjectName("bannerClose")
        close.setText("✕")
        close.setToolTip(self.tr("Dismiss"))
        close.setAccessibleName(self.tr("Dismiss"))
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 10, 10)
        layout.addLayout(words, stretch=1)
        layout.addWidget(self.remedy)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NOTICE_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """Return the text shown, including the hint."""
        return f"{self._sentence.text()} {self._hint.text()}".strip()

    def show_error(
        self, sentence: str, hint: str, remedy: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """Show what went wrong and what to do; it stays until dismissed.

        Args:
            remedy: what can be done about it at once: the words of a button, and what it does.
        """
        self._timer.stop()
        self._show("error", sentence, hint, remedy)

    def show_notice(self, sentence: str) -> None:
        """Show that something was done; the notice goes away by itself."""
        self._timer.start()
        self._show("notice", sentence, "")

    def _help(self) -> None:
        self.hide()
        if self._help_with is not None:
            self._help_with()

    def _show(
        self,
        tone: str,
        sentence: str,
        hint: str,
        remedy: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        words, self._help_with = remedy or ("", None)
        self.remedy.setText(words)
        self.remedy.setVisible(remedy is not None)
        set_property(self, "tone", tone)
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.show()
