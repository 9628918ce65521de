import csv
import io
import json
import shutil
from collections import Counter
from dataclasses import replace
from itertools import count

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec import structs

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.progress import never_stop
from app.cohort.columns import State, columns
from app.cohort.conduct import EngineLostError, Finished, SerialEngine
from app.cohort.joining import join
from app.cohort.parts import place_part, read_table, schema_of
from app.cohort.plan import check_same, chunk_size, chunks_to_do, read_plan
from app.cohort.running import carry_out, done_so_far
from app.cohort.work import HinderedError, Tally, work_on
from tests.cohort.stand_in import a_study, times_analysed

NAMES = ("a.png", "b.png", "bad.png", "d.png", "e.png")


def run(study, engine=None, stop=never_stop, on_tally=lambda _: None):
    carry_out(
        study.folder,
        study.plan,
        study.setting,
        engine or SerialEngine(),
        on_tally=on_tally,
        stop=stop,
    )


def rows_of(study):
    join(study.folder, study.plan, study.setting)
    return read_table(study.folder.parquet).to_pylist()


def test_each_photograph_has_one_row_and_failures_say_why(tmp_path):
    study = a_study(tmp_path, *NAMES)
    tallies = []
    run(study, on_tally=tallies.append)
    rows = rows_of(study)
    assert [row["number"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["file"].rsplit("/")[-1] for row in rows] == list(NAMES)
    assert [row["state"] for row in rows] == ["measured"] * 2 + ["failed"] + ["measured"] * 2
    failed = rows[2]
    assert failed["error_kind"] == "ImageReadError"
    assert failed["error"] == "“bad.png” is damaged. Export it again."
    assert failed["vessel_density"] is None
    assert sum(tallies, Tally()) == Tally(5, 1) == done_so_far(study.folder, study.plan)


def test_rows_say_by_what_they_were_made(tmp_path):
    study = a_study(tmp_path, "a.png")
    run(study)
    (row,) = rows_of(study)
    assert (row["model"], row["model_version"], row["model_sha256"]) == ("fake", "1", "0" * 64)
    assert row["settings_sha256"] == study.plan.settings_sha256
    assert len(row["run"]) == 8
    assert row["precision"] == "float32"
    assert row["seconds"] >= 0
    assert row["camera"] == "Camera Works Eye 1"
    assert (row["subject"], row["day"], row["eye"]) == ("4711", "20260301", "R")


def test_the_csv_has_the_same_rows_and_the_columns_are_explained(tmp_path):
    study = a_study(tmp_path, *NAMES)
    run(study)
    rows = rows_of(study)
    texts = list(csv.DictReader(io.StringIO(study.folder.csv.read_text("utf-8-sig"))))
    assert [text["id"] for text in texts] == [row["id"] for row in rows]
    assert float(texts[0]["vessel_density"]) == rows[0]["vessel_density"]
    told = list(csv.DictReader(io.StringIO(study.folder.columns.read_text("utf-8-sig"))))
    assert [each["column"] for each in told] == list(rows[0])
    assert all(each["meaning"] for each in told)
    field = pq.read_schema(study.folder.parquet).field("mean_calibre")
    assert field.metadata[b"unit"] == b"field diameter"


def test_what_is_done_is_not_done_again(tmp_path):
    study = a_study(tmp_path, *NAMES)
    run(study)
    first = rows_of(study)
    run(study)
    assert rows_of(study) == first
    assert set(times_analysed(study.notes).values()) == {1}


def test_a_run_that_is_killed_anywhere_goes_on_without_redoing_or_doubling(tmp_path):
    class Killed(BaseException):
        pass

    names = [f"{n}.png" for n in range(9)]
    study = a_study(tmp_path, *names, chunk=4)
    for stopped_after in (1, 2, 3, 3):
        seen = count(1)

        def kill(_, seen=seen, stopped_after=stopped_after):
            if next(seen) >= stopped_after:
                raise Killed

        with pytest.raises(Killed):
            run(study, on_tally=kill)
        states = Counter(row["state"] for row in rows_of(study))
        assert sum(states.values()) == 9
        if not states[State.NOT_DONE]:
            break
    run(study)
    rows = rows_of(study)
    assert [row["state"] for row in rows] == ["measured"] * 9
    assert len({row["number"] for row in rows}) == 9
    assert set(times_analysed(study.notes).values()) == {1}


def test_a_stopped_run_says_what_is_missing(tmp_path):
    study = a_study(tmp_path, *NAMES)
    seen = []
    run(study, on_tally=seen.append, stop=lambda: len(seen) >= 2)
    states = Counter(row["state"] for row in rows_of(study))
    assert states[State.NOT_DONE] == 3
    assert not list(study.folder.path.glob(".stop-*"))


class Losing:
    """An engine that is lost after each chunk, as a scheduler that is started anew."""

    def __init__(self, *, recovers=True):
        self.recovers = recovers
        self.recovered = 0

    def run(self, chunks, setting, on_tally, stop):
        for done, chunk in enumerate(chunks):
            if done:
                raise EngineLostError(*LOST)
            yield Finished(chunk, work_on(chunk, setting, on_tally))

    def recover(self):
        self.recovered += 1
        if not self.recovers:
            raise EngineLostError(*LOST)


LOST = (message("It is lost."), message("Find it."))


def test_a_scheduler_that_is_lost_and_found_loses_and_doubles_nothing(tmp_path):
    study, engine = a_study(tmp_path, *NAMES), Losing()
    run(study, engine)
    assert engine.recovered == 2
    assert len(rows_of(study)) == 5
    assert set(times_analysed(study.notes).values()) == {1}


def test_a_scheduler_that_stays_lost_ends_the_run_and_the_next_one_goes_on(tmp_path):
    study = a_study(tmp_path, *NAMES)
    with pytest.raises(EngineLostError):
        run(study, Losing(recovers=False))
    run(study)
    assert State.NOT_DONE not in [row["state"] for row in rows_of(study)]
    assert set(times_analysed(study.notes).values()) == {1}


class WorkersDie:
    """An engine whose worker dies of a photograph: nothing is written of its end."""

    def __init__(self):
        self.deaths = 0

    def run(self, chunks, setting, on_tally, stop):
        for chunk in chunks:
            try:
                yield Finished(chunk, work_on(chunk, setting, on_tally))
            except _Death:
                self.deaths += 1
                yield Finished(chunk)

    def recover(self):
        raise AssertionError


class _Death(BaseException):
    pass


@pytest.fixture
def mortal(monkeypatch):
    """Let what would kill the process leave the traces of a killed one."""

    def die(*_):
        monkeypatch.setattr("app.cohort.journal.Journal.leave", lambda *_: None)
        raise _Death

    monkeypatch.setattr("tests.cohort.stand_in.os.kill", die)


@pytest.mark.usefixtures("mortal")
def test_a_photograph_that_kills_its_worker_is_set_aside_after_two_tries_and_named(tmp_path):
    study, engine = a_study(tmp_path, "a.png", "b-poison.png", "c.png", chunk=3), WorkersDie()
    run(study, engine)
    rows = rows_of(study)
    assert [row["state"] for row in rows] == ["measured", "set aside", "measured"]
    assert "ended 2 times" in rows[1]["error"]
    assert rows[1]["error_kind"] == "WorkerLostError"
    assert engine.deaths == 2
    assert times_analysed(study.notes) == {"a.png": 1, "b-poison.png": 2, "c.png": 1}
    summary = join(study.folder, study.plan, study.setting)
    assert len(summary.set_aside) == 1
    assert summary.failed == 1


@pytest.mark.usefixtures("mortal")
def test_a_run_that_was_killed_twice_does_not_set_the_photograph_aside(tmp_path):
    study = a_study(tmp_path, "a-poison.png")
    for _ in range(3):
        with pytest.raises(_Death):
            run(study)
    (row,) = rows_of(study)
    assert row["state"] == "not done"
    with pytest.raises(_Death):
        run(study)
    run(study)
    (row,) = rows_of(study)
    assert row["state"] == "set aside"


def test_a_full_disk_ends_the_run_with_a_sentence_and_keeps_what_is_done(tmp_path, monkeypatch):
    study = a_study(tmp_path, *NAMES, chunk=1)

    def full(path, *_):
        raise OSError(28, "No space left on device", str(path))

    seen = []
    with monkeypatch.context() as patch:

        def after_two(tally):
            seen.append(tally)
            if len(seen) == 2:
                patch.setattr("app.cohort.parts.write_new", full)

        with pytest.raises(HinderedError, match=r"cannot be written: No space left.*Free some"):
            run(study, on_tally=after_two)
    assert done_so_far(study.folder, study.plan) == Tally(1, 0)
    run(study)
    assert State.NOT_DONE not in [row["state"] for row in rows_of(study)]
    assert set(times_analysed(study.notes).values()) == {1}


def test_a_share_that_goes_away_is_no_failure_of_its_photographs(tmp_path):
    study = a_study(tmp_path, *NAMES)
    away = tmp_path / "away"

    def goes(_):
        if not away.exists():
            study.photographs.rename(away)
            study.photographs.mkdir()  # what nothing is mounted on is empty

    with pytest.raises(HinderedError, match="cannot be read any more"):
        run(study, on_tally=goes)
    shutil.rmtree(study.photographs)
    away.rename(study.photographs)
    run(study)
    states = Counter(row["state"] for row in rows_of(study))
    assert states == {"measured": 4, "failed": 1}


def test_a_photograph_that_is_gone_fails_alone(tmp_path):
    study = a_study(tmp_path, *NAMES)
    (study.photographs / "d.png").unlink()
    run(study)
    assert [row["state"] for row in rows_of(study)].count("failed") == 2


def test_parts_are_placed_once_whoever_comes_second(tmp_path):
    schema = schema_of(columns())
    part = tmp_path / "parts" / "one.parquet"
    assert place_part(part, [{"number": 1, "id": "first"}], schema)
    assert not place_part(part, [{"number": 1, "id": "second"}], schema)
    assert read_table(part, ["id"]).to_pylist() == [{"id": "first"}]
    assert [path.name for path in part.parent.iterdir()] == ["one.parquet"]


def test_two_workers_at_one_chunk_make_it_once(tmp_path):
    study = a_study(tmp_path, *NAMES, chunk=5)
    (chunk,) = chunks_to_do(study.folder, study.plan)

    def second(_):
        if not second.done:
            second.done = True
            work_on(chunk, replace(study.setting, run="other"), lambda _: None)

    second.done = False
    assert work_on(chunk, study.setting, second) == Tally(5, 1)
    assert len(rows_of(study)) == 5
    assert not study.folder.journals(0).exists()


def test_parts_of_two_versions_are_joined_with_the_columns_of_both(tmp_path):
    study = a_study(tmp_path, *NAMES)
    run(study)
    part = study.folder.part(1)
    table = pq.read_table(part)
    older = table.drop_columns(["precision"]).append_column("later", pa.array([1.5, None]))
    pq.write_table(older, part)
    rows = rows_of(study)
    assert [row["later"] for row in rows] == [None, None, 1.5, None, None]
    assert [row["precision"] for row in rows] == ["float32"] * 2 + [None] * 2 + ["float32"]


def test_a_column_that_changed_its_kind_is_told(tmp_path):
    study = a_study(tmp_path, *NAMES)
    run(study)
    part = study.folder.part(1)
    table = pq.read_table(part)
    place = table.column_names.index("seconds")
    pq.write_table(table.set_column(place, "seconds", pa.array(["long", "short"])), part)
    with pytest.raises(ConfigurationError, match="does not fit the other parts"):
        rows_of(study)


def test_a_damaged_part_is_told_and_made_again_once_it_is_removed(tmp_path):
    study = a_study(tmp_path, *NAMES)
    run(study)
    part = study.folder.part(1)
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(ConfigurationError, match="no table that can be read"):
        rows_of(study)
    part.unlink()
    run(study)
    assert len(rows_of(study)) == 5


def test_a_cohort_goes_on_only_as_it_began(tmp_path):
    study = a_study(tmp_path, *NAMES)
    assert read_plan(study.folder) == study.plan
    check_same(study.folder, study.plan, study.request)
    other = replace(study.request.analyst, model_sha256="1" * 64)
    other_model = replace(study.request, analyst=other)
    for request, what in (
        (other_model, "model"),
        (replace(study.request, maps="all"), "maps"),
        (replace(study.request, deidentified=True), "pseudonyms"),
        (replace(study.request, inputs=("elsewhere",)), "the inputs"),
    ):
        with pytest.raises(ConfigurationError, match=what):
            check_same(study.folder, study.plan, request)
    older = structs.replace(study.plan, software_version="0.0.1")
    with pytest.raises(ConfigurationError, match="the version of Retivasc"):
        check_same(study.folder, older, study.request)


def test_a_worker_of_another_version_does_nothing(tmp_path):
    study = a_study(tmp_path, *NAMES)
    setting = replace(study.setting, software_version="0.0.1")
    with pytest.raises(HinderedError, match=r"the run was started by 0\.0\.1"):
        carry_out(
            study.folder,
            study.plan,
            setting,
            SerialEngine(),
            on_tally=lambda _: None,
            stop=never_stop,
        )
    assert times_analysed(study.notes) == {}


def test_two_runs_do_not_work_on_one_folder(tmp_path):
    study = a_study(tmp_path, *NAMES)
    with (
        study.folder.held(),
        pytest.raises(ConfigurationError, match="Another run"),
        study.folder.held(),
    ):
        pass


def test_pictures_of_the_vessels_are_written_where_they_are_wanted(tmp_path):
    study = a_study(tmp_path, "a.png", "bad.png")
    setting = replace(study.setting, maps="all")
    work_on(next(iter(chunks_to_do(study.folder, study.plan))), setting, lambda _: None)
    found = sorted(path.name for path in (study.folder.path / "maps").rglob("*.png"))
    assert found == [f"00000000-0-{kind}.png" for kind in ("overlay", "probability", "vessels")]


@pytest.mark.parametrize(
    ("photographs", "workers", "size"),
    [(1, 2, 1), (7, 2, 1), (100, 2, 10), (100, 64, 1), (1000, 2, 31), (10**7, 100, 256)],
)
def test_chunks_leave_no_worker_idle_and_are_not_too_many(photographs, workers, size):
    assert chunk_size(photographs, workers) == size


def test_a_line_of_a_journal_that_was_cut_off_does_not_count(tmp_path):
    study = a_study(tmp_path, "a.png", "b.png")
    place = study.folder.journals(0)
    place.mkdir(parents=True)
    whole = json.dumps({"row": {"number": 0, "id": "0", "state": "measured"}})
    (place / "x.jsonl").write_text(f'{{"begun": 0, "run": "r"}}\n{whole}\n{whole[:20]}')
    run(study)
    assert len(rows_of(study)) == 2
    assert times_analysed(study.notes) == {"b.png": 1}
