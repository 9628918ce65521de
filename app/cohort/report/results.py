"""The joined table of a cohort as columns of numbers and words."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from app.cohort.columns import State
from app.cohort.folder import Folder
from app.cohort.parts import read_table, schema_in
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES

Numbers = NDArray[np.float64]
"""One a photograph; NaN where there is none."""

Words = NDArray[np.object_]
"""One a photograph; None where there is none."""

Chosen = NDArray[np.bool_]


class Results:
    """The results of a cohort, read column by column."""

    def __init__(self, folder: Folder, covariates: Sequence[str]) -> None:
        """Look at the table.

        Raises:
            ConfigurationError: it is missing or damaged.
        """
        self._path = folder.parquet
        self._names = frozenset(schema_in(self._path).names)
        self.covariates = tuple(name for name in covariates if name in self._names)

    @cached_property
    def count(self) -> int:
        """Return how many photographs there are."""
        return int(pq.read_metadata(self._path).num_rows)

    @cached_property
    def measured(self) -> Chosen:
        """Return which photographs were measured."""
        return np.asarray(self.words("state") == State.MEASURED, dtype=np.bool_)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Return the numbers of all vessels that some photograph has."""
        return tuple(
            measure
            for measure in MEASURES.values()
            if measure.width is None and np.isfinite(self.number(measure)).any()
        )

    def number(self, measure: Measure) -> Numbers:
        """Return a number as people read it; NaN where it was not measured."""
        values = self.numbers(measure.id) * measure.factor
        return np.where(self.measured, values, np.nan)

    def numbers(self, name: str) -> Numbers:
        """Return the cells of a column as numbers."""
        if name not in self._names:
            return np.full(self.count, np.nan)
        column = read_table(self._path, [name]).column(name)
        filled = pc.fill_null(column.cast("float64"), float("nan"))
        return np.asarray(filled.to_numpy(), dtype=np.float64)

    def words(self, name: str) -> Words:
        """Return the cells of a column as words."""
        if name not in self._names:
            return np.full(self.count, None, dtype=object)
        column = read_table(self._path, [name]).column(name)
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=object)
