import hashlib
import json
import shutil
import subprocess
import sys

import pytest

from app import __version__
from app.base.paths import default_model
from app.cli import self_test
from app.cli.parser import main
from app.self_test.decoders import DICOM, PICTURES
from tests.support import ROOT

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def _without_window(monkeypatch):
    monkeypatch.setattr(self_test, "_has_window", lambda: False)


def rows(capsys):
    """Return what was printed between the title and the verdict, and the verdict."""
    title, *lines, verdict = capsys.readouterr().out.splitlines()
    assert title.split() == ["found", "expected", "tolerance"]
    return lines, verdict


def test_everything_passes_and_a_table_and_a_file_say_so(capsys, tmp_path):
    file = tmp_path / "检查.json"
    assert main(["self-test", "--device", "cpu", "--json", str(file)]) == 0
    lines, verdict = rows(capsys)
    assert {line.split()[0] for line in lines} == {"ok"}
    assert len(lines) > 30 + len(DICOM) + len(PICTURES)
    assert verdict == f"{len(lines)} of {len(lines)} checks passed"
    assert any("Tortuosity of the sample" in line for line in lines)
    assert any("window: " in line for line in lines)
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["passed"] is True
    assert record["sample_compared"] is True
    assert record["software_version"] == __version__
    assert record["packages"]["torch"] != "unknown"
    assert record["model"]["device"] == "cpu"
    assert record["model"]["sha256"] == hashlib.sha256(default_model().read_bytes()).hexdigest()
    assert len(record["checks"]) == len(lines)
    by_name = {check["name"]: check for check in record["checks"]}
    assert by_name["length of a circle"]["expected"] == pytest.approx(942.48, abs=0.01)
    assert by_name["read PNG"] == {"name": "read PNG", "passed": True, "failure": None}


@pytest.mark.usefixtures("_without_window")
def test_the_numbers_of_another_model_are_not_compared(model, capsys):
    assert main(["self-test", "--model", model, "--device", "cpu"]) == 0
    lines, _ = rows(capsys)
    assert not any("density of the sample" in line for line in lines)
    assert any("only for the bundled model" in line for line in lines)
    assert "was not tried" in lines[-1]


@pytest.mark.parametrize("window", [True, False])
def test_a_server_can_leave_the_window_out(monkeypatch, window, capsys):
    tried = []
    monkeypatch.setattr(self_test, "_window", lambda: tried.append(True) or ())
    monkeypatch.setattr(self_test, "_archive", lambda *_: ())
    monkeypatch.setattr(self_test, "_documents", lambda *_: ())
    main(["self-test", "--device", "cpu", *([] if window else ["--no-window"])])
    assert bool(tried) == window


def exchanged(folder):
    """Write the bundled model with its own card, both changed as one who exchanges them would."""
    weights = folder / default_model().name
    content = bytearray(default_model().read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    card = json.loads(default_model().with_suffix(".json").read_text())
    card["sha256"] = hashlib.sha256(content).hexdigest()
    weights.with_suffix(".json").write_text(json.dumps(card))
    for name in card["companions"]:
        for file in default_model().parent.glob(f"{name}.*"):
            shutil.copy(file, folder)
    return weights


@pytest.mark.usefixtures("_without_window")
def test_a_bundled_model_that_was_exchanged_with_its_card_fails(monkeypatch, capsys, tmp_path):
    weights = exchanged(tmp_path)
    monkeypatch.setattr(self_test, "default_model", lambda: weights)
    file = tmp_path / "proof.json"
    assert main(["self-test", "--model", str(weights), "--device", "cpu", "--json", str(file)]) == 1
    lines, _ = rows(capsys)
    (failed,) = (line for line in lines if line.startswith("FAILED"))
    assert "belongs to this version" in failed
    assert json.loads(file.read_text())["sample_compared"] is False


@pytest.mark.usefixtures("_without_window")
@pytest.mark.parametrize("content", [None, "{"])
def test_sample_numbers_that_cannot_be_read_fail_and_the_rest_goes_on(
    monkeypatch, capsys, tmp_path, content
):
    file = tmp_path / "sample.json"
    if content:
        file.write_text(content)
    monkeypatch.setattr("app.self_test.numbers.sample_numbers", lambda: file)
    assert main(["self-test", "--device", "cpu"]) == 1
    lines, _ = rows(capsys)
    assert any(line.startswith("FAILED  numbers") and "cannot be read" in line for line in lines), (
        lines
    )
    assert any("DICOM objects" in line and "not tried" in line for line in lines)


@pytest.mark.usefixtures("_without_window")
def test_damaged_weights_fail_and_the_rest_goes_on(capsys, tmp_path):
    weights = tmp_path / "model.safetensors"
    content = bytearray(default_model().read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    shutil.copy(default_model().with_suffix(".json"), weights.with_suffix(".json"))
    file = tmp_path / "checks.json"
    assert main(["self-test", "--model", str(weights), "--json", str(file)]) == 1
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["model"] is None
    assert record["passed"] is False
    failed = {check["name"]: check["failure"] for check in record["checks"] if not check["passed"]}
    assert "does not match its model card" in failed.pop("the model is the one its card describes")
    assert failed == dict.fromkeys(
        ("report", "DICOM objects"), "not tried, since the sample was not analysed"
    )
    lines, verdict = rows(capsys)
    assert sum(line.startswith("FAILED") for line in lines) == 3
    assert verdict == f"{len(record['checks']) - 3} of {len(record['checks'])} checks passed"


@pytest.mark.usefixtures("_without_window")
@pytest.mark.parametrize(
    ("package", "importer", "group"),
    [
        ("highdicom", "app.self_test.archive", "DICOM objects"),
        ("pypdfium2", "app.self_test.documents", "report"),
    ],
)
def test_a_package_that_is_missing_fails_its_group_alone(
    monkeypatch, capsys, model, package, importer, group
):
    monkeypatch.delitem(sys.modules, importer, raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["self-test", "--model", model, "--device", "cpu"]) == 1
    failed = [line for line in rows(capsys)[0] if line.startswith("FAILED")]
    assert len(failed) == 1
    assert failed[0].split("  ")[1] == group
    assert package in failed[0]


@pytest.mark.usefixtures("_without_window")
def test_a_wrong_number_fails(monkeypatch, capsys, model):
    monkeypatch.setattr("app.self_test.numbers.vessel_density", lambda *_: float("nan"))
    assert main(["self-test", "--model", model, "--device", "cpu"]) == 1
    assert "FAILED  density of a checkerboard" in capsys.readouterr().out


def test_a_number_that_is_none_is_null_in_the_file():
    from app.base.messages import message
    from app.self_test.numbers import Check

    entry = self_test._check_record(Check(message("x"), 1.0, 0.1, float("nan")))
    assert entry == {
        "name": "x", "passed": False, "found": None, "expected": 1.0, "tolerance": 0.1,
    }  # fmt: skip


def test_a_window_is_expected_of_a_bundle_whatever_is_missing(monkeypatch):
    monkeypatch.setattr(self_test, "find_spec", lambda _name: None)
    assert not self_test._has_window()
    monkeypatch.setattr(sys, "_MEIPASS", str(ROOT), raising=False)
    assert self_test._has_window()


def test_neither_a_screen_nor_the_training_part_is_needed(tmp_path):
    program = (
        "import sys; sys.modules['app.training'] = None\n"
        "from app.cli import self_test\n"
        "from app.ui.self_test import check_window\n"
        "print(*(check.failure or 'ok' for check in check_window()))\n"
        "import app.self_test.archive, app.self_test.documents\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {"ok"}
