import pkgutil
import subprocess
import sys

import pytest

import app.analysis
import app.anatomy
import app.deidentification
import app.domain
import app.field
import app.imaging
import app.measurement
import app.reading
import app.registration
import app.report
import app.segmentation
from tests.support import ROOT

HEAVY = ("PyQt5", "pyqtgraph", "torch", "transformers")
WITHOUT_WINDOW = (
    app.analysis,
    app.anatomy,
    app.deidentification,
    app.domain,
    app.field,
    app.imaging,
    app.measurement,
    app.reading,
    app.registration,
    app.report,
    app.segmentation,
)


def modules_of(package):
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [module.name for module in found]


def loaded_by(*modules, also=()):
    """Return which heavy packages a fresh interpreter has loaded after importing some modules."""
    program = "import sys\n" + "".join(f"import {module}\n" for module in modules)
    program += f"print(*(name for name in {(*HEAVY, *also)} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_measuring_part_knows_neither_qt_nor_torch():
    modules = [module for room in WITHOUT_WINDOW for module in modules_of(room)]
    assert "app.reading.dicom.pixels" in modules
    assert loaded_by(*modules) == []


def test_reading_a_file_takes_no_scipy():
    reading = ("app.reading.opening", "app.reading.listing", "app.reading.dicom.file")
    assert loaded_by(*reading, also=("scipy",)) == []


def test_measuring_takes_no_scikit_image():
    assert loaded_by("app.measurement.summary", also=("skimage",)) == []


def test_the_command_line_is_parsed_without_qt_or_torch():
    assert loaded_by("app.cli.parser") == []


@pytest.mark.parametrize(
    "module",
    [
        "app.base.errors",
        "app.base.files",
        "app.base.messages",
        "app.base.paths",
        "app.base.translation",
    ],
)
def test_the_foundations_know_neither(module):
    assert loaded_by(module) == []


def test_what_loads_a_model_imports_torch_only_where_it_is_needed():
    assert loaded_by("app.inference.predictor") == []


def test_inference_and_training_know_torch_but_not_qt():
    assert loaded_by("app.inference.torch_engine") == ["torch"]
    assert loaded_by("app.training.trainer") == ["torch"]
