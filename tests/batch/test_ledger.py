"""No photograph's result takes another's place, whatever runs at once or is killed."""

import csv
import hashlib
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.base.errors import ImageReadError, ReportWriteError
from app.base.messages import message
from app.base.progress import never_stop
from app.batch import ledger as ledger_module
from app.batch.ledger import LOCK, Ledger, Owner
from app.batch.naming import MASK, OVERLAY, REPORT, TABLE
from app.batch.runner import Done, Made, work_through
from app.reading.listing import Entry
from app.records.building import failure_record
from app.records.schema import (
    AnalysisRecord,
    AnalyzeRequest,
    FailedRequest,
    MeasureRequest,
    read_record,
    to_plain,
)
from tests.support import ROOT, refused

RECORD = read_record((ROOT / "tests/data/records/analysis-1.json").read_bytes())

PLACES = (
    *("a/eye.png", "b/eye.png", "c/EYE.png", "a/eye.jpg", "a/eye_report.png", "a/eye_mask.png"),
    *("a/results.png", "a/eye.json.png", "b/eye_report.png", "a/absent.png"),
)


def analysed(path: str, sha256: str, **changes: Any) -> AnalysisRecord:
    """Return a record of an analysis that nobody corrected."""
    image = replace(RECORD.image, path=path, sha256=sha256)
    unpublished = {"request": None, "result": None, "files": None, "corrected": None}
    return replace(RECORD, image=image, **unpublished | changes)


ANALYZE = AnalyzeRequest(
    software_version="0.1.0",
    frame=1,
    model=("unet", "1", "2" * 64),
    hysteresis=2.0,
    threshold=0.5,
    spacing_mm=None,
    eye=None,
    measure_anyway=False,
    photograph=False,
    report=True,
    dicom=False,
)
MEASURE = MeasureRequest(
    software_version="0.1.0", frame=1, spacing_mm=None, inverted=False, field="auto"
)


class Copying:
    """Make results at once: their files hold the hash of the photograph and the setting."""

    command = "analyze"
    frame = 0
    tabled = True

    def __init__(self, threshold: float = 0.5, report: bool = True) -> None:
        self.threshold, self.report = threshold, report

    def request(self, _entry: Entry) -> AnalyzeRequest | MeasureRequest:
        if self.command == "measure":
            return MEASURE
        return replace(ANALYZE, threshold=self.threshold, report=self.report)

    def lacks(self, _photograph) -> bool:
        return False

    def make(self, entry: Entry, content: bytes, _should_stop) -> Made:
        if b"bad" in content:
            raise ImageReadError(message("It is damaged."), message("Try again."))
        sha256 = hashlib.sha256(content).hexdigest()
        mark = f"{sha256} {self.threshold}".encode()
        made = {MASK: mark, OVERLAY: mark} | ({REPORT: mark} if self.report else {})
        record = analysed(str(entry.path), sha256, threshold=self.threshold)
        return Made(record, made, (str(entry.path),))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def photographs(tmp_path: Path) -> list[Entry]:
    for number, place in enumerate(PLACES[:-1]):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"bad" if number == 4 else b"photograph %d" % number)
    return [Entry(tmp_path / place) for place in PLACES]


def work(
    output: Path, entries: list[Entry], maker: Copying | None = None, *, again: bool = False
) -> list[Done]:
    ledger = Ledger(output)
    ledger.prepare(table=True)
    maker = maker or Copying()
    return list(work_through(entries, maker, ledger, again=again, should_stop=never_stop))


def records(output: Path) -> dict[str, dict[str, Any]]:
    """Return the records of all results by their names."""
    found = {path.name[:-5]: json.loads(path.read_bytes()) for path in output.glob("*.json")}
    return {name: record for name, record in found.items() if "image" in record}


def rows(output: Path) -> dict[str, dict[str, str]]:
    with (output / TABLE).open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len({row["result"] for row in found}) == len(found)
    return {row["result"]: row for row in found}


def check_files(output: Path) -> None:
    """Check that where a record is, all of its files are there, and are its own."""
    for name, record in records(output).items():
        assert record["result"] == name
        for file in record["files"]:
            mark = f"{record['image']['sha256']} {record['threshold']}"
            assert (output / file).read_text() == mark


