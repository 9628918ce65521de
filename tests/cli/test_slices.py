from pathlib import Path

import nibabel
import numpy as np
import pytest

from app.cli.parser import main
from app.training.table import read_table


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    units = np.random.default_rng(0).integers(-200, 200, (8, 6, 5)).astype(np.int16)
    for name, values in {"ct": units, "seg": (units > 0).astype(np.uint8) * 5}.items():
        nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), tmp_path / f"{name}.nii.gz")
    names = ["--volume", str(tmp_path / "ct.nii.gz"), "--labels", str(tmp_path / "seg.nii.gz")]
    return [*names, "--window", "40", "400", "--output", str(tmp_path / "out")]


def test_slices_and_their_table_are_written(given: list[str], tmp_path: Path, capsys):
    assert main(["slices", *given, "--values", "5", "--enlarge", "2"]) == 0
    table = tmp_path / "out" / "table.csv"
    assert capsys.readouterr().out == f"5 slices: {table}\n"
    assert len(read_table(table)) == 5


def test_values_that_do_not_occur_are_one_sentence(given: list[str], capsys):
    assert main(["slices", *given, "--values", "6"]) == 1
    assert "none of the values 6" in capsys.readouterr().err


def test_a_window_below_nought(given: list[str], capsys):
    given[given.index("400")] = "-400"
    assert main(["slices", *given, "--values", "5"]) == 1
    assert "shows nothing" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(given: list[str], monkeypatch, capsys):
    monkeypatch.setattr("app.cli.slices.find_spec", lambda _name: None)
    assert main(["slices", *given, "--values", "5"]) == 1
    assert "retivasc[train]" in capsys.readouterr().err


@pytest.mark.parametrize("factor", ["0", "-1", "9", "1.5"])
def test_factors_that_make_no_sense(given: list[str], factor: str):
    with pytest.raises(SystemExit) as ended:
        main(["slices", *given, "--values", "5", f"--enlarge={factor}"])
    assert ended.value.code == 2
