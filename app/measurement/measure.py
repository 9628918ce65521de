"""How a number is declared: computed, named, defined, written, coded, withheld."""

from collections.abc import Callable
from dataclasses import dataclass

from app.anatomy.zones import GridField, Zone
from app.base.messages import Message, message
from app.domain.anatomy import VesselKind
from app.domain.structures import Structure
from app.measurement.regions import Quadrant
from app.measurement.traced import Traced
from app.measurement.types import BoxCount
from app.measurement.widths import Width

Found = float | Message | None
"""A value, or why there is none; None for the usual reason."""

Place = Zone | GridField | Quadrant
"""A part of the retina that a number is of; quadrants are those about the disc."""

_NO_SPACING = message("The pixel size on the retina is not known.")


@dataclass(frozen=True, eq=False)
class Measure:
    """How a number is computed, named, defined, written, coded and withheld.

    Attributes:
        id: its name in records and tables, which scripts rely on.
        name: what the field calls it.
        definition: one line, with the unit; ⌀ is the diameter of the field of view.
        find: returns its value; why it cannot be measured; or None for the reason it mostly is.
        reason: why it is withheld then.
        unit: of the value, in records; "1" for a plain ratio or a count.
        factor: from that unit to the one that is written for people and in DICOM.
        decimals: how many are written.
        suffix: the unit that is written.
        code: of the private DICOM scheme, 16 signs at most; None where it has none, and is in no
            DICOM object.
        ucum: code and meaning of the unit in DICOM.
        needs_spacing: it is withheld and not shown without the size of a pixel.
        width: of the vessels that it is of; None where it is of all.
        base: id of the number that this one is written as, of all vessels in the whole field or in
            another unit; how branching is told of all vessels together there is no number. Empty
            where it is a number of its own.
        kind: of the vessels that it is of; None where it is of all.
        place: of which it is; None where it is of the whole field.
        needs: what models must have looked for; where they have not, there is no such number.
        of_vessels: it depends on where vessels are, and so on their threshold.
        fit: returns the box counts that it is the slope of; None for other numbers.
        tolerance: how far the bundled sample's may lie from what is known, in ``unit``; None where
            the self-test does not compare it.
    """

    id: str
    name: Message
    definition: Message
    find: Callable[[Traced], Found]
    reason: Message
    unit: str = "1"
    factor: float = 1
    decimals: int = 0
    suffix: str = ""
    code: str | None = ""
    ucum: tuple[str, str] = ("1", "no units")
    needs_spacing: bool = False
    width: Width | None = None
    base: str = ""
    kind: VesselKind | None = None
    place: Place | None = None
    needs: frozenset[Structure] = frozenset()
    of_vessels: bool = True
    fit: Callable[[Traced], BoxCount | None] | None = None
    tolerance: float | None = None

    def reason_without(self, pixel_mm: float | None) -> Message:
        """Return why it is withheld where the side of a pixel is this."""
        return _NO_SPACING if self.needs_spacing and pixel_mm is None else self.reason
