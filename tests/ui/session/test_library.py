import threading
import zipfile

import pytest

from app.base.errors import ImageReadError, UnexpectedError
from app.domain.photograph import Laterality
from app.reading import listing as series
from app.reading.listing import Entry
from app.ui.session import library as module
from app.ui.session.cases import Cases, place_of
from app.ui.session.library import Library, first_openable
from tests.reading.test_listing import index_of
from tests.support import PATIENCE_S, dicom_bytes, encode, make_dicom, make_fundus

PIXELS = make_fundus(160).pixels


@pytest.fixture
def library(qtbot):
    library = Library(Cases())
    yield library
    library.shut_down()
    assert not library._jobs._thread.isRunning()
    qtbot.wait(0)  # what was said last arrives before the library goes


def listed(qtbot, library, *paths):
    library.add(paths)
    qtbot.waitUntil(lambda: not library.busy)
    return library.entries


def dicom(**attributes):
    return dicom_bytes(make_dicom(PIXELS, **attributes))


def test_folder_archive_and_file_are_listed_with_their_headers(qtbot, library, tmp_path):
    folder = tmp_path / "病例"
    folder.mkdir()
    (folder / "左眼.dcm").write_bytes(dicom(Laterality="L"))
    archive = tmp_path / "检查.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a/右眼.dcm", dicom(Laterality="R"))
        packed.writestr("b.png", encode(PIXELS))
    single = tmp_path / "单.png"
    single.write_bytes(encode(PIXELS))
    first, second, third, fourth = listed(qtbot, library, folder, archive, single)
    assert place_of(first) == (folder / "左眼.dcm", None)
    assert (first.eye, first.patient.name) == (Laterality.LEFT, "Doe Jane")
    assert place_of(second) == (archive, "a/右眼.dcm")
    assert second.eye is Laterality.RIGHT
    assert place_of(third) == (archive, "b.png")
    assert place_of(fourth) == (single, None)


def test_index_lists_what_it_names(qtbot, library, tmp_path):
    (tmp_path / "IM1").write_bytes(dicom())
    (tmp_path / "DICOMDIR").write_bytes(index_of("IM1"))
    (entry,) = listed(qtbot, library, tmp_path / "DICOMDIR")
    assert (entry.path, entry.date) == (tmp_path / "IM1", "20260301")


def test_nothing_is_listed_twice_but_the_first_is_told_again(qtbot, library, photograph_file):
    listed(qtbot, library, photograph_file)
    with qtbot.waitSignal(library.first_found) as found, qtbot.assertNotEmitted(library.listed):
        listed(qtbot, library, photograph_file, photograph_file.parent)
    assert found.args[0] == library.entries[0]
    assert len(library.entries) == 1


def test_file_that_was_mended_takes_its_place(qtbot, library, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"nothing")
    assert listed(qtbot, library, path)[0].problem is not None
    path.write_bytes(encode(PIXELS))
    with qtbot.waitSignal(library.removed):
        (entry,) = listed(qtbot, library, path)
    assert entry.problem is None


def test_what_cannot_be_opened_is_listed_and_told_only_if_there_is_nothing_else(
    qtbot, library, tmp_path, photograph_file
):
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\nxx")
    with qtbot.waitSignal(library.failed) as failure:
        library.add([damaged])
    assert isinstance(failure.args[0], ImageReadError)
    assert first_openable(library.entries) is None
    with qtbot.assertNotEmitted(library.failed):
        listed(qtbot, library, damaged, photograph_file)
    assert [entry.problem is None for entry in library.entries] == [False, True]
    assert first_openable(library.entries).path == photograph_file


def test_empty_folder_is_told(qtbot, library, tmp_path):
    with qtbot.waitSignal(library.failed) as failure:
        library.add([tmp_path])
    assert "contains no photograph" in str(failure.args[0])


@pytest.mark.logs_warnings
def test_unexpected_error_ends_the_listing(qtbot, library, monkeypatch, tmp_path):
    def fail(_paths):
        raise ZeroDivisionError

    monkeypatch.setattr(module, "find_photographs", fail)
    with qtbot.waitSignal(library.failed) as failure:
        library.add([tmp_path])
    assert isinstance(failure.args[0], UnexpectedError)
    assert not library.busy


class Gate:
    """A gate that lets photographs be found only one at a time."""

    def __init__(self, monkeypatch, count):
        self.open = threading.Semaphore(0)
        self.count = count
        self.threads = set()
        monkeypatch.setattr(module, "find_photographs", self.find)
        monkeypatch.setattr(module, "list_photographs", lambda paths: map(Entry, paths))
        monkeypatch.setattr(module, "_STEP_S", 0.0)
        monkeypatch.setattr(module, "read_photograph", self.read)

    def find(self, _paths):
        for number in range(self.count):
            self.threads.add(threading.get_ident())
            assert self.open.acquire(timeout=PATIENCE_S)
            yield Entry(series.Path(f"{number}.png"))

    def read(self, entry):
        raise ImageReadError(entry.path, entry.path)


def test_first_entries_are_there_while_others_are_still_looked_for(qtbot, library, monkeypatch):
    gate = Gate(monkeypatch, 3)
    library.add([])
    gate.open.release()
    qtbot.waitUntil(lambda: len(library.entries) == 1)
    assert library.busy
    gate.open.release(2)
    qtbot.waitUntil(lambda: not library.busy)
    assert len(library.entries) == 3
    assert threading.get_ident() not in gate.threads


def test_cancelling_keeps_what_was_found(qtbot, library, monkeypatch):
    gate = Gate(monkeypatch, 100)
    library.add([])
    gate.open.release()
    qtbot.waitUntil(lambda: len(library.entries) == 1)
    library.cancel()
    assert not library.busy
    gate.open.release(100)
    qtbot.waitUntil(lambda: library._jobs.idle)
    qtbot.wait(20)
    assert len(library.entries) == 1


