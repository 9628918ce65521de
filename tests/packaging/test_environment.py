import subprocess
import sys

import pytest

from pyinstaller import environment


@pytest.fixture
def calls(monkeypatch):
    """Record what would be run; the question whether torch is for CUDA is answered with no."""
    made = []

    def run(command, **options):
        made.append((command, options))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(environment.subprocess, "run", run)
    monkeypatch.setattr(environment, "PYTHON", sys.version_info[:2])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return made


def test_it_is_made_anew_when_the_versions_change(calls, tmp_path, monkeypatch):
    created = []
    monkeypatch.setattr(environment.venv, "create", lambda folder, **_: created.append(folder))
    folder = tmp_path / "environment"
    folder.mkdir()
    environment.make_environment(folder)
    environment.make_environment(folder)
    assert created == [folder]
    (folder / "made-of.txt").write_text("other versions")
    environment.make_environment(folder)
    assert created == [folder, folder]


def test_torch_for_cuda_is_refused_before_anything_is_built(calls, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.venv, "create", lambda folder, **_: None)
    failing = lambda command, **_: subprocess.CompletedProcess(command, "-c" in command)  # noqa: E731
    monkeypatch.setattr(environment.subprocess, "run", failing)
    with pytest.raises(environment.BundleError, match="CUDA"):
        environment.make_environment(tmp_path)
    # What is put there instead of it is not wiped by the next build.
    monkeypatch.setattr(environment.venv, "create", lambda folder, **_: pytest.fail("made anew"))
    with pytest.raises(environment.BundleError, match="CUDA"):
        environment.make_environment(tmp_path)


def test_another_python_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "PYTHON", (sys.version_info[0], sys.version_info[1] + 1))
    with pytest.raises(environment.BundleError, match="is made with Python"):
        environment.make_environment(tmp_path)


def test_the_builders_python_is_kept_out(calls, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.venv, "create", lambda folder, **_: None)
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    environment.make_environment(tmp_path)
    assert calls
    for _, options in calls:
        assert "PYTHONPATH" not in options["env"]
        assert options["env"]["SOURCE_DATE_EPOCH"] == "1700000000"
