from pathlib import Path

import pydicom
import pytest

from app.cli.parser import main
from app.store.facts import State
from app.store.opening import open_store
from app.store.photographs import locations_of, photographs_of
from app.store.search import Query, find_patients
from tests.cli.test_find import PHOTOGRAPH, STUDY
from tests.pacs.counterparts import US, Counterpart, dcmqrscp
from tests.pacs.receiver import HOST, free_port


@pytest.fixture
def archive(tmp_path_factory):
    with dcmqrscp(tmp_path_factory.mktemp("archive")) as archive:
        archive.keep(PHOTOGRAPH)
        yield archive


def called(archive: Counterpart) -> list[str]:
    return ["--from", archive.archive.address, "--called", "DCMQR", "--calling", US]


@pytest.mark.parametrize("move", [False, True])
def test_a_study_lies_in_the_folder(move: bool, archive: Counterpart, tmp_path: Path, capsys):
    port = ["--port", str(archive.receive_port)] if move else []
    arguments = ["fetch", *called(archive), "--study", STUDY, "--output", str(tmp_path), *port]
    assert main(arguments) == 0
    assert f"{STUDY}: 1 objects fetched into {tmp_path}" in capsys.readouterr().out
    [file] = tmp_path.iterdir()
    assert pydicom.dcmread(file).PatientName == "王^小东"
    assert main(arguments) == 0
    assert "0 objects fetched into" in capsys.readouterr().out
    assert [*tmp_path.iterdir()] == [file]


def test_a_study_is_put_into_the_store(archive: Counterpart, tmp_path: Path, monkeypatch, capsys):
    fetched, place = tmp_path / "fetched", tmp_path / "store"
    monkeypatch.setattr("app.cli.fetch.user_fetched", lambda: fetched)
    arguments = ["fetch", *called(archive), "--study", STUDY, "--keep", "--store", str(place)]
    assert main(arguments) == main(arguments) == 0
    assert "1 photographs kept" in capsys.readouterr().out
    store = open_store(place)
    try:
        [patient] = find_patients(store, Query()).rows
        assert (patient.patient.facts.patient_id, patient.patient.facts.name) == ("P1", "王小东")
        with store.read() as connection:
            [photograph] = photographs_of(connection, patient.patient.id)
            [location] = locations_of(connection, photograph.number)
        assert photograph.state is State.NEW
        assert photograph.stated.accession == "A1"
        assert Path(location.path).is_relative_to(fetched)
    finally:
        store.close()


def test_an_archive_that_is_away_or_a_study_that_is_not_there_is_told(
    archive: Counterpart, tmp_path: Path, capsys
):
    to = ["--study", STUDY, "--output", str(tmp_path)]
    assert main(["fetch", "--from", f"{HOST}:{free_port()}", *to]) == 1
    assert "Nothing answers at" in capsys.readouterr().err
    assert main(["fetch", *called(archive), "--study", "1.2.3", "--output", str(tmp_path)]) == 1
    assert "has no study 1.2.3" in capsys.readouterr().err
    assert main(["fetch", *called(archive), "--study", "../1", "--output", str(tmp_path)]) == 1
    assert "is not the UID of a study" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_where_to_put_it_must_be_said(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["fetch", "--from", "host:104", "--study", STUDY])
    assert ended.value.code == 2
    assert "one of the arguments --output --keep is required" in capsys.readouterr().err
