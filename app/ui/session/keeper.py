"""The store of cases behind the window, which is asked and written in a thread of its own."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.base.errors import RetivascError, StoreError
from app.base.messages import message
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded in the thread: the database's libraries take their time
    from app.store.database import Store

Result = TypeVar("Result")
Tell = Callable[[Any], None]

_LOG = logging.getLogger(__name__)

_RETRY_MS = 20_000
"""How often a store that could not be opened or written is tried again."""

_BACKUP_MS = 3_600_000
"""How often it is looked whether a backup is due."""

_LOOK_S = 0.02


class Standing(Enum):
    """Say whether cases are kept."""

    OFF = auto()
    """Nobody is kept on this computer, as the settings say."""

    OPENING = auto()
    KEPT = auto()

    READ_ONLY = auto()
    """The last attempt to write failed: what is kept can be read, what is new is not kept."""

    AWAY = auto()
    """The server does not answer; a journal on this computer takes what is said."""

    FAILED = auto()
    """The store cannot be opened, or is damaged."""


@dataclass(eq=False)
class _Wish:
    """Hold what is to be done with the store, and who learns of its end."""

    work: Callable[[], Any]
    then: Tell
    otherwise: Callable[[RetivascError], None] | None
    edits: bool
    done: bool = False


class Keeper(QObject):
    """An open store, or the reason why there is none; the window works on in either case.

    What is asked of it is done in order, one after another; nothing outdates what is to be saved.

    Signals:
        changed: something was kept or edited.
        standing_changed: whether cases are kept has changed.
        failed: why they are not; the same reason is told once.
    """

    changed = pyqtSignal()
    standing_changed = pyqtSignal()
    failed = pyqtSignal(RetivascError)

    def __init__(self, place: Path | str | None, parent: QObject | None = None) -> None:
        """Name the store.

        Args:
            place: a folder, or the address of a PostgreSQL database; None to keep nobody.
        """
        super().__init__(parent)
        self.standing = Standing.OFF if place is None else Standing.OPENING
        self.problem: RetivascError | None = None
        self.backup: Path | None = None
        self._place = place
        self._store: Store | None = None
        self._settled = threading.Event()  # the first attempt to open it is over
        self._waiting: deque[_Wish] = deque()
        self._running: _Wish | None = None
        self._working = False  # between start and end
        self._jobs = Jobs(self)
        self._retry = self._timer(_RETRY_MS, self._try_again)
        self._backups = self._timer(_BACKUP_MS, self._back_up)

    def _timer(self, interval: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        return timer

    def start(self) -> None:
        """Start the thread and open the store in it, unless nobody is to be kept."""
        if self.standing is Standing.OFF:
            return
        self._working = True
        self._jobs.start()
        self._backups.start()
        self._open()

    def shut_down(self) -> None:
        """Save what is still to be saved, and let go of the store."""
        self._working = False
        self._retry.stop()
        self._backups.stop()
        self._jobs.shut_down()
        for wish in [self._running, *self._waiting]:
            if wish is not None and wish.edits and not wish.done:
                _fulfil_last(wish)
        if self._store is not None:
            self._store.close()
            self._store = None

    # --- what others ask -------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Return whether what is kept can be read."""
        return self.standing in (Standing.KEPT, Standing.READ_ONLY)

    @property
    def keeps(self) -> bool:
        """Return whether what a person says outlives the window."""
        return self.standing in (Standing.KEPT, Standing.AWAY)

    @property
    def mendable(self) -> bool:
        """Return whether ``mend`` helps: the file is damaged and can be set aside."""
        return self.standing is Standing.FAILED and _is_damaged(self.problem)

    def run(
        self,
        work: "Callable[[Store], Result]",
        *,
        then: Callable[[Result], None] = lambda _: None,
        otherwise: Callable[[RetivascError], None] | None = None,
        edits: bool = False,
        urgent: bool = False,
    ) -> None:
        """Have something done with the store in its thread, after all that was asked before.

        Args:
            work: what is done; it touches no widget.
            then: gets its result, in the window's thread.
            otherwise: gets the error that it failed with, at once where nobody is kept; if None,
                ``failed`` tells it.
            edits: it writes. It is done before the window ends, and ``changed`` is emitted.
            urgent: it is done before all else that waits.
        """
        wish = _Wish(lambda: work(self._opened_store()), then, otherwise, edits)
        self._add(wish, urgent=urgent)

    def run_apart(
        self,
        work: Callable[[], Result],
        *,
        then: Callable[[Result], None] = lambda _: None,
        otherwise: Callable[[RetivascError], None] | None = None,
    ) -> None:
        """Have something saved in the store's thread that needs no store, a journal's entry."""
        self._add(_Wish(work, then, otherwise, edits=True))

    def when_open(self, should_stop: ShouldStop, patience_s: float) -> "Store | None":
        """Return the store as soon as it is open; None where there is none, or not in time.

        It is asked from another thread, which waits.

        Raises:
            Cancelled: ``should_stop`` answered true.
        """
        if self._place is None:
            return None
        end = monotonic() + patience_s
        while not self._settled.wait(_LOOK_S) and monotonic() < end:
            stop_if_asked(should_stop)
        return self._store if self.standing is not Standing.AWAY else None

    def mend(self) -> None:
        """Set a damaged file aside, put its last backup in place if there is one, and open it."""
        if not self.mendable:
            return
        place, backup = Path(str(self._place)), self.backup
        if self._store is not None:
            self._store.close()
            self._store = None
        self._show(Standing.OPENING)
        mending = partial(_mend, place, backup)
        self._add(_Wish(mending, lambda _done: self._open(), self._on_unopened, edits=False))

    # --- one after another -----------------------------------------------------------------

    def _add(self, wish: _Wish, *, urgent: bool = False) -> None:
        if self.standing is Standing.OFF:
            if wish.otherwise is not None:
                wish.otherwise(_nobody_is_kept())
            return
        if urgent:
            self._waiting.appendleft(wish)
        else:
            self._waiting.append(wish)
        self._go_on()

    def _go_on(self) -> None:
        if self._running is not None or not self._waiting or not self._working:
            return
        wish = self._running = self._waiting.popleft()
        self._jobs.submit(
            JobKind.KEEP,
            partial(_fulfil, wish),
            then=partial(self._on_done, wish),
            otherwise=partial(self._on_failed, wish),
        )

    def _on_done(self, wish: _Wish, result: object) -> None:
        self._running = None
        if wish.edits and self.standing is Standing.READ_ONLY:
            self._show(Standing.KEPT)
        wish.then(result)
        if wish.edits:
            self.changed.emit()
        self._go_on()

    def _on_failed(self, wish: _Wish, error: RetivascError) -> None:
        self._running = None
        standing = _standing_after(error)
        if standing is not None and self._store is not None:
            self._show(standing, error)
        if wish.otherwise is not None:
            wish.otherwise(error)
        elif standing is None:
            self._tell(error)
        self._go_on()

    def _opened_store(self) -> "Store":
        if self._store is None:
            raise self.problem or _nobody_is_kept()
        return self._store

    # --- opening ---------------------------------------------------------------------------

    def _open(self) -> None:
        opening = _Wish(self._open_now, self._on_opened, self._on_unopened, edits=False)
        self._add(opening, urgent=True)

    def _open_now(self) -> None:
        from app.store.opening import open_store

        assert self._place is not None
        try:
            if self._store is None:
                self._store = open_store(self._place)
            else:  # its server has gone away and may be back
                with self._store.read() as connection:
                    connection.exec_driver_sql("SELECT 1")
        finally:
            self._settled.set()

    def _on_opened(self, _done: object) -> None:
        self._show(Standing.KEPT)
        self._back_up()
        self.changed.emit()

    def _on_unopened(self, error: RetivascError) -> None:
        away = _standing_after(error) is Standing.AWAY
        self._show(Standing.AWAY if away else Standing.FAILED, error)

    def _try_again(self) -> None:
        if self.standing in (Standing.AWAY, Standing.FAILED) and self._running is None:
            self._open()
        elif self.standing is Standing.READ_ONLY:
            self.standing_changed.emit()  # whoever has something to save tries again

    def _back_up(self) -> None:
        if self.standing is Standing.KEPT:
            self.run(_back_up_if_due)

    def _show(self, standing: Standing, problem: RetivascError | None = None) -> None:
        told = None if self.problem is None else str(self.problem)
        self.problem = problem
        if _is_damaged(problem):
            self.backup = _last_backup(Path(str(self._place)))
        before, self.standing = self.standing, standing
        if problem is None or self.mendable:
            self._retry.stop()
        else:
            self._retry.start()
        if standing is not before:
            self.standing_changed.emit()
        if problem is not None and str(problem) != told:
            self._tell(problem)

    def _tell(self, error: RetivascError) -> None:
        _LOG.info("the store: %s", error.message.source)
        self.failed.emit(error)


