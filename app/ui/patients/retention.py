"""What is told of patients whom nobody touched for long: before they go, and after."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.base.errors import RetivascError
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.ui.patients.receipt import ReceiptDialog
from app.ui.patients.words import patient_words
from app.ui.session.keeper import Keeper, Standing

if TYPE_CHECKING:  # loaded in the store's thread
    from app.store.database import Store
    from app.store.retention import Retained

_MOST_NAMED = 20


class Retention(QObject):
    """Have the store delete, once a start, whom the settings no longer keep.

    Signals:
        due: patients are to be deleted: what is said, and a callable that shows who they are.
        failed: an error.
    """

    due = pyqtSignal(Message, object)
    failed = pyqtSignal(RetivascError)

    def __init__(
        self, keeper: Keeper, days: int, catalogue: Catalogue, parent: QObject | None = None
    ) -> None:
        """Wait for the store.

        Args:
            days: 0 keeps everybody.
        """
        super().__init__(parent)
        self._keeper, self._days, self._catalogue = keeper, days, catalogue
        self.window: QWidget | None = None
        if days:
            keeper.standing_changed.connect(self._begin)

    def _begin(self) -> None:
        if self._keeper.standing is not Standing.KEPT:
            return
        self._keeper.standing_changed.disconnect(self._begin)
        self._keeper.run(
            partial(_retain, days=self._days),
            then=self._tell,
            otherwise=self.failed.emit,
            edits=True,
        )

    def _tell(self, retained: "Retained") -> None:
        if retained.receipts:
            ReceiptDialog(retained.receipts, "", self._catalogue, self.window).open()
        if retained.told:
            words = message(
                "Patients of whom nothing was touched for {days} days, and who will be deleted "
                "within a week: {count}.",
                days=self._days,
                count=len(retained.told),
            )
            who = [patient_words(each.facts) for each in retained.told]
            self.due.emit(words, partial(self._show_due, who))

    def _show_due(self, who: list[str]) -> None:
        box = QMessageBox(self.window)
        box.setWindowTitle(self.tr("Patients to be deleted"))
        more = len(who) - _MOST_NAMED
        lines = who[:_MOST_NAMED] + ([self.tr("and {count} more").format(count=more)] * (more > 0))
        box.setText("\n".join(lines))
        box.setInformativeText(
            self.tr(
                "Open a patient from the list to keep them. Files of photographs are not touched."
            )
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _retain(store: "Store", days: int) -> "Retained":
    from app.store.retention import retain

    return retain(store, days)
