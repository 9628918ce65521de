"""The photographs that were dropped or opened, listed and drawn small in the background."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from time import monotonic

from PIL import Image
from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtGui import QImage

from app.base.errors import RetivascError
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.domain.photograph import PhotographId
from app.reading.listing import Entry, find_photographs, list_photographs, read_photograph
from app.ui.session.cases import Cases, Place, place_of
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

THUMBNAIL = 112
"""The longer side of a thumbnail, in pixels."""

_KEPT = 800  # thumbnails; some 30 MB
_STEP_S = 0.2


def first_openable(entries: Iterable[Entry]) -> Entry | None:
    """Return the first entry without a known problem; None if there is none."""
    return next((entry for entry in entries if entry.problem is None), None)


@dataclass(eq=False)
class _Listing:
    """The progress of listing what was added at one time.

    Attributes:
        wanted: the entry that is reported as the first one, if it is there.
        openable: the first entry that can be opened.
        first: the one that was reported.
        quiet: none is reported.
    """

    found: Iterator[Entry]
    wanted: Place | None = None
    openable: Entry | None = None
    first: Entry | None = None
    problem: RetivascError | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Step:
    """What was found in a short while, and whether that was all."""

    found: list[Entry]
    finished: bool


class Library(QObject):
    """The listed photographs, found and drawn in a thread of their own.

    Signals:
        listed: more entries (a tuple), each of them once.
        first_found: of what was added at one time, the entry that was wanted, or else the first
            one that can be opened, whether it had been listed before or not.
        failed: nothing of what was added can be opened; the first reason.
        removed: an entry is no longer listed.
        cleared: nothing is listed any more.
        busy_changed: photographs are looked for, or no longer.
        thumbnail_ready: an entry and its thumbnail.
        unreadable: an entry whose thumbnail could not be made, and the error.
    """

    listed = pyqtSignal(tuple)
    first_found = pyqtSignal(Entry)
    failed = pyqtSignal(RetivascError)
    removed = pyqtSignal(Entry)
    cleared = pyqtSignal()
    busy_changed = pyqtSignal()
    thumbnail_ready = pyqtSignal(Entry, QImage)
    unreadable = pyqtSignal(Entry, RetivascError)

    def __init__(self, cases: Cases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cases = cases
        self._entries: dict[Place, Entry] = {}
        self._listings: deque[_Listing] = deque()
        self._thumbnails: OrderedDict[Place, QImage] = OrderedDict()
        self._asked: deque[Entry] = deque()
        self._undrawn: deque[Entry] = deque()
        self._drew = False
        self._jobs = Jobs(self)
        # Queued: what came of a job is taken over before the next one begins.
        queued = Qt.ConnectionType.QueuedConnection
        self._jobs.busy_changed.connect(self._go_on, queued)  # type: ignore[call-arg]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, in the order in which they were found."""
        return tuple(self._entries.values())

    @property
    def busy(self) -> bool:
        """Return whether photographs are still being looked for; thumbnails do not count."""
        return bool(self._listings)

    def thumbnail(self, entry: Entry) -> QImage | None:
        """Return the thumbnail of an entry; None while there is none."""
        key = place_of(entry)
        if key in self._thumbnails:
            self._thumbnails.move_to_end(key)
        return self._thumbnails.get(key)

    def add(self, paths: Iterable[Path], wanted: Place | None = None) -> None:
        """List what files, folders, DICOMDIRs and archives hold; those found first come first.

        Args:
            wanted: the entry that is reported as the first one, if it is there.
        """
        self._listings.append(_Listing(_described(tuple(paths)), wanted))
        self._jobs.start()
        self.busy_changed.emit()
        self._go_on()

    def add_beside(self, paths: Iterable[Path]) -> None:
        """List what lies there, as ``add`` does, without having any of it shown."""
        self._listings.append(_Listing(_described(tuple(paths)), quiet=True))
        self._jobs.start()
        self.busy_changed.emit()
        self._go_on()

    def add_places(self, places: Iterable[Place]) -> None:
        """List the photographs at these places alone, whatever else lies in their archives."""
        wanted = dict.fromkeys(places)
        paths = tuple(dict.fromkeys(path for path, _member in wanted))
        self._listings.append(
            _Listing(entry for entry in _described(paths) if place_of(entry) in wanted)
        )
        self._jobs.start()
        self.busy_changed.emit()
        self._go_on()

    def ask_thumbnails(self, entries: Iterable[Entry]) -> None:
        """Draw these entries before all others; what was asked for earlier can wait."""
        self._asked = deque(entries)
        self._go_on()

    def remove(self, entry: Entry) -> None:
        """Remove an entry from the list."""
        key = place_of(entry)
        if self._entries.pop(key, None) is not None:
            self._thumbnails.pop(key, None)
            self._cases.forget_finding(entry)
            self.removed.emit(entry)

    def clear(self) -> None:
        """Clear the list."""
        self.cancel()
        self._jobs.give_up(JobKind.THUMBNAILS)
        for entry in self.entries:
            self._cases.forget_finding(entry)
        for held in (self._entries, self._thumbnails, self._asked, self._undrawn):
            held.clear()
        self.cleared.emit()

    def cancel(self) -> None:
        """Stop looking for photographs; those that were found stay."""
        self._listings.clear()
        self._jobs.give_up(JobKind.LIST)
        self.busy_changed.emit()

    def shut_down(self) -> None:
        """Stop whatever is running and wait for it to end."""
        self._listings.clear()
        self._jobs.shut_down()

    # --- one job at a time -----------------------------------------------------------------

    def _go_on(self) -> None:
        """Look for a few photographs, draw one, look for a few more, and so on."""
        if not self._jobs.idle:
            return
        entry = None if self._drew and self._listings else self._next_to_draw()
        self._drew = entry is not None
        if entry is not None:
            self._draw(entry)
        elif self._listings:
            self._look_further(self._listings[0])

    def _look_further(self, listing: _Listing) -> None:
        self._jobs.submit(
            JobKind.LIST,
            _some_of(listing.found),
            then=lambda step: self._take(listing, step),
            otherwise=lambda error: self._give_up(listing, error),
        )

    def _take(self, listing: _Listing, step: Step) -> None:
        fresh = {place_of(entry): entry for entry in step.found if self._makes_room_for(entry)}
        self._entries |= fresh
        self._undrawn.extend(fresh.values())
        if fresh:
            self.listed.emit(tuple(fresh.values()))
        self._tell_first(listing, step)
        if step.finished:
            self._end(listing)
            if listing.first is None and listing.problem is not None:
                self.failed.emit(listing.problem)

    def _makes_room_for(self, entry: Entry) -> bool:
        """Return whether an entry is not listed yet; one repaired since then replaces itself."""
        former = self._entries.get(place_of(entry))
        if former is not None and former.problem is not None and entry.problem is None:
            self.remove(former)
            return True
        return former is None

    def _tell_first(self, listing: _Listing, step: Step) -> None:
        problems = (entry.problem for entry in step.found if entry.problem is not None)
        listing.problem = listing.problem or next(problems, None)
        listing.openable = listing.openable or first_openable(step.found)
        if listing.first is None:
            wanted = (entry for entry in step.found if place_of(entry) == listing.wanted)
            another = listing.openable if listing.wanted is None or step.finished else None
            listing.first = first_openable(wanted) or another
            if listing.first is not None and not listing.quiet:
                self.first_found.emit(listing.first)

    def _give_up(self, listing: _Listing, error: RetivascError) -> None:
        self._end(listing)
        self.failed.emit(error)

    def _end(self, listing: _Listing) -> None:
        if listing in self._listings:  # a receiver of the signal may have cancelled
            self._listings.remove(listing)
        self.busy_changed.emit()

    def _next_to_draw(self) -> Entry | None:
        """Return an entry without a thumbnail: one in sight, or else any while there is room."""
        while self._asked:
            if self._lacks_thumbnail(entry := self._asked.popleft()):
                return entry
        while self._undrawn and len(self._thumbnails) < _KEPT:
            if self._lacks_thumbnail(entry := self._undrawn.popleft()):
                return entry
        return None

    def _lacks_thumbnail(self, entry: Entry) -> bool:
        key = place_of(entry)
        known_bad = isinstance(self._cases.at(entry).finding, RetivascError)
        return key in self._entries and key not in self._thumbnails and not known_bad

    def _draw(self, entry: Entry) -> None:
        self._jobs.submit(
            JobKind.THUMBNAILS,
            _drawing_work(entry),
            then=lambda drawn: self._keep(entry, *drawn),
            otherwise=lambda error: self._note(entry, error),
        )

    def _keep(self, entry: Entry, thumbnail: QImage, photograph: PhotographId) -> None:
        if place_of(entry) in self._entries:
            self._cases.note_photograph(entry, photograph)
            self._thumbnails[place_of(entry)] = thumbnail
            if len(self._thumbnails) > _KEPT:
                self._thumbnails.popitem(last=False)
            self.thumbnail_ready.emit(entry, thumbnail)

    def _note(self, entry: Entry, error: RetivascError) -> None:
        if place_of(entry) in self._entries:
            self._cases.note_outcome(entry, error)
            self.unreadable.emit(entry, error)


