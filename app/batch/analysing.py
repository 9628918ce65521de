"""What ``retivasc analyze`` makes of a photograph: record, pictures, report, DICOM objects."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import __version__
from app.analysis.analysis import Analysis
from app.analysis.findings import Predictor, vessel_output
from app.base.errors import ReportWriteError, RetivascError
from app.base.progress import ShouldStop
from app.base.translation import load_catalogue
from app.batch.naming import (
    ARTERIES_VEINS,
    MASK,
    OBJECTS,
    OVERLAY,
    PHOTOGRAPH,
    PROBABILITY,
    REPORT,
    REPORT_JSON,
)
from app.batch.runner import Made
from app.batch.task import Options, Outcome, task
from app.domain.photograph import Laterality, PhotographId
from app.measurement.measures import shown_measures
from app.pacs.objects.kinds import ObjectKind
from app.reading.listing import Entry
from app.records.pictures import (
    arteries_veins_png,
    mask_png,
    overlay_png,
    photograph_png,
    probability_png,
)
from app.records.schema import AnalyzeRequest
from app.report.report_text import NOTHING_TYPED
from app.report.wording import band_title, number_in_words

if TYPE_CHECKING:
    from app.batch.keeping import Keeper
    from app.report.report import Report

_PICTURES: dict[str, Callable[[Analysis], bytes]] = {
    PROBABILITY: probability_png,
    MASK: mask_png,
    OVERLAY: overlay_png,
}


@dataclass(frozen=True)
class Files:
    """What is written for a photograph besides its record and the pictures of its vessels."""

    photograph: bool = False
    report: bool = True
    dicom: bool = False


class AnalysisMaker:
    """Analyse photographs; make pictures and a report of each."""

    command = "analyze"
    tabled = True

    def __init__(
        self,
        predictor: Predictor,
        options: Options,
        files: Files,
        keeper: "Keeper | None" = None,
    ) -> None:
        self._predictor, self._options, self._files = predictor, options, files
        self._keeper = keeper
        self.frame = options.frame

    def request(self, _entry: Entry) -> AnalyzeRequest:
        """Return the model and all that was asked for."""
        asked, files, model = self._options, self._files, self._predictor
        vessels = vessel_output(model)
        return AnalyzeRequest(
            software_version=__version__,
            frame=asked.frame + 1,
            model=(model.name, model.version, model.sha256),
            hysteresis=vessels.hysteresis,
            threshold=vessels.threshold if asked.threshold is None else asked.threshold,
            spacing_mm=asked.spacing_mm,
            eye=asked.eye,
            measure_anyway=asked.measure_anyway,
            photograph=files.photograph,
            report=files.report,
            dicom=files.dicom,
            style=dict(model.shares),
        )

    def lacks(self, photograph: PhotographId) -> bool:
        """Tell whether a store that is to keep the results does not have this one."""
        return self._keeper is not None and self._keeper.lacks(photograph)

    def make(self, entry: Entry, content: bytes, should_stop: ShouldStop) -> Made:
        """Analyse a photograph, make its files, and keep it in the store if there is one.

        Raises:
            RetivascError: it cannot be decoded, analysed or kept.
            Cancelled: ``should_stop`` answered true.
        """
        outcome = task(
            entry,
            self._options,
            lambda *_: self._predictor,
            content=content,
            should_stop=should_stop,
        )
        made = _made(outcome, content, self._files)
        if self._keeper is None:
            return made
        return replace(made, lines=made.lines + self._keeper.keep(entry, outcome.analysis()))


def _made(outcome: Outcome, content: bytes, wanted: Files) -> Made:
    """Make what is written of an analysis."""
    analysis = outcome.analysis()
    pictures = _PICTURES if analysis.shows_vessels else {}
    files = {suffix: make(analysis) for suffix, make in pictures.items()}
    if pictures and analysis.vessel_labels is not None:
        files[ARTERIES_VEINS] = arteries_veins_png(analysis)
    if wanted.photograph:
        files[PHOTOGRAPH] = photograph_png(analysis)
    lines, report = list(_summary(analysis)), None
    if wanted.report:
        report, obstacle = add_report(files, analysis)
        lines += _without("report was", obstacle, analysis)
    if wanted.dicom:
        obstacle = add_objects(files, analysis, content, report)
        lines += _without("DICOM objects were", obstacle, analysis)
    return Made(outcome.record, files, tuple(lines))


def add_report(
    files: dict[str, bytes], analysis: Analysis, language: str = "en"
) -> "tuple[Report | None, RetivascError | None]":
    """Add the report and its JSON; return it, or why there can be none."""
    from app.report.pdf import render_pdf
    from app.report.report import build_report, report_obstacle
    from app.report.report_json import report_to_json

    obstacle = report_obstacle(analysis, NOTHING_TYPED)
    if obstacle is not None:
        return None, obstacle
    report = build_report(analysis, [load_catalogue(language)])
    files |= {REPORT: render_pdf(report), REPORT_JSON: report_to_json(report)}
    return report, None


def add_objects(
    files: dict[str, bytes],
    analysis: Analysis,
    content: bytes,
    report: "Report | None",
    kinds: Collection[ObjectKind] = tuple(ObjectKind),
) -> RetivascError | None:
    """Add the DICOM objects that are wanted, or return why there can be none.

    Of a picture file the photograph itself is among them, in a study of nobody.
    """
    from app.pacs.objects.building import build_objects, encode, read_source

    try:
        objects = build_objects(
            analysis,
            read_source(content),
            pdf=files.get(REPORT),
            title=report.parts[0].title if report else "",
            kinds=kinds,
            created=report.created if report else None,
        )
    except ReportWriteError as obstacle:  # the file does not say which study it is of
        return obstacle
    files |= {OBJECTS[kind]: encode(dataset) for kind, dataset in objects.items()}
    return None


def _summary(analysis: Analysis) -> tuple[str, ...]:
    """Return lines with the numbers of an analysis, then its warnings."""
    quality = analysis.quality
    head = f"{analysis.image.path}: {_numbers(analysis)}; image quality {quality.verdict}"
    remarks = (remark for remark in analysis.remarks if remark is not analysis.withheld)
    return (head, *(f"  {remark}" for remark in remarks))


def _without(what: str, obstacle: RetivascError | None, analysis: Analysis) -> tuple[str, ...]:
    """Return lines on why something was not written, and what to do about it."""
    if obstacle is None:
        return ()
    way_out: object = obstacle.hint
    if analysis.image.laterality is Laterality.UNKNOWN and what.startswith("report"):
        way_out = "Name it with --eye R or --eye L."
    return (f"  No {what} written. {obstacle.message} {way_out}",)


def _numbers(analysis: Analysis) -> str:
    """Return every number with its band, or the one reason why there is none."""
    if analysis.withheld is not None:
        return f"measurements withheld: {analysis.withheld}"
    measured = analysis.measurements
    numbers = ", ".join(
        number_in_words(measure, measured.numbers[measure.id])
        for measure in shown_measures(spacing_known=analysis.image.spacing is not None)
        if measure.width is None
    )
    return f"{numbers}; {str(band_title(measured.band)).lower()}"
