"""The thin line that shows the progress of listing and analysing."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QGridLayout, QLabel, QProgressBar, QToolButton, QWidget


class BrowserProgress(QWidget):
    """A line shown while photographs are being looked for or analysed.

    Signals:
        cancel_asked: the user wants it to stop.
        pause_asked: the user wants analysing to be held up, or to go on.
    """

    cancel_asked = pyqtSignal()
    pause_asked = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = 0
        self.text = QLabel()
        self.text.setObjectName("faint")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setObjectName("link")
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel listing and analysing"))
        self.cancel.clicked.connect(self.cancel_asked)
        self.pause = QToolButton()
        self.pause.setObjectName("link")
        self.pause.setCheckable(True)
        self.pause.clicked.connect(self.pause_asked)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.addWidget(self.text, 0, 0)
        layout.addWidget(self.pause, 0, 1)
        layout.addWidget(self.cancel, 0, 2)
        layout.addWidget(self.bar, 1, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        self.hide()

    def show_work(self, *, found: int | None, left: int, paused: bool = False) -> None:
        """Show the progress of the work, or hide when there is none.

        Args:
            found: how many photographs are listed; None when no more are looked for.
            left: how many are still to be analysed.
            paused: whether analysing is held up.
        """
        self._most = max(self._most, left) if left else 0
        self.setVisible(found is not None or left > 0)
        self.pause.setVisible(left > 0)
        self.pause.setChecked(paused)
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause.setAccessibleName(
            self.tr("Resume analysing") if paused else self.tr("Pause analysing")
        )
        if found is not None:
            self.text.setText(self.tr("Looking for photographs: {count}").format(count=found))
            self.bar.setRange(0, 0)
        elif left:
            done = self._most - left
            text = (
                self.tr("Paused: {done} of {count}")
                if paused
                else self.tr("Analysed: {done} of {count}")
            )
            self.text.setText(text.format(done=done, count=self._most))
            self.bar.setRange(0, self._most)
            self.bar.setValue(done)
