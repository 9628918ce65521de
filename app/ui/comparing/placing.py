"""Lay the visits of a strip where the photograph that is shown shows the same; in the thread."""

from collections.abc import Callable
from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.analysis.comparison import vessel_view, view_of
from app.base.messages import Message
from app.base.progress import OnProgress, ShouldStop, part_of, stop_if_asked
from app.registration.alignment import align
from app.registration.transform import Transform
from app.ui.comparing.pictures import (
    AS_IT_IS,
    MIRRORED,
    Party,
    Relation,
    Seen,
    Side,
    by_fields,
    check_patients,
)
from app.ui.comparing.visits import BOTH_EYES
from app.ui.session.layers import as_pyramid


@dataclass(frozen=True, eq=False)
class Placed:
    """A visit in the pixels of the photograph that is shown.

    Attributes:
        relation: to that photograph; of the other eye, MIRRORED.
        reason: why it could not be aligned with the photograph of its own eye that it lies on; None
            where it could, or where there is none.
    """

    side: Side
    relation: Relation
    reason: Message | None = None


def placing_work(
    shown: Party, other: Party, fellow: Analysis | None = None
) -> Callable[[OnProgress, ShouldStop], Placed]:
    """Return the work of laying a visit on the photograph that is shown.

    Args:
        fellow: the other eye's photograph that lies on the one that is shown already, if there is
            one: what shows that eye, too, is aligned with it first.
    """

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Placed:
        here = Seen.of(shown, part_of(on_progress, 0.0, 0.1), should_stop, shown=True)
        there = Seen.of(other, part_of(on_progress, 0.1, 0.5), should_stop)
        check_patients(here.analysis, there.analysis)
        stop_if_asked(should_stop)
        on_progress(0.5, "align")
        eyes = {each.analysis.image.laterality for each in (here, there)}
        if eyes == BOTH_EYES:
            return _mirrored(here, there, fellow)
        moved, reason = _aligned(there.analysis, here.analysis, by_vessels=there.kept)
        relation = Relation.UNALIGNED if reason else Relation.ALIGNED
        return Placed(there.side(there.through(moved, here)), relation, reason)

    return work


def _mirrored(here: Seen, there: Seen, fellow: Analysis | None) -> Placed:
    """Lay a photograph of the other eye on the one that is shown, as in a mirror."""
    if fellow is None:
        mirrored = there.through(by_fields(here.analysis, there.analysis, MIRRORED), here)
        return Placed(there.side(mirrored, mirrored=True), Relation.MIRRORED)
    moved, reason = _aligned(there.analysis, fellow, by_vessels=there.kept)
    on_fellow = moved.picture(there.analysis.image.pixels, fellow.field.mask.shape)
    width, height = here.extent
    mirror = by_fields(here.analysis, fellow, MIRRORED)
    picture = as_pyramid(mirror.picture(on_fellow, (height, width)))
    return Placed(there.side(picture, mirrored=True), Relation.MIRRORED, reason)


def _aligned(
    moving: Analysis, fixed: Analysis, *, by_vessels: bool
) -> tuple[Transform, Message | None]:
    """Return where pixels of one photograph lie in another, field upon field if not aligned."""
    view = vessel_view if by_vessels else view_of
    alignment = align(view(moving), view(fixed))
    if alignment.matched is None:
        return by_fields(fixed, moving, AS_IT_IS), alignment.reason
    return alignment.matched.backward, None
