"""What the window shows before the first photograph."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PyQt5.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFont, QFontMetrics, QIcon, QKeyEvent, QPainter, QPalette
from PyQt5.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.paths import resources
from app.base.text import plain_line
from app.base.translation import Catalogue
from app.report.wording import INTENDED_USE
from app.settings.preferences import RecentFile
from app.ui.patients.words import day_words, eyes_words
from app.ui.session.recent_files import Since, became_of

if TYPE_CHECKING:
    from app.store.search import Listed

_MOST_RECENT = 8
_MOST_PATIENTS = 6
_WIDTH = 560
_CHOICE_ROLE = Qt.ItemDataRole.UserRole
_NOTE_ROLE = Qt.ItemDataRole.UserRole + 1  # what became of it, and its folder


class StartPage(QWidget):
    """The page that shows how to open a photograph, and offers recent ones.

    Signals:
        open_asked, folder_asked, sample_asked: the user pressed the button.
        recent_asked: the user chose a file (a RecentFile) that was opened before.
        patients_asked: the user wants the list of patients.
        patient_asked: the user chose a patient (the store's id) who was looked at before.
    """

    open_asked = pyqtSignal()
    folder_asked = pyqtSignal()
    sample_asked = pyqtSignal()
    recent_asked = pyqtSignal(object)
    patients_asked = pyqtSignal()
    patient_asked = pyqtSignal(object)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.patients = RecentList()
        self.patients.setAccessibleName(self.tr("Recent patients"))
        self.patients.chosen.connect(self.patient_asked)
        self._patients_title = _label(self.tr("Recent patients"), "cardTitle")
        self.recent = RecentList()
        self.recent.setAccessibleName(self.tr("Recently opened"))
        self.recent.chosen.connect(self.recent_asked)
        self._recent_title = _label(self.tr("Recently opened"), "cardTitle")
        self._lay_out(catalogue.say(INTENDED_USE))
        self.set_recent([])
        self.set_patients([])

    def set_recent(
        self, files: Sequence[RecentFile], since: Mapping[RecentFile, Since] | None = None
    ) -> None:
        """Offer the first of these files, newest first, and say what became of them.

        Whether they exist is not checked.
        """
        self.recent.show_files(files[:_MOST_RECENT], since or {})
        self.recent.setVisible(bool(files))
        self._recent_title.setVisible(bool(files))

    def set_patients(self, listed: "Sequence[Listed]") -> None:
        """Offer the patients that were looked at last."""
        self.patients.show_patients(listed[:_MOST_PATIENTS])
        self.patients.setVisible(bool(listed))
        self._patients_title.setVisible(bool(listed))

    def _lay_out(self, intended_use: str) -> None:
        use = _label(intended_use, "faint")
        use.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        column.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Preferred)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(20, 16, 20, 12)
        inner.setSpacing(8)
        inner.addStretch(2)
        inner.addLayout(self._heading())
        inner.addSpacing(4)
        inner.addLayout(self._buttons())
        inner.addSpacing(10)
        inner.addWidget(self._patients_title)
        inner.addWidget(self.patients, stretch=100)
        inner.addWidget(self._recent_title)
        inner.addWidget(self.recent, stretch=100)
        inner.addStretch(3)
        inner.addWidget(use)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(column, stretch=100)
        layout.addStretch(1)

    def _heading(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(QIcon(str(resources() / "icons" / "retivasc.svg")).pixmap(72, 72))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        title = _label(self.tr("Open a fundus photograph"), "startTitle")
        title.setWordWrap(False)
        words.addWidget(title)
        hint = self.tr(
            "or drop it here: DICOM, PNG, JPEG, TIFF or BMP, folders, ZIP archives, DICOMDIR"
        )
        words.addWidget(_label(hint, "faint"))
        words.addStretch()
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(picture)
        row.addLayout(words, stretch=1)
        return row

    def _buttons(self) -> QHBoxLayout:
        open_button = QPushButton(self.tr("Open…"))
        open_button.setObjectName("primary")
        folder_button = QPushButton(self.tr("Open folder…"))
        sample_button = QPushButton(self.tr("Open the sample"))
        patients_button = QPushButton(self.tr("Patients…"))
        patients_button.clicked.connect(self.patients_asked)
        open_button.clicked.connect(self.open_asked)
        folder_button.clicked.connect(self.folder_asked)
        sample_button.clicked.connect(self.sample_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (open_button, folder_button, patients_button, sample_button):
            row.addWidget(button, stretch=1)
        return row


class RecentList(QListWidget):
    """A list of files with their folders below, or of patients with their last visit.

    Signals:
        chosen: the RecentFile, or the id of the patient, that was clicked on, or on which Enter
            was pressed.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.NoFrame)
        self.setItemDelegate(_PathDelegate(self))
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Maximum)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)

    def show_files(self, files: Sequence[RecentFile], since: Mapping[RecentFile, Since]) -> None:
        """List these files in their order, and say what became of them."""
        self.clear()
        for file in files:
            name, folder = plain_line(file.location.name), plain_line(file.location.parent)
            self._add(file, name, (became_of(since.get(file)), folder))
        self._show_all()

    def show_patients(self, listed: "Sequence[Listed]") -> None:
        """List these patients in their order, with ID, last visit and eyes."""
        self.clear()
        for each in listed:
            facts = each.patient.facts
            name = plain_line(facts.name or facts.patient_id)
            identifier = plain_line(facts.patient_id) if facts.name else ""
            notes = (identifier, day_words(each.last_date), eyes_words(each.eyes))
            self._add(each.patient.id, name, notes)
        self._show_all()

    def _add(self, choice: object, name: str, notes: Sequence[str]) -> None:
        item = QListWidgetItem(name)
        item.setData(_CHOICE_ROLE, choice)
        item.setData(_NOTE_ROLE, " · ".join(filter(None, notes)))
        spoken = ", ".join(filter(None, (name, *notes)))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.addItem(item)

    def _show_all(self) -> None:
        if self.count():
            self.setCurrentRow(0)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        """Return the size at which all of them are visible."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(_WIDTH, rows + 2 * self.frameWidth())

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the size at which some are visible; the others are reached by scrolling."""
        return QSize(120, min(self.sizeHint().height(), 2 * max(self.sizeHintForRow(0), 0)))

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose a file at Enter."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_CHOICE_ROLE))


