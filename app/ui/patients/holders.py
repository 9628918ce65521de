"""Of whom the photographs of the window's list are, as the store knows it."""

from functools import partial

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.domain.photograph import PhotographId
from app.ui.cards.photograph_model import Holder
from app.ui.patients.desk import StoreOfCases
from app.ui.patients.work import Shown, shown_in
from app.ui.session.cases import Cases, Place, place_of
from app.ui.session.library import Library
from app.ui.session.workspace import Workspace

_REST_MS = 150


class Holders(QObject):
    """Ask the store whom the listed photographs show, each known by its content, not its place.

    Signals:
        changed: a mapping from places to Holders.
    """

    changed = pyqtSignal(dict)

    def __init__(
        self,
        workspace: Workspace,
        library: Library,
        keeper: StoreOfCases,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._cases: Cases = workspace.cases
        self._library, self._keeper = library, keeper
        self._asking = self._ask_again = False
        self._known: dict[Place, Holder] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.ask)
        for signal in (
            library.thumbnail_ready,
            workspace.examined,
            keeper.changed,
            keeper.standing_changed,
        ):
            signal.connect(self._rest.start)

    def ask(self) -> None:
        """Ask for all that are listed, once the last answer has come."""
        self._rest.stop()
        read = {
            place_of(entry): which
            for entry in self._library.entries
            if (which := self._cases.at(entry).photograph) is not None
        }
        self._ask_again = self._asking
        if self._asking:
            return
        if not (read and self._keeper.is_open):
            self._take(read, {})
            return
        self._asking = True
        self._keeper.run(
            partial(shown_in, photographs=frozenset(read.values())),
            then=partial(self._take, read),
            otherwise=lambda _: self._take(read, {}),
        )

    def _take(self, read: dict[Place, PhotographId], shown: dict[PhotographId, Shown]) -> None:
        self._asking = False
        found = {
            place: Holder(known.patient.id, known.identity)
            for place, which in read.items()
            if (known := shown.get(which)) and known.patient
        }
        if found != self._known:
            self._known = found
            self.changed.emit(found)
        if self._ask_again:
            self._rest.start()
