"""Searching and fetching at the archives and worklists of other makers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEGBaseline8Bit, generate_uid

from app.base.errors import ArchiveError
from app.base.progress import Cancelled
from app.pacs.asking.matching import Query
from app.pacs.asking.nodes import check_answers, fetch, search, sending
from app.settings.archives import ArchiveNode
from tests.pacs.counterparts import US, Counterpart, dcmqrscp, orthanc
from tests.pacs.receiver import HOST, free_port, values
from tests.support import dicom_bytes, make_dicom, make_jpeg_dicom

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
STUDY, OTHER = generate_uid(), generate_uid()
_OF_STUDY = {
    "PatientID": "P1",
    "PatientName": "Wang^XiaoDong=王^小东",
    "SpecificCharacterSet": "GB18030",
    "StudyDate": "20260115",
    "StudyDescription": "Fundus",
    "AccessionNumber": "A1",
    "Modality": "OP",
    "StudyInstanceUID": STUDY,
    "SeriesInstanceUID": generate_uid(),
}
PLAIN = make_dicom(PIXELS, **_OF_STUDY, SOPInstanceUID=generate_uid())
JPEG = make_jpeg_dicom(PIXELS, **_OF_STUDY, SOPInstanceUID=generate_uid())
JAPANESE = make_dicom(
    PIXELS,
    PatientID="P2",
    PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう",
    SpecificCharacterSet=["", "ISO 2022 IR 87"],
    StudyDate="20260301",
    Modality="XC",
    StudyInstanceUID=OTHER,
    SeriesInstanceUID=generate_uid(),
    SOPInstanceUID=generate_uid(),
)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Counterpart]]:
    folder = tmp_path_factory.mktemp("orthanc")
    with (
        orthanc(folder, DefaultEncoding="Utf8") as first,
        dcmqrscp(tmp_path_factory.mktemp("dcmqrscp")) as second,
    ):
        first.keep(PLAIN, JPEG, JAPANESE)
        second.keep(PLAIN, JAPANESE)  # it takes nothing compressed
        yield {"orthanc": first, "dcmqrscp": second}


def node(archives: dict[str, Counterpart], way: str) -> ArchiveNode:
    """Return how an archive is spoken to: which, and by get, move or web."""
    name, how = way.split()
    it = archives[name]
    if how == "web":
        return ArchiveNode(dicomweb=it.web)
    port = it.receive_port if how == "move" else 0
    archive = it.archive
    return ArchiveNode(
        host=archive.host, port=archive.port, called=archive.called, calling=US, receive_port=port
    )


SEARCHED = ("orthanc get", "orthanc web", "dcmqrscp get")
FETCHED = (*SEARCHED, "orthanc move", "dcmqrscp move")


@pytest.mark.parametrize("way", SEARCHED)
def test_studies_are_found_by_id_name_date_and_modality(way: str, archives):
    def found(query: Query) -> list[str]:
        return [each.study for each in search(node(archives, way), query).studies]

    assert found(Query()) == [OTHER, STUDY]
    for patient in ("P1", "P?1", "wang", "王 小东", "Wang^Xiao"):
        assert found(Query(patient)) == [] if patient == "P?1" else [STUDY], patient
    assert found(Query("山田")) == [OTHER]
    assert found(Query("P9")) == []
    assert found(Query(first=date(2026, 2, 1))) == [OTHER]
    assert found(Query(first=date(2026, 1, 15), last=date(2026, 1, 15))) == [STUDY]
    assert found(Query(modalities=("OP",))) == [STUDY]
    assert found(Query(accession="A1")) == [STUDY]


@pytest.mark.parametrize("way", SEARCHED)
def test_names_in_chinese_and_japanese_character_sets_are_right(way: str, archives):
    japanese, chinese = search(node(archives, way), Query()).studies
    assert (chinese.patient_name, chinese.shown_name) == ("Wang^XiaoDong=王^小东", "王小东")
    assert japanese.patient_name == "Yamada^Tarou=山田^太郎=やまだ^たろう"
    assert (chinese.patient_id, chinese.date, chinese.accession) == ("P1", "20260115", "A1")
    assert (chinese.modalities, chinese.description) == (("OP",), "Fundus")


@pytest.mark.parametrize("way", FETCHED)
def test_a_study_is_fetched_whole_and_once(way: str, archives, tmp_path: Path):
    told: list[float] = []
    progress = {"on_progress": lambda done, _stage: told.append(done)}
    first = fetch(node(archives, way), STUDY, tmp_path, patient_id="P1", **progress)
    again = fetch(node(archives, way), STUDY, tmp_path, patient_id="P1")
    sent = [PLAIN, JPEG] if "orthanc" in way else [PLAIN]
    assert [len(first.objects), first.missing, first.remarks] == [len(sent), 0, ()]
    assert [each.new for each in again.objects] == [False] * len(sent)
    files = {path.name: pydicom.dcmread(path) for path in tmp_path.iterdir()}
    assert set(files) == {f"{each.SOPInstanceUID}.dcm" for each in sent}
    for each in sent:
        assert values(files[f"{each.SOPInstanceUID}.dcm"]) == values(each)
    assert told[-1] == 1.0


@pytest.mark.parametrize("way", ["orthanc get", "orthanc web"])
def test_what_is_compressed_comes_as_it_is_kept(way: str, archives, tmp_path: Path):
    fetch(node(archives, way), STUDY, tmp_path)
    fetched = pydicom.dcmread(tmp_path / f"{JPEG.SOPInstanceUID}.dcm")
    assert fetched.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    assert fetched.PixelData == JPEG.PixelData


@pytest.mark.parametrize("way", FETCHED)
def test_a_study_that_is_not_there_is_named(way: str, archives, tmp_path: Path):
    with pytest.raises(ArchiveError, match=r"no study 1\.2\.3\.4\.5"):
        fetch(node(archives, way), "1.2.3.4.5", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", FETCHED)
def test_whoever_stops_is_let_go(way: str, archives, tmp_path: Path):
    with pytest.raises(Cancelled):
        fetch(node(archives, way), STUDY, tmp_path, should_stop=lambda: True)


def test_an_archive_is_told_apart_from_one_of_another_name(archives, tmp_path: Path):
    wrong = node(archives, "orthanc get")
    other = ArchiveNode(host=wrong.host, port=wrong.port, called="NOBODY", calling=US)
    with pytest.raises(ArchiveError, match="is not called “NOBODY”"):
        search(other, Query())
    stranger = ArchiveNode(host=wrong.host, port=wrong.port, called="ORTHANC", calling="STRANGER")
    with pytest.raises(ArchiveError, match=r"does not know this workstation|rejected|allow"):
        fetch(stranger, STUDY, tmp_path)


@pytest.mark.parametrize("kept", ["orthanc", "dcmqrscp"])
def test_where_an_archive_cannot_send_to_is_named(kept: str, archives, tmp_path: Path):
    it = node(archives, f"{kept} get")
    unknown = ArchiveNode(
        host=it.host, port=it.port, called=it.called, calling=US, receive_port=free_port()
    )
    with pytest.raises(ArchiveError) as caught:
        fetch(unknown, STUDY, tmp_path)
    assert str(unknown.place) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_away_or_is_none_is_told(archives):
    with pytest.raises(ArchiveError, match="Nothing answers at"):
        search(ArchiveNode(dicomweb=f"http://{HOST}:{free_port()}/dicom-web"), Query())
    with pytest.raises(ArchiveError, match="status 404"):
        search(ArchiveNode(dicomweb=f"{archives['orthanc'].web}-other"), Query())
    with pytest.raises(ArchiveError, match="not the address of a DICOMweb"):
        search(ArchiveNode(dicomweb="http://user:secret@host/dicom-web"), Query())


def test_objects_are_stored_over_http(archives, tmp_path: Path):
    web = node(archives, "orthanc web")
    check_answers(web)
    study = generate_uid()
    sent = make_jpeg_dicom(
        PIXELS,
        PatientID="P3",
        StudyInstanceUID=study,
        SeriesInstanceUID=generate_uid(),
        SOPInstanceUID=generate_uid(),
    )
    with sending(web) as session:
        session.store(dicom_bytes(sent), "sent.dcm")
        with pytest.raises(ArchiveError, match="not a complete DICOM file"):
            session.store(b"nothing", "nothing.dcm")
    [landed] = fetch(web, study, tmp_path).objects
    assert values(pydicom.dcmread(landed.path)) == values(sent)
