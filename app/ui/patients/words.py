"""How patients are written: their facts, where these come from, and how far the work is."""

from collections.abc import Iterable

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.base.text import plain_line
from app.base.translation import Catalogue
from app.domain.photograph import Laterality, Patient, Source, eye_code
from app.report.details import date_words
from app.report.wording import sex_name
from app.store.facts import Facts, State
from app.ui.look.words import in_words

_STATES = {
    State.NEW: QT_TRANSLATE_NOOP("Patients", "new"),
    State.ANALYSED: QT_TRANSLATE_NOOP("Patients", "analysed"),
    State.DRAFT: QT_TRANSLATE_NOOP("Patients", "report draft"),
    State.SIGNED: QT_TRANSLATE_NOOP("Patients", "report signed"),
    State.SENT: QT_TRANSLATE_NOOP("Patients", "report sent"),
}
_SOURCES = {
    Source.FILE: QT_TRANSLATE_NOOP("Patients", "from the file"),
    Source.USER: QT_TRANSLATE_NOOP("Patients", "stated by a person"),
    Source.UNKNOWN: "",
}
_FACTS = {
    "issuer": QT_TRANSLATE_NOOP("Patients", "Issuer of the ID"),
    "patient_id": QT_TRANSLATE_NOOP("Patients", "Patient ID"),
    "name": QT_TRANSLATE_NOOP("Patients", "Name"),
    "birth_date": QT_TRANSLATE_NOOP("Patients", "Date of birth"),
    "sex": QT_TRANSLATE_NOOP("Patients", "Sex"),
    "eye": QT_TRANSLATE_NOOP("Patients", "Eye"),
    "date": QT_TRANSLATE_NOOP("Patients", "Date of photograph"),
}


def state_name(state: State) -> str:
    """Return how far the work on a photograph is, in words."""
    return QCoreApplication.translate("Patients", _STATES[state])


def source_words(source: Source) -> str:
    """Return who says a fact; empty where nobody does."""
    words = _SOURCES[source]
    return QCoreApplication.translate("Patients", words) if words else ""


def fact_name(fact: str) -> str:
    """Return what a fact of a photograph or its patient is called."""
    return QCoreApplication.translate("Patients", _FACTS[fact])


def written_fact(fact: str, value: str) -> str:
    """Return a fact as it is shown, as plain text in one line."""
    if fact == "sex":
        return sex_words(value)
    if fact == "eye":
        return eye_code(Laterality(value))
    return plain_line(day_words(value) if fact in ("birth_date", "date") else value)


def day_words(day: str) -> str:
    """Return a day as YYYY-MM-DD; empty where none is known."""
    return date_words(day) or ""


def sex_words(code: str) -> str:
    """Return DICOM's letter for the sex in words; empty where it is not known."""
    return plain_line(in_words(sex_name(code) or ""))


def eyes_words(eyes: Iterable[Laterality]) -> str:
    """Return the clinic's abbreviations of eyes, the unknown ones left out."""
    return ", ".join(filter(None, map(eye_code, eyes)))


def patient_words(facts: Facts) -> str:
    """Return who a patient is, in one line."""
    parts = (facts.name, facts.patient_id, day_words(facts.birth_date))
    return plain_line(" · ".join(filter(None, parts)))


def contradiction_words(catalogue: Catalogue, fact: str, stated: str, said: str) -> str:
    """Return on what a file and a person contradict each other."""
    text = QCoreApplication.translate(
        "Patients", "{fact}: the file says “{stated}”, a person says “{said}”."
    )
    return text.format(
        fact=fact_name(fact),
        stated=written_fact(fact, stated),
        said=written_fact(fact, said),
    )


def is_nobody(patient: Patient) -> bool:
    """Tell whether nothing is known of a patient."""
    return not (patient.name or patient.id)
