"""Say beforehand how long a cohort will take, and how much room its results need."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from app.base.progress import never_stop
from app.cohort.columns import columns
from app.cohort.items import Item
from app.cohort.parts import schema_of, table_of
from app.cohort.plan import Request
from app.cohort.rows import RowMaker
from app.cohort.sources import Source, numbered
from app.cohort.work import MAPS

TRIED = 3
"""Photographs that are analysed to learn how long one takes."""

_ROW_IN_CSV = 2  # bytes there for one of the Arrow table


@dataclass(frozen=True)
class Estimate:
    """What a cohort will take.

    Attributes:
        bytes: of the photographs, as far as known.
        unreadable: of those that are known not to open.
        tried: how many photographs the rest is learnt from.
        seconds_each: of one core; None where none of those tried could be analysed.
        disk: bytes of all results.
    """

    count: int
    bytes: int
    unreadable: int
    tried: int
    seconds_each: float | None
    disk: int

    def hours(self, workers: int) -> float | None:
        """Return how long some workers will need, each of which has a core."""
        if self.seconds_each is None:
            return None
        return self.count * self.seconds_each / max(workers, 1) / 3600


def estimate(source: Source, request: Request) -> Estimate:
    """List the photographs, and analyse a few of them, spread over the whole.

    Raises:
        RetivascError: the list is wrong, or the model cannot be loaded.
    """
    items = list(numbered(source.items))
    sound = [item for item in items if item.entry.problem is None]
    chosen = [sound[n * len(sound) // TRIED] for n in range(TRIED)] if sound else []
    request.analyst.prepare()
    taken, disk = _tried(list(dict.fromkeys(chosen)), request, source.covariates)
    return Estimate(
        count=len(items),
        bytes=sum(item.size or 0 for item in items),
        unreadable=len(items) - len(sound),
        tried=len(taken),
        seconds_each=sum(taken) / len(taken) if taken else None,
        disk=int(len(items) * disk),
    )


def _tried(
    items: Sequence[Item], request: Request, covariates: Sequence[str]
) -> tuple[list[float], float]:
    """Return how long each photograph kept a core busy, and the bytes that one's results need."""
    maker, rows, pictures, taken = RowMaker(tuple(covariates)), [], 0, []
    for item in islice(items, TRIED):
        options, start = item.options(request.options), time.process_time()
        outcome = request.analyst.analyse(item.entry, options, never_stop)
        taken.append(time.process_time() - start)
        rows.append(maker.of_outcome(item, options, outcome, taken[-1]))
        if outcome.error is None and outcome.analysis().shows_vessels:
            pictures += sum(len(draw(outcome.analysis())) for _, draw in MAPS[request.maps])
    if not rows:
        return [], 0.0
    table: pa.Table = table_of(rows, schema_of(columns(covariates)))
    each = table.nbytes / len(rows)
    # The part and the joined table, each of them compressed but little, and the text.
    return taken, each * (2 + _ROW_IN_CSV) + pictures / len(rows)
