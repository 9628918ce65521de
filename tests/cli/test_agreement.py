import json
from importlib import util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cli import agreement as agreement_module
from app.cli.parser import main
from tests.support import encode, make_fundus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        fundus = make_fundus(256, seed=number)
        pictures = {
            "image": fundus.pixels,
            "label": fundus.vessels,
            "second": np.roll(fundus.vessels, 1, axis=1) | fundus.vessels,
            "field": fundus.field,
        }
        for kind, picture in pictures.items():
            (tmp_path / f"{number}_{kind}.png").write_bytes(encode(picture))
    return tmp_path


def agreement(folder: Path, output: Path, model: str, *more: str, labels: str = "?_label") -> int:
    given = {"--images": "?_image", "--labels": labels, "--masks": "?_field"}
    named = [part for name, stem in given.items() for part in (name, str(folder / f"{stem}.png"))]
    return main(["agreement", *named, "--output", str(output), "--model", model, *more])


def test_table_numbers_summary_and_plot(folder, output, model, capsys):
    observer = ("--observer", str(folder / "?_second.png"))
    assert agreement(folder, output, model, *observer) == 0
    record = json.loads((output / "agreement.json").read_text())
    assert record["schema"] == "retivasc.agreement/1"
    assert (record["model"], record["threshold"], record["images"]) == ("tiny", 0.4, 3)
    thick = record["numbers"]["vessel_density"]["observer"]
    assert thick["count"] == 3
    assert thick["bias"] > 0
    assert "vessel_density" in capsys.readouterr().out
    assert len((output / "agreement.csv").read_text().splitlines()) == 4
    with Image.open(output / "agreement.png") as plot:
        assert plot.width > 1000


def test_plain_thresholds_and_no_observer(folder, output, model):
    assert agreement(folder, output, model, "--plain") == 0
    record = json.loads((output / "agreement.json").read_text())
    assert record["hysteresis"] == 1
    assert record["numbers"]["vessel_density"]["observer"] is None


def test_files_that_do_not_pair_up_are_refused(folder, output, model, capsys):
    assert agreement(folder, output, model, labels="[01]_label") == 1
    assert "3, 2, 3" in capsys.readouterr().err
    assert not output.exists()


def test_missing_drawing_library_is_told(folder, output, model, capsys, monkeypatch):
    monkeypatch.setattr(
        agreement_module,
        "find_spec",
        lambda name: None if name == "matplotlib" else util.find_spec(name),
    )
    assert agreement(folder, output, model) == 1
    assert "matplotlib" in capsys.readouterr().err
