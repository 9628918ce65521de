"""Time what is measured after a threshold change, and compare the box counting with others."""

from functools import partial
from importlib.util import find_spec
from itertools import cycle

import numpy as np

from app.analysis.analysis import Analysis
from app.anatomy.calibre import local_calibres
from app.anatomy.skeleton import trace_skeleton
from app.domain.photograph import Mask
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count
from app.measurement.traced import MASK_SIZES
from app.segmentation.postprocessing import find_levels, reaches
from tests.benchmarks.timing import Stage, milliseconds, print_lines
from tests.data.make_golden import plain_count
from tests.readings import reread

EVERY_GRID = (2, 4, 8, 16)  # the plain way takes as many counts as a box has pixels


def compare(analysis: Analysis) -> None:
    """Measure and print."""
    print("  measurement, part by part")
    print_lines(milliseconds(measuring_stages(analysis)))
    vessels = analysis.vessels.standard & analysis.probability.measured_field
    _against(
        partial(box_count, vessels, EVERY_GRID),
        {f"plain, every grid of sizes {EVERY_GRID}": partial(plain_counts, vessels, EVERY_GRID)},
    )
    _against(
        partial(box_count, vessels, MASK_SIZES),
        {f"plain, one grid of {len(MASK_SIZES)} sizes": partial(one_grid, vessels, MASK_SIZES)}
        | porespy_stage(vessels),
    )


def measuring_stages(analysis: Analysis) -> dict[str, Stage]:
    """Return what a threshold change takes, and its parts."""
    probability, field = analysis.probability, analysis.field
    thresholds = cycle((0.4, 0.5))
    inside = probability.measured_field
    vessels = analysis.vessels.standard & inside
    skeleton = trace_skeleton(vessels)
    return {
        "everything after a threshold change": lambda: reread(analysis, threshold=next(thresholds)),
        "  mask and density alone": lambda: vessel_density(
            reaches(analysis.levels.standard, next(thresholds)), inside
        ),
        "  box counting, mask": lambda: box_count(vessels, MASK_SIZES),
        "  skeleton, traced": lambda: trace_skeleton(vessels),
        "  calibres along it": lambda: local_calibres(vessels, skeleton.mask),
        "linked levels, once a photograph": lambda: find_levels(
            probability, field, analysis.provenance.hysteresis
        ),
    }


def plain_counts(mask: Mask, sizes: tuple[int, ...]) -> list[int]:
    """Return the smallest count over every position of the grid, each counted anew."""
    return [plain_count(mask, size) for size in sizes]


def one_grid(mask: Mask, sizes: tuple[int, ...]) -> list[int]:
    """Return the counts on one grid, as the usual recipe sums them up."""
    counts = []
    for size in sizes:
        rows = np.add.reduceat(mask, np.arange(0, mask.shape[0], size), axis=0)
        boxes = np.add.reduceat(rows, np.arange(0, mask.shape[1], size), axis=1)
        counts.append(int(np.count_nonzero(boxes)))
    return counts


def porespy_stage(mask: Mask) -> dict[str, Stage]:
    """Return porespy's box counting (one grid) where it is installed; say where it is not."""
    if find_spec("porespy") is None:
        print("  porespy is not installed: its boxcount is left out")
        return {}
    from porespy.metrics import boxcount

    return {"porespy's boxcount, one grid": lambda: boxcount(mask, bins=list(MASK_SIZES))}


def _against(ours: Stage, others: dict[str, Stage]) -> None:
    """Print how long box counting takes, ours and others', and how many times as long as ours."""
    taken = milliseconds({"box counting, every grid": ours, **others})
    print_lines(taken)
    mine, *theirs = taken.values()
    for name, time_taken in zip(others, theirs, strict=True):
        print(f"    {name + ' / ours':42} {time_taken / mine:9.2f}")
