import json
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest
from pydicom.uid import generate_uid

from app.cli.find import _days
from app.cli.parser import main
from app.settings.archives import ArchiveNode
from app.settings.preferences import Preferences
from tests.pacs.counterparts import US, dcmqrscp, wlmscpfs
from tests.pacs.examples import planned
from tests.pacs.receiver import HOST, free_port
from tests.support import make_dicom

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
STUDY = str(generate_uid())
PHOTOGRAPH = make_dicom(
    PIXELS,
    PatientID="P1",
    PatientName="王^小东",
    SpecificCharacterSet="GB18030",
    StudyDate="20260115",
    StudyDescription="Fundus",
    AccessionNumber="A1",
    Modality="OP",
    StudyInstanceUID=STUDY,
    SeriesInstanceUID=generate_uid(),
)


def test_studies_are_listed_for_people_and_for_programs(tmp_path: Path, capsys):
    with dcmqrscp(tmp_path) as archive:
        archive.keep(PHOTOGRAPH)
        called = ("--from", archive.archive.address, "--called", "DCMQR", "--calling", US)
        assert main(["find", *called, "--patient", "P1", "--date", "2026-01-15", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert main(["find", *called]) == 0
        listed = capsys.readouterr()
        assert main(["find", *called, "--patient", "nobody", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == []
        assert main(["find", "--from", archive.archive.address, "--called", "OTHER"]) == 1
    [study] = found
    assert {
        "study": STUDY,
        "patient_id": "P1",
        "patient_name": "王^小东",
        "date": "20260115",
        "modality": "OP",
        "description": "Fundus",
        "accession": "A1",
    }.items() <= study.items()
    assert listed.out.split() == ["20260115", "P1", "王小东", "OP", "Fundus", "A1", STUDY]
    assert "1 study found at" in listed.err
    assert "is not called “OTHER”" in capsys.readouterr().err


def test_the_worklist_of_today_is_listed(tmp_path: Path, capsys):
    today, tomorrow = date.today(), date.today() + timedelta(days=1)
    entries = {
        "a": planned("P1", "Wang^XiaoDong=王^小东", f"{today:%Y%m%d}", study=STUDY),
        "b": planned("P2", "Doe^Jane", f"{tomorrow:%Y%m%d}"),
    }
    with wlmscpfs(tmp_path, entries) as archive:
        called = ("--from", archive.address, "--called", archive.called)
        assert main(["find", "--worklist", *called, "--json"]) == 0
        [found] = json.loads(capsys.readouterr().out)
        assert main(["find", "--worklist", *called]) == 0
        assert "王小东  OP  Fundus photographs  AP1" in capsys.readouterr().out
    assert found["patient_id"] == "P1"
    assert (found["study"], found["accession"]) == (STUDY, "AP1")


def test_a_node_is_named_in_the_settings(tmp_path: Path, monkeypatch, capsys):
    node = ArchiveNode(name="PACS", host=HOST, port=free_port())
    monkeypatch.setattr(
        "app.cli.nodes.preferences",
        lambda: msgspec.structs.replace(Preferences(), archives=(node,)),
    )
    assert main(["find", "--from", "pacs"]) == 1
    assert f"Nothing answers at {HOST}:{node.port}." in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["find", "--from", "other"])
    assert ended.value.code == 2
    assert "known: PACS" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-15", date(2026, 1, 15), date(2026, 1, 15)),
        ("20260115", date(2026, 1, 15), date(2026, 1, 15)),
        ("2026-01-15..2026-02-01", date(2026, 1, 15), date(2026, 2, 1)),
        ("20260115-20260201", date(2026, 1, 15), date(2026, 2, 1)),
        ("20260115-", date(2026, 1, 15), None),
        ("..2026-02-01", None, date(2026, 2, 1)),
        ("today", date.today(), date.today()),
    ],
)
def test_days_are_read(text: str, first: date | None, last: date | None):
    assert _days(text) == (first, last)


@pytest.mark.parametrize("arguments", [("--date", "soon"), ("--date", ".."), ("--date", "20261399"),
                                       ("--patient", "a\\b"), ("--patient", "x" * 99)])  # fmt: skip
def test_what_cannot_be_asked_is_wrong_usage(arguments: tuple[str, ...], capsys):
    with pytest.raises(SystemExit) as ended:
        main(["find", "--from", "host:104", *arguments])
    assert ended.value.code == 2
    assert "is needed" in capsys.readouterr().err
