"""Compare two photographs of one eye: what changed, and whether that can be told from chance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.analysis.analysis import Analysis, first_reading, read
from app.analysis.changes import Change, NumberChange, verdict_of
from app.analysis.findings import Findings
from app.base.errors import UnsupportedImageError
from app.base.messages import Message, message
from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    stop_if_asked,
)
from app.domain.photograph import Laterality, Mask, eye_code
from app.domain.quality import Verdict
from app.domain.reading import Region
from app.domain.structures import Structure
from app.imaging.vessel_picture import vessel_picture
from app.measurement.measures import MEASURES
from app.measurement.types import Measurement
from app.registration.alignment import Alignment, align
from app.registration.view import View

_FIELDS_ALIKE = 0.1  # of the field's angle or of the eye's enlargement
_GRADES = (Verdict.GOOD, Verdict.USABLE, Verdict.NOT_GRADABLE)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two photographs of one eye, aligned if they can be, and their numbers.

    Attributes:
        first, second: each measured over the part of its field that the other shows, too; over
            all of it where they could not be aligned.
        changes: of each number, by its id; none where they could not be aligned.
        remarks: what must be known of a change: other camera, model, field or quality.
    """

    first: Analysis
    second: Analysis
    alignment: Alignment
    changes: Mapping[str, NumberChange]
    remarks: tuple[Message, ...]

    @property
    def structures(self) -> frozenset[Structure]:
        """Return what besides the vessels is known of both, looked for or placed."""
        return self.first.structures & self.second.structures

    @property
    def grade(self) -> Verdict:
        """Return the poorer quality of the two."""
        return max(self.first.quality.verdict, self.second.quality.verdict, key=_GRADES.index)


def compare_findings(
    first: Findings,
    second: Findings,
    *,
    measure_anyway: bool = False,
    should_stop: ShouldStop = never_stop,
) -> Comparison:
    """Compare two photographs as nobody has read them yet; see ``compare``."""
    one, two = (
        read(each, first_reading(each, measure_anyway=measure_anyway), should_stop=should_stop)
        for each in (first, second)
    )
    return compare(one, two, should_stop=should_stop)


