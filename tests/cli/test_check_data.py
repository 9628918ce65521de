import csv
from pathlib import Path

import numpy as np
import pytest

from app.cli.parser import main
from tests.support import encode
from tests.training.examples import config_text, write_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_set(tmp_path)
    (tmp_path / "tiny.toml").write_text(config_text(), encoding="utf-8")
    return tmp_path


def check(folder: Path, *more: str) -> int:
    return main(["check-data", "--config", str(folder / "tiny.toml"), *more])


def test_sound_data(folder: Path, capsys):
    assert check(folder) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["set", "images", "unreadable", "mismatch", "exposure", "blur"]
    assert row.split() == ["synthetic", "10", "0", "0", "0", "0"]


def test_what_is_wrong_is_printed_summed_up_and_written(folder: Path, capsys):
    (folder / "labels" / "p0_L.png").write_bytes(b"nothing")
    (folder / "labels" / "p3_R.png").write_bytes(encode(np.zeros((95, 96), np.uint8)))
    report = folder / "findings.csv"
    assert check(folder, "--csv", str(report)) == 1
    first, second, _, row = capsys.readouterr().out.splitlines()
    assert first.startswith("synthetic  p0_L.png  train  unreadable: “p0_L.png”")
    assert second.startswith("synthetic  p3_R.png  validation  mismatch: “p3_R.png” is 96 × 95")
    assert row.split() == ["synthetic", "10", "1", "1", "0", "0"]
    with report.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["patient"], row["split"], row["flaw"]) for row in rows] == [
        ("p0", "train", "unreadable"),
        ("p3", "validation", "mismatch"),
    ]
    assert [Path(row["image"]).name for row in rows] == ["p0_L.png", "p3_R.png"]
    assert "96 × 95" in rows[1]["reason"]


def test_the_data_root_can_be_given(folder: Path, tmp_path_factory, capsys):
    away = tmp_path_factory.mktemp("away") / "tiny.toml"
    away.write_text(config_text(), encoding="utf-8")
    assert main(["check-data", "--config", str(away)]) == 1
    assert "No image matches" in capsys.readouterr().err
    assert main(["check-data", "--config", str(away), "--data", str(folder)]) == 0
