import csv
import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import cohort
from app.cli.parser import main
from tests.support import ROOT, encode, make_fundus


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    (place / "one.png").write_bytes(encode(make_fundus(256, seed=1).pixels))
    (place / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (place / "list.csv").write_text(
        "file,id,subject,eye,site\none.png,A-1,007,OD,North\nbad.png,A-2,007,OS,North\n"
    )
    return place


def started(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the command in a process of its own, as Dask's threads would outlast a test."""
    return subprocess.run(
        [sys.executable, "-m", "app", "cohort", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


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