def check_folder(output: Path) -> None:
    """Check besides that the table is that of the records, and that nothing else is there."""
    check_files(output)
    found, table = records(output), rows(output)
    assert table.keys() == found.keys()
    for name, record in found.items():
        row = table[name]
        assert row["sha256"] == record["image"].get("sha256", "")
        assert row["threshold"] == str(record.get("threshold", ""))
        assert bool(row["error"]) == ("error" in record)
    listed = {file for name, record in found.items() for file in (f"{name}.json", *record["files"])}
    assert {path.name for path in output.iterdir()} == {TABLE, LOCK} | listed


def owners(output: Path) -> set[str]:
    return {r["image"].get("sha256") for r in records(output).values() if "error" not in r}


def sha256(entry: Entry) -> str:
    return hashlib.sha256(entry.path.read_bytes()).hexdigest()


def sound(entries: list[Entry]) -> set[str]:
    return {
        sha256(entry)
        for entry in entries
        if entry.path.exists() and b"bad" not in entry.path.read_bytes()
    }


def test_in_one_run_every_photograph_has_a_result_of_its_own(output: Path, photographs):
    outcomes = work(output, photographs)
    check_folder(output)
    assert owners(output) == sound(photographs)
    assert sum(outcome.error is not None for outcome in outcomes) == 2
    assert records(output)["eye"]["image"]["path"].endswith("a/eye.png")


def test_one_after_another_in_any_order(output: Path, photographs):
    for entry in reversed(photographs):
        work(output, [entry])
        check_folder(output)
    assert owners(output) == sound(photographs)
    before = records(output)
    outcomes = work(output, photographs)
    assert records(output) == before
    assert {outcome.skipped for outcome in outcomes if outcome.error is None} == {True}


def test_another_setting_replaces_the_result_and_its_row(output: Path, photographs):
    work(output, photographs)
    names = rows(output).keys()
    work(output, photographs, Copying(0.6, report=False))
    check_folder(output)
    assert rows(output).keys() == names
    assert {record.get("threshold", 0.6) for record in records(output).values()} == {0.6}
    assert not list(output.glob("*_report.pdf"))


def test_what_is_missing_is_done_again(output: Path, photographs):
    work(output, photographs[:2])
    (output / "eye_mask.png").unlink()
    assert [outcome.skipped for outcome in work(output, photographs[:2])] == [False, True]
    (output / TABLE).unlink()
    assert all(outcome.skipped for outcome in work(output, photographs[:2]))
    check_folder(output)
    assert not any(outcome.skipped for outcome in work(output, photographs[:2], again=True))


def test_a_photograph_keeps_its_name_though_a_better_one_is_free_by_now(output: Path, photographs):
    work(output, photographs[:2])
    tail = sha256(photographs[1])[:8]
    for path in output.glob("eye[._]*"):
        path.unlink()
    work(output, photographs[1:2], again=True)
    assert records(output).keys() == {f"eye-{tail}"}


def test_files_of_others_are_never_replaced(output: Path, photographs):
    output.mkdir()
    (output / "eye_mask.png").write_bytes(b"drawn by hand")
    work(output, photographs[:1])
    assert (output / "eye_mask.png").read_bytes() == b"drawn by hand"
    (name,) = records(output)
    (output / f"{name}_report.pdf").unlink()
    work(output, photographs[:1], Copying(report=False))
    (output / f"{name}_report.pdf").write_bytes(b"a letter")
    work(output, photographs[:1], Copying(0.7))
    assert (output / f"{name}_report.pdf").read_bytes() == b"a letter"
    (other,) = records(output)
    assert records(output)[other]["threshold"] == 0.7
    assert rows(output).keys() == {other}


def test_results_of_another_command_are_others(output: Path, photographs):
    work(output, photographs[:1])
    measure = Copying()
    measure.command, measure.tabled = "measure", False
    work(output, photographs[:1], measure)
    assert {r["request"]["command"] for r in records(output).values()} == {"analyze", "measure"}
    check_files(output)


