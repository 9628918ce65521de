"""The visits of one eye that a store knows: what a report's follow-up fills itself with."""

from app.domain.photograph import Laterality, PhotographId
from app.records.schema import AnalysisRecord
from app.report.trend import DatedNumbers, numbers_of_record
from app.store.cases import last_result
from app.store.database import Store
from app.store.photographs import find_photograph, photographs_of


def other_visits(
    store: Store, photograph: PhotographId, eye: Laterality
) -> tuple[DatedNumbers, ...]:
    """Return the numbers of other photographs of an eye of the same patient, the first day first.

    A day is the one that a person typed, else the file's; photographs without one are left out, as
    are those without a result.

    Args:
        eye: which one the photograph shows; none are returned unless it is right or left.

    Raises:
        StoreError: it cannot be read.
    """
    if eye not in (Laterality.RIGHT, Laterality.LEFT):
        return ()
    with store.read() as connection:
        mine = find_photograph(connection, photograph)
        if mine is None or mine.patient is None:
            return ()
        visits = []
        for each in photographs_of(connection, mine.patient):
            if each.photograph == photograph or each.eye is not eye or not each.date:
                continue
            result = last_result(connection, each.number)
            if result is not None and isinstance(result.record, AnalysisRecord):
                device = each.facts.device
                visits.append(numbers_of_record(each.date, device, result.record))
    return tuple(sorted(visits, key=lambda visit: visit.date))
