"""What the thread is asked to do beside examining photographs."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from app.analysis import Analysis, Predictor, correct, override
from app.imaging.tone import equalise
from app.progress import OnProgress, ShouldStop, stop_if_asked
from app.self_test import Check, check_sample, check_shapes
from app.ui.panes.layers import Layers, as_pyramid
from app.ui.state.view_state import Reading


def measuring_work(
    analysis: Analysis, reading: Reading
) -> Callable[[OnProgress, ShouldStop], Analysis]:
    """Return the work of measuring again what is not as a person has set it."""
    # What has become fit, by converted colours for instance, is measured as it is.
    anyway = reading.measure_anyway and analysis.overridable

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Analysis:
        measured = analysis
        if (analysis.threshold, analysis.overridden) != (reading.threshold, anyway):
            # Without the strokes, which follow: they are measured once.
            measured = override(
                replace(analysis, corrected=None),
                measure_anyway=anyway,
                threshold=reading.threshold,
            )
            stop_if_asked(should_stop)
        same = measured.strokes == reading.strokes
        return measured if same else correct(measured, reading.strokes)

    return work


def equalising_work(layers: Layers) -> Callable[[OnProgress, ShouldStop], None]:
    """Return the work of adding the picture with equalised contrast to some layers."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> None:
        pixels = equalise(layers.pixels)
        stop_if_asked(should_stop)
        layers.equalised = as_pyramid(pixels)

    return work


def self_test_work(
    load_model: Callable[[OnProgress, ShouldStop], Predictor],
) -> Callable[[OnProgress, ShouldStop], tuple[Check, ...]]:
    """Return the work of measuring known shapes and the bundled sample."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> tuple[Check, ...]:
        checks = []
        for check in chain(check_shapes(), check_sample(load_model(on_progress, should_stop))):
            stop_if_asked(should_stop)
            checks.append(check)
        return tuple(checks)

    return work
