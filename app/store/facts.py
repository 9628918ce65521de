"""What is known of a photograph and of whom it shows: by its file, and by a person."""

from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec
from msgspec import Struct

from app.domain.photograph import (
    FundusImage,
    Identity,
    Laterality,
    Order,
    Patient,
    Source,
    facts_agree,
)

_OF_PATIENT = ("issuer", "patient_id", "name", "birth_date", "sex")


class Facts(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Hold what one source says; empty where it says nothing.

    Attributes:
        issuer: who gave the ID.
        name: as DICOM writes it, or as it was typed.
        birth_date, date: YYYYMMDD.
        time: of the photograph, HHMMSS.
        device: the camera's maker and model.
    """

    issuer: str = ""
    patient_id: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""
    eye: Laterality = Laterality.UNKNOWN
    date: str = ""
    time: str = ""
    device: str = ""
    study_uid: str = ""
    series_uid: str = ""
    accession: str = ""

    def over(self, other: "Facts") -> "Facts":
        """Return these facts, and those of another source where these are silent."""
        said = {name: value for name, value in msgspec.structs.asdict(self).items() if _says(value)}
        return msgspec.structs.replace(other, **said)


NOTHING_SAID = Facts()


class State(StrEnum):
    """Tell how far the work on a photograph has come."""

    NEW = "new"
    ANALYSED = "analysed"
    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"


@dataclass(frozen=True)
class Contradiction:
    """Tell that a photograph's file says one thing, and a person or the patient's record another.

    Attributes:
        fact: the name of the fact.
    """

    fact: str
    stated: str
    said: str


def stated_facts(image: FundusImage) -> Facts:
    """Return what a photograph's file says; what a person says of it is left out."""
    patient = replace(image.patient, **dict.fromkeys(image.typed - {"date"}))
    exam = replace(image.exam, date=None) if "date" in image.typed else image.exam
    return Facts(
        issuer=patient.issuer or "",
        patient_id=patient.id or "",
        name=patient.name or "",
        birth_date=patient.birth_date or "",
        sex=patient.sex or "",
        eye=image.stated_laterality,
        date=exam.date or "",
        time=exam.time or "",
        device=exam.device or "",
        study_uid=exam.study_uid or "",
        series_uid=exam.series_uid or "",
        accession=exam.accession or "",
    )


def identity_of(facts: Facts) -> Identity:
    """Return what a person says of whom a photograph shows, for its analysis."""
    patient = Patient(
        name=facts.name or None,
        id=facts.patient_id or None,
        birth_date=facts.birth_date or None,
        sex=facts.sex or None,
        issuer=facts.issuer or None,
    )
    order = Order(facts.study_uid, facts.accession) if facts.study_uid else None
    return Identity(patient, facts.date or None, order)


def source_of(fact: str, *, stated: Facts, typed: Facts) -> Source:
    """Tell who says what is taken of a fact; a person's word goes before the file's."""
    if _says(getattr(typed, fact)):
        return Source.USER
    return Source.FILE if _says(getattr(stated, fact)) else Source.UNKNOWN


def contradictions(stated: Facts, said: Facts) -> tuple[Contradiction, ...]:
    """Return each fact on which a file and what is kept disagree; silence is no disagreement.

    How names are compared is said by ``facts_agree``.
    """
    found = []
    for fact in (*_OF_PATIENT, "eye", "date"):
        one, other = getattr(stated, fact), getattr(said, fact)
        if _says(one) and _says(other) and not facts_agree(fact, one, other):
            found.append(Contradiction(fact, str(one), str(other)))
    return tuple(found)


def _says(value: str) -> bool:
    return value not in ("", Laterality.UNKNOWN)


# --- as JSON -------------------------------------------------------------------------------


def facts_to_json(facts: Facts) -> str:
    """Return facts as the store keeps them."""
    return msgspec.json.encode(facts).decode()


def facts_from_json(text: str) -> Facts:
    """Return the facts that ``facts_to_json`` wrote."""
    return msgspec.json.decode(text, type=Facts)
