"""Fetch the objects of a study: over the same connection (C-GET), or to a port of ours (C-MOVE)."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    AllTransferSyntaxes,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pynetdicom import build_context, build_role, evt
from pynetdicom.association import Association
from pynetdicom.presentation import PresentationContext

from app.base.errors import ArchiveError, RetivascError
from app.base.messages import Message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.pacs.asking import failures
from app.pacs.asking.landing import Landed, Landing
from app.pacs.asking.lines import stoppable
from app.pacs.asking.models import (
    PATIENT_ROOT_GET,
    PATIENT_ROOT_MOVE,
    STUDY_ROOT_GET,
    STUDY_ROOT_MOVE,
)
from app.pacs.asking.questions import StoredObject
from app.pacs.asking.receiver import receiving
from app.pacs.network.connection import associate, local_address
from app.pacs.network.failures import no_answer
from app.reading.dicom.header import FUNDUS_CLASSES
from app.reading.dicom.pixels import SYNTAXES
from app.settings.archives import Archive

_PATIENCE_S = 120.0
_MOST_CONTEXTS = 126  # 128 are allowed, and two ask
_PLAIN = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
_DOCUMENTS = (
    "1.2.840.10008.5.1.4.1.1.104.1",  # encapsulated PDF
    "1.2.840.10008.5.1.4.1.1.66.4",  # segmentation
    "1.2.840.10008.5.1.4.1.1.88.33",  # comprehensive SR
    "1.2.840.10008.5.1.4.1.1.77.1.5.4",  # tomography
)
_PENDING = 0xFF00
_SUCCESS = 0x0000
_SOME_FAILED = 0xB000
_NO_ROOM, _NOT_WANTED = 0xA700, 0xC000


@dataclass(frozen=True)
class Fetched:
    """What came of a study.

    Attributes:
        objects: what is there now, in the order in which it came.
        missing: how many objects the archive has that did not come.
        remarks: why some did not stay.
    """

    objects: tuple[Landed, ...]
    missing: int = 0
    remarks: tuple[Message, ...] = ()


def get_study(
    archive: Archive,
    study: str,
    expected: Sequence[StoredObject],
    landing: Landing,
    *,
    patient_id: str = "",
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    timeout_s: float = 30,
) -> Fetched:
    """Fetch a study over the connection on which it is asked for (C-GET).

    Args:
        expected: what the archive says it has; empty where it does not tell.
        patient_id: whose it is; some archives want to be told.

    Raises:
        ArchiveError: the archive does not answer, or does not send so.
        ReportWriteError: what comes cannot be written.
        Cancelled: somebody asked to stop.
    """
    contexts = [build_context(STUDY_ROOT_GET), build_context(PATIENT_ROOT_GET)]
    offered = list(_offered(expected))
    roles = [build_role(uid, scp_role=True) for uid in _classes(expected)]
    tell = teller(landing, len(expected), on_progress)

    def on_store(event: evt.Event) -> int:
        return take(landing, event.encoded_dataset(), tell)

    with (
        associate(
            archive, [*contexts, *offered], timeout_s, _PATIENCE_S, roles=roles, on_store=on_store
        ) as line,
        stoppable(line, should_stop),
    ):
        model = _model(line, STUDY_ROOT_GET, PATIENT_ROOT_GET, failures.no_get(archive.address))
        question = _question(study, patient_id)
        failed = _follow(line.send_c_get(question, model), archive)
    return outcome(landing, expected, failed)


def move_study(
    archive: Archive,
    study: str,
    expected: Sequence[StoredObject],
    landing: Landing,
    *,
    port: int,
    patient_id: str = "",
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
    timeout_s: float = 30,
) -> Fetched:
    """Have a study sent to a port of this workstation (C-MOVE), as ``get_study`` fetches one.

    The port is open only as long as this takes, at the address at which the archive sees us.
    """
    contexts = [build_context(STUDY_ROOT_MOVE), build_context(PATIENT_ROOT_MOVE)]
    refusal = failures.no_move(archive.address)
    tell = teller(landing, len(expected), on_progress)
    with (
        associate(archive, contexts, timeout_s, _PATIENCE_S, refusal=refusal) as line,
        receiving(archive, local_address(line), port, lambda c: take(landing, c, tell)),
        stoppable(line, should_stop),
    ):
        model = _model(line, STUDY_ROOT_MOVE, PATIENT_ROOT_MOVE, refusal)
        question = _question(study, patient_id)
        failed = _follow(line.send_c_move(question, archive.calling, model), archive)
    return outcome(landing, expected, failed)


def take(landing: Landing, content: bytes, tell: Callable[[], None]) -> int:
    """Put what was sent into its folder; return the status that tells the archive."""
    try:
        landing.take(content)
    except ArchiveError:
        return _NOT_WANTED
    except RetivascError:
        return _NO_ROOM
    tell()
    return _SUCCESS


def teller(landing: Landing, whole: int, on_progress: OnProgress) -> Callable[[], None]:
    """Return what is to be called after each object, to tell how far a fetch is."""

    def tell() -> None:
        done = len(landing.landed)
        on_progress(min(1.0, done / whole) if whole else 0.0, "fetch")

    return tell


def _offered(expected: Sequence[StoredObject]) -> Iterator[PresentationContext]:
    """Yield what an archive may send: each class, in every encoding.

    Of several encodings in one context an archive chooses one, and could then send no other:
    each that can be shown has a context of its own, as long as there are enough.
    """
    classes = _classes(expected)
    for sop_class in classes:
        for syntaxes in _shared_out(_MOST_CONTEXTS // len(classes)):
            yield build_context(sop_class, syntaxes)


def _classes(expected: Sequence[StoredObject]) -> list[str]:
    told = dict.fromkeys(each.sop_class for each in expected if each.sop_class)
    return (list(told) or [*FUNDUS_CLASSES, *_DOCUMENTS])[:_MOST_CONTEXTS]


def _shared_out(contexts: int) -> Iterator[list[str | UID]]:
    """Yield the encodings for each of at most so many contexts of one class."""
    alone: list[str | UID] = [each for each in SYNTAXES if each not in _PLAIN]
    others: list[str | UID] = [each for each in AllTransferSyntaxes if each not in SYNTAXES]
    if contexts == 1:
        yield [*_PLAIN, *alone, *others]
        return
    yield list(_PLAIN)
    single = alone[: contexts - 2]
    yield from ([each] for each in single)
    yield [*alone[len(single) :], *others]


def _model(line: Association, by_study: UID, by_patient: UID, refusal: ArchiveError) -> UID:
    accepted = {context.abstract_syntax for context in line.accepted_contexts}
    for model in (by_study, by_patient):
        if model in accepted:
            return model
    raise refusal


def _question(study: str, patient_id: str) -> Dataset:
    question = Dataset()
    question.QueryRetrieveLevel = "STUDY"
    if patient_id:
        question.PatientID = patient_id
    question.StudyInstanceUID = study
    return question


def _follow(responses: Iterator[tuple[Dataset, Dataset | None]], archive: Archive) -> int:
    """Follow a transfer to its end; return how many objects the archive could not send.

    Raises:
        ArchiveError: it sends nothing, or broke off.
    """
    failed, asked = 0, time.monotonic()
    for status, _ in responses:
        if "Status" not in status:
            timed_out = time.monotonic() - asked >= _PATIENCE_S
            raise no_answer(archive.address, timed_out, away=True)
        asked = time.monotonic()
        failed = int(status.get("NumberOfFailedSuboperations", 0) or 0)
        if status.Status not in (_PENDING, _SUCCESS, _SOME_FAILED, 0xA702):
            raise failures.refused(status.Status, archive.address, calling=archive.calling)
    return failed


def outcome(landing: Landing, expected: Sequence[StoredObject], failed: int) -> Fetched:
    """Return what came of a study, when nothing more comes.

    Raises:
        ReportWriteError: something could not be written.
    """
    if landing.obstacle is not None:
        raise landing.obstacle
    missing = len({each.instance for each in expected} - landing.landed.keys())
    return Fetched(
        tuple(landing.landed.values()),
        missing if expected else failed,
        tuple(landing.refused),
    )
