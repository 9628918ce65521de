import csv
import gc
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from pydicom.fileset import FileSet

from app.cli import cohort
from app.cli.parser import main
from tests.support import PATIENCE_S, ROOT, encode, make_dicom, make_fundus

LONG_S = 5 * PATIENCE_S
OF_A_RUN = ("seconds", "created", "run")
"""Columns that tell one run from another."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    (place / "one.png").write_bytes(encode(make_fundus(256, seed=1).pixels))
    (place / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (place / "list.csv").write_text(
        "file,id,subject,eye,site\none.png,A-1,007,OD,North\nbad.png,A-2,007,OS,North\n"
    )
    return place


def under_way(*arguments: object) -> "subprocess.Popen[str]":
    """Start the command in a process of its own, as Dask's threads would outlast a test."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", "cohort", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # with all that it starts, as a shell does
    )


def ended(program: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    out, err = program.communicate(timeout=LONG_S)
    return subprocess.CompletedProcess(program.args, program.returncode, out, err)


def started(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return ended(under_way(*arguments))


def rows_of(output: Path) -> list[dict[str, object]]:
    """Return the rows of a table, without what only tells one run from another."""
    table = pq.read_table(output / "results.parquet").drop_columns(OF_A_RUN)
    return table.to_pylist()


def test_a_list_becomes_a_table_and_a_report(study, model, output):
    asked = ("--table", study / "list.csv", "--output", output, "--model", model, "--workers", 1)
    done = started(
        *asked, *("--deidentify", "--columns", "site", "--maps", "vessels", "--measure-anyway")
    )
    assert done.returncode == 1, done.stderr
    assert "Workers: 1, with " in done.stdout
    assert "http://127.0.0.1:" in done.stdout
    assert "1 failed\n1 measured\n" in done.stdout
    text = (output / "results.csv").read_text("utf-8-sig")
    one, two = csv.DictReader(io.StringIO(text))
    assert (one["state"], one["eye"], one["site"]) == ("measured", "R", "North")
    assert (two["state"], two["error"][:17]) == ("failed", "“…” is damaged, o")
    assert json.loads((output / "cohort.json").read_text())["settings"]["model"][0] == "tiny"
    assert [path.name[-11:] for path in output.rglob("*.png")] == ["vessels.png"]
    key = output.with_name("output.key")
    assert "A-1" in (key / "key.csv").read_text("utf-8-sig")
    again = started(*asked)
    assert again.returncode == 1
    assert "begun otherwise (measure_anyway, maps, pseudonyms" in again.stderr
    assert main(["cohort", "report", str(output), "--key", str(key)]) == 0
    assert (output / "report" / "report.html").stat().st_size > 2000


def fill_sources(place: Path) -> tuple[Path, ...]:
    """Write a folder, an archive and a DICOMDIR with photographs; return them."""
    folder, archive, disc = place / "folder", place / "archive.zip", place / "disc"
    folder.mkdir()
    (folder / "in-folder.png").write_bytes(encode(make_fundus(256, seed=2).pixels))
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("below/in-archive.png", encode(make_fundus(256, seed=3).pixels))
        zipped.writestr("bad.png", b"\x89PNG\r\n\x1a\nnothing")
        zipped.writestr("notes.txt", "no photograph")
    dataset = make_dicom(
        make_fundus(256, seed=4).pixels,
        ImageLaterality="L",
        StudyInstanceUID="1.2.3",
        SeriesInstanceUID="1.2.3.4",
        StudyTime="101500",
        StudyID="1",
        SeriesNumber=1,
        InstanceNumber=1,
    )
    index = FileSet()
    index.add(dataset)
    index.write(disc)
    del index
    gc.collect()  # here, where the warning of what pydicom leaves open is expected
    return folder, archive, disc / "DICOMDIR"


@pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")  # pydicom's
def test_folders_archives_and_a_dicomdir_are_measured_together(tmp_path, model, output):
    sources = fill_sources(tmp_path)
    asked = ("--output", output, "--model", model, "--workers", 1, "--measure-anyway")
    done = started(*sources, sources[0] / "in-folder.png", *asked)
    assert done.returncode == 1, done.stderr
    rows = rows_of(output)
    assert Counter(row["state"] for row in rows) == {"measured": 3, "failed": 1}
    places = [str(row["file"]).removeprefix(str(tmp_path)) for row in rows]
    assert places[0] == "/folder/in-folder.png"
    assert set(places[1:3]) == {"/archive.zip/bad.png", "/archive.zip/below/in-archive.png"}
    of_disc = rows[3]
    assert places[3].startswith("/disc/")
    assert (of_disc["subject"], of_disc["day"], of_disc["eye"]) == ("4711", "20260301", "L")


def test_ctrl_c_ends_politely_and_the_same_command_makes_the_same_table(tmp_path, model):
    photographs, seeds = tmp_path / "photographs", range(3)
    photographs.mkdir()
    for seed in seeds:
        (photographs / f"{seed}.png").write_bytes(encode(make_fundus(256, seed=seed).pixels))
    asked = ("--model", model, "--workers", 1, "--measure-anyway")
    command = (photographs, "--output", tmp_path / "stopped", *asked)

    program = under_way(*command)
    wait_for_a_row(tmp_path / "stopped", program)
    os.killpg(program.pid, signal.SIGINT)
    stopped = ended(program)
    assert stopped.returncode == 130, stopped.stderr
    assert "the same command resumes from there" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    first = runs_of(tmp_path / "stopped")
    assert set(first) == {"measured", "not done"}
    resumed = started(*command)
    assert resumed.returncode == 0, resumed.stderr
    last = runs_of(tmp_path / "stopped")
    assert first["measured"] < last["measured"]  # none of those that were done is done again
    assert len(last["measured"]) == len(seeds)
    assert started(photographs, "--output", tmp_path / "whole", *asked).returncode == 0
    assert rows_of(tmp_path / "stopped") == rows_of(tmp_path / "whole")


def runs_of(output: Path) -> dict[str, set[tuple[int, str]]]:
    """Return the photographs in each state, and by which run they came into it."""
    told: dict[str, set[tuple[int, str]]] = {}
    for row in pq.read_table(output / "results.parquet").to_pylist():
        told.setdefault(row["state"], set()).add((row["number"], row["run"]))
    return told


def wait_for_a_row(output: Path, program: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + LONG_S
    while not any('"row"' in path.read_text() for path in output.glob("journals/*/*/*.jsonl")):
        assert program.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)


def test_two_runs_do_not_write_to_one_folder(tmp_path, study, model, output):
    asked = (study, "--output", output, "--model", model, "--workers", 1)
    first = under_way(*asked)
    end = time.monotonic() + LONG_S
    while not (output / "cohort.json").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    second = started(*asked)
    assert second.returncode == 1
    assert "Another run is working on" in second.stderr
    assert ended(first).returncode == 1  # for the damaged photograph
    assert len(rows_of(output)) == 2


def test_a_dry_run_tells_counts_sizes_hours_and_room_and_writes_nothing(
    study, model, output, capsys
):
    asked = [str(study), "--output", str(output), "--model", model, "--workers", "3"]
    assert main(["cohort", *asked, "--dry-run", "--maps", "all"]) == 0
    out = capsys.readouterr().out
    assert "2 photographs, " in out
    assert "s each on one core (2 tried)" in out
    assert "with 3 workers on this machine" in out
    assert "Results will take about " in out
    assert not output.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["photographs"], "No folder for the results was named."),
        (["a", "--output", "b", "--scheduler", "tcp://c:1", "--workers", "2"], "Leave --workers"),
        (["report"], "One folder of results is needed."),
        (["report", "a", "b"], "One folder of results is needed."),
        (["report", "nowhere"], "holds no cohort"),
    ],
)
def test_what_does_not_go_together_is_told(arguments, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["cohort", *arguments]) == 1
    assert told in capsys.readouterr().err


def test_without_dask_it_says_how_to_get_it(monkeypatch, capsys):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "distributed" else real(name)
    )
    assert main(["cohort", "a", "--output", "b"]) == 1
    assert "pip install 'retivasc[cohort]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("count", "told"), [(999, "999 bytes"), (1500, "1.5 kB"), (2e9, "2 GB"), (1e18, "1e+03 PB")]
)
def test_sizes_are_told_in_units_of_a_thousand(count, told):
    assert cohort.size_in_words(count) == told
