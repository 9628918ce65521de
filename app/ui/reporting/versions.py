"""The versions of a report that the store keeps of the photograph shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal

from app.analysis.analysis import Analysis, described, identified
from app.base.errors import RetivascError, StoreError
from app.base.messages import message
from app.base.translation import Catalogue, load_catalogue
from app.domain.photograph import NOBODY_SAYS, FundusImage, PhotographId
from app.domain.reading import Reading
from app.report.report_text import NOTHING_TYPED, ReportText, Signature
from app.ui.reporting.work import Companion, Issued, Order, Paper
from app.ui.session.keeper import Keeper

if TYPE_CHECKING:  # loaded in the store's thread
    from app.report.report import Report
    from app.store.cases import KeptResult
    from app.store.database import Store
    from app.store.reports import KeptReport


@dataclass(frozen=True)
class _Signed:
    """The last version, where it is signed, and what it speaks of.

    Attributes:
        language: of its first part, which says what follows.
        said: of each eye.
    """

    issued: Issued
    language: str
    said: "frozenset[_Said]"


@dataclass(frozen=True)
class _Said:
    """What a report says of one photograph.

    Attributes:
        who: labels and values of who was photographed, and how, without the file.
        text: what the clinician stated: findings, impression, recommendation.
        model: SHA-256 of the model's weights.
        marks: labels and values of what was measured and noted by hand.
    """

    who: tuple[tuple[str, str], ...]
    text: tuple[str, ...]
    reading: Reading
    model: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Known:
    """What the store has of one photograph's report.

    Attributes:
        account: that signs, and the computer.
    """

    kept: "tuple[KeptReport, ...]" = ()
    signed: _Signed | None = None
    account: str = ""


class Versions(QObject):
    """The kept versions of the report of one photograph, the first first.

    Signals:
        changed: others are kept, or were sent.
        opened: a Paper, as a version was kept.
        about_to_keep: whatever else is to be kept must be kept first.
        failed: an error.
    """

    changed = pyqtSignal()
    opened = pyqtSignal(Paper)
    about_to_keep = pyqtSignal()
    failed = pyqtSignal(RetivascError)

    def __init__(self, keeper: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keeper = keeper
        self._photographs: tuple[PhotographId, ...] = ()
        self._known = _Known()
        keeper.standing_changed.connect(self._on_standing)

    @property
    def kept(self) -> "tuple[KeptReport, ...]":
        """Return every version, the first first."""
        return self._known.kept

    @property
    def can_sign(self) -> bool:
        """Return whether a signed version can be kept now."""
        return self.keeper.is_open and bool(self._known.account)

    @property
    def signed(self) -> "KeptReport | None":
        """Return the last version if it is signed."""
        return self._known.kept[-1] if self._known.signed else None

    def issued(
        self, analysis: Analysis | None, statement: ReportText, fellow: Companion | None = None
    ) -> Issued | None:
        """Return the signed version if it says what is stated and measured now.

        Args:
            fellow: the other eye, in a report on both.
        """
        signed = self._known.signed
        if signed is None or analysis is None:
            return None
        now = {_said(analysis.image, analysis, analysis.reading, statement, signed.language)}
        if fellow is not None:
            image = described(fellow.analysis.findings, fellow.reading)
            image = image.with_identity(fellow.identity)
            typed = fellow.statement or NOTHING_TYPED
            now.add(_said(image, fellow.analysis, fellow.reading, typed, signed.language))
        return signed.issued if now == signed.said else None

    def signature(self, name: str) -> Signature:
        """Return how somebody signs now."""
        signed = self._known.signed
        replaced = None
        if signed is not None:
            replaced = (signed.issued.report.id, self._known.kept[-1].version)
        return Signature(name, self._known.account, replaced)

    def show(self, *photographs: PhotographId) -> None:
        """Look for the versions of the report on a photograph, or on two; of none without any."""
        if photographs != self._photographs:
            self._photographs, self._known = photographs, _Known()
            self.changed.emit()
        if photographs and self.keeper.is_open:
            take = partial(self._take, photographs)
            self.keeper.run(partial(_look, photographs), then=take, otherwise=self.failed.emit)

    def keep(self, paper: Paper, then: "Callable[[KeptReport], None]") -> None:
        """Keep a report that was made as another version: signed, if its order is."""
        assert paper.analysis is not None
        if not self.keeper.is_open:
            return
        self.about_to_keep.emit()
        which = tuple(analysis.image.id for analysis in paper.analyses)

        def tell(error: RetivascError) -> None:
            self.failed.emit(error)
            self.show(*self._photographs)

        self.keeper.run(
            partial(_keep, paper, self._known.kept),
            then=partial(self._note_kept, which, then),
            otherwise=tell,
            edits=True,
        )

    def open(self, version: "KeptReport") -> None:
        """Fetch a version as it was kept."""
        self.keeper.run(partial(_fetch, version), then=self.opened.emit, otherwise=self.failed.emit)

    def note_sent(self, sent: tuple[tuple[str, str], ...]) -> None:
        """Mark versions as sent.

        Args:
            sent: which (as ``Issued.mark``) and where to.
        """
        self.keeper.run(
            partial(_mark_sent, sent),
            then=lambda _done: self.show(*self._photographs),
            otherwise=self.failed.emit,
            edits=True,
        )

    def _take(self, photographs: tuple[PhotographId, ...], known: _Known) -> None:
        if photographs == self._photographs and known != self._known:
            self._known = known
            self.changed.emit()

    def _note_kept(
        self,
        photographs: tuple[PhotographId, ...],
        then: "Callable[[KeptReport], None]",
        kept: "KeptReport",
    ) -> None:
        then(kept)
        if photographs == self._photographs:
            self.show(*photographs)

    def _on_standing(self) -> None:
        self.changed.emit()
        self.show(*self._photographs)


def _said(
    image: FundusImage,
    analysis: Analysis,
    reading: Reading,
    statement: ReportText,
    language: str,
) -> _Said:
    return _Said(
        _who(image, language),
        _texts(statement),
        _without_rulers(reading),
        analysis.provenance.model_sha256,
        _marks(analysis, language),
    )


def _who(image: FundusImage, language: str) -> tuple[tuple[str, str], ...]:
    from app.report.content import identification_lines

    return identification_lines(image, _catalogue(language))[:-1]


def _marks(analysis: Analysis, language: str) -> tuple[tuple[str, str], ...]:
    from app.report.marks import mark_lines

    return mark_lines(analysis, _catalogue(language).say)


@cache
def _catalogue(language: str) -> Catalogue:
    return load_catalogue(language)


def _texts(statement: ReportText) -> tuple[str, ...]:
    texts = (statement.findings, statement.impression, statement.recommendation)
    return tuple(text.strip() for text in texts)


def _without_rulers(reading: Reading) -> Reading:
    """Leave out what changes no number."""
    return replace(reading, rulers=())


# --- what the store's thread does ------------------------------------------------------------


def _look(photographs: tuple[PhotographId, ...], store: "Store") -> _Known:
    from app.store.reports import ReportState, last_report_of

    with store.read() as connection:
        kept = tuple(last_report_of(connection, *photographs))
    signed = None
    if kept and kept[-1].state is not ReportState.DRAFT:
        signed = _signed(photographs, kept[-1], store)
    return _Known(kept, signed, store.who)


def _signed(photographs: tuple[PhotographId, ...], kept: "KeptReport", store: "Store") -> _Signed:
    from app.store.reports import load_report, result_spoken_of

    report = load_report(store, kept)
    with store.read() as connection:
        results = [result_spoken_of(connection, kept, each) for each in photographs]
        pdf = store.contents.get(connection, kept.pdf) if kept.pdf else None
    parts = report.parts[: len(photographs)]  # of the first language
    said = frozenset(
        _Said(
            part.identification[:-1],
            tuple(text for _label, text in part.closing.parts),
            _without_rulers(result.reading),
            _model_of(result),
            part.marks,
        )
        for part, result in zip(parts, _as_printed(results, report), strict=True)
    )
    issued = Issued(report, pdf, f"{kept.report}/{kept.version}")
    return _Signed(issued, parts[0].language, said)


def _as_printed(results: "list[KeptResult]", report: "Report") -> "list[KeptResult]":
    """Return results in the order of the report's parts, by the photographs they speak of."""
    order = [part.image_sha256 for part in report.parts]
    return sorted(results, key=lambda result: order.index(str(result.record.image.sha256)))


