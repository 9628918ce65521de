"""The one way from a photograph's file to its outcome: of window, ``analyze`` and ``measure``.

It knows of no window, folder or table: what is shown or written of an outcome is the next step.
Options and outcomes pickle, so that another process may do the task; an outcome is written as a
record, which JSON holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.analysis.analysis import Analysis, first_reading, read
from app.analysis.findings import Findings, Predictor, examine
from app.analysis.measured_mask import MeasuredMask, measure_mask
from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    part_of,
    stop_if_asked,
)
from app.domain.photograph import Colours, FundusImage, Laterality
from app.domain.reading import Reading
from app.field.masks import Assumed
from app.reading.listing import Entry, read_photograph
from app.reading.opening import decode
from app.records.building import analysis_record, failure_record, mask_record
from app.records.schema import Record

LoadModels = Callable[[OnProgress, ShouldStop], Predictor | Sequence[Predictor]]
"""Called once the file is read: a file that cannot be read waits for no model."""

ReadingOf = Callable[[Findings], Reading]
"""What a person says of a photograph, of which the file and the models say this."""


ReadImage = Callable[[], FundusImage]
"""Gives the photograph in a file, where somebody reads it anyway; raises as ``read_image``."""

Known = Callable[[FundusImage, Predictor | Sequence[Predictor]], Findings | None]
"""What the models found in a photograph earlier; None where they must look at it again."""


@dataclass(frozen=True)
class Drawn:
    """Vessels that are drawn in a picture: a mask made elsewhere.

    Attributes:
        field: the file that its field of view is taken from, or what is assumed.
        inverted: vessels are black.
    """

    field: Path | Assumed
    inverted: bool = False


@dataclass(frozen=True)
class Options:
    """How a file is read, and what was stated about the photograph beforehand.

    Attributes:
        frame: of the file, from 0.
        threshold: the model's own if None.
        eye: as the file says if None.
        spacing_mm: side of a pixel on the retina; as the file says if None.
        measure_anyway: even if its quality is too poor.
        drawn: None of a photograph, whose vessels the models find.
    """

    frame: int = 0
    colours: Colours = "stated"
    threshold: float | None = None
    eye: Laterality | None = None
    spacing_mm: float | None = None
    measure_anyway: bool = False
    drawn: Drawn | None = None

    def reading_of(self, findings: Findings) -> Reading:
        """Return the reading that was asked for; of the rest, what file and models say."""
        return first_reading(
            findings,
            threshold=self.threshold,
            laterality=self.eye,
            spacing_mm=self.spacing_mm,
            measure_anyway=self.measure_anyway,
        )


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one file: a result, or the error that it failed with.

    Attributes:
        result: an analysis, or a mask made elsewhere that was measured; None where it failed.
        error: None where it did not.
    """

    file: Entry
    options: Options
    result: Analysis | MeasuredMask | None = None
    error: RetivascError | None = None

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Return what a reader of the result must know; nothing where there is none."""
        return () if self.result is None else self.result.warnings

    @property
    def record(self) -> Record:
        """Return what is written of it, as JSON holds it."""
        if isinstance(self.result, Analysis):
            return analysis_record(self.result)
        if isinstance(self.result, MeasuredMask):
            return mask_record(self.result)
        assert self.error is not None
        return failure_record(self.file.location, self.error, frame=self.options.frame)

    def analysis(self) -> Analysis:
        """Return the analysis of a photograph.

        Raises:
            RetivascError: it failed of that.
        """
        result = self._result()
        assert isinstance(result, Analysis)
        return result

    def mask(self) -> MeasuredMask:
        """Return the mask that was measured.

        Raises:
            RetivascError: it failed of that.
        """
        result = self._result()
        assert isinstance(result, MeasuredMask)
        return result

    def _result(self) -> Analysis | MeasuredMask | None:
        if self.error is not None:
            raise self.error
        return self.result


def no_models(_on_progress: OnProgress, _should_stop: ShouldStop) -> tuple[Predictor, ...]:
    """Load nothing: a mask made elsewhere needs no model."""
    return ()


def task(
    file: Entry,
    options: Options,
    load_models: LoadModels = no_models,
    *,
    content: bytes | None = None,
    read_image: ReadImage | None = None,
    reading_of: ReadingOf | None = None,
    known: Known | None = None,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Outcome:
    """Open a file, examine the photograph in it, and read what was found.

    Args:
        content: of the file, where it has been read already.
        read_image: gives the photograph, where it is decoded already.
        reading_of: what a person says of the photograph; as the options say if None.
        known: what was found in it earlier; the models look at each photograph if None.

    Raises:
        Cancelled: ``should_stop`` answered true.
        Exception: something failed that nobody foresaw; whoever asked words and logs it.
    """
    try:
        on_progress(0.0, "read")
        image = _opened(file, options, content) if read_image is None else read_image()
        stop_if_asked(should_stop)
        if options.drawn is not None:
            on_progress(0.9, "measure")
            return Outcome(file, options, _measured(image, options.drawn, options.spacing_mm))
        models = load_models(part_of(on_progress, 0.05, 0.1), should_stop)
        findings = known(image, models) if known is not None else None
        if findings is None:
            findings = examine(image, models, part_of(on_progress, 0.1, 0.9), should_stop)
        on_progress(0.9, "measure")
        reading = (reading_of or options.reading_of)(findings)
        return Outcome(file, options, read(findings, reading, should_stop=should_stop))
    except RetivascError as error:
        return Outcome(file, options, error=error)


def _opened(file: Entry, options: Options, content: bytes | None) -> FundusImage:
    if content is None:
        return read_photograph(file, options.frame, options.colours)
    return decode(content, file.location, options.frame, options.colours)


def _measured(image: FundusImage, drawn: Drawn, spacing_mm: float | None) -> MeasuredMask:
    if spacing_mm is not None:
        image = image.with_spacing(spacing_mm)
    return measure_mask(image, drawn.field, inverted=drawn.inverted)
