"""What ``retivasc measure`` makes of a mask made elsewhere: the record of its numbers."""

from collections.abc import Mapping
from pathlib import Path

from app import __version__
from app.analysis.measured_mask import MeasuredMask
from app.base.progress import ShouldStop
from app.batch.runner import Made
from app.batch.task import Drawn, Options, task
from app.domain.photograph import PhotographId
from app.field.masks import Assumed
from app.measurement.measures import shown_measures
from app.reading.listing import Entry
from app.reading.opening import digest, read_file
from app.records.schema import MeasureRequest
from app.report.wording import number_in_words


class MaskMaker:
    """Measure each mask in the field of view that goes with it."""

    command = "measure"
    frame = 0
    tabled = False

    def __init__(
        self, sources: Mapping[int, Path | Assumed], *, spacing_mm: float | None, inverted: bool
    ) -> None:
        self._sources, self._spacing_mm, self._inverted = sources, spacing_mm, inverted

    def request(self, entry: Entry) -> MeasureRequest:
        """Return all that was asked for, and what the field of view is taken from.

        Raises:
            ImageReadError: the file of the field cannot be read.
        """
        source = self._sources[id(entry)]
        return MeasureRequest(
            software_version=__version__,
            frame=self.frame + 1,
            spacing_mm=self._spacing_mm,
            inverted=self._inverted,
            field=str(source) if isinstance(source, Assumed) else digest(read_file(source)),
        )

    def lacks(self, _photograph: PhotographId) -> bool:
        """Return False: what the folder has is all that is wanted."""
        return False

    def make(self, entry: Entry, content: bytes, should_stop: ShouldStop) -> Made:
        """Measure a mask.

        Raises:
            RetivascError: it cannot be decoded or measured.
            Cancelled: ``should_stop`` answered true.
        """
        drawn = Drawn(self._sources[id(entry)], self._inverted)
        options = Options(frame=self.frame, spacing_mm=self._spacing_mm, drawn=drawn)
        outcome = task(entry, options, content=content, should_stop=should_stop)
        lines = summary(outcome.mask())
        return Made(outcome.record, {}, lines)


def summary(measured: MeasuredMask) -> tuple[str, ...]:
    """Return lines with every number of one mask, or why it is withheld, then the warnings."""
    numbers = ", ".join(
        number_in_words(measure, measured.measurements.numbers[measure.id])
        for measure in shown_measures(spacing_known=measured.image.spacing is not None)
        if measure.width is None
    )
    doubts = (f"  {warning}" for warning in measured.warnings)
    return (f"{measured.image.path}: {numbers}", *doubts)
