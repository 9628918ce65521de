"""Cases are saved as they happen: nobody has to save anything, and closing loses nothing."""

import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QApplication

from app.analysis.analysis import Analysis, identified
from app.analysis.findings import Findings, Predictor
from app.base.errors import RetivascError
from app.base.messages import message
from app.base.progress import ShouldStop
from app.domain.photograph import NOBODY_SAYS, FundusImage, PhotographId
from app.domain.reading import Reading
from app.reading.listing import Entry
from app.records.schema import AnalysisRecord
from app.report.report_text import ReportText
from app.ui.session.cache import Opened
from app.ui.session.clashes import Clash, Said
from app.ui.session.keeper import Keeper, Standing
from app.ui.session.queue import Recall
from app.ui.session.workspace import Workspace

if TYPE_CHECKING:  # loaded in the store's thread
    from collections.abc import Sequence

    from app.batch.recalling import Recalled
    from app.store.cases import Words
    from app.store.database import Store
    from app.store.journal import Conflict, Journal

WORDS_MS = 400
"""How long what is said waits to be saved; what else the store does comes on top of it."""

RESULT_MS = 3000
"""How long numbers must rest before they are kept as a result of their own."""

_PATIENCE_S = 60.0
"""How long a photograph waits for the store to be opened: longer than that ever tries."""

_MOST_PENDING = 64
"""Of how many photographs results are held ready for a store that takes nothing now."""


@dataclass(eq=False)
class _Known:
    """Hold what the store has of a photograph, as far as this window knows.

    The store's thread writes it, except where the photograph was only just opened.

    Attributes:
        first: how it was read before anybody said anything.
        said: the words that are to be saved; whatever is saved, it is the last of them.
        content: by which the store has its findings packed, and of which findings.
        asked: of which findings and reading the last result is, kept or on its way.
    """

    first: Reading
    said: tuple[Reading | None, ReportText | None] = (None, None)
    reading: Reading | None = None
    text: ReportText | None = None
    version: int = 0
    content: str | None = None
    findings: "Callable[[], Findings | None]" = field(default=lambda: None)
    asked: "tuple[Callable[[], Findings | None], Reading] | None" = None
    kept: bool = False


