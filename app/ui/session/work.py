"""The thread's work other than examining photographs."""

from collections.abc import Callable
from itertools import chain

from app.analysis.analysis import Analysis, read
from app.analysis.findings import Predictor
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.domain.reading import Reading
from app.imaging.tone import equalise
from app.self_test import Check, check_sample, check_shapes
from app.ui.session.layers import Layers, as_pyramid


def reading_work(
    analysis: Analysis, reading: Reading
) -> Callable[[OnProgress, ShouldStop], Analysis]:
    """Return the work of reading a photograph's findings again, with a person's settings."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Analysis:
        return read(analysis.findings, reading, former=analysis, should_stop=should_stop)

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
