"""The lessons are whole, clean and true to the program; the two shortest are run.

``make notebooks`` runs them all.
"""

import ast
import importlib
import json
import os
import re
import subprocess
import sys

import pytest

from tests.support import ROOT

FOLDER = ROOT / "notebooks"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
SHORTEST = ("02_what_the_numbers_mean.ipynb", "01_one_photograph.ipynb")


def cells_of(lesson, kind):
    found = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def code_of(lesson):
    return ast.parse("\n".join(cells_of(lesson, "code")))


def every(test):
    return pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)(test)


@every
def test_a_lesson_is_stored_without_what_it_gave(lesson):
    content = json.loads(lesson.read_text(encoding="utf-8"))
    cells = content["cells"]
    for cell in cells:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert content["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


@every
def test_a_lesson_says_what_one_learns_and_what_it_needs_and_asks(lesson):
    first, *rest = cells_of(lesson, "markdown")
    assert first.startswith(f"# {int(lesson.stem[:2])} · ")
    assert "**You learn**" in first
    assert "**You need**" in first
    assert any("**Question" in text for text in rest)
    assert any("## Try it yourself" in text for text in rest)


@every
def test_what_a_lesson_uses_of_the_program_is_there(lesson, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    imports = [node for node in ast.walk(code_of(lesson)) if isinstance(node, ast.ImportFrom)]
    used = [node for node in imports if node.module.split(".")[0] in ("app", "lesson")]
    assert any(node.module.startswith("app") for node in used)
    for node in used:
        module = importlib.import_module(node.module)
        missing = [name.name for name in node.names if not hasattr(module, name.name)]
        missing = [name for name in missing if not is_module(f"{node.module}.{name}")]
        assert missing == [], node.module


def is_module(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


@every
def test_links_lead_somewhere(lesson):
    links = [
        link
        for text in cells_of(lesson, "markdown")
        for link in re.findall(r"\]\(([^)]+)\)", text)
        if not link.startswith("http")
    ]
    assert links
    assert [link for link in links if not (FOLDER / link.split("#")[0]).exists()] == []


def test_the_list_names_every_lesson_in_order():
    listed = re.findall(r"\]\((\d\d_\w+\.ipynb)\)", README)
    assert listed == [lesson.name for lesson in LESSONS]
    assert [int(name[:2]) for name in listed] == list(range(1, len(LESSONS) + 1))


@pytest.mark.parametrize("name", SHORTEST)
def test_a_lesson_runs_on_bundled_data(name, tmp_path):
    """As ``make notebooks`` does it, with no public set at hand."""
    settings = {"RETIVASC_DATA": str(tmp_path), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    options = ("-o", "addopts=", "-p", "no:cacheprovider", "--nbmake", "--nbmake-timeout=1800")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, str(FOLDER / name)],
        env=os.environ | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "1 passed" in done.stdout
