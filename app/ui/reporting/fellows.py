"""The photograph of the other eye that a report may speak of, too."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import ImageReadError, RetivascError
from app.base.messages import message
from app.domain.photograph import PhotographId
from app.reading.listing import Entry
from app.ui.reporting.work import Companion
from app.ui.session.cache import Opened
from app.ui.session.keeper import Keeper
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded in the store's thread
    from app.store.database import Store
    from app.store.fellows import Fellow


class Fellows(QObject):
    """Find the other eye of the visit that is shown, and open it once a person wants it.

    Signals:
        changed: others are known, or another one was chosen or opened.
        failed: why the chosen one cannot be opened.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(RetivascError)

    def __init__(self, workspace: Workspace, keeper: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._keeper = workspace, keeper
        self.found: tuple[Fellow, ...] = ()
        self.chosen: Fellow | None = None
        self._opened: Opened | None = None
        workspace.picture_changed.connect(self._forget)
        keeper.changed.connect(self.look)

    @property
    def waiting(self) -> bool:
        """Return whether the one that was chosen is still being opened."""
        return self.chosen is not None and self._opened is None

    @property
    def companion(self) -> Companion | None:
        """Return the chosen photograph as it is read and written of now; None where none is."""
        if self.chosen is None or self._opened is None:
            return None
        opened = self._opened
        case = self._workspace.cases.of(opened.analysis.image.id)
        return Companion(
            opened.entry,
            opened.analysis,
            case.reading or opened.analysis.reading,
            self.chosen.identity,
            case.statement,
        )

    def look(self) -> None:
        """Look in the store for photographs of the other eye of the visit."""
        analysis = self._workspace.analysis
        if analysis is None or not self._keeper.is_open:
            return
        which = analysis.image.id
        self._keeper.run(
            partial(_find, photograph=which),
            then=partial(self._take, which),
            otherwise=lambda _: None,  # the window says how the store stands
        )

    def choose(self, fellow: "Fellow | None") -> None:
        """Have a photograph opened for the report; None for a report on one eye."""
        if fellow is self.chosen:
            return
        self.chosen, self._opened = fellow, None
        self._workspace.jobs.give_up(JobKind.OPEN)
        self.changed.emit()
        if fellow is not None:
            self._open(fellow, 0, None)

    def _take(self, which: PhotographId, found: "tuple[Fellow, ...]") -> None:
        analysis = self._workspace.analysis
        if analysis is not None and analysis.image.id == which and found != self.found:
            self.found = found
            known = {each.photograph: each for each in found}
            self.chosen = known.get(self.chosen.photograph) if self.chosen else None
            self.changed.emit()

    def _forget(self) -> None:
        self.found, self.chosen, self._opened = (), None, None
        self.changed.emit()

    def _open(self, fellow: "Fellow", place: int, problem: RetivascError | None) -> None:
        """Open a photograph at one of its places, or else at the next one."""
        if fellow is not self.chosen:
            return
        if place >= len(fellow.locations):
            self.choose(None)
            self.failed.emit(problem or _absent())
            return
        found = fellow.locations[place]
        entry = Entry(found.path, found.member)
        self._workspace.queue.open(
            entry,
            fellow.photograph.frame,
            self._workspace.cases.at(entry).colours,
            then=partial(self._on_opened, fellow, place),
            otherwise=partial(self._open, fellow, place + 1),
        )

    def _on_opened(self, fellow: "Fellow", place: int, opened: Opened) -> None:
        if fellow is not self.chosen:
            return
        if opened.analysis.image.id != fellow.photograph:
            self._open(fellow, place + 1, _absent())
            return
        self._opened = opened
        self.changed.emit()


def _find(store: "Store", photograph: PhotographId) -> "tuple[Fellow, ...]":
    from app.store.fellows import fellows_of

    return fellows_of(store, photograph)


def _absent() -> ImageReadError:
    return ImageReadError(
        message("The photograph of the other eye is no longer where it was."),
        message("Open it where it is now; it is recognised by what is in it."),
    )
