"""Lay two photographs on each other: what the panes show, and what changed; runs in the thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from app.analysis.analysis import Analysis
from app.analysis.comparison import Comparison, compare
from app.base.errors import RetivascError, UnsupportedImageError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop, part_of, stop_if_asked
from app.domain.photograph import Laterality, Patient, Rgb
from app.imaging.difference import TOLERANCE, draw_changes, vessel_changes
from app.registration.alignment import Matched
from app.registration.transform import Coefficients, Frame, Transform
from app.ui.comparing.visits import BOTH_EYES
from app.ui.session.layers import Layers, Pyramid, as_pyramid
from app.ui.session.work import Shown

AS_IT_IS: Coefficients = ((0, 1, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0))
MIRRORED: Coefficients = ((0, -1, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0))


Sighted = Callable[[OnProgress, ShouldStop], Shown]
"""The work of giving a photograph as it is read now."""


class Relation(Enum):
    """Tell how two photographs lie on each other."""

    ALIGNED = auto()

    UNALIGNED = auto()
    """By their fields of view alone: the same place is not the same part of the retina."""

    MIRRORED = auto()
    """The two eyes, of which one is shown as in a mirror."""


@dataclass(frozen=True)
class Party:
    """A photograph that is to be compared.

    Attributes:
        day: YYYYMMDD; empty where nobody says it.
        kept: only its vessels are at hand, from the store.
    """

    sight: Sighted
    day: str
    kept: bool = False


@dataclass(frozen=True, eq=False)
class Side:
    """One of two photographs, in the pixels that both panes share.

    Attributes:
        day: YYYYMMDD; empty where nobody says it.
        shown: it is the one that the window shows.
        picture: as Qt stores pixels, at full size and halved again and again.
        mirrored: left and right are exchanged.
        kept: it is a picture of its vessels, from the store: the photograph is not at hand.
    """

    analysis: Analysis
    picture: Pyramid
    day: str
    shown: bool
    mirrored: bool = False
    kept: bool = False


@dataclass(frozen=True, eq=False)
class Compared:
    """Two photographs next to each other.

    Attributes:
        left, right: the earlier and the later one, where days tell; of two eyes OD and OS, as
            one sees a person.
        extent: width and height in pixels of both pictures.
        comparison: None of two eyes, whose numbers are not set against each other.
        difference: the later photograph with vessels gained, lost and the same in three colours;
            None where they are not aligned, or vessels of one of them must not be shown.
        absent: why only the vessels of one of them are at hand; None where both photographs are.
    """

    relation: Relation
    left: Side
    right: Side
    extent: tuple[int, int]
    comparison: Comparison | None = None
    difference: Pyramid | None = None
    absent: RetivascError | None = None

    @property
    def ordered(self) -> bool:
        """Return whether the photograph on the left is known to be the earlier one."""
        return bool(self.left.day and self.left.day < self.right.day)

    @property
    def reason(self) -> Message | None:
        """Return why they could not be aligned; None where they could, or need not be."""
        return self.comparison.alignment.reason if self.comparison else None


def comparing_work(shown: Party, other: Party) -> Callable[[OnProgress, ShouldStop], Compared]:
    """Return the work of comparing the photograph that is shown with another one."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Compared:
        one = Seen.of(shown, part_of(on_progress, 0.0, 0.1), should_stop, shown=True)
        two = Seen.of(other, part_of(on_progress, 0.1, 0.2), should_stop)
        check_patients(one.analysis, two.analysis)
        onward = part_of(on_progress, 0.2, 1.0)
        if {each.analysis.image.laterality for each in (one, two)} == BOTH_EYES:
            return _two_eyes(one, two, onward)
        first, second = (one, two) if one.day and two.day > one.day else (two, one)
        return _one_eye(first, second, onward, should_stop)

    return work


def check_patients(first: Analysis, second: Analysis) -> None:
    """Check that the files of two photographs do not name different persons.

    Raises:
        UnsupportedImageError: they do.
    """
    one, two = first.image.patient, second.image.patient
    if _are_different(one, two):
        raise other_patient(first.image.path.name, second.image.path.name)


