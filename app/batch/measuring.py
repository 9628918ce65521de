"""The task of ``retivasc measure``: a mask made elsewhere, and its numbers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.analysis.measured_mask import MeasuredMask, measure_mask
from app.base.progress import ShouldStop
from app.batch.runner import Made
from app.field.masks import Assumed
from app.measurement.measures import shown_measures
from app.reading.listing import Entry
from app.reading.opening import decode, digest, read_file
from app.records.building import mask_record
from app.report.wording import number_in_words


class MeasuringTask:
    """Measure a mask in the field of view that goes with it."""

    command = "measure"
    frame = 0
    tabled = False

    def __init__(
        self, sources: Mapping[int, Path | Assumed], *, spacing_mm: float | None, inverted: bool
    ) -> None:
        self._sources, self._spacing_mm, self._inverted = sources, spacing_mm, inverted

    def request(self, entry: Entry) -> dict[str, Any]:
        """Return the settings and what the field of view is taken from, as a record holds them.

        Raises:
            ImageReadError: the file of the field cannot be read.
        """
        source = self._sources[id(entry)]
        return {
            "spacing_mm": self._spacing_mm,
            "inverted": self._inverted,
            "field": str(source) if isinstance(source, Assumed) else digest(read_file(source)),
        }

    def perform(self, entry: Entry, content: bytes, _should_stop: ShouldStop) -> Made:
        """Measure a mask.

        Raises:
            RetivascError: it cannot be decoded or measured.
        """
        source = self._sources[id(entry)]
        image = decode(content, entry.location, self.frame, "stated")
        if self._spacing_mm is not None:
            image = image.with_spacing(self._spacing_mm)
        measured = measure_mask(image, source, inverted=self._inverted)
        return Made(mask_record(measured), {}, summary(measured))


def summary(measured: MeasuredMask) -> tuple[str, ...]:
    """Return every number of one mask, or why it is withheld, then the doubts."""
    numbers = ", ".join(
        number_in_words(measure, measured.measurements.numbers[measure.id])
        for measure in shown_measures(spacing_known=measured.image.spacing is not None)
    )
    doubts = (f"  {warning}" for warning in measured.warnings)
    return (f"{measured.image.path}: {numbers}", *doubts)
