"""Whether recently opened files are still what they were, found out in the background."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, pyqtSignal

from app.base.errors import RetivascError
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.reading.listing import Entry, read_content
from app.reading.opening import digest
from app.settings.preferences import RecentFile
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind


class Since(Enum):
    """What became of a file since it was opened."""

    CHANGED = auto()
    GONE = auto()


_SINCE = {
    Since.CHANGED: QT_TRANSLATE_NOOP("RecentFiles", "now a different photograph"),
    Since.GONE: QT_TRANSLATE_NOOP("RecentFiles", "no longer there"),
}


def became_of(since: Since | None) -> str:
    """Return what became of a file since it was opened; empty where nothing is known of it."""
    return "" if since is None else QCoreApplication.translate("RecentFiles", _SINCE[since])


class RecentFiles(QObject):
    """A check of the recent files in a thread of its own: a drive may take its time.

    Signals:
        looked_at: what became of them is known.
    """

    looked_at = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.since: Mapping[RecentFile, Since] = {}
        self._jobs = Jobs(self)

    def look_at(self, files: Sequence[RecentFile]) -> None:
        """Find out what became of these files."""
        self._jobs.start()
        self._jobs.submit(
            JobKind.RECENT, _looking_work(tuple(files)), then=self._take, otherwise=lambda _: None
        )

    def shut_down(self) -> None:
        """Stop looking."""
        self._jobs.shut_down()

    def _take(self, since: Mapping[RecentFile, Since]) -> None:
        self.since = since
        self.looked_at.emit()


def _looking_work(
    files: Sequence[RecentFile],
) -> Callable[[OnProgress, ShouldStop], Mapping[RecentFile, Since]]:
    """Return the work of reading files to find out which have been replaced."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Mapping[RecentFile, Since]:
        since = {}
        for file in files:
            stop_if_asked(should_stop)
            found = _what_became_of(file)
            if found is not None:
                since[file] = found
        return since

    return work


def _what_became_of(file: RecentFile) -> Since | None:
    """Return what became of a file; None where it is unchanged, or nobody can tell."""
    try:
        if not file.sha256:
            return None if file.file.exists() else Since.GONE
        content = read_content(Entry(file.file, file.member or None))
    except (OSError, ValueError):
        return Since.GONE
    except RetivascError:
        return Since.CHANGED if file.file.exists() else Since.GONE
    return None if digest(content) == file.sha256 else Since.CHANGED
