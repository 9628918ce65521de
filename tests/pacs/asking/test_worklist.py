from collections.abc import Iterator
from datetime import date

import pytest
from pydicom.uid import generate_uid

from app.base.errors import ArchiveError
from app.pacs.asking.worklist import find_planned
from app.settings.archives import Archive
from tests.pacs.counterparts import orthanc, wlmscpfs
from tests.pacs.examples import planned
from tests.pacs.receiver import HOST, free_port

TODAY, STUDY = date(2026, 1, 15), str(generate_uid())


@pytest.fixture(scope="module")
def worklist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    entries = {
        "late": planned("P1", "Wang^XiaoDong=王^小东", "20260115", time="1500", study=STUDY),
        "early": planned("P2", "Doe^Jane", "20260115", time="0800", modality="XC"),
        "tomorrow": planned("P3", "Roe^Richard", "20260116"),
    }
    with wlmscpfs(tmp_path_factory.mktemp("worklist"), entries) as archive:
        yield archive


def test_what_is_planned_for_a_day_comes_in_its_order(worklist: Archive):
    early, late = find_planned(worklist, first=TODAY, last=TODAY)
    assert (early.patient_id, early.shown_name, early.time) == ("P2", "Doe Jane", "0800")
    assert (late.patient_id, late.patient_name, late.shown_name) == (
        "P1", "Wang^XiaoDong=王^小东", "王小东",
    )  # fmt: skip
    assert (late.accession, late.study, late.birth_date, late.sex) == (
        "AP1", STUDY, "19500101", "F",
    )  # fmt: skip
    assert (late.modality, late.station, late.step) == ("OP", "CAMERA", "S1")
    assert late.description == "Fundus photographs"


def test_a_patient_or_a_modality_can_be_asked_for(worklist: Archive):
    assert [each.patient_id for each in find_planned(worklist)] == ["P2", "P1", "P3"]
    for patient in ("P1", "Wang", "王"):
        assert [each.patient_id for each in find_planned(worklist, patient=patient)] == ["P1"]
    assert [each.patient_id for each in find_planned(worklist, modalities=("XC",))] == ["P2"]
    assert find_planned(worklist, patient="P9") == ()


def test_a_server_that_is_none_or_away_is_told(worklist: Archive, tmp_path):
    away = Archive(HOST, free_port(), worklist.called, worklist.calling)
    with pytest.raises(ArchiveError, match="Nothing answers at"):
        find_planned(away)
    with orthanc(tmp_path) as archive, pytest.raises(ArchiveError, match="has no worklist"):
        find_planned(archive.archive)


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")  # that is the point
def test_a_study_that_is_no_uid_is_not_believed(tmp_path):
    with wlmscpfs(tmp_path, {"one": planned("P1", "Doe^Jane", "20260115", study="../1")}) as there:
        (step,) = find_planned(there)
    assert (step.patient_id, step.study) == ("P1", "")
