"""A window hands over what it made, which goes on when the archive is back."""

from dataclasses import replace
from datetime import UTC, datetime

from app.pacs.network.connection import StorageSession
from app.pacs.network.failures import SendError
from app.pacs.network.outbox import Outbox
from tests.node.running import QUICK, RESULTS, fundus, node_in, queue_of, sent
from tests.pacs.receiver import free_port, receiving, values
from tests.support import dicom_bytes, refused

WINDOW = """
[[senders]]
title = "WINDOW"
address = "127.0.0.1"
forward = ["pacs"]
"""


def made(uid):
    """Make an object of each class that the window sends."""
    for number, kind in enumerate((*RESULTS, "1.2.840.10008.5.1.4.1.1.7")):
        dataset = fundus(side=8, SOPInstanceUID=f"{uid}.{number}")
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = kind
        yield dataset


def test_what_a_window_made_is_sent_on_as_it_is(tmp_path):
    port = free_port()
    outbox, objects = Outbox(tmp_path / "outbox"), list(made("1.2.3"))
    with node_in(tmp_path, rest=WINDOW) as node:
        with receiving(port=port) as later:
            node.send_to("pacs", later.archive)
        node.start(*QUICK)
        for each in objects:
            outbox.add(each, replace(node.archive, calling="WINDOW"))
        assert outbox.attempt(now=datetime.now(UTC)) == (4, 0)
        assert outbox.entries() == ()  # from here on it is the node's
        assert "of this kind" in str(refused(SendError, _send, node.archive, objects[0]))
        node.kill()
        node.start(*QUICK)
        kinds = (*RESULTS, "1.2.840.10008.5.1.4.1.1.7")
        with receiving(port=port, kinds=kinds) as archive:
            node.wait_until(lambda: sent(node) == 4)
        with queue_of(node) as look:
            told = look()
            assert (told.photographs["forwarded"], told.p95_s) == (4, None)
        assert node.stop() == 0
        assert list((node.home / "photographs").glob("*/*")) == []
    assert sorted(each.SOPClassUID for each in archive.stored) == sorted(kinds)
    for stored, sent_one in zip(
        sorted(archive.stored, key=_uid), sorted(objects, key=_uid), strict=True
    ):
        assert values(stored) == values(sent_one)


def _send(archive, dataset):
    with StorageSession(archive) as session:
        session.store(dicom_bytes(dataset), "object")


def _uid(dataset):
    return str(dataset.SOPInstanceUID)
