"""Fill the places of a strip, one after another."""

from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import RetivascError
from app.ui.comparing.desk import ComparingDesk
from app.ui.comparing.opener import Found
from app.ui.comparing.placing import Placed, placing_work
from app.ui.comparing.slots import Slot, fellow_place, in_turn
from app.ui.comparing.visits import Visit
from app.ui.tasks.worker import JobKind


class StripDesk(QObject):
    """Open the visits of a strip and lay them on the photograph that is shown.

    Signals:
        placed: a place (an int) shows a visit (Placed).
        failed: a place (an int) stays empty, and why (an error).
    """

    placed = pyqtSignal(int, object)
    failed = pyqtSignal(int, RetivascError)

    def __init__(self, desk: ComparingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._slots: tuple[Slot, ...] = ()
        self._waiting: list[int] = []
        self._placed: dict[int, Placed] = {}

    def fill(self, slots: tuple[Slot, ...]) -> None:
        """Fill all places anew."""
        self._slots, self._placed = slots, {}
        self._waiting = in_turn(slots)
        self._desk.cancel()
        self._next()

    def change(self, slots: tuple[Slot, ...], number: int) -> None:
        """Fill one place anew, and what is laid on it."""
        self._slots = slots
        on_it = number == fellow_place(slots)
        again = [each for each in in_turn(slots) if each == number or on_it]
        for each in {number, *again}:
            self._placed.pop(each, None)
        waiting = {*self._waiting, *again}
        self._waiting = [each for each in in_turn(slots) if each in waiting]
        self._desk.cancel()
        self._next()

    def cancel(self) -> None:
        """Leave what is not filled yet empty."""
        self._waiting = []
        self._desk.cancel()

    def _next(self) -> None:
        """Open the next visit; it stays among those that wait until it is placed."""
        if not self._waiting:
            return
        number = self._waiting[0]
        visit = self._slots[number].visit
        assert visit is not None
        self._desk.opener.open(
            visit,
            self._desk.visits.patient,
            then=partial(self._place, number, visit),
            failed=partial(self._fail, number, visit),
        )

    def _place(self, number: int, visit: Visit, found: Found) -> None:
        place = fellow_place(self._slots)
        fellow = self._placed.get(place) if place not in (None, number) else None
        workspace = self._desk.workspace
        workspace.queue.make_way()
        workspace.jobs.submit(
            JobKind.COMPARE,
            placing_work(
                self._desk.shown_party, found.party, fellow.side.analysis if fellow else None
            ),
            then=partial(self._show, number, visit),
            otherwise=partial(self._fail, number, visit),
        )

    def _show(self, number: int, visit: Visit, placed: Placed) -> None:
        if self._ends(number, visit):
            self._placed[number] = placed
            self.placed.emit(number, placed)
            self._next()

    def _fail(self, number: int, visit: Visit, error: RetivascError) -> None:
        if self._ends(number, visit):
            self.failed.emit(number, error)
            self._next()

    def _ends(self, number: int, visit: Visit) -> bool:
        """Return whether a place still waits for this visit; it does no longer."""
        if number not in self._waiting or self._slots[number].visit is not visit:
            return False
        self._waiting.remove(number)
        return True
