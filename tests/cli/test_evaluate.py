import json
from pathlib import Path

import numpy as np
import pytest

from app.cli.parser import main
from tests.support import encode, make_fundus, write_styled_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        fundus = make_fundus(256, seed=number)
        (tmp_path / f"{number}.png").write_bytes(encode(fundus.pixels))
        (tmp_path / f"{number}_label.gif").write_bytes(encode(fundus.vessels, "gif"))
        (tmp_path / f"{number}_field.gif").write_bytes(encode(fundus.field, "gif"))
    return tmp_path


def evaluate(folder: Path, *more: str, labels: str = "?_label.gif") -> int:
    inputs = {"--images": "?.png", "--labels": labels, "--masks": "?_field.gif"}
    named = [part for name, glob in inputs.items() for part in (name, str(folder / glob))]
    return main(["evaluate", *named, "--json", str(folder / "scores.json"), *more])


def test_scores_are_printed_and_written(folder: Path, model: str, capsys):
    assert evaluate(folder, "--model", model) == 0
    record = json.loads((folder / "scores.json").read_text())
    assert record["schema"] == "retivasc.evaluation/1"
    assert record["model"] == "tiny"
    assert record["threshold"] == 0.4
    names = {"dice", "sensitivity", "specificity", "accuracy", "auc", "precision", "thin_recall"}
    assert set(record["pooled"]) == names
    assert [row["image"] for row in record["per_image"]] == ["0.png", "1.png", "2.png"]
    assert all(names <= set(row) for row in record["per_image"])
    assert f"{record['pooled']['dice']:.4f}" in capsys.readouterr().out


def test_observer_who_drew_the_same_scores_one(folder: Path):
    assert evaluate(folder, "--observer", str(folder / "?_label.gif")) == 0
    pooled = json.loads((folder / "scores.json").read_text())["pooled"]
    assert pooled["dice"] == pooled["sensitivity"] == pooled["accuracy"] == 1.0


def test_observer_is_scored_as_by_hand(folder: Path):
    for number in range(3):
        shifted = np.roll(make_fundus(256, seed=number).vessels, 1, axis=1)
        (folder / f"{number}_second.gif").write_bytes(encode(shifted, "gif"))
    assert evaluate(folder, "--observer", str(folder / "?_second.gif")) == 0
    row = json.loads((folder / "scores.json").read_text())["per_image"][0]
    fundus = make_fundus(256, seed=0)
    drawn = np.roll(fundus.vessels, 1, axis=1) & fundus.field
    expected = 2 * (drawn & fundus.vessels).sum() / (drawn.sum() + fundus.vessels.sum())
    assert row["dice"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "shares"),
    [
        ((), {"a": 0.5, "b": 0.5}),
        (("--style", "b"), {"b": 1.0}),
        (("--detail", "-0.5"), {"a": 0.75, "b": 0.25}),
    ],
)
def test_scores_of_the_style_that_was_asked_for(folder: Path, tmp_path: Path, asked, shares):
    model = write_styled_model(tmp_path)
    assert evaluate(folder, "--model", str(model), *asked) == 0
    assert json.loads((folder / "scores.json").read_text())["style"] == shares


def test_a_style_that_the_model_does_not_know(folder: Path, tmp_path: Path, capsys):
    model = write_styled_model(tmp_path)
    assert evaluate(folder, "--model", str(model), "--style", "c") == 1
    assert "a, b" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--detail", "1.5"), "from -1 to 1"),
        (("--detail", "nan"), "from -1 to 1"),
        (("--style", "a", "--detail", "1"), "not allowed with"),
    ],
)
def test_a_style_that_means_nothing(folder: Path, capsys, asked, told):
    with pytest.raises(SystemExit, match="2"):
        evaluate(folder, *asked)
    assert told in capsys.readouterr().err


def test_unequal_counts_are_refused(folder: Path, model: str, capsys):
    assert evaluate(folder, "--model", model, labels="[01]_label.gif") == 1
    assert "3, 2, 3" in capsys.readouterr().err
    assert not (folder / "scores.json").exists()
