"""What a reader must know of what a person said of a photograph."""

from collections.abc import Iterator

from app.base.messages import Message, message
from app.domain.photograph import (
    FundusImage,
    Identity,
    Laterality,
    Source,
    eye_code,
    facts_agree,
)


def warnings_of_reading(
    image: FundusImage,
    *,
    overridden: bool,
    corrected: bool,
    measured: bool,
    excluded: float,
    anatomy_corrected: bool = False,
    eye_suggested: Laterality | None = None,
) -> tuple[Message, ...]:
    """Return warnings of what a person changed or left open, the most serious first.

    Args:
        image: with the eye and the size of a pixel as the person states them.
        overridden: it was measured though its quality is too poor.
        corrected: vessels were drawn or erased by hand.
        anatomy_corrected: a person placed disc, cup or fovea, or said what a vessel is.
        eye_suggested: which eye it is by the places of disc and fovea; None if they do not tell.
        measured: there are numbers.
        excluded: which share of the field of view is not measured, 0 to 1.
    """
    return (
        *_override_warnings(overridden=overridden),
        *_correction_warnings(corrected=corrected, measured=measured),
        *_anatomy_warnings(corrected=anatomy_corrected, measured=measured),
        *_exclusion_warnings(excluded),
        *_suggestion_warnings(image.laterality, eye_suggested),
        *_eye_warnings(image),
        *_spacing_warnings(image),
    )


_FACTS = {
    "issuer": message("Issuer of the ID"),
    "id": message("Patient ID"),
    "name": message("Patient"),
    "birth_date": message("Date of birth"),
    "sex": message("Sex"),
    "date": message("Date of photograph"),
}


def warnings_of_identity(stated: FundusImage, image: FundusImage) -> tuple[Message, ...]:
    """Return on what a photograph's file and a person contradict each other.

    Args:
        stated: as the file describes it.
        image: with what the person says of whom it shows.
    """
    return tuple(
        message(
            "{fact}: the file says “{stated}”, a person says “{said}”. Check whose photograph "
            "this is.",
            fact=_FACTS[fact],
            stated=one,
            said=other,
        )
        for fact, one, other in contradictions_of_identity(stated, image)
    )


def contradictions_of_identity(
    stated: FundusImage, image: FundusImage
) -> Iterator[tuple[str, str, str]]:
    """Yield each fact on which file and person contradict each other, and what either says."""
    filed = Identity(stated.patient, stated.exam.date).facts()
    told = Identity(image.patient, image.exam.date).facts()
    for fact in _FACTS:
        if fact in image.typed and fact in filed and not facts_agree(fact, filed[fact], told[fact]):
            yield fact, filed[fact], told[fact]


def _override_warnings(*, overridden: bool) -> tuple[Message, ...]:
    if not overridden:
        return ()
    return (
        message(
            "The quality is too poor to measure, but the user had it measured anyway. Do not rely "
            "on the numbers.",
        ),
    )


def _correction_warnings(*, corrected: bool, measured: bool) -> tuple[Message, ...]:
    if not corrected:
        return ()
    if not measured:
        return (message("The vessels were corrected by hand."),)
    return (
        message(
            "The vessels were corrected by hand; the automatic numbers are given next to the "
            "corrected ones.",
        ),
    )


def _anatomy_warnings(*, corrected: bool, measured: bool) -> tuple[Message, ...]:
    if not corrected:
        return ()
    if not measured:
        return (message("Disc, fovea, arteries or veins were corrected by hand."),)
    return (
        message(
            "Disc, fovea, arteries or veins were corrected by hand; the automatic numbers are "
            "given next to the corrected ones.",
        ),
    )


def _suggestion_warnings(stated: Laterality, suggested: Laterality | None) -> tuple[Message, ...]:
    either = {Laterality.RIGHT, Laterality.LEFT}
    if suggested is None or {stated, suggested} != either:
        return ()
    return (
        message(
            "By the places of disc and fovea this is {suggested}, but the eye is stated to be "
            "{stated}. Check it.",
            suggested=eye_code(suggested),
            stated=eye_code(stated),
        ),
    )


def _exclusion_warnings(share: float) -> tuple[Message, ...]:
    if not share:
        return ()
    return (
        message(
            "A person excluded {share} % of the field of view: it is not measured.",
            share=f"{100 * share:.2g}",
        ),
    )


def _eye_warnings(image: FundusImage) -> tuple[Message, ...]:
    if image.laterality is Laterality.UNKNOWN:
        return (message("It is not recorded which eye this is."),)
    if image.laterality_source is not Source.USER:
        return ()
    if image.stated_laterality is Laterality.UNKNOWN:
        return (message("The eye was set by the user, not by the file."),)
    return (
        message(
            "The user set the eye to {set}; the file says {stated}.",
            set=eye_code(image.laterality),
            stated=eye_code(image.stated_laterality),
        ),
    )


def _spacing_warnings(image: FundusImage) -> tuple[Message, ...]:
    if image.spacing is None or image.spacing.source is not Source.USER:
        return ()
    return (message("The pixel size was stated by the user, not by the file."),)
