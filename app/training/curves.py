"""Draw how a run is going."""

import csv
import io
from pathlib import Path

_STEP = "step"
_LOSS = "loss"
_SCORES = ("dice", "auc")


def draw_curves(metrics: Path) -> bytes:
    """Return the loss, and the validation scores where there are any, over the steps as PNG.

    Args:
        metrics: the CSV file of a run, one row a validation.
    """
    from matplotlib.figure import Figure  # only training needs it, from the extra [train]

    with metrics.open(newline="") as file:
        rows = list(csv.DictReader(file))
    steps = [int(row[_STEP]) for row in rows]
    figure = Figure(figsize=(8, 4), layout="constrained")
    left = figure.add_subplot(xlabel="step", ylabel="training loss")
    left.plot(steps, [float(row[_LOSS]) for row in rows], "o-", color="0.5", label=_LOSS)
    right = left.twinx()
    right.set_ylabel("validation")
    for name in _SCORES:
        if name in rows[0]:
            right.plot(steps, [float(row[name]) for row in rows], "o-", label=name)
    figure.legend(loc="outside upper center", ncols=3)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()
