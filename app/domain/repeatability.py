"""How much the numbers of an eye differ between two photographs although it has not changed."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.learnt import OfModel, read_learnt
from app.domain.quality import Verdict

SCHEMA = "retivasc.repeatability/1"

LEAST_PAIRS = 10
"""Of photographs; fewer tell too little."""

LEAST_SHARE = 0.75
"""Of the field that must be measured: less repeats worse than what was studied."""


class Spread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one number repeats.

    Attributes:
        pairs: of photographs in which it was measured.
        sd: within-eye standard deviation, in the unit of records.
    """

    pairs: Annotated[int, Meta(ge=1)]
    sd: Annotated[float, Meta(ge=0)]


class Repeatability(OfModel, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the numbers of one model repeat, from eyes photographed twice.

    Attributes:
        companions: SHA-256 of the weights of the models that found the other structures, by name.
        pairs: of photographs that were compared, over the overlap of their fields.
        unaligned: pairs that were left out since they could not be aligned.
        one_file: pairs that were left out since both photographs are one file.
        grades: of each number, by the poorer quality of the two photographs.
    """

    schema: str = SCHEMA
    companions: Mapping[str, str] = msgspec.field(default_factory=dict)
    pairs: Annotated[int, Meta(ge=0)]
    unaligned: Annotated[int, Meta(ge=0)]
    one_file: Annotated[int, Meta(ge=0)]
    grades: dict[Verdict, dict[str, Spread]]

    def fits(self, companions: Mapping[str, str]) -> bool:
        """Tell whether the other structures are found by the models that it was learnt with.

        Args:
            companions: SHA-256 of the weights of those in use, by name; one that is not in use
                gives no numbers, about which nothing wrong could be told.
        """
        return not self.companions or companions.items() <= self.companions.items()

    def smallest_detectable(self, number: str, grade: Verdict) -> float | None:
        """Return by how much a number must differ between two visits to have changed.

        It is 1.96·√2 times the within-eye standard deviation: of unchanged eyes, 95 % differ by
        less (Bland and Altman 1986, Lancet 327:307).

        Args:
            grade: quality of the poorer photograph.

        Returns:
            None where too few pairs of that grade are known.

        Example:
            >>> spread = {Verdict.GOOD: {"density": Spread(20, 0.01)}}
            >>> known = Repeatability(
            ...     model_sha256="", threshold=0.5, pairs=20, unaligned=0, one_file=0, grades=spread
            ... )
            >>> round(known.smallest_detectable("density", Verdict.GOOD), 4)
            0.0277
        """
        spread = self.grades.get(grade, {}).get(number)
        if spread is None or spread.pairs < LEAST_PAIRS:
            return None
        return 1.96 * math.sqrt(2) * spread.sd


def read_repeatability(path: Path) -> Repeatability:
    """Read how a model's numbers repeat.

    Raises:
        ConfigurationError: it cannot be read or is something else.
    """
    return read_learnt(path, Repeatability, SCHEMA)
