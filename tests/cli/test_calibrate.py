import json
from pathlib import Path

import msgspec
import pytest

from app.cli.parser import main
from app.domain.calibration import Calibration, read_calibration
from app.measurement import intervals
from app.training import calibrating
from tests.support import encode, make_fundus, write_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labelled")
    for number in range(20):
        fundus = make_fundus(128, seed=number)
        (folder / f"{number:02}.png").write_bytes(encode(fundus.pixels))
        (folder / f"{number:02}_label.gif").write_bytes(encode(fundus.vessels, "gif"))
    write_model(folder)
    return folder


def calibrate(folder: Path, output: Path, *more: str, images: str = "??.png") -> int:
    inputs = ["--images", str(folder / images), "--labels", str(folder / "??_label.gif")]
    model = ["--model", str(folder / "tiny.safetensors"), "--output", str(output)]
    return main(["calibrate", *inputs, *model, *more])


def joined(folder: Path, output: Path, *files: Path) -> int:
    model = ["--model", str(folder / "tiny.safetensors"), "--output", str(output)]
    return main(["calibrate", "--join", *map(str, files), *model])


def test_a_site_is_calibrated_and_three_are_joined(
    folder: Path, tmp_path: Path, capsys, monkeypatch
):
    for module in (calibrating, intervals):
        monkeypatch.setattr(module, "LEAST_PATIENTS", 3)  # to save time
    one = tmp_path / "one.json"
    few = ("--labels", str(folder / "0[0-2]_label.gif"))
    assert calibrate(folder, one, "--site", "Ward 3", *few, images="0[0-2].png") == 0
    assert "vessel_density: " in capsys.readouterr().out
    found = read_calibration(one)
    assert found.site == "Ward 3"
    assert found.model_sha256 == json.loads((folder / "tiny.json").read_text())["sha256"]
    assert found.numbers["vessel_density"].sets[0].patients == 3
    several = [tmp_path / f"{ratio}.json" for ratio in (1, 2, 3)]
    for path in several:
        path.write_bytes(one.read_bytes())
    assert joined(folder, tmp_path / "any.json", *several) == 0
    assert len(read_calibration(tmp_path / "any.json").numbers["vessel_density"].sets) == 3


def test_too_few_patients_are_refused(folder: Path, tmp_path: Path, capsys):
    assert calibrate(folder, tmp_path / "x.json", "--patient", r"^(\d)") == 1
    assert "2 patients are too few" in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", None])
def test_what_is_no_calibration_is_refused(folder: Path, tmp_path: Path, capsys, content):
    path = tmp_path / "wrong.json"
    if content is not None:
        path.write_bytes(content)
    assert joined(folder, tmp_path / "x.json", path, path, path) == 1
    assert "wrong.json" in capsys.readouterr().err


def test_a_calibration_of_another_version_is_refused(folder: Path, tmp_path: Path, capsys):
    path = tmp_path / "later.json"
    later = Calibration(schema="retivasc.calibration/9", model_sha256="", threshold=0, numbers={})
    path.write_bytes(msgspec.json.encode(later))
    assert joined(folder, tmp_path / "x.json", path, path, path) == 1
    assert "another version" in capsys.readouterr().err


def test_images_without_labels_are_refused(folder: Path, tmp_path: Path, capsys):
    output = ["--output", str(tmp_path / "x.json"), "--model", str(folder / "tiny.safetensors")]
    assert main(["calibrate", "--images", str(folder / "??.png"), *output]) == 1
    assert "labels" in capsys.readouterr().err
