"""An archive that goes away in the middle of a transfer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from pynetdicom import AE, evt

from app.base.errors import ArchiveError
from app.pacs.asking.models import STUDY_ROOT_FIND, STUDY_ROOT_GET, STUDY_ROOT_MOVE
from app.pacs.asking.nodes import fetch
from app.settings.archives import ArchiveNode
from tests.pacs.receiver import HOST, free_port
from tests.support import OPHTHALMIC_PHOTOGRAPHY_8_BIT, make_dicom

STUDY, SERIES = generate_uid(), generate_uid()
PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
WHOLE = [
    make_dicom(
        PIXELS,
        PatientID="P1",
        StudyInstanceUID=STUDY,
        SeriesInstanceUID=SERIES,
        SOPInstanceUID=generate_uid(),
    )
    for _ in range(3)
]
PENDING = 0xFF00


def find(event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
    """Answer what the study has: one series of three objects."""
    if event.identifier.QueryRetrieveLevel == "SERIES":
        series = Dataset()
        series.SeriesInstanceUID, series.Modality = SERIES, "OP"
        yield PENDING, series
    elif event.identifier.QueryRetrieveLevel == "IMAGE":
        for each in WHOLE:
            told = Dataset()
            told.SOPInstanceUID, told.SOPClassUID = each.SOPInstanceUID, each.SOPClassUID
            yield PENDING, told


def get(event: evt.Event) -> Iterator[object]:
    """Send the first object, and hang up."""
    yield len(WHOLE)
    yield PENDING, WHOLE[0]
    event.assoc.dul.socket.close()
    event.assoc.abort()
    yield 0xC000, None


def move(back: int):
    def handle(event: evt.Event) -> Iterator[object]:
        yield HOST, back
        yield len(WHOLE)
        yield PENDING, WHOLE[0]
        event.assoc.abort()
        yield 0xC000, None

    return handle


@contextmanager
def dying(back: int = 0) -> Iterator[ArchiveNode]:
    """Run an archive that hangs up after the first object."""
    archive = AE("DYING")
    for model in (STUDY_ROOT_FIND, STUDY_ROOT_GET, STUDY_ROOT_MOVE):
        archive.add_supported_context(model)
    archive.add_supported_context(
        OPHTHALMIC_PHOTOGRAPHY_8_BIT, ExplicitVRLittleEndian, scu_role=True, scp_role=True
    )
    archive.add_requested_context(OPHTHALMIC_PHOTOGRAPHY_8_BIT, ExplicitVRLittleEndian)
    port = free_port()
    handlers = [(evt.EVT_C_FIND, find), (evt.EVT_C_GET, get), (evt.EVT_C_MOVE, move(back))]
    server = archive.start_server((HOST, port), block=False, evt_handlers=handlers)
    try:
        yield ArchiveNode(host=HOST, port=port, called="DYING", receive_port=back)
    finally:
        server.shutdown()
        server.server_close()
        archive.shutdown()


@pytest.mark.parametrize("way", ["get", "move"])
def test_what_came_before_the_archive_went_is_whole_and_the_rest_is_told(way: str, tmp_path: Path):
    with dying(free_port() if way == "move" else 0) as node, pytest.raises(ArchiveError) as failed:
        fetch(node, STUDY, tmp_path)
    told = str(failed.value.message)
    assert HOST in told
    (file,) = tmp_path.rglob("*.*")
    kept = pydicom.dcmread(file)
    assert kept.SOPInstanceUID == WHOLE[0].SOPInstanceUID
    assert kept.PixelData == WHOLE[0].PixelData
