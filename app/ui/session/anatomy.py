"""Disc, cup, fovea, arteries and veins as they are shown, and what a person says of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QObject, pyqtSignal

from app.analysis.analysis import Analysis
from app.analysis.anatomy import corrected_evidence, landmarks_in_photograph
from app.analysis.vessel_kinds import Course, SaidOfVessels
from app.anatomy.arteries_veins import Decided
from app.anatomy.landmarks import NOT_LOOKED_FOR
from app.anatomy.zones import grid_unit
from app.base.messages import Message, message
from app.domain.anatomy import Ellipse, Landmarks, Outline, Point, Spot, VesselKind
from app.domain.photograph import Laterality
from app.domain.reading import Reading
from app.domain.structures import Structure

State = Callable[[], tuple[Analysis | None, Reading]]
"""What is shown: its analysis, and the reading that is set."""

SetReading = Callable[..., None]
"""Take a step: its name in the user's language, and the values of the reading that change."""

PLACEABLE = (Structure.DISC, Structure.CUP, Structure.FOVEA)
"""What a person can place, and say to be out of view."""

_NO_VESSEL = message("There is no vessel where you clicked.")
_NOT_TOLD = message("Arteries and veins are not told apart in this photograph.")
_NOTHING_PLACED: dict[str, object] = {
    "disc": None,
    "cup": None,
    "fovea": None,
    "vessel_kinds": (),
    "not_in_view": (),
}


@dataclass(frozen=True, eq=False)
class Anatomy:
    """What is known of a photograph's anatomy, in its pixels, as a person has set it.

    Attributes:
        found: as the program found it; None where no model looked for any.
        placed: which of disc, cup and fovea a person placed, or said to be out of view.
        grid_mm: a millimetre of the ETDRS grid in pixels; None where there is no grid.
        nominal: the grid is drawn by the distance from disc to fovea, as no millimetre is known.
        courses: the centrelines of vessels that a person spoke of, and of which kind they are.
    """

    landmarks: Landmarks
    found: Landmarks | None = None
    placed: frozenset[Structure] = frozenset()
    grid_mm: float | None = None
    nominal: bool = False
    courses: Sequence[tuple[VesselKind, Course]] = ()

    @property
    def disc(self) -> Ellipse | None:
        """Return the outline of the disc; None where it is not known."""
        disc = self.landmarks.disc
        return disc.ellipse if isinstance(disc, Outline) else None

    @property
    def cup(self) -> Ellipse | None:
        """Return the outline of the cup; None where it is not known."""
        cup = self.landmarks.cup
        return cup.ellipse if isinstance(cup, Outline) else None

    @property
    def fovea(self) -> Point | None:
        """Return the place of the fovea; None where it is not known."""
        fovea = self.landmarks.fovea
        return fovea.center if isinstance(fovea, Spot) else None


NOTHING_KNOWN = Anatomy(NOT_LOOKED_FOR)
"""Where no model looked, and nobody placed anything."""


class AnatomyEdits(QObject):
    """Show what is known of the anatomy of a photograph, and take a person's word on it.

    Signals:
        noticed: why what a person wanted does nothing.
    """

    noticed = pyqtSignal(Message)

    def __init__(
        self, state: State, set_reading: SetReading, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._set_reading = state, set_reading
        self._known: tuple[tuple[object, ...], Anatomy] | None = None

    @property
    def shown(self) -> Anatomy | None:
        """Return the anatomy as it is set now; None where nothing is known of any."""
        analysis, reading = self._state()
        if analysis is None or not analysis.shows_vessels:
            self._known = None
            return None
        key = (analysis.findings, self.decided, reading.anatomy, analysis.image.spacing)
        if self._known is None or self._known[0] != key:
            known = _anatomy(analysis, reading, self.decided)
            self._known = None if known is None else (key, known)
        return self._known[1] if self._known else None

    @property
    def decided(self) -> Decided | None:
        """Return the vessels that are shown, told apart; None where nothing tells."""
        analysis = self._state()[0]
        return None if analysis is None else analysis.shown_measurements.decided

    @property
    def suggested_eye(self) -> Laterality | None:
        """Return which eye it is by the places of disc and fovea; None where they do not tell."""
        shown = self.shown
        return None if shown is None else shown.landmarks.eye_suggested

    def click_vessel(self, point: Point, reach: float) -> None:
        """Say that the vessel at a point is a vein instead of an artery, and so on in turn.

        Args:
            point: from the photograph's corner.
            reach: in pixels of the photograph: the nearest vessel up to there is meant.
        """
        analysis, reading = self._state()
        decided = self.decided
        if analysis is None:
            return
        if decided is None:
            self.noticed.emit(_NOT_TOLD)
            return
        vessels = SaidOfVessels(decided, analysis.field, reading.vessel_kinds)
        told = vessels.clicked((point[0] - 0.5, point[1] - 0.5), reach)
        if told is None:
            self.noticed.emit(_NO_VESSEL)
        else:
            self._set_reading(self.tr("artery or vein"), vessel_kinds=told)

    def place(self, structure: Structure, where: Ellipse | Point | None) -> None:
        """Place disc, cup or fovea, or leave it as it was found.

        Args:
            where: an outline; of the fovea, x and y from the centre of the first pixel.
        """
        if self._state()[0] is not None:
            unseen = tuple(each for each in self._state()[1].not_in_view if each is not structure)
            changes = {str(structure): where, "not_in_view": unseen}
            self._set_reading(self._step(structure), **changes)

    def set_in_view(self, structure: Structure, in_view: bool) -> None:
        """Say that disc, cup or fovea cannot be seen, or no longer say so."""
        analysis, reading = self._state()
        if analysis is None or in_view == (structure not in reading.not_in_view):
            return
        if in_view:
            self.place(structure, None)
        else:
            unseen = tuple(
                each for each in PLACEABLE if each in reading.not_in_view or each is structure
            )
            self._set_reading(
                self._step(structure), **{str(structure): None, "not_in_view": unseen}
            )

    def discard(self) -> None:
        """Go back to the anatomy as the program found it."""
        self._set_reading(self.tr("discard corrections of the anatomy"), **_NOTHING_PLACED)

    def _step(self, structure: Structure) -> str:
        return {
            Structure.DISC: self.tr("optic disc"),
            Structure.CUP: self.tr("cup of the optic disc"),
            Structure.FOVEA: self.tr("fovea"),
        }[structure]


def _anatomy(analysis: Analysis, reading: Reading, decided: Decided | None) -> Anatomy | None:
    field, spacing = analysis.field, analysis.image.spacing
    known = corrected_evidence(analysis.findings.evidence, reading, field)
    if known is None:
        return None
    landmarks = landmarks_in_photograph(known, field)
    disc, fovea, unit = landmarks.disc, landmarks.fovea, None
    pixel_mm = None if spacing is None else spacing.mean_mm
    if isinstance(disc, Outline) and isinstance(fovea, Spot):
        unit = grid_unit(disc.ellipse.center, fovea.center, pixel_mm)
    courses: Sequence[tuple[VesselKind, Course]] = ()
    if decided is not None and reading.vessel_kinds:
        courses = tuple(SaidOfVessels(decided, field, reading.vessel_kinds).courses())
    found = analysis.automatic_landmarks
    return Anatomy(landmarks, found, reading.placed, unit, pixel_mm is None, courses)
