"""Time the stages of a job."""

import time
from collections.abc import Callable, Mapping
from statistics import median

from tqdm import tqdm

RUNS = 7

Stage = Callable[[], object]


def milliseconds(stages: Mapping[str, Stage]) -> dict[str, float]:
    """Return the median time of each stage, after one run that does not count.

    The stages take turns, so that whatever else the computer does slows all of them alike.
    """
    times: dict[str, list[float]] = {name: [] for name in stages}
    for _ in tqdm(range(RUNS + 1), disable=None, leave=False):
        for name, stage in stages.items():
            start = time.perf_counter()
            stage()
            times[name].append(time.perf_counter() - start)
    return {name: 1000 * median(taken[1:]) for name, taken in times.items()}


def print_lines(taken: Mapping[str, float]) -> None:
    """Print one line a stage."""
    for name, time_taken in taken.items():
        print(f"  {name:44} {time_taken:9.1f}")
