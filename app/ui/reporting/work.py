"""The thread's work on reports: making, saving, exporting and queueing them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.analysis.analysis import Analysis, identified, read
from app.base.errors import ReportWriteError
from app.base.inputs import read_input, unreadable
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop, part_of, stop_if_asked
from app.base.translation import load_catalogue
from app.domain.photograph import Identity
from app.domain.reading import Reading
from app.reading.listing import Entry, read_content
from app.report.report_text import NOTHING_TYPED, Clinic, ReportText, Signature
from app.settings.archives import Archive
from app.settings.look import PageSize

if TYPE_CHECKING:  # loaded with the first report
    from pydicom.dataset import Dataset

    from app.pacs.network.outbox import Outbox
    from app.pacs.objects.building import ObjectKind
    from app.report.report import Report
    from app.report.trend import DatedNumbers

Past = Callable[[Analysis, ShouldStop], "tuple[DatedNumbers, ...]"]
"""Gives other visits of the eye, in the thread of the reports."""

_MAX_LOGO = 1 << 26  # bytes


@dataclass(frozen=True, eq=False)
class Issued:
    """A version of a report that is kept: whatever is made of it says what it says.

    Attributes:
        pdf: as it was made then; None if it has to be made again.
        mark: by which the store knows it: report and version.
    """

    report: "Report"
    pdf: bytes | None
    mark: str


@dataclass(frozen=True)
class Companion:
    """The photograph of the other eye, for a report on both.

    Attributes:
        reading: as a person reads it now; the analysis may be of an earlier one.
        identity: whom it shows, as a person or the patient's record says.
        statement: what was typed of it; None where nothing was.
    """

    entry: Entry
    analysis: Analysis
    reading: Reading
    identity: Identity
    statement: ReportText | None


@dataclass(frozen=True)
class Order:
    """What a report should look like.

    Attributes:
        languages: of LANGUAGES; one part of the report each.
        clinic: without its logo, whose file is ``logo``; empty where there is none.
        password: needed to open the PDF; None for none.
        signature: who signs it; a draft if None.
        issued: a version to be given out as it is; None to make a report.
        fellow: the other eye, in a report on both; None for one on the photograph shown.
    """

    statement: ReportText = field(default_factory=ReportText)
    languages: tuple[str, ...] = ("en",)
    page: PageSize = "A4"
    clinic: Clinic = field(default_factory=Clinic)
    logo: str = ""
    password: str | None = field(default=None, repr=False)
    signature: Signature | None = None
    issued: Issued | None = field(default=None, repr=False)
    fellow: Companion | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Paper:
    """A finished report: what it says, and its bytes.

    Attributes:
        analysis: that it was made of; None where it came from the store.
        fellow: the other eye's, in a report on both.
        past: other visits of the eye that it lists.
    """

    analysis: Analysis | None
    order: Order
    report: "Report"
    pdf: bytes
    fellow: Analysis | None = None
    past: "tuple[DatedNumbers, ...]" = ()

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """Return what it was made of."""
        return tuple(each for each in (self.analysis, self.fellow) if each is not None)


def no_past(_analysis: Analysis, _should_stop: ShouldStop) -> "tuple[DatedNumbers, ...]":
    """Return that no other visits are known."""
    return ()


def report_work(
    entry: Entry,
    analysis: Analysis,
    order: Order,
    former: Paper | None = None,
    past: Past = no_past,
) -> Callable[[OnProgress, ShouldStop], Paper]:
    """Return the work of making a report of an analysis; it fails if the file has changed since.

    Args:
        former: a report that was made before, and is given back if nothing is different.
        past: gives other visits of the eye.
    """

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Paper:
        on_progress(0.0, "read")
        source = read_content(entry)
        visits = past(analysis, should_stop)
        before = former and (former.analysis, former.order, former.past)
        if former is None or before != (analysis, order, visits):
            return _make(
                source, analysis, order, visits, on_progress=on_progress, should_stop=should_stop
            )
        _check_source(source, analysis, order.statement)
        return former

    return work


def saving_work(paper: Paper, path: Path) -> Callable[[OnProgress, ShouldStop], Path]:
    """Return the work of writing a report that was made, with its JSON."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Path:
        on_progress(0.5, "save")
        from app.report.pdf import write_report

        stop_if_asked(should_stop)
        write_report(paper.report, path, password=paper.order.password)
        return path

    return work


