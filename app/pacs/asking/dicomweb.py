"""Ask, fetch and store over HTTP: DICOMweb's QIDO-RS, WADO-RS and STOW-RS (DICOM PS3.18)."""

import io
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import pydicom
from dicomweb_client import DICOMwebClient
from pydicom.dataset import Dataset

from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    stop_if_asked,
)
from app.pacs.asking import failures
from app.pacs.asking.landing import Landing
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
from app.pacs.asking.questions import MOST, Answer, StoredObject
from app.pacs.asking.retrieving import Fetched, outcome, take, teller
from app.pacs.asking.web_session import WebNode, open_session, worded
from app.pacs.network.connection import parse_object
from app.reading.dicom.text import read_text

_PIECE = 1 << 20
_CHARACTER_SET = "SpecificCharacterSet"
_ANY_ENCODING = (("application/dicom", "*"),)
_FIELDS = ("StudyDescription", "ModalitiesInStudy", "IssuerOfPatientID", "PatientSex")

# It names what is asked for.
logging.getLogger("dicomweb_client").setLevel(logging.CRITICAL + 1)


def find_studies(node: WebNode, query: Query, *, should_stop: ShouldStop = never_stop) -> Answer:
    """Ask a service for studies (QIDO-RS).

    Raises:
        ArchiveError: it does not answer, or not as such a service does.
        Cancelled: somebody asked to stop.
    """
    with _client(node, should_stop) as client:
        found: list[FoundStudy] = []
        for questions, name in identifiers(query):
            for question in _told_apart(questions):
                stop_if_asked(should_stop)
                told = client.search_for_studies(
                    limit=MOST + 1, fields=_FIELDS, search_filters=_filters(question)
                )
                found += filter(None, map(study_from, _datasets(told)))
            found = [each for each in found if is_wanted(each, query, name)]
            if found:
                break

        def modalities(study: FoundStudy) -> Iterator[tuple[str, ...]]:
            stop_if_asked(should_stop)
            told = client.search_for_series(study.study, fields=("Modality",))
            return (modalities_of(each, "Modality") for each in _datasets(told))

        listed = in_order(found)
        complete = with_modalities(listed[:MOST], modalities)
        return Answer(tuple(s for s in complete if is_wanted(s, query)), len(listed) > MOST)


def fetch_study(
    node: WebNode,
    study: str,
    landing: Landing,
    *,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Fetched:
    """Fetch a study in the encodings in which it is kept (WADO-RS).

    Raises:
        ArchiveError: it is not there, or the service does not answer.
        ReportWriteError: what comes cannot be written.
        Cancelled: somebody asked to stop.
    """
    with _client(node, should_stop) as client:
        told = client.search_for_instances(study_instance_uid=study)
        expected = [
            StoredObject(instance, read_text(each, "SOPClassUID") or "")
            for each in _datasets(told)
            if (instance := read_text(each, "SOPInstanceUID"))
        ]
        if not expected:
            return Fetched(())
        tell = teller(landing, len(expected), on_progress)
        for dataset in client.iter_study(study, media_types=_ANY_ENCODING):
            stop_if_asked(should_stop)
            take(landing, _as_file(dataset), tell)
            if landing.obstacle is not None:
                break
    return outcome(landing, expected, 0)


def check_answers(node: WebNode) -> None:
    """Ask a service whether it is there and lets us in.

    Raises:
        ArchiveError: it is not or does not, for the reason that is named.
    """
    with _client(node, never_stop) as client:
        client.search_for_studies(limit=1)


class WebStorage:
    """A session that has a service store files one by one (STOW-RS), in a ``with`` block."""

    def __init__(self, node: WebNode) -> None:
        self._node = node
        self._stack = ExitStack()
        self._client: DICOMwebClient | None = None

    def __enter__(self) -> Self:
        """Open nothing yet: the first file does."""
        return self

    def __exit__(self, *failure: object) -> None:
        """End the session; what went wrong with a file was told before."""
        self._stack.close()

    def store(self, content: bytes, name: str) -> None:
        """Send one DICOM file as it is; returns once the service has confirmed it.

        Raises:
            SendError: the file cannot be sent, or was not confirmed.
        """
        dataset = parse_object(content, name)
        with worded(self._node):
            if self._client is None:
                self._client = self._stack.enter_context(_client(self._node, never_stop))
            answer = self._client.store_instances([dataset])
        failed = answer.get("FailedSOPSequence") or ()
        if failed:
            code = int(failed[0].get("FailureReason", 0) or 0)
            raise failures.not_stored(self._node.url, code)


@contextmanager
def _client(node: WebNode, should_stop: ShouldStop) -> Iterator[DICOMwebClient]:
    with worded(node), open_session(node, should_stop) as session, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of results that were cut short
        client = DICOMwebClient(
            node.url, session=session, chunk_size=_PIECE, timeout=(node.timeout_s, node.timeout_s)
        )
        client.set_http_retry_params(retry=False)
        yield client


def _told_apart(questions: Iterable[Dataset]) -> Iterator[Dataset]:
    """Yield questions without those that differ in their character set only: HTTP has one."""
    asked: list[Mapping[str, str]] = []
    for question in questions:
        if (filters := _filters(question)) not in asked:
            asked.append(filters)
            yield question


def _filters(question: Dataset) -> dict[str, str]:
    stated = {each.keyword: str(each.value) for each in question if each.value}
    return {k: v for k, v in stated.items() if k not in ("QueryRetrieveLevel", _CHARACTER_SET)}


def _datasets(told: Sequence[Mapping[str, Any]]) -> Iterator[Dataset]:
    for each in told:
        yield Dataset.from_json(dict(each))


def _as_file(dataset: Dataset) -> bytes:
    with io.BytesIO() as file:
        pydicom.dcmwrite(file, dataset)
        return file.getvalue()
