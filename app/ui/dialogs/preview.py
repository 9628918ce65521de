"""The pages of a report, as they will be saved and printed."""

from PyQt5.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QImage, QPixmap
from PyQt5.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.ui.look.style import text_label
from app.ui.reporting.reports import Reports
from app.ui.reporting.work import Paper

_SIZE = QSize(860, 660)
_DPI = 96  # at which a page has its own size on the usual screen
_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_REST_MS = 150


class Preview(QDialog):
    """Show the pages of a report that was made.

    Signals:
        save_asked, print_asked: save, or print, what is shown.
    """

    save_asked = pyqtSignal()
    print_asked = pyqtSignal()

    def __init__(self, reports: Reports, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preview of the report"))
        self._reports, self._paper = reports, paper
        self.zoom = _ZOOMS[2]
        self.pages: list[QLabel] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._draw)
        self._place = 0.0  # what is in view, as a share of all
        self._settled = QTimer(self)  # which ends with the dialog, where it closes meanwhile
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._return_to_place)
        self.told = text_label()
        self.told.setText(self.tr("Drawing the pages…"))
        self._make_buttons()
        self._lay_out()
        reports.pages_drawn.connect(self._show)
        reports.failed.connect(self._show_error)
        self._draw()

    def _make_buttons(self) -> None:
        self.smaller = self._button(self.tr("Smaller"), lambda: self._step(-1), "Ctrl+-")
        self.larger = self._button(self.tr("Larger"), lambda: self._step(1), "Ctrl++")
        self.save_button = self._button(self.tr("Save PDF…"), self.save_asked.emit)
        self.print_button = self._button(self.tr("Print…"), self.print_asked.emit)
        self.close_button = self._button(self.tr("Close"), self.close)

    def _button(self, text: str, slot: object, keys: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: slot())  # type: ignore[operator]
        if keys:
            button.setShortcut(keys)
        return button

    def _lay_out(self) -> None:
        column = QWidget()
        column.setObjectName("column")
        self._column = QVBoxLayout(column)
        self._column.setSpacing(16)
        self._column.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(column)
        self.area.setAccessibleName(self.tr("Pages of the report"))
        self.count = QLabel()
        self.percent = QLabel()
        buttons = QHBoxLayout()
        for widget in (self.smaller, self.percent, self.larger, self.count):
            buttons.addWidget(widget)
        buttons.addStretch()
        for button in (self.save_button, self.print_button, self.close_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.area, stretch=1)
        layout.addWidget(self.told)
        layout.addLayout(buttons)
        self.resize(_SIZE)

    def _step(self, steps: int) -> None:
        place = _ZOOMS.index(self.zoom) + steps
        self.zoom = _ZOOMS[min(max(place, 0), len(_ZOOMS) - 1)]
        self._show_zoom()
        self._rest.start()

    def _show_zoom(self) -> None:
        self.percent.setText(f"{round(self.zoom * 100)}\N{NO-BREAK SPACE}%")
        self.smaller.setEnabled(self.zoom > _ZOOMS[0])
        self.larger.setEnabled(self.zoom < _ZOOMS[-1])

    def _draw(self) -> None:
        self._show_zoom()
        self._reports.draw_pages(self._paper, _DPI * self.zoom * self.devicePixelRatioF())

    def _show(self, pictures: tuple[QImage, ...]) -> None:
        bar = self.area.verticalScrollBar()
        assert bar is not None
        place = bar.value() / max(bar.maximum(), 1)
        while len(self.pages) < len(pictures):
            self._add_page()
        for page, picture in zip(self.pages, pictures, strict=True):
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            page.setPixmap(QPixmap.fromImage(picture))
        self.told.hide()
        self.count.setText(self.tr("Pages: {count}").format(count=len(pictures)))
        self._place = place
        self._settled.start()

    def _return_to_place(self) -> None:
        """Show again what was in view, now that the pages have their new heights."""
        bar = self.area.verticalScrollBar()
        assert bar is not None
        bar.setValue(round(self._place * bar.maximum()))

    def _add_page(self) -> None:
        page = QLabel()
        page.setAccessibleName(self.tr("Page {number}").format(number=len(self.pages) + 1))
        page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.append(page)
        self._column.insertWidget(len(self.pages) - 1, page)

    def _show_error(self, error: RetivascError) -> None:
        say = self._reports.workspace.catalogue.say
        self.told.setText(f"{say(error.message)} {say(error.hint)}")
        self.told.show()