def test_results_of_version_0_1_are_taken_for_what_they_are(output: Path, photographs):
    output.mkdir()
    old = to_plain(analysed("eye.png", sha256(photographs[0]))) | {"schema": "retivasc.analysis/1"}
    corrected = to_plain(replace(RECORD, request=None))["corrected"]
    error = {"kind": "ImageReadError", "message": "It is damaged.", "hint": "Try again."}
    failed = {"schema": old["schema"], "image": {"path": "eye.png"}, "error": error}
    (output / "eye.json").write_text(json.dumps(old))
    (output / "eye_photograph.png").write_bytes(b"old")
    (output / "eye_mask.png").write_bytes(b"old")
    work(output, photographs[:1])
    check_folder(output)
    for other in (
        old | {"corrected": corrected},
        failed | {"software_version": "0.1.0"},
    ):
        (output / "eye.json").write_text(json.dumps(other))
        work(output, photographs[:1])
        assert json.loads((output / "eye.json").read_bytes()) == other


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"null", b"{", b"\xff", b'{"image": 7}', b"[" * 99999]
)
def test_a_json_that_is_none_of_ours_is_left_alone(output: Path, photographs, content: bytes):
    output.mkdir()
    (output / "eye.json").write_bytes(content)
    work(output, photographs[:1])
    assert (output / "eye.json").read_bytes() == content
    assert len(list(output.glob("eye-*.json"))) == 1


def test_an_export_of_the_window_replaces_nothing(output: Path):
    output.mkdir()
    record = analysed("eye.png", "7" * 64)
    written = [Ledger(output).add("eye", "7" * 64, {MASK: b"%d" % n}, record) for n in range(3)]
    assert [paths[0].name for paths in written] == [
        "eye.json",
        "eye-77777777.json",
        "eye-7777777777777777.json",
    ]
    assert len({path for paths in written for path in paths}) == 9
    masks = [path for paths in written for path in paths if path.name.endswith(MASK)]
    assert [path.read_bytes() for path in masks] == [b"0", b"1", b"2"]


def test_long_names_fit(output: Path, tmp_path: Path):
    entries = []
    for number in range(2):
        path = tmp_path / f"{number}" / f"{'左' * 83}.png"
        path.parent.mkdir()
        path.write_bytes(b"%d" % number)
        entries.append(Entry(path))
    work(output, entries)
    check_folder(output)
    assert owners(output) == sound(entries)


# --- what fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [28, 122])  # no space left, quota exceeded
@pytest.mark.parametrize("step", ["fsync", "replace", "mkdir"])
def test_a_full_disk_ends_the_batch_with_one_sentence(
    output: Path, photographs, monkeypatch, step: str, number: int
):
    work(output, photographs[:1])
    asked = []

    class Counting(Copying):
        def make(self, entry, content, should_stop):
            asked.append(entry)
            return super().make(entry, content, should_stop)

    def full(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, full)
    ledger = Ledger(output)
    outcomes = work_through(photographs, Counting(), ledger, again=False, should_stop=never_stop)
    assert next(outcomes).skipped
    error = refused(ReportWriteError, lambda: list(outcomes))
    assert "Free some space" in str(error)
    assert len(asked) == 1
    monkeypatch.undo()
    work(output, photographs)
    check_folder(output)
    assert owners(output) == sound(photographs)


def test_a_folder_that_vanishes_ends_the_batch(output: Path, photographs):
    outcomes = work_through(
        photographs, Copying(), ledger := Ledger(output), again=False, should_stop=never_stop
    )
    ledger.prepare(table=True)
    next(outcomes)
    shutil.rmtree(output)
    error = refused(ReportWriteError, lambda: list(outcomes))
    assert "cannot be locked or written to: No such file" in str(error)
    assert not output.exists()


