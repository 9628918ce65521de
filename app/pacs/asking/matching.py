"""What an archive is asked for and what it answers: plain data, free of any network."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydicom.dataset import Dataset

from app.base.text import folded, plain_line
from app.reading.dicom.text import parse_day, read_exact, read_name, read_text

PHOTOGRAPHS = ("OP", "XC")
"""The modalities of photographs of eyes: ophthalmic photography, and external camera."""

_STUDY_KEYS = (
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyDescription",
    "AccessionNumber",
    "ModalitiesInStudy",
    "NumberOfStudyRelatedInstances",
    "StudyInstanceUID",
)
"""What is asked of every study."""

_ASKED_AGAIN = 100
"""Studies of which the series are asked for too: an archive may not tell the modalities at once."""

_CHARACTER_SETS = {"ISO_IR 192": "utf-8", "GB18030": "gb18030", "ISO_IR 100": "latin-1"}
"""In which a text that is not plain ASCII is asked for, one after another: an archive that compares
bytes knows it only in its own."""


_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
_LONGEST_UID = 64


@dataclass(frozen=True)
class Query:
    """Which studies are wanted; all that is stated must hold.

    Attributes:
        patient: an ID as a whole or with * and ?, or part of a name.
        first, last: days between which the study was made; None where it does not matter.
        modalities: any of them; empty where it does not matter.
        accession: number of the order.
        study: its UID.
    """

    patient: str = ""
    first: date | None = None
    last: date | None = None
    modalities: tuple[str, ...] = ()
    accession: str = ""
    study: str = ""


@dataclass(frozen=True)
class FoundStudy:
    """A study that an archive says it holds; texts are empty where it does not tell.

    Attributes:
        study: its UID.
        patient_name: as DICOM writes it, components apart by ^.
        shown_name: as people write it.
        birth_date, date: YYYYMMDD.
        instances: how many objects it has; None where the archive does not tell.
    """

    study: str
    patient_id: str = ""
    issuer: str = ""
    patient_name: str = ""
    shown_name: str = ""
    birth_date: str = ""
    sex: str = ""
    date: str = ""
    modalities: tuple[str, ...] = ()
    description: str = ""
    accession: str = ""
    instances: int | None = None


def identifiers(query: Query) -> Iterator[tuple[list[Dataset], str]]:
    """Yield what to send an archive, several questions at a time, and which name answers must hold.

    Further ones are only asked where those before found nothing.
    """
    for patient, name in patient_keys(query.patient):
        questions = [
            question
            for modality in query.modalities or ("",)
            for question in in_character_sets(
                _question, {**_fixed(query), **patient, "ModalitiesInStudy": modality}
            )
        ]
        yield questions, name


def patient_keys(typed: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield by what a patient is looked for, and which name the answers must then hold.

    By ID first: who types an ID wants that patient, not everybody whose name holds it. To some
    archives capitals matter in names. Others find no name that is not plain ASCII: they are asked
    for all, and we look for it.
    """
    if not typed:
        yield {}, ""
        return
    yield {"PatientID": typed}, ""
    plain = typed.replace("^", " ")
    words = plain.split()
    spellings = (words, plain.upper().split(), plain.title().split())
    for written in dict.fromkeys(map(_around, spellings)):
        yield {"PatientName": written}, ""
    if not typed.isascii():
        yield {"PatientName": _around([word for word in words if word.isascii()])}, typed


def _around(words: Iterable[str]) -> str:
    """Return the pattern of a name that holds words in this order."""
    name = "*".join(words).strip("*")
    return f"*{name}*" if name else "*"


def holds_name(patient_name: str, typed: str) -> bool:
    """Return whether a name holds every word that was typed."""
    name = folded(patient_name)
    return all(folded(word) in name for word in typed.replace("^", " ").replace("*", " ").split())


def days_between(first: date | None, last: date | None) -> str:
    """Return days as DICOM asks for them: one, or a range; empty for any."""
    if first == last:
        return "" if first is None else f"{first:%Y%m%d}"
    return "-".join("" if day is None else f"{day:%Y%m%d}" for day in (first, last))


def in_character_sets(
    make: Callable[[Mapping[str, str]], Dataset], values: Mapping[str, str]
) -> list[Dataset]:
    """Return a question in each character set that can hold it; one if it is plain ASCII."""
    texts = "".join(values.values())
    if texts.isascii():
        return [make(values)]
    questions = []
    for name, codec in _CHARACTER_SETS.items():
        if _fits(texts, codec):
            question = make(values)
            question.SpecificCharacterSet = name
            questions.append(question)
    return questions


