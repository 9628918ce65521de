"""The task of ``retivasc analyze``: a photograph, and all that is made of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.analysis import Analysis, Predictor, analyse
from app.batch.naming import (
    COMPANION,
    MASK,
    OVERLAY,
    PHOTOGRAPH,
    PROBABILITY,
    REPORT,
)
from app.batch.runner import Made
from app.errors import RetivascError
from app.imaging.reading import decode
from app.imaging.series import Entry
from app.imaging.types import FundusImage, Laterality, Source, Spacing
from app.progress import ShouldStop, ignore_progress
from app.report.export import mask_png, overlay_png, photograph_png, probability_png
from app.report.record import analysis_record
from app.report.statement import NOTHING_TYPED
from app.report.wording import band_title, number_in_words, shown_numbers
from app.translation import load_catalogue

_PICTURES: dict[str, Callable[[Analysis], bytes]] = {
    PROBABILITY: probability_png,
    MASK: mask_png,
    OVERLAY: overlay_png,
}


@dataclass(frozen=True)
class Settings:
    """Say how photographs are analysed, and what is written of them.

    Attributes:
        threshold: the model's own if None.
        frame: from 0.
        spacing_mm: side of a pixel on the retina, as the user says; as the file says if None.
        eye: which eye it is, as the user says; as the file says if None.
    """

    threshold: float | None = None
    frame: int = 0
    spacing_mm: float | None = None
    eye: Laterality | None = None
    measure_anyway: bool = False
    photograph: bool = False
    report: bool = True


class AnalysisTask:
    """Analyse a photograph; make pictures and a report of it."""

    command = "analyze"
    tabled = True

    def __init__(self, predictor: Predictor, settings: Settings) -> None:
        self._predictor, self._settings = predictor, settings
        self.frame = settings.frame

    def request(self, _entry: Entry) -> dict[str, Any]:
        """Return the model and the settings, as a record holds them."""
        chosen, model = self._settings, self._predictor
        return {
            "model": [model.name, model.version, model.sha256],
            "hysteresis": model.hysteresis,
            "threshold": model.threshold if chosen.threshold is None else chosen.threshold,
            "spacing_mm": chosen.spacing_mm,
            "eye": str(chosen.eye) if chosen.eye else None,
            "measure_anyway": chosen.measure_anyway,
            "photograph": chosen.photograph,
            "report": chosen.report,
        }

    def perform(self, entry: Entry, content: bytes, should_stop: ShouldStop) -> Made:
        """Analyse a photograph and make its files.

        Raises:
            RetivascError: it cannot be decoded or analysed.
            Cancelled: ``should_stop`` answered true.
        """
        chosen = self._settings
        image = decode(content, entry.location, chosen.frame, "stated")
        image = with_user_spacing(image, chosen.spacing_mm)
        if chosen.eye is not None:
            image = image.with_laterality(chosen.eye)
        analysis = analyse(
            image,
            self._predictor,
            threshold=chosen.threshold,
            measure_anyway=chosen.measure_anyway,
            on_progress=ignore_progress,
            should_stop=should_stop,
        )
        pictures = _PICTURES if analysis.shows_vessels else {}
        files = {suffix: make(analysis) for suffix, make in pictures.items()}
        if chosen.photograph:
            files[PHOTOGRAPH] = photograph_png(analysis)
        lines = _summary(analysis)
        if chosen.report:
            obstacle = _add_report(files, analysis)
            lines += _unreported(analysis, obstacle)
        return Made(analysis_record(analysis), files, lines)


def with_user_spacing(image: FundusImage, spacing_mm: float | None) -> FundusImage:
    """Let the user state the size of a pixel, unless its shape alone already forbids measuring."""
    if spacing_mm is None or image.pixel_ratio != 1:
        return image
    return replace(image, spacing=Spacing(spacing_mm, spacing_mm, Source.USER))


def _add_report(files: dict[str, bytes], analysis: Analysis) -> RetivascError | None:
    """Add the report and its companion, or return why there can be none."""
    from app.report.companion import report_to_json
    from app.report.pdf import render_pdf
    from app.report.report import build_report, report_obstacle

    obstacle = report_obstacle(analysis, NOTHING_TYPED)
    if obstacle is None:
        report = build_report(analysis, [load_catalogue("en")])
        files |= {REPORT: render_pdf(report), COMPANION: report_to_json(report)}
    return obstacle


def _summary(analysis: Analysis) -> tuple[str, ...]:
    """Return the numbers of an analysis, then its doubts."""
    quality = analysis.quality
    head = f"{analysis.image.path}: {_numbers(analysis)}; image quality {quality.verdict}"
    remarks = (remark for remark in analysis.remarks if remark is not analysis.withheld)
    return (head, *(f"  {remark}" for remark in remarks))


def _unreported(analysis: Analysis, obstacle: RetivascError | None) -> tuple[str, ...]:
    if obstacle is None:
        return ()
    way_out = obstacle.hint
    if analysis.image.laterality is Laterality.UNKNOWN:
        return (f"  No report was written. {obstacle.message} Name it with --eye R or --eye L.",)
    return (f"  No report was written. {obstacle.message} {way_out}",)


def _numbers(analysis: Analysis) -> str:
    """Return every number with its band, or the one reason why there is none."""
    if analysis.withheld is not None:
        return f"measurements withheld: {analysis.withheld}"
    measured = analysis.measurements
    numbers = ", ".join(
        number_in_words(number, measured.numbers[number])
        for number in shown_numbers(analysis.image.spacing)
    )
    return f"{numbers}; bands {str(band_title(measured.band)).lower()}"