def other_patient(first: str, second: str) -> UnsupportedImageError:
    """Return the error of photographs of different persons."""
    return UnsupportedImageError(
        message(
            "“{first}” and “{second}” are photographs of different patients.",
            first=first,
            second=second,
        ),
        message("Choose another photograph, or set right whose photographs they are."),
    )


def _are_different(one: Patient, two: Patient) -> bool:
    """Tell by what both files state; an ID counts where the same clinic gave it."""
    if one.id and two.id and one.issuer == two.issuer:
        return one.id != two.id
    born = one.birth_date and two.birth_date and one.birth_date != two.birth_date
    return bool(born)


@dataclass(frozen=True, eq=False)
class Seen:
    """A photograph as it is read now; see ``Side``."""

    analysis: Analysis
    layers: Layers
    day: str
    shown: bool
    kept: bool

    @classmethod
    def of(
        cls, party: Party, on_progress: OnProgress, should_stop: ShouldStop, *, shown: bool = False
    ) -> "Seen":
        """Look at a photograph; its day is the one that is known of it, typed or not."""
        analysis, layers = party.sight(on_progress, should_stop)
        exam = replace(analysis.image.exam, date=party.day or None)
        analysis = replace(analysis, image=replace(analysis.image, exam=exam))
        return cls(analysis, layers, party.day, shown, party.kept)

    @property
    def extent(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        return self.layers.width, self.layers.height

    def side(self, picture: Pyramid, *, mirrored: bool = False) -> Side:
        """Return it as a pane shows it."""
        return Side(self.analysis, picture, self.day, self.shown, mirrored, self.kept)

    def through(self, moved: Transform, other: "Seen") -> Pyramid:
        """Return it in the pixels of another photograph."""
        width, height = other.extent
        return as_pyramid(moved.picture(self.analysis.image.pixels, (height, width)))


def _one_eye(
    first: Seen, second: Seen, on_progress: OnProgress, should_stop: ShouldStop
) -> Compared:
    comparison = compare(
        first.analysis,
        second.analysis,
        by_vessels=first.kept or second.kept,
        on_progress=part_of(on_progress, 0.0, 0.7),
        should_stop=should_stop,
    )
    on_progress(0.7, "prepare")
    matched = comparison.alignment.matched
    moved = matched.backward if matched else by_fields(second.analysis, first.analysis, AS_IT_IS)
    left = first.side(first.through(moved, second))
    stop_if_asked(should_stop)
    on_progress(0.9, "prepare")
    has_vessels = all(each.analysis.shows_vessels for each in (first, second))
    return Compared(
        Relation.ALIGNED if matched else Relation.UNALIGNED,
        left,
        second.side(second.layers.photograph),
        second.extent,
        comparison,
        as_pyramid(_difference(comparison, matched)) if matched and has_vessels else None,
    )


def _two_eyes(shown: Seen, other: Seen, on_progress: OnProgress) -> Compared:
    on_progress(0.2, "prepare")
    mirrored = other.through(by_fields(shown.analysis, other.analysis, MIRRORED), shown)
    here, there = shown.side(shown.layers.photograph), other.side(mirrored, mirrored=True)
    is_right = shown.analysis.image.laterality is Laterality.RIGHT
    left, right = (here, there) if is_right else (there, here)
    return Compared(Relation.MIRRORED, left, right, shown.extent)


def by_fields(shown: Analysis, other: Analysis, coefficients: Coefficients) -> Transform:
    """Return where pixels of one photograph lie in another, field upon field."""
    source, target = Frame.of(shown.field), Frame.of(other.field)
    return Transform(source, target, coefficients)


def _difference(comparison: Comparison, matched: Matched) -> Rgb:
    """Draw on the later photograph how its vessels differ from the earlier ones."""
    second, inside = comparison.second, matched.overlap[1]
    before = matched.backward.mask(comparison.first.shown_vessels.native, inside.shape)
    changes = vessel_changes(
        before, second.shown_vessels.native, TOLERANCE * second.field.diameter_px
    )
    gained, lost, same = (each & inside for each in changes)
    return draw_changes(second.image.pixels, (gained, lost, same))