class Autosave(QObject):
    """Put into the store whatever is said, typed and found in the window.

    Signals:
        conflicted: of a photograph (its id), what is said here and what somebody else has saved
            meanwhile (a Clash).
        failed: what is said could not be saved, for a reason that is not the store's own.
    """

    conflicted = pyqtSignal(PhotographId, object)
    failed = pyqtSignal(RetivascError)

    def __init__(
        self,
        workspace: Workspace,
        keeper: Keeper,
        journal: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Save what a workspace has.

        Args:
            journal: the folder in which a journal is kept while a server is away; None for a
                store in a folder.
        """
        super().__init__(parent)
        self._workspace, self._keeper, self._journal = workspace, keeper, journal
        self._known: dict[PhotographId, _Known] = {}
        self._said: OrderedDict[PhotographId, None] = OrderedDict()
        self._pending: deque[_Result] = deque(maxlen=_MOST_PENDING)
        self._words_timer = self._timer(WORDS_MS, self._save_words)
        self._result_timer = self._timer(RESULT_MS, self._keep_measured)
        workspace.queue.analysed.connect(self._take)
        workspace.words_changed.connect(self._note)
        workspace.analysis_changed.connect(self._note_measured)
        workspace.picture_changed.connect(self.flush)
        keeper.standing_changed.connect(self._on_standing)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._on_focus)

    def _timer(self, interval: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        return timer

    @property
    def unsaved(self) -> bool:
        """Return whether something was said that is not in the store yet."""
        return any(self._differs(which) for which in self._known)

    def flush(self) -> None:
        """Save at once what was to be saved in a moment."""
        self._save_words()
        if self._result_timer.isActive():
            self._keep_measured()

    def shut_down(self) -> None:
        """Save at once, before the store is let go of."""
        self.flush()
        self._words_timer.stop()
        self._result_timer.stop()

    def _on_focus(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.flush()

    def _on_standing(self) -> None:
        """Save what waited for the store, whenever it may take it again."""
        if self._keeper.standing in (Standing.KEPT, Standing.READ_ONLY):
            pending = list(self._pending)
            self._pending.clear()
            for result in pending:
                self._keep(result)
            if self._keeper.standing is Standing.KEPT:
                self._replay()
            self._said.update(dict.fromkeys(self._known))
            self._save_words()

    # --- what is opened --------------------------------------------------------------------

    def _take(self, opened: Opened) -> None:
        """Take over what the store knew of a photograph, and keep what was found in it."""
        if self._keeper.standing is Standing.OFF:
            return
        image, analysis = opened.analysis.image, opened.analysis
        recalled = opened.recalled
        known = self._known.get(image.id)
        if known is None:
            known = self._known[image.id] = _Known(analysis.reading)
            if recalled is not None:
                self._adopt(image.id, known, recalled.words)
        elif (
            recalled is not None
            and recalled.words.version > known.version  # another window has said something
            and not self._differs(image.id)
        ):
            self._workspace.cases.change(image.id, reading=None, statement=None)
            self._adopt(image.id, known, recalled.words)
        if recalled is not None:
            known.kept = True
            if recalled.findings is not None and recalled.measured is not None:
                known.findings, known.content = weakref.ref(analysis.findings), recalled.content
                known.asked = known.findings, recalled.measured
        if _is_kept(known, analysis.findings, analysis.reading):
            place = partial(_keep_place, opened.entry, image)
            self._keeper.run(place, otherwise=_silently, edits=True)
        else:
            self._keep(_Result(opened.entry, analysis, known))

    def _adopt(self, which: PhotographId, known: _Known, words: "Words") -> None:
        known.reading, known.text, known.version = words.reading, words.text, words.version
        case = self._workspace.cases.of(which)
        self._workspace.cases.change(
            which,
            reading=case.reading or words.reading,
            statement=case.statement or words.text,
        )

    # --- what is said ----------------------------------------------------------------------

    def _note(self, which: PhotographId) -> None:
        self._said[which] = None
        if not self._words_timer.isActive():
            self._words_timer.start()

    def _save_words(self) -> None:
        self._words_timer.stop()
        said, self._said = self._said, OrderedDict()
        for which in said:
            if self._differs(which):
                self._submit_words(which)

    def _words_of(self, which: PhotographId) -> tuple[Reading | None, ReportText | None]:
        """Return what is to be saved; nothing where nobody has said anything."""
        known, case = self._known[which], self._workspace.cases.of(which)
        reading, text = case.reading, case.statement
        if known.reading is None and reading == known.first:
            reading = None
        if known.text is None and text is not None and text.empty:
            text = None
        return reading, text

    def _differs(self, which: PhotographId) -> bool:
        known = self._known.get(which)
        return known is not None and self._words_of(which) != (known.reading, known.text)

    def _submit_words(self, which: PhotographId) -> None:
        known = self._known[which]
        known.said = self._words_of(which)
        journal = self._opened_journal()
        if journal is not None and self._keeper.standing is Standing.AWAY:
            self._keeper.run_apart(
                partial(_note_words, journal, which, known),
                otherwise=partial(self._on_unsaved, which),
            )
        elif self._keeper.standing is not Standing.OFF:
            self._keeper.run(
                partial(_save_words, journal, which, known),
                then=partial(self._on_saved, which),
                otherwise=partial(self._on_unsaved, which),
                edits=True,
                urgent=known.kept,
            )

    def _on_saved(self, which: PhotographId, clash: Clash | None) -> None:
        if clash is not None:
            self.conflicted.emit(which, clash)

    def _on_unsaved(self, which: PhotographId, error: RetivascError) -> None:
        """Try again later; what is wrong with the store itself is told by the keeper."""
        self._said[which] = None
        if self._keeper.standing in (Standing.KEPT, Standing.AWAY) and self._known[which].kept:
            self.failed.emit(error)

    def settle(self, which: PhotographId, clash: Clash, said: Said) -> None:
        """Say of a photograph what a person chose of two versions, and save it."""
        known = self._known.get(which)
        if known is None:  # said before this window was opened
            self._keeper.run(
                partial(_save_settled, which, said, clash.version),
                otherwise=self.failed.emit,
                edits=True,
            )
            return
        known.reading, known.text = clash.theirs.reading, clash.theirs.text
        workspace = self._workspace
        workspace.cases.change(which, statement=said.text)
        if said.reading is not None:
            if workspace.analysis is not None and workspace.analysis.image.id == which:
                workspace.take_over(said.reading)
            else:
                workspace.cases.change(which, reading=said.reading)
        self._note(which)

    def _opened_journal(self) -> "Journal | None":
        if self._journal is None:
            return None
        from app.store.journal import Journal

        return Journal(self._journal)

    def _replay(self) -> None:
        journal = self._opened_journal()
        if journal is not None:
            self._keeper.run(
                partial(_replay, journal, self._known),
                then=self._on_replayed,
                otherwise=self.failed.emit,
                edits=True,
            )

    def _on_replayed(self, conflicts: "list[Conflict]") -> None:
        for conflict in conflicts:
            known = self._known.get(conflict.photograph)
            mine = Said(conflict.reading, conflict.text)
            clash = _clash(mine, conflict.theirs, known.first if known else None)
            self.conflicted.emit(conflict.photograph, clash)

    # --- what is found ---------------------------------------------------------------------

    def _note_measured(self) -> None:
        if self._measured() is not None:
            self._result_timer.start()
        else:
            self._result_timer.stop()

    def _keep_measured(self) -> None:
        self._result_timer.stop()
        result = self._measured()
        if result is not None:
            self._keep(result)

    def _measured(self) -> "_Result | None":
        """Return what is shown as a result, if its numbers are there and are not kept yet."""
        workspace = self._workspace
        analysis, entry = workspace.analysis, workspace.entry
        if analysis is None or entry is None or workspace.stale:
            return None
        known = self._known.get(analysis.image.id)
        if known is None or _is_kept(known, analysis.findings, analysis.reading):
            return None
        return _Result(entry, analysis, known)

    def _keep(self, result: "_Result") -> None:
        result.note()
        # First without its maps, which take longer to pack than words may wait to be saved.
        self._keeper.run(result.place, otherwise=_silently, edits=True)
        self._keeper.run(result.keep, otherwise=partial(self._on_unkept, result), edits=True)

    def _on_unkept(self, result: "_Result", error: RetivascError) -> None:
        """Hold a result ready for later, packed: the photograph itself takes too much memory."""
        if self._keeper.standing is Standing.KEPT:
            self.failed.emit(error)
            return
        self._pending.append(result)
        self._keeper.run_apart(result.pack)


def journal_folder(place: Path | str | None, own: Path | None) -> Path | None:
    """Return where words are kept while the server of a store is away; None for a folder's."""
    return own if isinstance(place, str) and "://" in place else None


def recall_with(keeper: Keeper, journal: Path | None) -> Recall:
    """Return how the thread of analyses learns what is kept of a photograph."""

    def recall(
        image: FundusImage, models: "Predictor | Sequence[Predictor]", should_stop: ShouldStop
    ) -> "Recalled | None":
        store = keeper.when_open(should_stop, _PATIENCE_S)
        if keeper.standing is Standing.OFF:
            return None
        from app.batch import recalling

        try:
            known = recalling.recall(store, image, models) if store is not None else None
            return _with_journal(known, journal, image.id)
        except RetivascError:  # the photograph can be analysed, whatever the store's state
            return None

    return recall


def _with_journal(
    known: "Recalled | None", folder: Path | None, which: PhotographId
) -> "Recalled | None":
    """Return what is kept, with the words that wait for a server to come back."""
    if folder is None:
        return known
    from app.batch.recalling import Recalled
    from app.store.journal import Journal

    words = Journal(folder).last(which)
    if words is None:
        return known
    return replace(known or Recalled(), words=words)


# --- what the store's thread does ------------------------------------------------------------


def _silently(_error: RetivascError) -> None:
    """Do without: where a photograph lies is looked up again when it is opened again."""


def _is_kept(known: _Known, findings: Findings, reading: Reading) -> bool:
    """Tell whether a result is kept, or will be; measuring lines change no number."""
    if known.asked is None:
        return False
    of_findings, measured = known.asked
    alike = replace(measured, rulers=()) == replace(reading, rulers=())
    return alike and of_findings() is findings


def _keep_place(entry: Entry, image: FundusImage, store: "Store") -> None:
    from app.store.photographs import Location, keep_photograph

    keep_photograph(store, image, Location(entry.path, entry.member))


class _Result:
    """Hold one analysis until the store has it."""

    def __init__(self, entry: Entry, analysis: Analysis, known: _Known) -> None:
        self._entry, self._known = entry, known
        # Whom it shows is kept with the patient alone, so that deleting one leaves nothing here.
        analysis = identified(analysis, NOBODY_SAYS)
        self._analysis: Analysis | None = analysis
        self._image = analysis.image
        self.photograph = analysis.image.id
        self._packed: tuple[bytes, AnalysisRecord, Reading, bytes | str] | None = None
        self._findings = weakref.ref(analysis.findings)

    def note(self) -> None:
        """Note that it is on its way, so that nobody sends it twice."""
        if self._analysis is not None:
            self._known.asked = self._findings, self._analysis.reading

    def place(self, store: "Store") -> None:
        """Have the store know the photograph, so that words can be saved of it."""
        from app.records.pictures import thumbnail_jpeg
        from app.store.photographs import Location, keep_photograph

        if not self._known.kept and self._analysis is not None:
            location = Location(self._entry.path, self._entry.member)
            picture = thumbnail_jpeg(self._image)
            keep_photograph(store, self._image, location, thumbnail=picture)
            self._known.kept = True

    def pack(self) -> tuple[bytes, AnalysisRecord, Reading, bytes | str]:
        """Return a small picture, the record, the reading and the findings, which are packed."""
        if self._packed is not None:
            return self._packed
        from app.records.building import analysis_record
        from app.records.pictures import thumbnail_jpeg
        from app.store.packing import pack_findings

        analysis, known = self._analysis, self._known
        assert analysis is not None
        findings: bytes | str
        if known.content is not None and known.findings() is analysis.findings:
            findings = known.content
        else:
            band = analysis.measurements.band
            ends = () if band is None else (band.low_threshold, band.high_threshold)
            findings = pack_findings(analysis.findings, analysis.threshold, *ends)
        thumbnail = thumbnail_jpeg(analysis.image)
        packed = thumbnail, analysis_record(analysis), analysis.reading, findings
        self._image = replace(analysis.image, pixels=analysis.image.pixels[:1, :1].copy())
        self._packed, self._analysis = packed, None
        return packed

    def keep(self, store: "Store") -> None:
        """Put it into the store."""
        from app.store.cases import add_result, last_result
        from app.store.photographs import Location, keep_photograph

        known = self._known
        thumbnail, record, reading, findings = self.pack()
        location = Location(self._entry.path, self._entry.member)
        kept = keep_photograph(store, self._image, location, thumbnail=thumbnail)
        known.kept = True
        number = add_result(store, self.photograph, record, reading, findings=findings)
        with store.read() as connection:
            last = last_result(connection, kept.number)
        if last is not None and last.number == number:
            known.findings, known.content = self._findings, last.findings


def _save_words(
    journal: "Journal | None", which: PhotographId, known: _Known, store: "Store"
) -> Clash | None:
    """Save words; return both versions where somebody else has saved another one meanwhile."""
    from app.store.cases import CaseConflictError, load_case, save_words

    reading, text = known.said
    save = save_words if journal is None else journal.save_words
    try:
        version = save(store, which, reading=reading, text=text, base=known.version)
    except CaseConflictError:
        case = load_case(store, which)
        assert case is not None
        # What is said from now on follows their version; what was said is in the trail.
        known.version = case.words.version
        known.reading, known.text = reading, text
        return _clash(Said(reading, text), case.words, known.first)
    known.reading, known.text = reading, text
    if version is not None:
        known.version = version
    return None


def _clash(mine: Said, theirs: "Words", first: Reading | None) -> Clash:
    """Put two versions beside each other; where nobody set anything, it is as it was read first."""
    reading = mine.reading
    if reading is None and theirs.reading is not None:
        reading = first
    other = Said(theirs.reading, theirs.text)
    return Clash(Said(reading, mine.text), other, theirs.changed_by, theirs.version)


def _save_settled(which: PhotographId, said: Said, base: int, store: "Store") -> None:
    from app.store.cases import save_words

    save_words(store, which, reading=said.reading, text=said.text, base=base)


def _note_words(journal: "Journal", which: PhotographId, known: _Known) -> None:
    reading, text = known.said
    journal.note(which, reading=reading, text=text, base=known.version)
    known.reading, known.text = reading, text


def _replay(
    journal: "Journal", known: dict[PhotographId, _Known], store: "Store"
) -> "list[Conflict]":
    """Have the store take what waited, and learn which versions it now has."""
    from app.store.cases import load_case

    conflicts = journal.replay(store)
    for which, each in list(known.items()):
        case = load_case(store, which)
        if case is not None:
            each.version, each.kept = case.words.version, True
    return conflicts


def told_of_conflict(who: str) -> RetivascError:
    """Return what is said of a photograph that somebody else has changed meanwhile."""
    return RetivascError(
        message("“{who}” has changed this case meanwhile; both versions are kept.", who=who),
        message(
            "You see yours. Look at both and choose; the version that is not taken stays in the "
            "audit trail."
        ),
    )
