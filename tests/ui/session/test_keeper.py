import threading

import pytest
from sqlalchemy import text

from app.base.errors import StoreError
from app.base.messages import message
from app.base.progress import Cancelled, never_stop
from app.store.backups import back_up_file, backups
from app.store.connection import DATABASE
from app.store.faults import UnwritableStoreError, damaged
from app.store.opening import open_store
from app.store.trail import count_events
from app.ui.session.keeper import Keeper, Standing
from tests.store.examples import kept


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def make_keeper(qtbot):
    made = []

    def make(place):
        keeper = Keeper(place)
        keeper.told = []
        keeper.failed.connect(keeper.told.append)
        made.append(keeper)
        return keeper

    yield make
    for keeper in made:
        keeper.shut_down()
    qtbot.wait(0)


@pytest.fixture
def keeper(qtbot, make_keeper, folder):
    keeper = make_keeper(folder)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.KEPT)
    return keeper


def asked(qtbot, keeper, work, **more):
    """Return what some work with the store gives, or the error that it fails with."""
    ends = []
    keeper.run(work, then=ends.append, otherwise=ends.append, **more)
    qtbot.waitUntil(lambda: bool(ends))
    return ends[0]


def count(store):
    with store.read() as connection:
        return count_events(connection)


def spoil(folder):
    file = folder / DATABASE
    content = bytearray(file.read_bytes())
    content[100:] = bytes(len(content) - 100)
    file.write_bytes(content)


# --- a store that works ----------------------------------------------------------------------


def test_work_is_done_in_its_order_in_another_thread(qtbot, make_keeper, folder):
    keeper = make_keeper(folder)
    done = []
    keeper.run(lambda _store: (1, threading.get_ident()), then=done.append)  # before it is open
    keeper.start()
    for number in (2, 3):
        keeper.run(lambda _store, number=number: (number, threading.get_ident()), then=done.append)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert [number for number, _ in done] == [1, 2, 3]
    assert threading.get_ident() not in {thread for _, thread in done}


def test_only_what_edits_is_told_as_a_change(qtbot, keeper):
    changes = []
    keeper.changed.connect(lambda: changes.append(1))
    assert asked(qtbot, keeper, count) == 0
    assert not changes
    asked(qtbot, keeper, kept, edits=True)
    qtbot.waitUntil(lambda: bool(changes))
    assert asked(qtbot, keeper, count) == 1


def test_what_is_still_to_be_saved_is_saved_at_the_end(make_keeper, folder):
    keeper = make_keeper(folder)
    keeper.start()
    keeper.run(kept, edits=True)
    keeper.run(lambda _store: pytest.fail("nobody waits for this any more"))
    assert keeper.when_open(never_stop, 60) is not None
    keeper.shut_down()  # before the window's thread learnt that the store is open
    store = open_store(folder)
    assert count(store) == 1
    store.close()


def test_a_backup_is_made_when_the_store_is_opened(qtbot, keeper, folder):
    asked(qtbot, keeper, count)
    assert len(backups(folder)) == 1


def test_another_thread_waits_for_the_store(qtbot, make_keeper, folder):
    keeper = make_keeper(folder)
    assert keeper.when_open(never_stop, 0) is None
    with pytest.raises(Cancelled):
        keeper.when_open(lambda: True, 60)
    keeper.start()
    assert count(keeper.when_open(never_stop, 60)) == 0


def test_an_error_of_the_work_itself_leaves_the_store_as_it_is(qtbot, keeper):
    def refuse(_store):
        raise StoreError(message("Refused."), message("Try again."))

    assert isinstance(asked(qtbot, keeper, refuse, edits=True), StoreError)
    assert keeper.standing is Standing.KEPT


# --- one that does not -----------------------------------------------------------------------


def test_nobody_is_kept_where_the_settings_say_so(qtbot, make_keeper, tmp_path):
    keeper = make_keeper(None)
    keeper.start()
    assert "not kept on this computer" in str(asked(qtbot, keeper, count))
    assert keeper.when_open(never_stop, 60) is None
    assert (keeper.standing, keeper.keeps) == (Standing.OFF, False)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_store_is_told_once_and_left_alone(qtbot, make_keeper, folder):
    store = open_store(folder)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    keeper = make_keeper(folder)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.FAILED)
    assert "newer version" in str(asked(qtbot, keeper, count))
    keeper._try_again()
    asked(qtbot, keeper, count)
    assert len(keeper.told) == 1
    assert not keeper.mendable


def test_a_store_that_cannot_be_opened_is_opened_once_it_can(qtbot, make_keeper, folder):
    folder.write_bytes(b"a file where the folder should be")
    keeper = make_keeper(folder)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.FAILED)
    folder.unlink()
    keeper._try_again()
    qtbot.waitUntil(lambda: keeper.standing is Standing.KEPT)
    assert keeper.problem is None


def test_a_server_that_is_away_is_told(qtbot, make_keeper):
    keeper = make_keeper("postgresql://127.0.0.1:1/base")
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.AWAY)
    assert "cannot be reached" in str(keeper.told[0])
    assert keeper.when_open(never_stop, 60) is None
    noted = []
    keeper.run_apart(lambda: 7, then=noted.append)
    qtbot.waitUntil(lambda: noted == [7])


@pytest.mark.parametrize("backed_up", [True, False])
def test_a_damaged_store_is_mended(qtbot, make_keeper, folder, backed_up):
    store = open_store(folder)
    kept(store)
    if backed_up:
        back_up_file(store)
    store.close()
    spoil(folder)
    keeper = make_keeper(folder)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.FAILED)
    assert keeper.mendable
    assert (keeper.backup is not None) is backed_up
    keeper.mend()
    qtbot.waitUntil(lambda: keeper.standing is Standing.KEPT)
    assert asked(qtbot, keeper, count) == int(backed_up)
    assert len(list(folder.glob(f"{DATABASE}.*-*"))) >= 1


def test_a_store_that_takes_nothing_for_a_while_is_told_until_it_does(qtbot, keeper):
    def full(_store):
        raise UnwritableStoreError(message("Refused."), message("Try again."))

    asked(qtbot, keeper, full, edits=True)
    assert keeper.standing is Standing.READ_ONLY
    assert keeper.is_open
    assert not keeper.keeps
    asked(qtbot, keeper, kept, edits=True)
    assert keeper.standing is Standing.KEPT


def test_damage_while_it_is_open_is_told(qtbot, keeper, folder):
    def malformed(_store):
        raise damaged("malformed")

    asked(qtbot, keeper, malformed)
    assert keeper.mendable
    assert keeper.backup in backups(folder)