def test_a_folder_that_cannot_be_locked_is_told(output: Path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def unknown(_descriptor, _operation):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    error = refused(ReportWriteError, Ledger(output).prepare, table=True)
    assert "No locks available" in str(error)


def test_a_lock_that_is_never_given_back_is_told(output: Path, monkeypatch):
    Ledger(output).prepare(table=False)
    monkeypatch.setattr(ledger_module, "_LONGEST_WAIT_S", 0.01)
    with Ledger(output)._held():
        error = refused(ReportWriteError, Ledger(output).prepare, table=True)
    assert "ten minutes" in str(error)


@pytest.mark.parametrize(
    "order", [b"{", b"[]", b'{"remove": ["../a"], "place": [], "row": null, "dropped": []}']
)
def test_a_damaged_journal_is_told_and_removes_nothing(output: Path, tmp_path: Path, order: bytes):
    (tmp_path / "a").touch()
    (output / ".retivasc-journal").mkdir(parents=True)
    (output / ".retivasc-journal" / "journal.json").write_bytes(order)
    refused(ReportWriteError, Ledger(output).prepare, table=True)
    assert (tmp_path / "a").exists()


# --- what is killed, and what runs at once ---------------------------------------------------

STEPS = ("fsync", "replace", "unlink", "mkdir", "open", "rmdir", "rename")


def fork(action: Callable[[], object]) -> int:
    """Run something in a process of its own, which ends without cleaning up."""
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            os._exit(1 if sys.exc_info()[1] else 0)
    return child


def end(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_after(count: int, after: bool) -> None:
    """End this process at once at the n-th change of the disk, before or after it."""
    left = iter(range(count))

    def deadly(step: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any, **options: Any) -> Any:
            last = next(left, None) is None
            if last and not after:
                os._exit(9)
            done = step(*arguments, **options)
            if last:
                os._exit(9)
            return done

        return act

    for step in STEPS:
        setattr(os, step, deadly(getattr(os, step)))


def random_run(
    chance: random.Random, output: Path, photographs: list[Entry], log: Path
) -> Callable[[], None]:
    """Return a run that writes down what is finished, and is killed somewhere or not at all."""
    entries = chance.sample(photographs, 6)
    maker = Copying(chance.choice((0.5, 0.6)), report=chance.random() < 0.5)
    again, after = chance.random() < 0.3, chance.random() < 0.5
    dies = chance.choice((None, *[chance.randrange(250) for _ in range(3)]))

    def run() -> None:
        ledger = Ledger(output)
        ledger.prepare(table=True)
        finished = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        if dies is not None:
            die_after(dies, after)
        for outcome in work_through(entries, maker, ledger, again=again, should_stop=never_stop):
            if outcome.error is None:
                os.write(finished, f"{sha256(outcome.entry)}\n".encode())

    return run


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.parametrize("seed", range(12))
def test_runs_at_once_that_are_killed_anywhere(
    output: Path, photographs, tmp_path: Path, seed: int
):
    chance, log = random.Random(seed), tmp_path / "finished"
    log.touch()
    for _ in range(3):
        runs = [random_run(chance, output, photographs, log) for _ in range(2)]
        children = [fork(run) for run in runs]
        assert {end(child) for child in children} <= {0, 9}
        check_files(output)
        Ledger(output).prepare(table=True)
        check_folder(output)
        assert set(log.read_text().split()) <= owners(output)
    work(output, photographs)
    check_folder(output)
    assert owners(output) == sound(photographs)


def test_whose_a_result_is():
    mine = Owner("analyze", "/a/eye.png", "1" * 64)
    record = analysed("eye.png", "1" * 64, request=ANALYZE)
    assert mine.owns(record)
    assert not Owner("analyze", "/a/eye.png", "1" * 64, 1).owns(record)
    assert not Owner("analyze", "/a/eye.png").owns(record)
    failure = replace(
        failure_record(Path("eye.png"), ImageReadError(message("It is damaged."), message(""))),
        request=FailedRequest(command="analyze", input="/a/eye.png"),
    )
    assert mine.owns(failure)
    assert not Owner("analyze", "/b/eye.png", "1" * 64).owns(failure)


def test_a_record_of_a_later_version_is_left_alone(output: Path, photographs):
    output.mkdir()
    later = to_plain(analysed("eye.png", sha256(photographs[0])))
    later = json.dumps(later | {"schema": "retivasc.analysis/3"}).encode()
    (output / "eye.json").write_bytes(later)
    work(output, photographs[:1])
    assert (output / "eye.json").read_bytes() == later
    assert len(list(output.glob("eye-*.json"))) == 1