class _PathDelegate(QStyledItemDelegate):
    """Draw a file's name and, fainter, its note and folder; both shortened in the middle."""

    def __init__(self, view: RecentList) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        lines = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(0, lines + 8)

    @override
    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        assert painter is not None
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        self._draw_background(painter, option)
        palette = option.palette
        box = option.rect.adjusted(12, 4, -12, -4)
        name = QRect(box.topLeft(), QSize(box.width(), QFontMetrics(option.font).height()))
        folder = box.adjusted(0, name.height(), 0, 0)
        painter.setPen(palette.color(QPalette.Text))
        _draw_shortened(painter, name, index.data(), option.font)
        painter.setPen(palette.color(QPalette.PlaceholderText))
        _draw_shortened(painter, folder, index.data(_NOTE_ROLE), _small(option.font))
        painter.restore()

    def _draw_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        focused = option.state & QStyle.StateFlag.State_Selected and self._view.hasFocus()
        if not (focused or option.state & QStyle.StateFlag.State_MouseOver):
            return
        palette = option.palette
        painter.setPen(palette.color(QPalette.Highlight) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.AlternateBase))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)


def _draw_shortened(painter: QPainter, box: QRect, text: str, font: QFont) -> None:
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
    painter.drawText(box, int(Qt.TextFlag.TextSingleLine), shown)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(font.pixelSize() - 2, 9))
    return small


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
