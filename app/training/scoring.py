"""Score a network on labelled photographs, the same way in training and in evaluation."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.analysis.findings import Predictor
from app.base.progress import ignore_progress, never_stop
from app.domain.photograph import Plane
from app.domain.structures import Structure
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec, PreparedInput
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import Case, LabelledImage, read_label, read_labels
from app.training.masks import read_mask
from app.training.metrics import Scores, Tally, best_threshold, score, tally

Predict = Callable[[PreparedInput], Plane]
PredictAll = Callable[[PreparedInput], Mapping[Structure, Plane]]


def vessels_by(predictor: Predictor) -> Predict:
    """Return what gives a model's (h, w) probabilities of vessels, and of nothing else."""
    return lambda prepared: predictor.predict(prepared, ignore_progress, never_stop)[
        Structure.VESSEL
    ]


def tally_photograph(
    predict: Predict, spec: InputSpec, labelled: LabelledImage, *, thin: bool = True
) -> Tally:
    """Segment one photograph and count its pixels at native size.

    The program's own field of view is what the network sees; the official mask, where there is
    one, only says which pixels are scored.

    Args:
        thin: count the centre lines of thin vessels as well, which takes longer.
    """
    photograph = read_image(labelled.image)
    field = find_field(photograph.pixels, spec)
    prepared = prepare_input(photograph, field, spec)
    probability = restore_native(predict(prepared), prepared, field).native
    shape = photograph.height, photograph.width
    scored = field.mask if labelled.mask is None else read_mask(labelled.mask, shape)
    diameter = field.diameter_px if thin else None
    return tally(probability, read_label(labelled, shape), scored, diameter)


def tally_structures(
    predict: PredictAll, spec: InputSpec, case: Case, outputs: Sequence[Structure]
) -> dict[Structure, Tally]:
    """Find the structures of one photograph and count their pixels at native size.

    Counted is what lies in the field of view and is known; a structure of which nothing is known
    is left out.
    """
    photograph = read_image(case.image)
    field = find_field(photograph.pixels, spec)
    prepared = prepare_input(photograph, field, spec)
    shape = photograph.height, photograph.width
    scored = field.mask if case.mask is None else read_mask(case.mask, shape)
    found = predict(prepared)
    known = read_labels(case, shape, field.diameter_px, outputs)
    return {
        structure: tally(
            restore_native(found[structure], prepared, field).native, label, scored & belief
        )
        for structure, (label, belief) in zip(outputs, known, strict=True)
        if belief.any()
    }


def pooled_by_set(cases: Sequence[Case], tallies: Sequence[Tally]) -> dict[str, Tally]:
    """Add up the counts of each data set's photographs."""
    return {
        name: pooled(
            counts for counts, case in zip(tallies, cases, strict=True) if case.dataset == name
        )
        for name in dict.fromkeys(case.dataset for case in cases)
    }


def scores_by_structure(
    cases: Sequence[Case],
    tallies: Sequence[Mapping[Structure, Tally]],
    outputs: Sequence[Structure],
) -> dict[Structure, tuple[float, dict[str, Scores]]]:
    """Return the threshold that suits each structure best, and its scores there, by data set."""
    scores = {}
    for structure in outputs:
        sets = pooled_by_set(*told_of(structure, cases, tallies))
        if sets:
            threshold = best_threshold(*sets.values())
            scores[structure] = (
                threshold,
                {name: score(counts, threshold) for name, counts in sets.items()},
            )
    return scores


def told_of(
    structure: Structure, cases: Sequence[Case], tallies: Sequence[Mapping[Structure, Tally]]
) -> tuple[list[Case], list[Tally]]:
    """Return the cases in which a structure is told, and its counts there."""
    told = [
        (case, counts[structure])
        for case, counts in zip(cases, tallies, strict=True)
        if structure in counts
    ]
    return [case for case, _ in told], [counts for _, counts in told]


def pooled(tallies: Iterable[Tally]) -> Tally:
    """Add up the counts of several photographs (at least one)."""
    first, *rest = tallies
    return sum(rest, start=first)
