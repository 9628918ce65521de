"""What is asked of archives; each runs in a thread and touches no widget.

What speaks to the network is loaded there: it takes its time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.messages import Message
from app.base.progress import OnProgress, ShouldStop, part_of
from app.domain.photograph import Patient
from app.settings.archives import ArchiveNode
from app.store.facts import Facts

if TYPE_CHECKING:
    from app.pacs.asking.matching import FoundStudy, Query
    from app.pacs.asking.worklist import PlannedStep
    from app.store.database import Store

MOST_EARLIER = 10
"""Studies of earlier visits that are fetched by itself from one archive, the last ones."""

OpenStore = Callable[[ShouldStop, float], "Store | None"]
"""Returns the store to a thread as soon as it is open, or None; see ``Keeper.when_open``."""

_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Row:
    """One line of an answer: a study that an archive holds, or an examination that is planned.

    Attributes:
        study: its UID; empty where the worklist does not tell.
        texts: day (and time), ID, name, date of birth, modality, description, objects.
        facts: of the patient, as the archive tells them; of what is planned the order, too.
        planned: it is of a worklist; the archive may hold nothing of it yet.
    """

    study: str
    texts: tuple[str, ...]
    facts: Facts
    planned: bool = False


@dataclass(frozen=True)
class Rows:
    """An answer.

    Attributes:
        cut: there is more than is listed.
    """

    rows: tuple[Row, ...]
    cut: bool = False


@dataclass(frozen=True)
class Brought:
    """What came of the studies that were fetched.

    Attributes:
        folders: in which it lies; those of studies of which something came.
        missing: how many objects did not come.
        remarks: why some did not stay.
    """

    folders: tuple[Path, ...]
    missing: int
    remarks: tuple[Message, ...]


def searching(node: ArchiveNode, query: "Query") -> Callable[[OnProgress, ShouldStop], Rows]:
    """Return the work of asking an archive for studies."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Rows:
        from app.pacs.asking.nodes import search

        on_progress(0.0, "ask")
        answer = search(node, query, should_stop=should_stop)
        return Rows(tuple(map(_row_of_study, answer.studies)), answer.cut)

    return work


def planning(
    node: ArchiveNode, patient: str, first: date | None, last: date | None
) -> Callable[[OnProgress, ShouldStop], Rows]:
    """Return the work of asking a worklist what is planned between two days; None for any."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Rows:
        from app.pacs.asking.nodes import planned

        on_progress(0.0, "ask")
        steps = planned(node, patient, first, last, should_stop=should_stop)
        return Rows(tuple(map(_row_of_step, steps)))

    return work


def fetching(
    node: ArchiveNode, rows: Sequence[Row], folder: Path
) -> Callable[[OnProgress, ShouldStop], Brought]:
    """Return the work of fetching studies, each into a folder of its own."""

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Brought:
        from app.pacs.asking.keeping import folder_of
        from app.pacs.asking.nodes import fetch

        folders, missing, remarks = [], 0, list[Message]()
        for number, row in enumerate(rows):
            share = part_of(on_progress, number / len(rows), (number + 1) / len(rows))
            share(0.0, "fetch")
            there = folder_of(folder, row.study)
            came = fetch(
                node,
                row.study,
                there,
                patient_id=row.facts.patient_id,
                on_progress=share,
                should_stop=should_stop,
            )
            folders += [there] if came.objects else []
            missing += came.missing
            remarks += came.remarks
        return Brought(tuple(folders), missing, tuple(remarks))

    return work


def bringing_earlier(
    nodes: Sequence[ArchiveNode], patient: Patient, day: date, folder: Path, when_open: OpenStore
) -> Callable[[OnProgress, ShouldStop], Brought]:
    """Return the work of fetching a patient's visits before a day.

    Only studies of the same ID count, without another issuer or date of birth. Where there is a
    store, it knows their photographs afterwards.

    Args:
        patient: who has an ID.
    """

    def work(on_progress: OnProgress, should_stop: ShouldStop) -> Brought:
        came = []
        for number, node in enumerate(nodes):
            share = part_of(on_progress, number / len(nodes), (number + 1) / len(nodes))
            share(0.0, "ask")
            rows = _earlier(node, patient, day, should_stop)
            came.append(fetching(node, rows, folder)(share, should_stop))
        folders = tuple(dict.fromkeys(each for brought in came for each in brought.folders))
        _keep(folders, when_open, should_stop)
        return Brought(
            folders,
            sum(each.missing for each in came),
            tuple(remark for each in came for remark in each.remarks),
        )

    return work


def _earlier(
    node: ArchiveNode, patient: Patient, day: date, should_stop: ShouldStop
) -> tuple[Row, ...]:
    """Return the last studies of a patient before a day."""
    from app.pacs.asking.matching import PHOTOGRAPHS, Query
    from app.pacs.asking.nodes import search

    query = Query(patient.id or "", None, day - timedelta(days=1), PHOTOGRAPHS)
    found = search(node, query, should_stop=should_stop).studies
    theirs = [
        study
        for study in found
        if study.date
        and study.patient_id == patient.id
        and _agree(study.issuer, patient.issuer)
        and _agree(study.birth_date, patient.birth_date)
    ]
    return tuple(map(_row_of_study, theirs[:MOST_EARLIER]))


def _agree(told: str, known: str | None) -> bool:
    return not told or not known or told == known


def _keep(folders: Sequence[Path], when_open: OpenStore, should_stop: ShouldStop) -> None:
    from app.pacs.asking.keeping import keep_fetched

    store = when_open(should_stop, _PATIENCE_S) if folders else None
    if store is not None:
        for folder in folders:
            keep_fetched(store, folder, should_stop=should_stop)


def _row_of_study(study: "FoundStudy") -> Row:
    kinds = ", ".join(study.modalities)
    count = "" if study.instances is None else str(study.instances)
    texts = (*_whose(study, _day(study.date)), kinds, study.description, count)
    return Row(study.study, texts, _facts(study))


def _row_of_step(step: "PlannedStep") -> Row:
    time = f" {step.time[:2]}:{step.time[2:4]}" if len(step.time) >= len("HHMM") else ""
    texts = (*_whose(step, _day(step.date) + time), step.modality, step.description, "")
    order = Facts(study_uid=step.study, accession=step.accession)
    return Row(step.study, texts, order.over(_facts(step)), planned=True)


def _whose(found: "FoundStudy | PlannedStep", day: str) -> tuple[str, str, str, str]:
    return (day, found.patient_id, found.shown_name, _day(found.birth_date))


def _facts(found: "FoundStudy | PlannedStep") -> Facts:
    return Facts(
        issuer=found.issuer,
        patient_id=found.patient_id,
        name=found.patient_name,
        birth_date=found.birth_date,
        sex=found.sex,
    )


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text else ""
