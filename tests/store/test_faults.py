import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.base.errors import StoreError
from app.store import backups as backups_module
from app.store import connection as connection_module
from app.store.backups import back_up_file, back_up_if_due, backups, put_back, set_aside
from app.store.cases import load_case
from app.store.connection import DATABASE
from app.store.faults import DamagedStoreError, UnreachableStoreError, UnwritableStoreError, worded
from app.store.opening import open_store
from app.store.verification import verify
from tests.small_disk import small_disk
from tests.store.examples import TEXT, kept, kept_case, photograph
from tests.store.server import running_server
from tests.support import ROOT, refused


def damage(folder):
    """Write over the middle of the database."""
    for side in ("-wal", "-shm"):
        (folder / f"{DATABASE}{side}").unlink(missing_ok=True)
    file = folder / DATABASE
    with file.open("r+b") as opened:
        opened.seek(5000)
        opened.write(b"\xab" * (file.stat().st_size - 6000))


@pytest.mark.parametrize("spoil", [damage, lambda f: (f / DATABASE).write_bytes(b"text " * 4000)])
def test_a_damaged_file_is_told_with_its_last_backup_which_is_put_back(own, folder, spoil):
    one = kept_case(own)
    backup = back_up_file(own)
    own.close()
    spoil(folder)
    error = refused(DamagedStoreError, open_store, folder)
    assert backup.name in str(error)
    aside = put_back(folder, backup)
    assert aside.exists()
    store = open_store(folder)
    assert load_case(store, one.photograph).words.text == TEXT
    assert verify(store) == []
    store.close()


def test_a_damaged_file_without_a_backup_is_told_and_can_be_set_aside(own, folder):
    own.close()
    damage(folder)
    assert "set aside" in str(refused(DamagedStoreError, open_store, folder))
    assert set_aside(folder).exists()
    open_store(folder).close()


def test_a_damaged_backup_is_not_put_back(own, folder):
    backup = back_up_file(own)
    own.close()
    backup.write_bytes(b"no database" * 1000)
    before = (folder / DATABASE).read_bytes()
    refused(DamagedStoreError, put_back, folder, backup)
    assert (folder / DATABASE).read_bytes() == before


def test_backups_are_made_once_a_day_and_the_oldest_go(own, folder, monkeypatch):
    assert back_up_if_due(own) is not None
    assert back_up_if_due(own) is None
    newest = [back_up_file(own) for _ in range(7)]
    assert backups(folder) == newest[:1:-1]
    os.utime(newest[-1], (0, 0))
    assert back_up_if_due(own) is not None
    assert len(backups(folder)) == backups_module.KEPT_BACKUPS


def test_a_held_store_is_told(store, place, monkeypatch):
    monkeypatch.setattr(connection_module, "_PATIENCE_S", 0)
    monkeypatch.setattr(connection_module, "_WAITING", {"options": "-c lock_timeout=1"})
    other = open_store(place)
    with store.writing():
        error = refused(UnwritableStoreError, kept, other)
    assert "held by another program" in str(error)
    kept(other)
    other.close()


def as_nobody(action) -> str:
    """Return what a process says that has no rights: the error of an action."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            action()
        except StoreError as error:
            os.write(sending, str(error).encode())
        finally:
            os._exit(0)
    os.close(sending)
    os.waitpid(child, 0)
    with os.fdopen(receiving, encoding="utf-8") as told:
        return told.read()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root becomes somebody else")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "told"),
    [
        (0o555, 0o444, "cannot be written"),
        (0o555, 0o666, "cannot be"),
        (0o700, 0o600, "cannot be"),
        (0o777, 0o444, "cannot be written"),
    ],
)
def test_a_folder_that_gives_no_rights_is_told(folder_mode, file_mode, told):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        open_store(folder).close()
        Path(place).chmod(0o755)
        (folder / DATABASE).chmod(file_mode)
        folder.chmod(folder_mode)
        said = as_nobody(lambda: open_store(folder))
    assert told in said
    assert said.endswith(".")


_FULL = """
import resource, signal, sys
from app.base.errors import StoreError
from app.store.opening import open_store
from tests.store.examples import kept_case, photograph
store = open_store(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
count = 0
try:
    while count < 400:
        kept_case(store, photograph(count)); count += 1
except StoreError as error:
    print(count, error)
"""


def test_a_full_disk_is_told_and_what_was_saved_before_is_there(folder):
    done = subprocess.run(
        [sys.executable, "-c", _FULL, folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    count, _, told = done.stdout.partition(" ")
    assert int(count) > 0, done.stderr
    assert told.strip().endswith(".")
    store = open_store(folder)
    assert load_case(store, photograph(int(count) - 1).id).words.text == TEXT
    assert verify(store) == []
    store.close()


def test_the_codes_of_sqlite_are_told_apart():
    told = set()
    for code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY,
                 sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):  # fmt: skip
        error = sqlite3.OperationalError("it failed")
        error.sqlite_errorcode = code

        def fail(error=error):
            with worded():
                raise error

        told.add(str(refused(UnwritableStoreError, fail).message))
    assert len(told) == 5


def test_a_server_that_goes_away_is_told_and_comes_back():
    with running_server() as server:
        store = open_store(server.make_database())
        one = kept_case(store)
        server.stop()
        refused(UnreachableStoreError, kept, store, photograph(1))
        server.start()
        kept(store, photograph(1))
        assert load_case(store, one.photograph).words.text == TEXT
        store.close()


def test_a_disk_that_is_really_full_is_told_in_the_same_words_whatever_finds_it_so(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(disk.folder / "store")
        one = kept_case(store)
        disk.fill()
        told = {
            str(refused(UnwritableStoreError, kept_case, store, photograph(number)).message)
            for number in range(1, 4)
        }
        with store.read() as connection:  # a picture of vessels is a file of its own
            big = refused(UnwritableStoreError, store.contents.put, connection, bytes(10**6))
        assert told | {str(big.message)} == {"The store's disk is full."}
        disk.make_room()
        kept_case(store, photograph(1))
        assert load_case(store, one.photograph).words.text == TEXT
        assert verify(store) == []
        store.close()


def test_a_disk_that_became_read_only_is_told_and_written_again_later(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(disk.folder / "store")
        one = kept_case(store)
        store.close()
        disk.set_writable(False)
        error = refused(UnwritableStoreError, open_store, disk.folder / "store")
        assert str(error.message) == "The store cannot be written: Read-only file system."
        disk.set_writable(True)
        store = open_store(disk.folder / "store")
        assert load_case(store, one.photograph).words.text == TEXT
        store.close()