def export_work(
    entry: Entry, analysis: Analysis, folder: Path
) -> Callable[[OnProgress, ShouldStop], Message]:
    """Return the work of writing numbers and pictures of an analysis into a folder."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Message:
        from msgspec import structs

        from app.batch import naming
        from app.batch.ledger import Ledger
        from app.records import pictures
        from app.records.building import analysis_record
        from app.records.schema import WindowRequest

        record = structs.replace(analysis_record(analysis), request=WindowRequest())
        makers: dict[str, Callable[[], bytes]] = {
            naming.PHOTOGRAPH: lambda: pictures.photograph_png(analysis),
        }
        if analysis.shows_vessels:
            makers |= {
                naming.OVERLAY: lambda: pictures.overlay_png(analysis),
                naming.MASK: lambda: pictures.mask_png(analysis),
                naming.PROBABILITY: lambda: pictures.probability_png(analysis),
            }
        files = {}
        for number, (suffix, make) in enumerate(makers.items()):
            on_progress(number / len(makers), "save")
            stop_if_asked(should_stop)
            files[suffix] = make()
        written = Ledger(folder).add(entry.location.stem, analysis.image.sha256, files, record)
        return _saved(len(written), folder)

    return work


def objects_work(
    entry: Entry, analysis: Analysis, order: Order, folder: Path, past: Past = no_past
) -> Callable[[OnProgress, ShouldStop], Message]:
    """Return the work of writing a report and its numbers as DICOM objects into a folder."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Message:
        from app.batch.ledger import Ledger
        from app.batch.naming import OBJECTS
        from app.pacs.objects.building import ObjectKind, encode

        kinds = tuple(ObjectKind)
        objects = _make_objects(
            entry,
            analysis,
            order,
            past,
            kinds=kinds,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        files = {OBJECTS[kind]: encode(dataset) for kind, dataset in objects.items()}
        written = Ledger(folder).add(entry.location.stem, analysis.image.sha256, files, None)
        return _saved(len(written), folder)

    return work


def queueing_work(
    entry: Entry,
    analysis: Analysis,
    order: Order,
    *,
    kinds: Collection["ObjectKind"],
    outbox: "Outbox",
    archive: Archive,
    past: Past = no_past,
) -> Callable[[OnProgress, ShouldStop], Message]:
    """Return the work of making DICOM objects of a report and putting them into the outbox."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Message:
        objects = _make_objects(
            entry,
            analysis,
            order,
            past,
            kinds=kinds,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        _queue(objects, outbox, archive, should_stop, order.issued.mark if order.issued else "")
        return message(
            "{count} results are waiting to be sent to {host}.",
            count=len(objects),
            host=archive.host,
        )

    return work


def _saved(count: int, folder: Path) -> Message:
    return message("{count} files were saved in “{name}”.", count=count, name=folder)


def _check_source(source: bytes, analysis: Analysis, statement: ReportText) -> None:
    """Check that a report may be made, and that the file is still the one that was analysed."""
    from app.report.report import report_obstacle

    digest = sha256(source).hexdigest()
    obstacle = report_obstacle(analysis, statement, file_sha256=digest)
    if obstacle is not None:
        raise obstacle


def _make(
    source: bytes,
    analysis: Analysis,
    order: Order,
    past: "tuple[DatedNumbers, ...]",
    *,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> Paper:
    from app.report.pdf import render_pdf

    _check_source(source, analysis, order.statement)
    stop_if_asked(should_stop)
    on_progress(0.2, "report")
    if order.issued is not None:
        return Paper(analysis, order, order.issued.report, _pdf_of(order.issued, order.password))
    fellow = _read_fellow(order.fellow, should_stop) if order.fellow is not None else None
    report = _built(analysis, fellow, order, past)
    stop_if_asked(should_stop)
    on_progress(0.6, "report")
    pdf = render_pdf(report, password=order.password)
    return Paper(analysis, order, report, pdf, fellow, past)


def _read_fellow(fellow: Companion, should_stop: ShouldStop) -> Analysis:
    """Return the analysis of the other eye as it is read now, if its file is still the same."""
    digest = sha256(read_content(fellow.entry)).hexdigest()
    analysis = fellow.analysis
    if digest != analysis.image.sha256:
        raise ReportWriteError(
            message("“{name}” has changed since it was analysed.", name=analysis.image.path.name),
            message("Open the photograph again, then save the report."),
        )
    if analysis.reading != fellow.reading:
        analysis = read(analysis.findings, fellow.reading, former=analysis, should_stop=should_stop)
    return identified(analysis, fellow.identity)


def _built(
    analysis: Analysis,
    fellow: Analysis | None,
    order: Order,
    past: "tuple[DatedNumbers, ...]",
) -> "Report":
    from app.report.report import build_both_eyes_report, build_report

    catalogues = [load_catalogue(language) for language in order.languages]
    clinic = replace(order.clinic, logo=_read_logo(order.logo))
    if fellow is None or order.fellow is None:
        return build_report(
            analysis,
            catalogues,
            statement=order.statement,
            clinic=clinic,
            page=order.page,
            signature=order.signature,
            past=past,
        )
    author = order.statement.author
    return build_both_eyes_report(
        (analysis, fellow),
        (order.statement, replace(order.fellow.statement or NOTHING_TYPED, author=author)),
        catalogues,
        clinic=clinic,
        page=order.page,
        signature=order.signature,
    )


def _pdf_of(issued: Issued, password: str | None) -> bytes:
    from app.report.pdf import render_pdf

    if issued.pdf is not None and password is None:
        return issued.pdf
    return render_pdf(issued.report, password=password)


def _make_objects(
    entry: Entry,
    analysis: Analysis,
    order: Order,
    past: Past,
    *,
    kinds: Collection["ObjectKind"],
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> "dict[ObjectKind, Dataset]":
    from app.pacs.objects.building import build_objects, read_source

    on_progress(0.0, "read")
    source = read_content(entry)
    # What is in an archive must open for everybody who may see it there.
    order = replace(order, password=None)
    visits = past(analysis, should_stop)
    paper = _make(
        source,
        analysis,
        order,
        visits,
        on_progress=part_of(on_progress, 0.0, 0.5),
        should_stop=should_stop,
    )
    stop_if_asked(should_stop)
    on_progress(0.5, "objects")
    objects = build_objects(
        analysis,
        read_source(source),
        pdf=paper.pdf,
        title=paper.report.parts[0].title,
        kinds=kinds,
        created=paper.report.created,
        fellow=_source_of(order.fellow) if order.fellow is not None else None,
    )
    stop_if_asked(should_stop)
    on_progress(0.9, "save")
    return objects


def _source_of(fellow: Companion) -> "tuple[Analysis, Dataset | None]":
    from app.pacs.objects.building import read_source

    analysis = identified(fellow.analysis, fellow.identity)
    return analysis, read_source(read_content(fellow.entry))


def _queue(
    objects: "Mapping[ObjectKind, Dataset]",
    outbox: "Outbox",
    archive: Archive,
    should_stop: ShouldStop,
    mark: str,
) -> None:
    """Put all objects into the outbox, the report with its mark, or none."""
    from app.pacs.objects.building import ObjectKind

    entries = []
    try:
        for kind, dataset in objects.items():
            entries.append(outbox.add(dataset, archive, mark if kind is ObjectKind.PDF else ""))
            stop_if_asked(should_stop)
    except BaseException:
        for entry in entries:
            outbox.remove(entry)
        raise


def _read_logo(name: str) -> bytes | None:
    if not name:
        return None
    try:
        return read_input(Path(name), limit=_MAX_LOGO)
    except (OSError, ValueError) as error:
        what, _ = unreadable(Path(name), error)
        raise ReportWriteError(
            message("The clinic's logo cannot be used: {problem}", problem=what),
            message("Choose another one in the settings."),
        ) from error