def _fulfil(wish: _Wish, _on_progress: OnProgress, _should_stop: ShouldStop) -> object:
    result = wish.work()
    wish.done = True
    return result


def _fulfil_last(wish: _Wish) -> None:
    """Do what was still to be saved when the thread ended; nobody is there to be told."""
    try:
        wish.work()
    except RetivascError as error:
        _LOG.info("not saved at the end: %s", error.message.source)


def _standing_after(error: RetivascError) -> Standing | None:
    """Return how a store stands that failed with an error; None if it has to do with the work."""
    from app.store.faults import DamagedStoreError, UnreachableStoreError, UnwritableStoreError

    kinds = {
        DamagedStoreError: Standing.FAILED,
        UnreachableStoreError: Standing.AWAY,
        UnwritableStoreError: Standing.READ_ONLY,
    }
    return next((standing for kind, standing in kinds.items() if isinstance(error, kind)), None)


def _is_damaged(error: RetivascError | None) -> bool:
    if error is None:
        return False
    from app.store.faults import DamagedStoreError

    return isinstance(error, DamagedStoreError)


def _last_backup(folder: Path) -> Path | None:
    from app.store.backups import backups

    with suppress(OSError):
        return next(iter(backups(folder)), None)
    return None


def _mend(folder: Path, backup: Path | None) -> None:
    from app.store.backups import put_back, set_aside

    if backup is None:
        set_aside(folder)
    else:
        put_back(folder, backup)


def _back_up_if_due(store: "Store") -> None:
    from app.store.backups import back_up_if_due

    back_up_if_due(store)


def _nobody_is_kept() -> StoreError:
    return StoreError(
        message("Patients are not kept on this computer, as the settings say."),
        message("Your administrator can change this in the settings of this computer."),
    )
