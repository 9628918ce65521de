"""The window's words for the stages of a job and for the eye."""

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.base.messages import CONTEXT, Message, message
from app.domain.photograph import Laterality, eye_code

_STAGES = {
    "load model": QT_TRANSLATE_NOOP("Stage", "Loading the model"),
    "read": QT_TRANSLATE_NOOP("Stage", "Reading the file"),
    "field of view": QT_TRANSLATE_NOOP("Stage", "Finding the field of view"),
    "prepare": QT_TRANSLATE_NOOP("Stage", "Preparing the photograph"),
    "segment": QT_TRANSLATE_NOOP("Stage", "Finding the vessels"),
    "measure": QT_TRANSLATE_NOOP("Stage", "Measuring"),
    "align": QT_TRANSLATE_NOOP("Stage", "Aligning the photographs"),
    "report": QT_TRANSLATE_NOOP("Stage", "Writing the report"),
    "objects": QT_TRANSLATE_NOOP("Stage", "Making DICOM objects"),
    "save": QT_TRANSLATE_NOOP("Stage", "Saving"),
    "print": QT_TRANSLATE_NOOP("Stage", "Printing"),
    "ask": QT_TRANSLATE_NOOP("Stage", "Asking the archive"),
    "fetch": QT_TRANSLATE_NOOP("Stage", "Fetching from the archive"),
    "send": QT_TRANSLATE_NOOP("Stage", "Sending"),
    "done": QT_TRANSLATE_NOOP("Stage", "Done"),
}


def in_words(text: Message | str) -> str:
    """Return a sentence without values in the window's language; other text as it is."""
    return QCoreApplication.translate(CONTEXT, text.source) if isinstance(text, Message) else text


def stage_name(stage: str) -> str:
    """Return what is done at a stage of a job, in the window's language."""
    return QCoreApplication.translate("Stage", _STAGES.get(stage, stage))


def eye_abbreviation(laterality: Laterality) -> str:
    """Return the two letters that the clinic uses for the eye; a question mark if unknown."""
    return eye_code(laterality) or "?"


def eye_in_words(laterality: Laterality) -> Message:
    """Return the eye without its abbreviation."""
    return {
        Laterality.RIGHT: message("right eye"),
        Laterality.LEFT: message("left eye"),
        Laterality.BOTH: message("both eyes"),
        Laterality.UNKNOWN: message("unknown eye"),
    }[laterality]
