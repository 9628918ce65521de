import json
from pathlib import Path

import msgspec
import numpy as np
import pypdf
import pytest
from PIL import Image

from app.cli.parser import main
from app.records.comparison import ComparisonRecord
from tests.support import encode, make_fundus
from tests.warping import again

FUNDUS = make_fundus(512)


@pytest.fixture
def visits(tmp_path: Path) -> tuple[str, str]:
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    first.write_bytes(encode(FUNDUS.pixels))
    second.write_bytes(encode(again(FUNDUS.pixels, FUNDUS.field)))
    return str(first), str(second)


def compared(first: str, second: str, output: Path, model: str) -> int:
    measured = ("--measure-anyway", "--model", model, "--threshold", "0.3")
    return main(["compare", first, second, "--output", str(output), *measured])


@pytest.fixture
def believed(monkeypatch):
    """Do not ask for vessels that agree: those of a model that learnt nothing need not."""
    monkeypatch.setattr("app.registration.alignment.LEAST_CORRELATION", -1.0)


@pytest.mark.usefixtures("believed")
def test_two_visits_are_aligned_and_written(visits, output, model, capsys):
    assert compared(*visits, output, model) == 0
    assert capsys.readouterr().out.startswith("aligned: ")
    names = {"comparison.json", "aligned.png", "difference.png", "comparison.pdf"}
    assert {path.name for path in output.iterdir()} == names
    content = (output / "comparison.json").read_bytes()
    record = msgspec.json.decode(content, type=ComparisonRecord)
    assert record.aligned
    assert record.reason is None
    assert record.residual_px < 1
    assert 0.8 < record.overlap_share <= 1
    assert set(json.loads(content)["changes"]["vessel_density"]) >= {
        "first",
        "second",
        "change",
        "smallest_detectable",
        "verdict",
    }
    aligned = np.asarray(Image.open(output / "aligned.png")).astype(float)
    seen = aligned.any(axis=2)
    assert np.abs(aligned - FUNDUS.pixels)[seen].mean() < 6  # noise, and half a pixel
    text = pypdf.PdfReader(output / "comparison.pdf").pages[0].extract_text()
    assert "Smallest detectable" in " ".join(text.split())
    assert "Vessel density" in text


@pytest.mark.usefixtures("believed")
def test_another_eye_is_told_and_leaves_no_pictures(visits, output, model, capsys, tmp_path):
    compared(*visits, output, model)
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(512, seed=5).pixels))
    capsys.readouterr()
    assert compared(visits[0], str(other), output, model) == 0
    assert "could not be aligned" in capsys.readouterr().out
    assert {path.name for path in output.iterdir()} == {"comparison.json", "comparison.pdf"}
    record = msgspec.json.decode((output / "comparison.json").read_bytes(), type=ComparisonRecord)
    assert not record.aligned
    assert "could not be aligned" in record.reason
    assert (record.transform, record.changes) == (None, {})


def test_a_folder_is_not_one_photograph(visits, output, model, capsys, tmp_path):
    assert compared(str(tmp_path), visits[1], output, model) == 1
    assert "not one photograph" in capsys.readouterr().err
    assert not output.exists()