def _fits(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _fixed(query: Query) -> dict[str, str]:
    return {
        "StudyDate": days_between(query.first, query.last),
        "AccessionNumber": query.accession,
        "StudyInstanceUID": query.study,
    }


def _question(values: Mapping[str, str]) -> Dataset:
    question = Dataset()
    question.QueryRetrieveLevel = "STUDY"
    for keyword in _STUDY_KEYS:
        setattr(question, keyword, values.get(keyword, ""))
    return question


def study_from(dataset: Dataset) -> FoundStudy | None:
    """Return what an answer tells of a study; None where it does not name it by a UID."""
    study = read_text(dataset, "StudyInstanceUID")
    if study is None or not is_uid(study):  # a folder is named by it
        return None
    told = {"description": "StudyDescription", "accession": "AccessionNumber"}
    count = read_text(dataset, "NumberOfStudyRelatedInstances") or ""
    return FoundStudy(
        study,
        **patient_from(dataset),
        **texts_from(dataset, told),
        date=day_of(dataset, "StudyDate"),
        modalities=modalities_of(dataset),
        instances=int(count) if count.isdecimal() else None,
    )


def patient_from(dataset: Dataset) -> dict[str, str]:
    """Return by name what an answer tells of the patient."""
    told = {
        "patient_id": "PatientID",
        "issuer": "IssuerOfPatientID",
        "birth_date": "PatientBirthDate",
        "sex": "PatientSex",
    }
    return {
        **texts_from(dataset, told),
        "patient_name": plain_line(read_exact(dataset, "PatientName")),
        "shown_name": plain_line(read_name(dataset, "PatientName") or ""),
    }


def texts_from(dataset: Dataset, keywords: Mapping[str, str]) -> dict[str, str]:
    """Return by name the texts of an answer, each on one line; empty where there is none."""
    return {name: plain_line(read_text(dataset, word) or "") for name, word in keywords.items()}


def day_of(dataset: Dataset, keyword: str) -> str:
    """Return a day, YYYYMMDD; empty where there is none."""
    day = parse_day(read_text(dataset, keyword) or "")
    return "" if day is None else f"{day:%Y%m%d}"


def modalities_of(dataset: Dataset, keyword: str = "ModalitiesInStudy") -> tuple[str, ...]:
    """Return all modalities that an answer names, in its order."""
    values = dataset.get(keyword) or ()
    several = (values,) if isinstance(values, str) else tuple(values)
    return tuple(dict.fromkeys(plain_line(str(each)).strip() for each in several if str(each)))


def with_modalities(
    studies: Iterable[FoundStudy], ask: Callable[[FoundStudy], Iterable[tuple[str, ...]]]
) -> Iterator[FoundStudy]:
    """Yield studies with the modalities of their series, where the archive did not tell them.

    Args:
        ask: for the modalities of the series of a study; of so many only.
    """
    left = _ASKED_AGAIN
    for study in studies:
        if study.modalities or not left:
            yield study
            continue
        left -= 1
        found = dict.fromkeys(each for series in ask(study) for each in series)
        yield replace(study, modalities=tuple(found))


def is_wanted(study: FoundStudy, query: Query, name: str = "") -> bool:
    """Return whether a study is what was asked for: some archives leave out what they are told.

    Args:
        name: which must be the patient's, besides.
    """
    day = parse_day(study.date)
    if day is not None and not (query.first or day) <= day <= (query.last or day):
        return False
    if query.modalities and study.modalities and not {*query.modalities} & {*study.modalities}:
        return False
    return query.study in ("", study.study) and holds_name(study.patient_name, name)


def is_uid(text: str) -> bool:
    """Return whether a text is the UID of something, and so a harmless name of a file too."""
    return len(text) <= _LONGEST_UID and _UID.fullmatch(text) is not None


def in_order(studies: Iterable[FoundStudy]) -> list[FoundStudy]:
    """Return studies once each, the newest first."""
    once = {each.study: each for each in studies}
    by_name = sorted(once.values(), key=lambda each: (each.shown_name, each.patient_id, each.study))
    return sorted(by_name, key=lambda each: each.date, reverse=True)
