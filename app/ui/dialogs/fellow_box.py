"""Whether a report is on the eye that is shown, or on both eyes of the visit."""

from typing import TYPE_CHECKING

from PyQt5.QtCore import QSignalBlocker
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.base.text import plain_line
from app.domain.photograph import eye_code
from app.ui.look.plain_text import tip_text
from app.ui.reporting.reports import Reports
from app.ui.session.keeper import Standing

if TYPE_CHECKING:  # loaded in the store's thread
    from app.store.fellows import Fellow


class FellowBox(QWidget):
    """Choose a photograph of the other eye; hidden where nobody is kept."""

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports, self._fellows = reports, reports.fellows
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Report on"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(QLabel(self.tr("Report on")))
        layout.addWidget(self.box)
        layout.addStretch()
        self.box.activated.connect(self._choose)
        self._fellows.changed.connect(self.show_fellows)
        self.show_fellows()

    def show_fellows(self) -> None:
        """Offer every photograph of the other eye of the visit."""
        self.setVisible(self._reports.versions.keeper.standing is not Standing.OFF)
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItem(self.tr("this eye only"), None)
            for fellow in self._fellows.found:
                self.box.addItem(self._words(fellow), fellow)
                if fellow is self._fellows.chosen:
                    self.box.setCurrentIndex(self.box.count() - 1)
        self.box.setEnabled(self.box.count() > 1)
        self.box.setToolTip(
            ""
            if self.box.count() > 1
            else tip_text(
                self.tr(
                    "For a report on both eyes the store needs a photograph of the other eye of "
                    "the same patient and day."
                )
            )
        )

    def _words(self, fellow: "Fellow") -> str:
        name = fellow.locations[0].path.name if fellow.locations else ""
        return self.tr("both eyes, with {eye} of this day: {file}").format(
            eye=eye_code(fellow.eye), file=plain_line(name)
        )

    def _choose(self, index: int) -> None:
        self._fellows.choose(self.box.itemData(index))