def _model_of(result: "KeptResult") -> str:
    """Return the SHA-256 of the model that made a result."""
    from app.records.schema import AnalysisRecord

    record = result.record
    if not isinstance(record, AnalysisRecord) or record.model is None:
        return ""
    return record.model.sha256


def _keep(paper: Paper, known: "tuple[KeptReport, ...]", store: "Store") -> "KeptReport":
    from app.store.reports import last_report_of, save_report

    order = paper.order
    if known and known[-1].content == _digest(paper.report):
        return known[-1]
    with store.read() as connection:
        kept = last_report_of(connection, *(each.image.id for each in paper.analyses))
    if [each.number for each in kept] != [each.number for each in known]:
        raise StoreError(
            message("Somebody has kept another version of this report meanwhile."),
            message("Look at it among the versions, then try again."),
        )
    return save_report(
        store,
        paper.report,
        [_result_of(analysis, store) for analysis in paper.analyses],
        author=order.signature.by if order.signature else order.statement.author,
        pdf=None if order.password else paper.pdf,
        sign=order.signature is not None,
        report=known[-1].report if known else None,
    )


def _result_of(analysis: Analysis, store: "Store") -> int:
    """Return the number of the result that says what an analysis says.

    Where the photograph was left before its last numbers were kept, they are kept now.
    """
    from app.records.building import analysis_record
    from app.store.cases import add_result, results_of
    from app.store.photographs import find_photograph

    with store.read() as connection:
        found = find_photograph(connection, analysis.image.id)
        results = results_of(connection, found.number) if found else []
    wanted = _without_rulers(analysis.reading), analysis.provenance.model_sha256
    for result in results:
        if (_without_rulers(result.reading), _model_of(result)) == wanted:
            return result.number
    for result in results:
        drawn_alike = result.reading.style == analysis.reading.style
        if drawn_alike and _model_of(result) == analysis.provenance.model_sha256:
            # Whom it shows is kept with the patient alone.
            record = analysis_record(identified(analysis, NOBODY_SAYS))
            which, findings = analysis.image.id, result.findings
            return add_result(store, which, record, analysis.reading, findings=findings)
    raise StoreError(
        message("The numbers of this photograph are not kept yet."),
        message("Try again in a moment."),
    )


def _digest(report: "Report") -> str:
    from app.report.report_json import report_to_json

    return sha256(report_to_json(report)).hexdigest()


def _fetch(version: "KeptReport", store: "Store") -> Paper:
    from app.report.pdf import render_pdf
    from app.store.reports import load_report

    report = load_report(store, version)
    pdf = None
    if version.pdf is not None:
        with store.read() as connection:
            pdf = store.contents.get(connection, version.pdf)
    issued = Issued(report, pdf, f"{version.report}/{version.version}")
    return Paper(None, Order(issued=issued), report, pdf or render_pdf(report))


def _mark_sent(sent: tuple[tuple[str, str], ...], store: "Store") -> None:
    from app.store.reports import mark_sent, versions_of

    for mark, destination in sent:
        key, _, number = mark.rpartition("/")
        with store.read() as connection:
            versions = versions_of(connection, key)
        for version in versions:
            if str(version.version) == number:
                mark_sent(store, version.number, destination)
