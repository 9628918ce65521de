import re
import tomllib
from importlib import metadata

import pytest

from app.licences.components import (
    COMPONENTS,
    all_components,
    home_page,
    key,
    licence_of,
    licence_texts,
    needs,
)
from tests.support import ROOT


def distribution(tmp_path, *lines, files=()):
    folder = tmp_path / "some_package-1.0.dist-info"
    folder.mkdir()
    head = ("Metadata-Version: 2.4", "Name: Some.Package", "Version: 1.0")
    (folder / "METADATA").write_text("\n".join((*head, *lines, "")), encoding="utf-8")
    for name, text in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    record = "".join(f"{name},,\n" for name, _text in files)
    (folder / "RECORD").write_text(record, encoding="utf-8")
    return metadata.Distribution.at(folder)


def test_list_of_components_is_that_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(COMPONENTS) == [re.match(r"[\w.-]+", line)[0] for line in project["dependencies"]]


def test_components_are_followed_to_what_they_need_and_no_further():
    names = [key(name) for name in all_components()]
    assert len(names) == len(set(names)) > len(COMPONENTS)
    assert "pyqt5-qt5" in names
    assert not {"pytest", "ruff"} & set(names)


def test_package_that_is_not_installed_needs_nothing():
    assert list(needs("no-such-package")) == []


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (["License-Expression: MIT AND Zlib", "License: BSD"], "MIT AND Zlib"),
        (["Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["Classifier: License :: OSI Approved :: BSD License"], "unknown"),  # which of them?
        (["License: MPL-2.0 AND MIT"], "MPL-2.0 AND MIT"),
        (["License: see the file"], "unknown"),
        ([], "unknown"),
    ],
)
def test_licence_is_the_expression_that_the_package_states(tmp_path, lines, licence):
    assert licence_of(distribution(tmp_path, *lines)) == licence


def test_every_component_states_a_licence():
    licences = {name: licence_of(metadata.distribution(name)) for name in all_components()}
    assert [name for name, licence in licences.items() if licence == "unknown"] == []
    assert licences["PyQt5"] == "GPL-3.0-only"


def test_home_page_is_that_of_the_project_not_of_a_registry(tmp_path):
    lines = (
        "Project-URL: Homepage, https://pypi.example/x",
        "Project-URL: Source, https://a.example",
    )
    assert home_page(distribution(tmp_path, *lines)) == "https://a.example"


def test_licence_texts_are_found_wherever_they_lie(tmp_path):
    files = (
        ("some_package/LICENSE.txt", "one"),
        ("some_package/licence.py", "code"),
        ("some_package-1.0.dist-info/licenses/AUTHORS", "two"),
        ("some_package/readme.txt", "other"),
    )
    found = licence_texts(distribution(tmp_path, files=files))
    assert found == {
        "some_package/LICENSE.txt": "one",
        "some_package-1.0.dist-info/licenses/AUTHORS": "two",
    }


def test_listed_text_that_is_missing_is_passed_over(tmp_path):
    package = distribution(tmp_path, files=(("some_package/LICENSE", "one"),))
    (tmp_path / "some_package" / "LICENSE").unlink()
    assert licence_texts(package) == {}
