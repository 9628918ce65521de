"""Make golden.json: box counts and densities of synthetic vessels, counted the slow, plain way.

Nothing here uses the program's own measurements. Run from the repository root:

    python -m tests.data.make_golden
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.photograph import Mask
from tests.support import make_fundus

PATH = Path(__file__).with_name("golden.json")
SIDE = 512
SEEDS = (0, 1, 2, 3)
SIZES = (2, 4, 8, 16, 32, 64)


def plain_count(mask: Mask, size: int) -> int:
    """Count the boxes that hold a pixel, at every grid position; return the smallest count."""
    rows, columns = np.nonzero(mask)
    rows, columns = rows - rows.min(), columns - columns.min()
    return min(
        len(np.unique((rows + down) // size * 10_000 + (columns + right) // size))
        for down in range(size)
        for right in range(size)
    )


def golden(seed: int) -> dict[str, Any]:
    """Measure one synthetic photograph."""
    fundus = make_fundus(SIDE, seed=seed)
    counts = [plain_count(fundus.vessels, size) for size in SIZES]
    inside = fundus.vessels[fundus.field]
    return {
        "seed": seed,
        "vessel_px": int(fundus.vessels.sum()),
        "counts": counts,
        "dimension": round(-float(np.polyfit(np.log(SIZES), np.log(counts), 1)[0]), 6),
        "density": round(float(inside.sum()) / inside.size, 6),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps([golden(seed) for seed in SEEDS], indent=1) + "\n", encoding="utf-8")
