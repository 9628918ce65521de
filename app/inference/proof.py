"""Prove engines on this machine, and take the fastest that gives the model's own answer."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from app.inference.engine import Engine
from app.segmentation.network_output import Output

MAX_MEAN_DIFFERENCE = 0.01
"""How far an engine may move the probabilities of the test picture, in the mean."""

MAX_DENSITY_DIFFERENCE = 0.002
"""How far it may move the share of the test picture that is found.

What passes it moves the density of the bundled sample by less than a quarter of that, as a test
sees to."""

MAX_DURATION = 0.9
"""How long it may take, in parts of a more exact one: a narrow lead could be chance."""

SIDE = 96  # pixels of the test picture: enough for all that a network does

_LINE_WIDTHS = (0.8, 1.2, 2.0, 3.0)  # pixels
_REPEATS = 2  # of the picture each way, to be timed
_RUNS = 4
_LOG = logging.getLogger(__name__)

Planes = NDArray[np.float32]


def draw_test_picture(planes: int, side: int = SIDE) -> Planes:
    """Draw what looks like vessels to a network: winding dark lines, thin to wide, and noise.

    Returns:
        (planes, side, side) float32, at the scale of normalised photographs.
    """
    along = np.linspace(0, 1, side)
    across = along[:, None]
    picture = 0.4 * np.random.default_rng(0).standard_normal((side, side))
    for number, width in enumerate(_LINE_WIDTHS):
        course = (number + 0.5) / len(_LINE_WIDTHS) + 0.05 * np.sin(2 * np.pi * along)
        line = np.exp(-(((across - course) * side / width) ** 2))
        picture -= 2.5 * np.maximum(line, line.T)
    return np.repeat(picture[None].astype(np.float32), planes, axis=0)


def picture_for(engine: Engine, planes: int) -> Planes:
    """Draw the test picture at a size that fits an engine's network."""
    return draw_test_picture(planes, -(-SIDE // engine.stride) * engine.stride)


def answer_of(
    engine: Engine, planes: int, outputs: Sequence[Output], mixture: Planes
) -> NDArray[np.float32]:
    """Return an engine's (outputs, side, side) probabilities of the test picture.

    Args:
        planes: how many it sees.
        mixture: (styles,) in which style it draws.

    Raises:
        RuntimeError, MemoryError: it failed.
    """
    found = engine.logits(picture_for(engine, planes), mixture)
    temperatures = np.array([output.temperature for output in outputs])[:, None, None]
    answer: NDArray[np.float32] = expit(found / temperatures).astype(np.float32)
    return answer


def is_same(found: Planes, answer: Planes, outputs: Sequence[Output]) -> bool:
    """Tell whether an engine's probabilities are those of the model."""
    differences = np.abs(found - answer).mean(axis=(1, 2))
    densities = [
        abs(float((one >= output.threshold).mean()) - float((other >= output.threshold).mean()))
        for one, other, output in zip(found, answer, outputs, strict=True)
    ]
    _LOG.info("differs by %.4f, the density by %.4f", differences.max(), max(densities))
    return bool(
        differences.max() <= MAX_MEAN_DIFFERENCE and max(densities) <= MAX_DENSITY_DIFFERENCE
    )


def fastest(
    makers: Iterable[Callable[[], Engine]],
    planes: int,
    outputs: Sequence[Output],
    mixture: Planes,
    answer: Planes | None = None,
) -> Engine | None:
    """Return the fastest of some engines that gives the model's answer to the test picture here.

    Args:
        makers: of engines, the most exact first; one that cannot be made is left out.
        planes, outputs: of the model.
        mixture: (styles,) in which style it draws.
        answer: (outputs, side, side) the model's own probabilities; those of the first engine if
            None.
    """
    best: Engine | None = None
    for make in makers:
        try:
            engine = make()
            found = answer_of(engine, planes, outputs, mixture)
        except (RuntimeError, MemoryError, OSError, ValueError) as error:
            _LOG.info("an engine does not work here: %s", error)
            continue
        _LOG.info("%s, %s:", engine.library, engine.precision)
        answer = found if answer is None else answer
        if is_same(found, answer, outputs) and (
            best is None or _relative_duration(engine, best, planes, mixture) <= MAX_DURATION
        ):
            best = engine
    return best


def _relative_duration(engine: Engine, other: Engine, planes: int, mixture: Planes) -> float:
    """Return how long an engine takes, in parts of another one, timed in turns."""
    picture = np.tile(picture_for(engine, planes), (1, _REPEATS, _REPEATS))
    mine, others = [], []
    for _ in range(_RUNS):
        mine.append(_seconds(engine, picture, mixture))
        others.append(_seconds(other, picture, mixture))
    duration = min(mine) / min(others)  # the least disturbed of each
    _LOG.info("takes %.2f of the time of %s, %s", duration, other.library, other.precision)
    return duration


def _seconds(engine: Engine, picture: Planes, mixture: Planes) -> float:
    begin = time.perf_counter()
    engine.logits(picture, mixture)
    return time.perf_counter() - begin
