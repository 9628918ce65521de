"""The thin line that shows the progress of listing and analysing."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QGridLayout, QLabel, QProgressBar, QToolButton, QWidget


class BrowserProgress(QWidget):
    """A line shown while photographs are being looked for or analysed.

    Signals:
        cancel_asked: the user wants it to stop.
    """

    cancel_asked = pyqtSignal()

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
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.addWidget(self.text, 0, 0)
        layout.addWidget(self.cancel, 0, 1)
        layout.addWidget(self.bar, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.hide()

    def show_work(self, *, found: int | None, left: int) -> None:
        """Show the progress of the work, or hide when there is none.

        Args:
            found: how many photographs are listed; None when no more are looked for.
            left: how many are still to be analysed.
        """
        self._most = max(self._most, left) if left else 0
        self.setVisible(found is not None or left > 0)
        if found is not None:
            self.text.setText(self.tr("Looking for photographs: {count}").format(count=found))
            self.bar.setRange(0, 0)
        elif left:
            done = self._most - left
            self.text.setText(
                self.tr("Analysed: {done} of {count}").format(done=done, count=self._most)
            )
            self.bar.setRange(0, self._most)
            self.bar.setValue(done)