def _described(paths: tuple[Path, ...]) -> Iterator[Entry]:
    """Yield entries with what their headers say, one file after another."""
    for path, entries in groupby(find_photographs(paths), key=attrgetter("path")):
        first = next(entries)
        # A folder or an index that names nothing is not to be searched again.
        closed = first.problem is not None and first.member is None
        yield from (first,) if closed else list_photographs((path,))


def _some_of(found: Iterator[Entry]) -> Callable[[OnProgress, ShouldStop], Step]:
    """Return the work of looking for photographs for a short while."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Step:
        until = monotonic() + _STEP_S
        entries = []
        for entry in found:
            stop_if_asked(should_stop)
            entries.append(entry)
            if monotonic() > until:
                return Step(entries, finished=False)
        return Step(entries, finished=True)

    return work


def _drawing_work(
    entry: Entry,
) -> Callable[[OnProgress, ShouldStop], tuple[QImage, PhotographId]]:
    """Return the work of reading a photograph, to tell which one it is, and making it small."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> tuple[QImage, PhotographId]:
        image = read_photograph(entry)
        stop_if_asked(should_stop)
        picture = Image.fromarray(image.pixels)
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        width, height = picture.size
        packed = picture.tobytes()
        drawn = QImage(packed, width, height, 3 * width, QImage.Format_RGB888)
        return drawn.copy(), image.id

    return work
