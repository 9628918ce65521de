"""Ask an archive which studies, series and objects it holds (C-FIND)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import build_context
from pynetdicom.association import Association

from app.base.progress import ShouldStop, never_stop
from app.pacs.asking import failures
from app.pacs.asking.lines import stoppable
from app.pacs.asking.matching import (
    FoundStudy,
    Query,
    identifiers,
    in_order,
    is_wanted,
    modalities_of,
    study_from,
    with_modalities,
)
from app.pacs.asking.models import PATIENT_ROOT_FIND, STUDY_ROOT_FIND
from app.pacs.network.connection import associate
from app.pacs.network.failures import no_answer
from app.reading.dicom.text import read_text
from app.settings.archives import Archive

MOST = 1000
"""Studies that are listed; whoever finds more must ask more closely."""

PATIENCE_S = 60.0
_PENDING = (0xFF00, 0xFF01)
_SUCCESS = 0x0000


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes:
        studies: the newest first.
        cut: there are more than are listed.
    """

    studies: tuple[FoundStudy, ...]
    cut: bool = False


@dataclass(frozen=True)
class StoredObject:
    """An object of a study that an archive holds; the class is empty where it does not tell."""

    instance: str
    sop_class: str


def find_studies(
    archive: Archive,
    query: Query,
    *,
    should_stop: ShouldStop = never_stop,
    timeout_s: float = 30,
) -> Answer:
    """Ask an archive for studies.

    Raises:
        ArchiveError: it does not answer, or not to such questions.
        Cancelled: somebody asked to stop.
    """
    with _asking(archive, should_stop, timeout_s) as line:
        found: list[FoundStudy] = []
        for questions, name in identifiers(query):
            for question in questions:
                found += filter(None, map(study_from, line.studies(question, query)))
            found = [each for each in found if is_wanted(each, query, name)]
            if found:
                break
        listed = in_order(found)
        told = with_modalities(listed[:MOST], line.modalities)
        return Answer(tuple(s for s in told if is_wanted(s, query)), len(listed) > MOST)


def find_objects(
    archive: Archive,
    study: str,
    *,
    should_stop: ShouldStop = never_stop,
    timeout_s: float = 30,
) -> tuple[StoredObject, ...]:
    """Ask an archive which objects a study has; none where it does not tell.

    Raises:
        ArchiveError: it does not answer, or not to such questions.
        Cancelled: somebody asked to stop.
    """
    with _asking(archive, should_stop, timeout_s) as line:
        return tuple(line.objects(study))


@contextmanager
def _asking(archive: Archive, should_stop: ShouldStop, timeout_s: float) -> "Iterator[_Line]":
    contexts = [build_context(STUDY_ROOT_FIND), build_context(PATIENT_ROOT_FIND)]
    refusal = failures.no_questions(archive.address)
    with (
        associate(archive, contexts, timeout_s, PATIENCE_S, refusal=refusal) as association,
        stoppable(association, should_stop),
    ):
        yield _Line(association, archive)


class _Line:
    """An association over which questions are asked, one after another."""

    def __init__(self, association: Association, archive: Archive) -> None:
        accepted = {context.abstract_syntax for context in association.accepted_contexts}
        self._by_study = STUDY_ROOT_FIND in accepted
        self._model = STUDY_ROOT_FIND if self._by_study else PATIENT_ROOT_FIND
        self._association, self._archive = association, archive

    def studies(self, question: Dataset, query: Query) -> Iterator[Dataset]:
        if self._by_study:
            yield from self._answers(question, MOST + 1)
            return
        for patient in list(self._answers(_of_patients(question), MOST)):
            identifier = read_text(patient, "PatientID") or ""
            study = Dataset()
            study.update(question)
            study.PatientID, study.PatientName = identifier, ""
            for answer in self._answers(study, MOST + 1):
                for keyword in ("PatientName", "PatientBirthDate", "PatientSex"):
                    if not answer.get(keyword) and keyword in patient:
                        answer[keyword] = patient[keyword]
                yield answer

    def modalities(self, study: FoundStudy) -> Iterator[tuple[str, ...]]:
        """Yield the modality of each series of a study."""
        return (modalities_of(each, "Modality") for each in self._series(study.study, study))

    def objects(self, study: str) -> Iterator[StoredObject]:
        patients = [None] if self._by_study else self._holders(study)
        for patient in patients:
            for series in list(self._series(study, patient)):
                uid = read_text(series, "SeriesInstanceUID")
                if uid is not None:
                    yield from self._instances(study, uid, patient)

    def _holders(self, study: str) -> list[FoundStudy | None]:
        """Return the study with its patient, whom the other model wants to be named."""
        [(questions, _)] = identifiers(Query(study=study))
        answers = (study_from(a) for each in questions for a in self.studies(each, Query()))
        return [each for each in answers if each is not None and each.study == study]

    def _series(self, study: str, patient: FoundStudy | None) -> Iterator[Dataset]:
        question = self._below(patient, "SERIES", StudyInstanceUID=study)
        question.SeriesInstanceUID = question.Modality = ""
        return self._answers(question, MOST)

    def _instances(
        self, study: str, series: str, patient: FoundStudy | None
    ) -> Iterator[StoredObject]:
        names = {"StudyInstanceUID": study, "SeriesInstanceUID": series}
        question = self._below(patient, "IMAGE", **names)
        question.SOPInstanceUID = question.SOPClassUID = ""
        for answer in self._answers(question, 100 * MOST):
            instance = read_text(answer, "SOPInstanceUID")
            if instance is not None:
                yield StoredObject(instance, read_text(answer, "SOPClassUID") or "")

    def _below(self, patient: FoundStudy | None, level: str, **names: str) -> Dataset:
        question = Dataset()
        question.QueryRetrieveLevel = level
        if not self._by_study and patient is not None:
            question.PatientID = patient.patient_id
        for keyword, uid in names.items():
            setattr(question, keyword, uid)
        return question

    def _answers(self, question: Dataset, most: int) -> Iterator[Dataset]:
        """Yield the answers to one question, at most so many.

        Raises:
            ArchiveError: the archive gives none.
        """
        yield from answers(self._association, question, self._model, self._archive, most)


def _of_patients(question: Dataset) -> Dataset:
    patients = Dataset()
    patients.QueryRetrieveLevel = "PATIENT"
    for keyword in ("SpecificCharacterSet", "PatientName", "PatientID"):
        if keyword in question:
            patients[keyword] = question[keyword]
    patients.PatientBirthDate = patients.PatientSex = ""
    return patients


def answers(
    association: Association, question: Dataset, model: UID, archive: Archive, most: int
) -> Iterator[Dataset]:
    """Yield what an archive answers to one question, at most so many data sets.

    Raises:
        ArchiveError: it does not, for the reason that is named.
    """
    number, started = 0, time.monotonic()
    for status, answer in association.send_c_find(question, model):
        if "Status" not in status:
            timed_out = time.monotonic() - started >= PATIENCE_S
            raise no_answer(archive.address, timed_out, away=True)
        if status.Status in _PENDING:
            if answer is not None and number < most:
                number += 1
                yield answer
                if number == most:
                    association.send_c_cancel(1, None, model)
        elif status.Status != _SUCCESS and not (status.Status == 0xFE00 and number == most):
            raise failures.refused(status.Status, archive.address, calling=archive.calling)
        started = time.monotonic()
