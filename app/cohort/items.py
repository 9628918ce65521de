"""One photograph of a cohort: where it lies, and what the list says about it."""

from dataclasses import dataclass
from pathlib import Path

from app.batch.task import Options
from app.domain.photograph import Laterality
from app.reading.listing import Entry


@dataclass(frozen=True)
class Item:
    """One photograph of a cohort.

    Attributes:
        number: its place in the cohort, from 0; results are ordered by it.
        id: what the list calls it; its number where the list gives no name.
        root: the folder or drive without which nothing of its part of the cohort can be read.
        size: of its file in bytes; None where that is not known.
        eye, spacing_mm, frame: as the list says; as the file says, or the first, if None.
        subject: whom it shows; as the file says if None.
        day: when it was taken, YYYYMMDD; as the file says if None.
        covariates: further cells of the list, in the order of the cohort's columns.
    """

    number: int
    id: str
    entry: Entry
    root: Path | None = None
    size: int | None = None
    eye: Laterality | None = None
    spacing_mm: float | None = None
    frame: int | None = None
    subject: str | None = None
    day: str | None = None
    covariates: tuple[str, ...] = ()

    def options(self, common: Options) -> Options:
        """Return how it is to be analysed: as all are, unless the list says more of it."""
        return Options(
            frame=common.frame if self.frame is None else self.frame,
            colours=common.colours,
            threshold=common.threshold,
            eye=self.eye or common.eye,
            spacing_mm=self.spacing_mm or common.spacing_mm,
            measure_anyway=common.measure_anyway,
        )


@dataclass(frozen=True)
class Chunk:
    """Photographs that one worker does one after the other, and whose rows are one file."""

    number: int
    items: tuple[Item, ...]
