"""What is known about each photograph: a person's decisions and texts, and what was found."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.analysis.analysis import Analysis
from app.base.errors import RetivascError
from app.base.messages import Message
from app.domain.photograph import NOBODY_SAYS, Colours, Identity, Laterality, PhotographId
from app.domain.quality import Verdict
from app.domain.reading import Reading
from app.measurement.types import Measurement
from app.reading.listing import Entry
from app.report.report_text import ReportText

Place = tuple[Path, str | None]
"""A file, and the name of a member if it is an archive."""


def place_of(entry: Entry) -> Place:
    """Return what identifies an entry: its file, and its name in an archive."""
    return entry.path, entry.member


@dataclass(frozen=True)
class Case:
    """What a person decided and wrote about one photograph.

    Attributes:
        reading: None until it was opened.
        statement: what was typed for its report; None until something was.
        identity: whom it shows, as a person says; the store keeps that of the patient.
        reported_reading, reported_text: as they were in the last report that was saved.
    """

    reading: Reading | None = None
    statement: ReportText | None = None
    reported_reading: Reading | None = None
    reported_text: ReportText | None = None
    identity: Identity = NOBODY_SAYS

    @property
    def corrected_since(self) -> bool:
        """Return whether something was corrected by hand that is in no report."""
        if self.reading is None or not self.reading.corrects:
            return False
        reported = self.reported_reading
        return reported is None or self.reading.corrections != reported.corrections

    @property
    def typed_since(self) -> bool:
        """Return whether something was typed that is in no report."""
        typed = self.statement
        return typed is not None and not typed.empty and typed != self.reported_text


@dataclass(frozen=True)
class Finding:
    """What an analysis found in a photograph, without its pictures.

    Attributes:
        density: the vessel density that is shown.
        eye: as the file or a person said it.
        reason: what decided that nothing is measured; None where it is.
    """

    density: Measurement
    verdict: Verdict
    eye: Laterality
    reason: Message | None = None

    @classmethod
    def of(cls, analysis: Analysis) -> "Finding":
        """Return what a list of photographs shows about an analysis."""
        density = analysis.shown_measurements.vessel_density
        withheld = analysis.withheld
        # That its quality is poor says less than what is poor about it.
        reason = withheld and next(iter(analysis.remarks), withheld)
        return cls(density, analysis.quality.verdict, analysis.image.laterality, reason)


@dataclass(frozen=True)
class Listed:
    """What is known about the file at a place.

    Attributes:
        finding: of the frame looked at last, or why it cannot be opened; None where nobody looked.
        colours: as it was last shown.
        photograph: the first one of the file; None until it was read.
    """

    finding: Finding | RetivascError | None = None
    colours: Colours = "stated"
    photograph: PhotographId | None = None


@dataclass
class Cases:
    """Every case of the session by its photograph, and what is known about each place."""

    by_photograph: dict[PhotographId, Case] = field(default_factory=dict)
    by_place: dict[Place, Listed] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.by_photograph.values())

    def of(self, photograph: PhotographId) -> Case:
        """Return the case of a photograph; an empty one until something is known of it."""
        return self.by_photograph.get(photograph, Case())

    def change(
        self, photograph: PhotographId, **changes: Reading | ReportText | Identity | None
    ) -> None:
        """Change values of a case."""
        self.by_photograph[photograph] = replace(self.of(photograph), **changes)  # type: ignore[arg-type]

    def at(self, entry: Entry) -> Listed:
        """Return what is known about an entry; only its own problem until it has been opened."""
        return self.by_place.get(place_of(entry), Listed(entry.problem))

    def note_colours(self, entry: Entry, colours: Colours) -> None:
        """Remember in which colours an entry is shown."""
        self.by_place[place_of(entry)] = replace(self.at(entry), colours=colours)

    def note_photograph(self, entry: Entry, photograph: PhotographId) -> None:
        """Remember which photograph lies at a place, by what was read there last."""
        first = PhotographId(photograph.sha256, 0)
        self.by_place[place_of(entry)] = replace(self.at(entry), photograph=first)

    def note_outcome(self, entry: Entry, outcome: Analysis | RetivascError) -> None:
        """Remember the result of analysing an entry, or why there is none."""
        if isinstance(outcome, Analysis):
            self.note_photograph(entry, outcome.image.id)
        finding = Finding.of(outcome) if isinstance(outcome, Analysis) else outcome
        known = self.at(entry)
        # Of a frame that cannot be read the others are still what was found.
        if isinstance(finding, Finding) or not isinstance(known.finding, Finding):
            self.by_place[place_of(entry)] = replace(known, finding=finding)

    def forget_finding(self, entry: Entry) -> None:
        """Forget what was found at a place; what a person decided about the photograph stays."""
        known = self.by_place.get(place_of(entry))
        if known is not None:
            self.by_place[place_of(entry)] = replace(known, finding=None, photograph=None)
