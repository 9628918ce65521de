"""Search and fetch at a node, whichever way it is spoken to."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.pacs.asking import failures, questions, retrieving
from app.pacs.asking.landing import Landing
from app.pacs.asking.matching import Query
from app.pacs.asking.questions import Answer
from app.pacs.asking.retrieving import Fetched
from app.pacs.asking.worklist import PlannedStep, find_planned
from app.pacs.network.connection import StorageSession, echo
from app.settings.archives import Archive, ArchiveNode

if TYPE_CHECKING:
    from app.pacs.asking.dicomweb import WebStorage
    from app.pacs.asking.web_session import WebNode


def search(node: ArchiveNode, query: Query, *, should_stop: ShouldStop = never_stop) -> Answer:
    """Ask a node for studies.

    Raises:
        ArchiveError: it does not answer, or not to such questions.
        ConfigurationError: it has no address.
        Cancelled: somebody asked to stop.
    """
    if node.dicomweb:
        from app.pacs.asking import dicomweb

        return dicomweb.find_studies(web_node(node), query, should_stop=should_stop)
    return questions.find_studies(_archive(node), query, should_stop=should_stop)


def planned(
    node: ArchiveNode,
    patient: str = "",
    first: date | None = None,
    last: date | None = None,
    *,
    modalities: Iterable[str] = (),
    should_stop: ShouldStop = never_stop,
) -> tuple[PlannedStep, ...]:
    """Ask a node's worklist what is planned; see ``find_planned``.

    Raises:
        ArchiveError: there is no worklist, or it does not answer.
        ConfigurationError: the node has no address that a worklist is asked at.
        Cancelled: somebody asked to stop.
    """
    return find_planned(
        _archive(node),
        patient=patient,
        first=first,
        last=last,
        modalities=modalities,
        should_stop=should_stop,
    )


def fetch(
    node: ArchiveNode,
    study: str,
    folder: Path,
    *,
    patient_id: str = "",
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Fetched:
    """Fetch a study into a folder: each object whole, under a safe name, once.

    Args:
        patient_id: whose it is; some archives want to be told.

    Raises:
        ArchiveError: it is not there, or the node does not answer.
        ConfigurationError: the node has no address.
        ReportWriteError: what comes cannot be written.
        Cancelled: somebody asked to stop; what came stays.
    """
    landing = Landing(folder, {study})
    if node.dicomweb:
        from app.pacs.asking import dicomweb

        fetched = dicomweb.fetch_study(
            web_node(node), study, landing, on_progress=on_progress, should_stop=should_stop
        )
    else:
        archive = _archive(node)
        expected = questions.find_objects(archive, study, should_stop=should_stop)
        if not expected and not search(node, Query(study=study), should_stop=should_stop).studies:
            raise failures.nothing_there(study, node.title)
        retrieve = (
            partial(retrieving.move_study, port=node.receive_port)
            if node.receive_port
            else retrieving.get_study
        )
        fetched = retrieve(
            archive,
            study,
            expected,
            landing,
            patient_id=patient_id,
            on_progress=on_progress,
            should_stop=should_stop,
        )
    if not fetched.objects and not fetched.remarks:
        if fetched.missing:
            raise failures.nothing_came(study, node.title, fetched.missing)
        raise failures.nothing_there(study, node.title)
    return fetched


def check_answers(node: ArchiveNode) -> None:
    """Ask a node whether it is there and lets us in.

    Raises:
        ArchiveError: it is not or does not, for the reason that is named.
        ConfigurationError: it has no address.
    """
    if node.dicomweb:
        from app.pacs.asking import dicomweb

        dicomweb.check_answers(web_node(node))
    else:
        echo(_archive(node))


def sending(node: ArchiveNode) -> "StorageSession | WebStorage":
    """Return a session that sends files one by one, to be used in a ``with`` block.

    Raises:
        ConfigurationError: the node has no address.
    """
    if node.dicomweb:
        from app.pacs.asking.dicomweb import WebStorage

        return WebStorage(web_node(node))
    return StorageSession(_archive(node))


def web_node(node: ArchiveNode) -> "WebNode":
    """Return a node as DICOMweb speaks to it, with what the keyring keeps for it."""
    from app.pacs.asking.secrets import secrets_for
    from app.pacs.asking.web_session import WebNode

    url = node.web_address
    files = (node.ca or None, node.cert or None, node.key or None)
    return WebNode(url, *files, secrets=secrets_for(url))


def _archive(node: ArchiveNode) -> Archive:
    if node.archive is None:
        raise ConfigurationError(
            message("“{name}” has no address.", name=node.title),
            message("Enter it in the settings, or name HOST:PORT."),
        )
    return node.archive
