"""What the window shows before the first photograph."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style import icon


class StartPage(QWidget):
    """Say how a photograph is opened.

    Signals:
        open_asked, sample_asked: the user pressed the button.
    """

    open_asked = pyqtSignal()
    sample_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon("retivasc").pixmap(88, 88))
        title = QLabel(self.tr("Open a fundus photograph"))
        title.setObjectName("startTitle")
        hint = QLabel(self.tr("or drop it here: DICOM, PNG, JPEG, TIFF or BMP"))
        hint.setObjectName("faint")
        open_button = QPushButton(self.tr("Open…"))
        open_button.setObjectName("primary")
        open_button.clicked.connect(self.open_asked)
        sample_button = QPushButton(self.tr("Open the sample"))
        sample_button.clicked.connect(self.sample_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(open_button)
        buttons.addWidget(sample_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch()
        for label in (picture, title, hint):
            layout.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch()
