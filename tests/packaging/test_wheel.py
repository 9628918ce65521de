"""The wheel is the program: built here, installed in an empty environment, started elsewhere."""

import json
import os
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest

from app.licences.components import all_components
from tests.support import ROOT


def command(*arguments: object, cwd: Path) -> str:
    """Run a command in a clean environment and return what it printed."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        list(map(str, arguments)),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def lend_packages(site: Path) -> None:
    """Link what the program needs, and nothing else, into an environment."""
    for needed in map(metadata.distribution, all_components()):
        for name in {file.parts[0] for file in needed.files or ()} - {"..", "__pycache__"}:
            if not (site / name).exists():  # several packages may share a folder
                (site / name).symlink_to(needed.locate_file(name))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the retivasc command of a fresh environment with nothing but the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    command(
        *pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", folder, ROOT, cwd=folder,
    )  # fmt: skip
    (wheel,) = folder.glob("retivasc-*.whl")
    environment = folder / "environment"
    venv.create(environment)
    (site,) = environment.glob("lib/python*/site-packages")
    lend_packages(site)
    here = (*pip, "--python", environment / "bin" / "python")
    command(*here, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    command(*here, "check", cwd=folder)  # the wheel asks for no package that is not lent
    return environment / "bin" / "retivasc"


def test_installed_program_proves_its_numbers(program: Path, tmp_path: Path):
    printed = command(program, "self-test", cwd=tmp_path)
    assert "sample" in printed
    assert "FAILED" not in printed


def test_installed_program_analyses_a_photograph(program: Path, tmp_path: Path):
    sample = ROOT / "resources" / "samples" / "chase_db1_09r.dcm"
    command(program, "analyze", sample, "--output", tmp_path / "out", cwd=tmp_path)
    record = json.loads((tmp_path / "out" / "chase_db1_09r.json").read_text())
    assert record["image"]["laterality"] == "R"
    assert record["measurements"]["vessel_density"]["value"] > 0.03
    assert (tmp_path / "out" / "chase_db1_09r_report.pdf").stat().st_size > 50_000


def test_installed_window_opens_in_chinese_with_the_sample(program: Path, tmp_path: Path):
    """Style, icons, translations and fonts travel in the wheel."""
    script = """
import sys
from PyQt5.QtCore import QTimer
from app.ui import application
shown = []
def look(viewer):
    window = viewer.window
    if viewer.workspace.analysis is None:
        return QTimer.singleShot(100, lambda: look(viewer))
    shown.extend([window.commands.open.text(), window.commands.open.icon().isNull()])
    shown.append(bool(application.QApplication.instance().styleSheet()))
    window.close()
start = application.Viewer.start
def start_and_look(viewer, *given):
    start(viewer, *given)
    QTimer.singleShot(1_000_000, viewer.window.close)  # rather than wait for ever
    look(viewer)
application.Viewer.start = start_and_look
code = application.run_viewer(
    [application.Path(sys.argv[1])], model=application.Path(sys.argv[2]), device="cpu",
    language="zh_CN",
)
print(code, *shown)
"""
    python = program.with_name("python")
    data = command(
        python, "-c", "from app.base.paths import sample, default_model as m; print(sample(), m())",
        cwd=tmp_path,
    ).split()  # fmt: skip
    assert all(str(program.parent.parent) in path for path in data)
    printed = command(python, "-c", script, *data, cwd=tmp_path).split()
    assert printed == ["0", "打开…", "False", "True"]
