"""The thread's work other than examining photographs."""

from collections.abc import Callable
from itertools import chain

from app.analysis.analysis import Analysis, read
from app.analysis.findings import Predictor, draw_again
from app.base.progress import OnProgress, ShouldStop, part_of, stop_if_asked
from app.domain.reading import Reading
from app.imaging.tone import equalise
from app.self_test import Check, check_sample, check_shapes
from app.ui.session.layers import Layers, as_pyramid

LoadModel = Callable[[OnProgress, ShouldStop], Predictor]


Shown = tuple[Analysis, Layers]
"""An analysis, and the pictures that the panes draw of it."""


def reading_work(
    analysis: Analysis, layers: Layers, reading: Reading, load_model: LoadModel
) -> Callable[[OnProgress, ShouldStop], Shown]:
    """Return the work of reading a photograph once more, as a person has set it.

    In another style, its vessels are drawn again first.
    """

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Shown:
        findings = analysis.findings
        if reading.style == findings.provenance.style:
            again = read(findings, reading, former=analysis, should_stop=should_stop)
            prepare_kinds(again)
            return again, layers
        predictor = load_model(part_of(on_progress, 0.0, 0.1), should_stop).in_style(reading.style)
        drawn = draw_again(findings, predictor, part_of(on_progress, 0.1, 0.9), should_stop)
        again = read(drawn, reading, should_stop=should_stop)
        prepare_kinds(again)
        return again, layers.redrawn(again.probability.native, again.levels.native)

    return work


def prepare_kinds(analysis: Analysis) -> None:
    """Label arteries and veins in the thread, so that drawing them takes no time."""
    if analysis.shown_measurements.decided is not None:
        _ = analysis.shown_measurements.decided.labels


def equalising_work(layers: Layers) -> Callable[[OnProgress, ShouldStop], None]:
    """Return the work of adding the picture with equalised contrast to some layers."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> None:
        pixels = equalise(layers.pixels)
        stop_if_asked(should_stop)
        layers.equalised = as_pyramid(pixels)

    return work


def self_test_work(
    load_model: LoadModel,
) -> Callable[[OnProgress, ShouldStop], tuple[Check, ...]]:
    """Return the work of measuring known shapes and the bundled sample."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> tuple[Check, ...]:
        checks = []
        for check in chain(check_shapes(), check_sample(load_model(on_progress, should_stop))):
            stop_if_asked(should_stop)
            checks.append(check)
        return tuple(checks)

    return work