def test_listing_goes_on_after_one_that_was_cancelled(qtbot, library, monkeypatch, photograph_file):
    with monkeypatch.context() as patch:
        gate = Gate(patch, 100)
        library.add([])
        library.cancel()
        gate.open.release(100)
        qtbot.waitUntil(lambda: library._jobs.idle)
    library.clear()
    assert [entry.path for entry in listed(qtbot, library, photograph_file)] == [photograph_file]


def test_shutting_down_ends_the_thread_in_the_middle_of_a_listing(qtbot, library, monkeypatch):
    gate = Gate(monkeypatch, 1000)
    library.add([])
    gate.open.release(1000)
    library.shut_down()
    assert library._jobs._thread.isFinished()


def test_thumbnails_are_made_small_and_never_in_the_thread_of_the_window(
    qtbot, library, monkeypatch, tmp_path
):
    threads = set()

    def read(entry):
        threads.add(threading.get_ident())
        return series.read_photograph(entry)

    monkeypatch.setattr(module, "read_photograph", read)
    (tmp_path / "宽.png").write_bytes(encode(PIXELS[:80]))
    (tmp_path / "b.dcm").write_bytes(dicom())
    listed(qtbot, library, tmp_path)
    qtbot.waitUntil(lambda: all(map(library.thumbnail, library.entries)))
    sizes = [(image.width(), image.height()) for image in map(library.thumbnail, library.entries)]
    assert sizes == [(112, 112), (112, 56)]
    middle = library.thumbnail(library.entries[0]).pixelColor(56, 56)
    assert middle.red() > middle.green() > middle.blue()  # a retina
    assert threads
    assert threading.get_ident() not in threads


def test_those_in_sight_are_drawn_first(qtbot, library, monkeypatch, tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.png").write_bytes(encode(PIXELS))
    gate, begun = threading.Event(), threading.Event()

    def read(entry):
        begun.set()
        assert gate.wait(PATIENCE_S)
        return series.read_photograph(entry)

    monkeypatch.setattr(module, "read_photograph", read)
    drawn = []
    library.thumbnail_ready.connect(lambda entry, _image: drawn.append(entry.path.stem))
    listed_before = listed(qtbot, library, tmp_path)
    qtbot.waitUntil(begun.is_set)  # the drawing of the first one, which waits
    library.ask_thumbnails(listed_before[3:5])
    gate.set()
    qtbot.waitUntil(lambda: len(drawn) == 6)
    assert drawn == ["0", "3", "4", "1", "2", "5"]


def test_damage_found_while_drawing_is_told_once(qtbot, library, tmp_path):
    path = tmp_path / "cut.jpg"
    path.write_bytes(encode(PIXELS, "jpeg")[:2000])
    with qtbot.waitSignal(library.unreadable) as unreadable:
        library.add([path])
    entry, error = unreadable.args
    assert library._cases.at(entry).finding is error
    with qtbot.assertNotEmitted(library.unreadable, wait=50):
        library.ask_thumbnails([entry])


def test_as_many_thumbnails_are_kept_as_there_is_room_for(qtbot, library, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_KEPT", 2)
    for number in range(4):
        (tmp_path / f"{number}.png").write_bytes(encode(PIXELS))
    entries = listed(qtbot, library, tmp_path)
    qtbot.waitUntil(lambda: all(map(library.thumbnail, entries[:2])))
    with qtbot.waitSignal(library.thumbnail_ready):
        library.ask_thumbnails([entries[3]])
    assert [library.thumbnail(entry) is not None for entry in entries] == [
        False,
        True,
        False,
        True,
    ]


def test_removed_and_cleared_entries_are_gone(qtbot, library, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(encode(PIXELS))
    first, second = listed(qtbot, library, tmp_path)
    qtbot.waitUntil(lambda: library.thumbnail(second) is not None)
    library.remove(first)
    assert library.entries == (second,)
    assert library.thumbnail(first) is None
    with qtbot.waitSignal(library.cleared):
        library.clear()
    assert library.entries == ()
    assert library.thumbnail(second) is None
    assert len(listed(qtbot, library, tmp_path)) == 2


def test_thumbnail_of_an_entry_that_was_removed_meanwhile_is_dropped(
    qtbot, library, monkeypatch, photograph_file
):
    gate, begun = threading.Event(), threading.Event()

    def read(entry):
        begun.set()
        assert gate.wait(PATIENCE_S)
        return series.read_photograph(entry)

    monkeypatch.setattr(module, "read_photograph", read)
    (entry,) = listed(qtbot, library, photograph_file)
    qtbot.waitUntil(begun.is_set)
    library.remove(entry)
    with qtbot.assertNotEmitted(library.thumbnail_ready):
        gate.set()
        qtbot.waitUntil(lambda: library._jobs.idle)
        qtbot.wait(20)
    assert library.thumbnail(entry) is None


def test_the_entry_that_is_wanted_is_told_of_first(qtbot, library, tmp_path):
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(encode(PIXELS))
    wanted = (tmp_path / "b.png", None)
    with qtbot.waitSignal(library.first_found, timeout=60000) as told:
        library.add([tmp_path], wanted)
    assert place_of(told.args[0]) == wanted
    qtbot.waitUntil(lambda: not library.busy, timeout=60000)


def test_where_what_is_wanted_is_not_there_the_first_one_is_told_of(qtbot, library, tmp_path):
    (tmp_path / "a.png").write_bytes(encode(PIXELS))
    with qtbot.waitSignal(library.first_found, timeout=60000) as told:
        library.add([tmp_path], (tmp_path / "b.png", None))
    assert place_of(told.args[0]) == (tmp_path / "a.png", None)
