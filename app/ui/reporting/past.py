"""How the thread of the reports learns of other visits of an eye."""

from typing import TYPE_CHECKING

from app.analysis.analysis import Analysis
from app.base.progress import ShouldStop
from app.ui.reporting.work import Past
from app.ui.session.keeper import Keeper

if TYPE_CHECKING:
    from app.report.trend import DatedNumbers

_PATIENCE_S = 5.0


def past_with(keeper: Keeper) -> Past:
    """Return what looks in a store for other visits of an eye.

    Where nobody is kept or the store cannot be read, none are known: the window says so itself,
    and a report of the photograph can be made all the same.
    """

    def past(analysis: Analysis, should_stop: ShouldStop) -> "tuple[DatedNumbers, ...]":
        store = keeper.when_open(should_stop, _PATIENCE_S)
        if store is None:
            return ()
        from app.base.errors import StoreError
        from app.store.visits import other_visits

        image = analysis.image
        try:
            return other_visits(store, image.id, image.laterality)
        except StoreError:
            return ()

    return past
