"""Ask a worklist which examinations are planned (Modality Worklist C-FIND, PS3.4 annex K)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pynetdicom import build_context

from app.base.progress import ShouldStop, never_stop
from app.pacs.asking import failures
from app.pacs.asking.lines import stoppable
from app.pacs.asking.matching import (
    day_of,
    days_between,
    holds_name,
    in_character_sets,
    is_uid,
    patient_from,
    patient_keys,
    texts_from,
)
from app.pacs.asking.models import WORKLIST_FIND
from app.pacs.asking.questions import MOST, PATIENCE_S, answers
from app.pacs.network.connection import associate
from app.settings.archives import Archive

_KEYS = (
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "AccessionNumber",
    "StudyInstanceUID",
    "RequestedProcedureID",
    "RequestedProcedureDescription",
    "ReferringPhysicianName",
)
_STEP_KEYS = (
    "Modality",
    "ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepStartTime",
    "ScheduledStationAETitle",
    "ScheduledStationName",
    "ScheduledProcedureStepID",
    "ScheduledProcedureStepDescription",
)
_STEPS = "ScheduledProcedureStepSequence"


@dataclass(frozen=True)
class PlannedStep:
    """An examination that is planned; texts are empty where the worklist does not tell.

    Attributes:
        patient_name: as DICOM writes it, components apart by ^.
        shown_name: as people write it.
        birth_date, date: YYYYMMDD.
        time: HHMMSS.
        study: the UID of the study that all results belong to; empty where it is none.
        accession: the number of the order.
        step: the ID of what is planned.
        station: where it is planned to be made.
    """

    patient_id: str = ""
    issuer: str = ""
    patient_name: str = ""
    shown_name: str = ""
    birth_date: str = ""
    sex: str = ""
    date: str = ""
    time: str = ""
    modality: str = ""
    description: str = ""
    accession: str = ""
    study: str = ""
    step: str = ""
    station: str = ""


def find_planned(
    archive: Archive,
    *,
    patient: str = "",
    first: date | None = None,
    last: date | None = None,
    modalities: Iterable[str] = (),
    should_stop: ShouldStop = never_stop,
    timeout_s: float = 30,
) -> tuple[PlannedStep, ...]:
    """Ask a worklist what is planned, in the order in which it is.

    Args:
        patient: an ID as a whole or with * and ?, or part of a name.
        first, last: days between which it is planned; None where it does not matter.
        modalities: any of them; empty where it does not matter.

    Raises:
        ArchiveError: there is no worklist, or it does not answer.
        Cancelled: somebody asked to stop.
    """
    refusal = failures.no_worklist(archive.address)
    contexts = [build_context(WORKLIST_FIND)]
    days = days_between(first, last)
    with (
        associate(archive, contexts, timeout_s, PATIENCE_S, refusal=refusal) as line,
        stoppable(line, should_stop),
    ):
        found: dict[PlannedStep, None] = {}
        for keys, name in patient_keys(patient):
            for modality in tuple(modalities) or ("",):
                values = {**keys, "Modality": modality, "ScheduledProcedureStepStartDate": days}
                for question in in_character_sets(_question, values):
                    told = answers(line, question, WORKLIST_FIND, archive, MOST)
                    found |= dict.fromkeys(
                        each for each in map(_planned, told) if holds_name(each.patient_name, name)
                    )
            if found:
                break
    return tuple(sorted(found, key=lambda each: (each.date, each.time, each.shown_name)))


def _question(values: Mapping[str, str]) -> Dataset:
    question, step = Dataset(), Dataset()
    for keyword in _KEYS:
        setattr(question, keyword, values.get(keyword, ""))
    for keyword in _STEP_KEYS:
        setattr(step, keyword, values.get(keyword, ""))
    setattr(question, _STEPS, Sequence([step]))
    return question


def _planned(answer: Dataset) -> PlannedStep:
    steps = answer.get(_STEPS) or [Dataset()]
    step = steps[0]
    if "SpecificCharacterSet" in answer and "SpecificCharacterSet" not in step:
        step.SpecificCharacterSet = answer.SpecificCharacterSet
    of_order = {
        "description": "RequestedProcedureDescription",
        "accession": "AccessionNumber",
        "study": "StudyInstanceUID",
    }
    of_step = {
        "time": "ScheduledProcedureStepStartTime",
        "modality": "Modality",
        "step": "ScheduledProcedureStepID",
        "station": "ScheduledStationAETitle",
    }
    told = {**patient_from(answer), **texts_from(answer, of_order), **texts_from(step, of_step)}
    if not is_uid(told["study"]):  # a folder is named by it, and results are filed under it
        told["study"] = ""
    if not told["description"]:
        told |= texts_from(step, {"description": "ScheduledProcedureStepDescription"})
    return PlannedStep(**told, date=day_of(step, "ScheduledProcedureStepStartDate"))
