import pkgutil
import subprocess
import sys

import pytest

import app.imaging
import app.measurement
import app.report
from tests.support import ROOT

HEAVY = ("PyQt5", "pyqtgraph", "torch", "transformers")


def modules_of(package):
    return [f"{package.__name__}.{found.name}" for found in pkgutil.iter_modules(package.__path__)]


def loaded_by(*modules):
    """Return which heavy packages a fresh interpreter has loaded after importing some modules."""
    program = "import sys\n" + "".join(f"import {module}\n" for module in modules)
    program += f"print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_measuring_part_knows_neither_qt_nor_torch():
    packages = (app.imaging, app.measurement, app.report)
    modules = [module for package in packages for module in modules_of(package)]
    assert "app.imaging.reading" in modules
    assert loaded_by(*modules, "app.analysis") == []


def test_the_command_line_is_parsed_without_qt_or_torch():
    assert loaded_by("app.cli.parser") == []


@pytest.mark.parametrize(
    "module", ["app.errors", "app.files", "app.messages", "app.paths", "app.translation"]
)
def test_the_foundations_know_neither(module):
    assert loaded_by(module) == []


def test_inference_and_training_know_torch_but_not_qt():
    assert loaded_by("app.inference.predictor") == ["torch"]
    assert loaded_by("app.training.trainer") == ["torch"]