def compare(
    first: Analysis,
    second: Analysis,
    *,
    by_vessels: bool = False,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Comparison:
    """Align two photographs and measure both again over what both fields show.

    What a person excluded from either is excluded from both. The earlier photograph comes first.

    Args:
        by_vessels: they are aligned by pictures of their vessels: one of them is not at hand.

    Raises:
        UnsupportedImageError: one of them is stated to be of the other eye.
        Cancelled: ``should_stop`` answered true.
    """
    _check_eyes(first, second)
    on_progress(0.0, "align")
    view = vessel_view if by_vessels else view_of
    alignment = align(view(first), view(second))
    stop_if_asked(should_stop)
    matched = alignment.matched
    if matched is None:
        return Comparison(first, second, alignment, {}, _remarks(first, second))
    here, there = matched.overlap
    for_first, for_second = _excluded(first), _excluded(second)
    here = here & ~for_first & ~matched.forward.mask(for_second, for_first.shape)
    there = there & ~for_second & ~matched.backward.mask(for_first, for_second.shape)
    on_progress(0.5, "measure")
    one = _measured_over(here, first, should_stop)
    on_progress(0.75, "measure")
    two = _measured_over(there, second, should_stop)
    return Comparison(one, two, alignment, differences(one, two), _remarks(one, two))


def view_of(analysis: Analysis) -> View:
    """Return a photograph as it is aligned."""
    return View(analysis.image.pixels, analysis.field, analysis.probability.native)


def vessel_view(analysis: Analysis) -> View:
    """Return a photograph as it is aligned by its vessels alone."""
    probability = analysis.probability.native
    return View(vessel_picture(probability, analysis.field.mask), analysis.field, probability)


def _excluded(analysis: Analysis) -> Mask:
    excluded = analysis.reading.excluded
    mask: Mask = analysis.field.mask & False if excluded is None else excluded.mask()
    return mask


def _measured_over(part: Mask, analysis: Analysis, should_stop: ShouldStop) -> Analysis:
    reading = replace(analysis.reading, excluded=Region.of(~part))
    # Whom it shows and when is no part of the reading.
    return replace(read(analysis.findings, reading, should_stop=should_stop), image=analysis.image)


def _check_eyes(first: Analysis, second: Analysis) -> None:
    eyes = {first.image.laterality, second.image.laterality}
    if eyes == {Laterality.RIGHT, Laterality.LEFT}:
        raise UnsupportedImageError(
            message(
                "“{first}” shows {eye}, “{second}” the other eye.",
                first=first.image.path.name,
                second=second.image.path.name,
                eye=eye_code(first.image.laterality),
            ),
            message(
                "Compare two photographs of one eye, or set the eye if a file states it wrongly."
            ),
        )


def differences(first: Analysis, second: Analysis) -> Mapping[str, NumberChange]:
    """Return how each number that both photographs have differs, each as it was measured."""
    both = (each.shown_measurements.numbers for each in (first, second))
    known = set.intersection(*map(set, both))
    return {number: _change(number, first, second) for number in MEASURES if number in known}


def _change(number: str, first: Analysis, second: Analysis) -> NumberChange:
    one, two = (each.shown_measurements.numbers[number] for each in (first, second))
    if one.value is None or two.value is None:
        return NumberChange(one, two, None, None, Change.WITHHELD)
    change, smallest = two.value - one.value, _smallest(one, two, first, second)
    return NumberChange(one, two, change, smallest, verdict_of(change, smallest))


def _smallest(
    one: Measurement, two: Measurement, first: Analysis, second: Analysis
) -> float | None:
    """Return what both visits can tell: the greater of the two, if one model found both."""
    known = one.smallest_detectable, two.smallest_detectable
    if None in known or not _drawn_alike(first, second):
        return None
    return max(each for each in known if each is not None)


def _drawn_alike(first: Analysis, second: Analysis) -> bool:
    one, two = first.provenance, second.provenance
    return (one.model_sha256, one.shares, first.threshold) == (
        two.model_sha256,
        two.shares,
        second.threshold,
    )


def _remarks(first: Analysis, second: Analysis) -> tuple[Message, ...]:
    """Return what differs between the photographs besides the eye."""
    return tuple(
        remark
        for remark in (
            _reversed(first, second),
            _other_camera(first, second),
            _other_field(first, second),
            _other_drawing(first, second),
            _other_quality(first, second),
        )
        if remark is not None
    )


def _reversed(first: Analysis, second: Analysis) -> Message | None:
    one, two = first.image.exam.date, second.image.exam.date
    if not one or not two or one <= two:
        return None
    return message("The first photograph is the later one: changes go back in time.")


def _other_camera(first: Analysis, second: Analysis) -> Message | None:
    one, two = first.image.exam.device, second.image.exam.device
    if one == two or one is None or two is None:
        return None
    return message(
        "Different cameras took the photographs ({first}; {second}): numbers may differ for that "
        "alone.",
        first=one,
        second=two,
    )


def _other_field(first: Analysis, second: Analysis) -> Message | None:
    one, two = first.image.exam.field_degrees, second.image.exam.field_degrees
    if not one or not two or abs(one / two - 1) < _FIELDS_ALIKE:
        return None
    return message(
        "The fields of view differ ({first}° and {second}°): the eye is enlarged differently.",
        first=round(one),
        second=round(two),
    )


def _other_drawing(first: Analysis, second: Analysis) -> Message | None:
    if _drawn_alike(first, second):
        return None
    return message(
        "The vessels were found by different models, styles or thresholds: changes cannot be told "
        "from that."
    )


def _other_quality(first: Analysis, second: Analysis) -> Message | None:
    one, two = first.quality.verdict, second.quality.verdict
    if one is two:
        return None
    return message("The photographs differ in quality: fine vessels may be lost in the poorer one.")
