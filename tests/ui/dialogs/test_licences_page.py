import re
import tomllib
from importlib import metadata

import pytest

from app.ui.dialogs import licences_page
from app.ui.dialogs.licences_page import (
    COMPONENTS,
    LicencesPage,
    all_components,
    components_text,
    licence_of,
    licence_text,
)
from tests.support import ROOT


@pytest.fixture
def page(qtbot):
    page = LicencesPage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def frozen(monkeypatch, tmp_path):
    """Take away what packages say of themselves, and the licence."""

    def missing(name):
        raise metadata.PackageNotFoundError(name)

    for name in ("distribution", "metadata", "requires", "version"):
        monkeypatch.setattr(metadata, name, missing)
    monkeypatch.setattr(licences_page, "resources", lambda: tmp_path / "resources")


def test_list_of_components_is_that_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(COMPONENTS) == [re.match(r"[\w.-]+", line)[0] for line in project["dependencies"]]


def test_components_are_named_with_version_and_licence():
    lines = dict(line.split(": ", 1) for line in components_text().splitlines())
    assert lines[f"msgspec {metadata.version('msgspec')}"] == "BSD-3-Clause"
    assert "GPL" in lines[f"PyQt5 {metadata.version('PyQt5')}"]
    assert any(line.startswith("PyQt5-Qt5 ") for line in lines)  # needed by a component
    assert not any(line.startswith(("pytest", "ruff")) for line in lines)
    assert all(len(licence) < 200 for licence in lines.values())


def test_no_component_is_named_twice():
    names = [re.sub(r"[-_.]+", "-", name).lower() for name in all_components()]
    assert len(names) == len(set(names)) > len(COMPONENTS)


@pytest.mark.usefixtures("frozen")
def test_frozen_program_says_what_it_does_not_know(page):
    assert all_components() == sorted(COMPONENTS, key=str.casefold)
    assert "torch unknown: unknown" in components_text()
    assert licence_of("torch") == "unknown"
    assert licence_text().startswith("GPL-3.0-or-later")


def test_licence_of_the_program_is_told_in_full(page):
    assert "GNU GENERAL PUBLIC LICENSE" in page.text.toPlainText()
    assert "END OF TERMS AND CONDITIONS" in page.text.toPlainText()


def test_licence_is_found_in_an_installed_package_too(monkeypatch, tmp_path):
    class Installed:
        def read_text(self, name):
            return "the licence" if name == "licenses/LICENSE" else None

    monkeypatch.setattr(licences_page, "resources", lambda: tmp_path / "resources")
    monkeypatch.setattr(metadata, "distribution", lambda _name: Installed())
    assert licence_text() == "the licence"


@pytest.mark.parametrize(
    ("row", "words"),
    [(1, "reportlab"), (2, "DejaVu"), (3, "CHASE_DB1"), (4, "retivasc-unet")],
)
def test_choice_shows_its_text(page, row, words):
    page.list.setCurrentRow(row)
    assert words in page.text.toPlainText()
