"""The progress of the running job, and the button that cancels it."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.ui.look.words import stage_name


class JobBar(QWidget):
    """A bar with a job's stage and progress while it runs.

    Signals:
        cancel_asked: the user wants the job to stop.
    """

    cancel_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = QLabel()
        self._waiting = QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        cancel = QPushButton(self.tr("Cancel (Esc)"))
        cancel.setShortcut(Qt.Key.Key_Escape)
        cancel.clicked.connect(self.cancel_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(12)
        layout.addWidget(self._stage)
        layout.addWidget(self._bar)
        layout.addWidget(self._waiting)
        layout.addWidget(cancel)
        self.hide()

    def show_busy(self, busy: bool, waiting: int = 0) -> None:
        """Appear when a job begins, vanish when it ends.

        Args:
            waiting: photographs still to be analysed besides the one that is shown.
        """
        if busy and self.isHidden():
            self._stage.clear()
            self._bar.setValue(0)
        self._waiting.setText(
            self.tr("Analysing in the background: {count} left").format(count=waiting)
            if waiting
            else ""
        )
        self.setVisible(busy)

    def show_progress(self, fraction: float, stage: str) -> None:
        """Show how much is done, 0 to 1, and the current stage."""
        self._stage.setText(stage_name(stage))
        self._bar.setValue(round(100 * fraction))
