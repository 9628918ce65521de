import json
import zipfile

import pytest

from app.base.errors import StoreError
from app.domain.photograph import Patient
from app.store.archive import back_up, is_backup, restore
from app.store.cases import load_case
from app.store.faults import UnwritableStoreError
from app.store.opening import open_store
from app.store.patients import merge
from app.store.verification import head, verify
from tests.store.examples import TEXT, kept, kept_case, photograph
from tests.support import refused


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """Give another store, of either kind."""
    kind = request.param
    place = tmp_path / "other"
    opened = open_store(
        place if kind == "sqlite" else request.getfixturevalue("server").make_database()
    )
    yield opened
    opened.close()


@pytest.fixture
def backup(store, tmp_path):
    one = kept_case(store)
    other = kept_case(store, photograph(1, Patient("Li", "0")))
    merge(store, one.patient, other.patient)
    assert back_up(store, tmp_path / "backup.zip") == 2
    return tmp_path / "backup.zip"


def test_a_backup_is_restored_into_either_kind_of_store(store, backup, empty):
    assert restore(empty, backup) == 2
    assert head(empty) == head(store)
    assert verify(empty) == []
    identity = photograph().id
    case = load_case(empty, identity)
    assert case == load_case(store, identity)
    assert case.words.text == TEXT
    assert kept(empty, photograph(7)).number == 3
    assert verify(empty) == []


def test_a_store_that_is_not_empty_is_not_restored_into(store, backup):
    assert "not empty" in str(refused(StoreError, restore, store, backup))


def test_a_backup_can_be_read_without_the_program(backup):
    with zipfile.ZipFile(backup) as archive:
        rows = [json.loads(line) for line in archive.open("patients.jsonl")]
    assert {row["name"] for row in rows} == {"Wang^Xiaoming=王^小明", "Li"}
    assert is_backup(backup)


@pytest.mark.parametrize("name", ["store.json", "events.jsonl", "contents"])
def test_a_backup_that_is_not_whole_changes_nothing(backup, empty, tmp_path, name):
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(spoilt, "w") as target:
        for each in source.namelist():
            if name != "contents" and each == name:
                continue
            content = source.read(each)
            target.writestr(each, content[1:] if each.startswith(name) else content)
    refused(StoreError, restore, empty, spoilt)
    assert head(empty)[0] == 0
    (tmp_path / "text").write_text("no ZIP")
    refused(StoreError, restore, empty, tmp_path / "text")
    refused(UnwritableStoreError, restore, empty, tmp_path / "missing")


def test_a_backup_of_another_version_is_refused(backup, empty, tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as target:
        target.writestr("store.json", json.dumps({"schema": "retivasc.store/9", "revision": "x"}))
    assert "another version" in str(refused(StoreError, restore, empty, other))


def test_a_store_without_a_content_is_not_backed_up(store, backup, tmp_path):
    with store.writing() as connection:
        store.contents.remove(connection, next(store.contents.names(connection)))
    refused(StoreError, back_up, store, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
    assert list(tmp_path.glob(".b.zip*")) == []
