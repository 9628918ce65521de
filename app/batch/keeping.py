"""Keep in the store what a batch finds, besides the folder of results."""

from app.analysis.analysis import Analysis
from app.domain.photograph import PhotographId
from app.reading.listing import Entry
from app.records.building import analysis_record
from app.records.pictures import thumbnail_jpeg
from app.store.cases import add_result, load_case, save_words
from app.store.database import Store
from app.store.packing import pack_findings
from app.store.patients import assign
from app.store.photographs import Location, contradictions_of, find_photograph, keep_photograph


class Keeper:
    """Put photographs, readings and results into a store.

    Args:
        patient: the id of whom all of them show; None for whom their files state.
    """

    def __init__(self, store: Store, patient: str | None = None) -> None:
        self._store, self._patient = store, patient

    def lacks(self, photograph: PhotographId) -> bool:
        """Tell whether the store has no result of a photograph, or another patient for it."""
        case = load_case(self._store, photograph)
        if case is None or case.result is None:
            return True
        return self._patient not in (None, case.photograph.patient)

    def keep(self, entry: Entry, analysis: Analysis) -> tuple[str, ...]:
        """Keep an analysis; a reading that a person made earlier stays as it is.

        Returns:
            What its file and the patient's record disagree on, a line each.

        Raises:
            StoreError: the store does not take it.
        """
        image, store = analysis.image, self._store
        location = Location(entry.path, entry.member)
        kept = keep_photograph(store, image, location, thumbnail=thumbnail_jpeg(image))
        if self._patient is not None and kept.patient != self._patient:
            assign(store, self._patient, [kept.number])
        case = load_case(store, image.id)
        if case is not None and case.words.version == 0:
            save_words(store, image.id, reading=analysis.reading, text=None, base=0)
        add_result(
            store, image.id, analysis_record(analysis), analysis.reading, findings=_packed(analysis)
        )
        return self._contradictions(image.id)

    def _contradictions(self, photograph: PhotographId) -> tuple[str, ...]:
        with self._store.read() as connection:
            kept = find_photograph(connection, photograph)
            found = contradictions_of(connection, kept) if kept else ()
        return tuple(
            f"  CONTRADICTION: {each.fact} is {each.stated} in the file, {each.said} in the store."
            for each in found
        )


def _packed(analysis: Analysis) -> bytes:
    band = analysis.measurements.band
    ends = () if band is None else (band.low_threshold, band.high_threshold)
    return pack_findings(analysis.findings, analysis.threshold, *ends)
