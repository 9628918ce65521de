from importlib import metadata

import pytest

from app.licences.notices import Notice, format_notices
from app.ui.dialogs import licences_page
from app.ui.dialogs.licences_page import LicencesPage, licence_text, model_card

NOTICES = (
    Notice("alpha", "1.0", "MIT", texts=(("LICENSE", "Text of alpha"),)),
    Notice("beta", "2.0", "BSD-3-Clause", part_of="alpha"),
)


@pytest.fixture
def page(qtbot):
    page = LicencesPage()
    qtbot.addWidget(page)
    return page


@pytest.fixture
def home(monkeypatch, tmp_path):
    """Put the program's own files into an empty folder."""
    monkeypatch.setattr(licences_page, "resources", lambda: tmp_path / "resources")
    monkeypatch.setattr(licences_page, "models", lambda: tmp_path / "models")
    return tmp_path


def test_licence_of_the_program_is_told_in_full(page):
    assert "GNU GENERAL PUBLIC LICENSE" in page.text.toPlainText()
    assert "END OF TERMS AND CONDITIONS" in page.text.toPlainText()
    assert page.components.isHidden()


def test_licence_is_found_in_an_installed_package_too(monkeypatch, home):
    class Installed:
        def read_text(self, name):
            return "the licence" if name == "licenses/LICENSE" else None

    monkeypatch.setattr(metadata, "distribution", lambda _name: Installed())
    assert licence_text() == "the licence"


def test_licence_is_named_where_its_text_is_missing(monkeypatch, home):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    assert licence_text().startswith("GPL-3.0-or-later")


def test_bundle_shows_its_own_notices_component_by_component(home, page):
    document = format_notices(NOTICES, "Introduction")
    (home / "THIRD_PARTY_NOTICES.txt").write_text(document, encoding="utf-8")
    assert page.components.topLevelItemCount() == 0  # nothing is read before it is asked for
    page.list.setCurrentRow(1)
    rows = [page.components.topLevelItem(row) for row in range(2)]
    assert [row.text(0) for row in rows] == ["alpha", "beta"]
    assert [row.text(2) for row in rows] == ["MIT", "BSD-3-Clause"]
    assert "Text of alpha" in page.text.toPlainText()
    page.components.setCurrentItem(rows[1])
    assert "Part of: alpha" in page.text.toPlainText()
    assert "Text of alpha" not in page.text.toPlainText()


def test_coming_back_keeps_the_chosen_component(home, page):
    document = format_notices(NOTICES, "Introduction")
    (home / "THIRD_PARTY_NOTICES.txt").write_text(document, encoding="utf-8")
    page.list.setCurrentRow(1)
    page.components.setCurrentItem(page.components.topLevelItem(1))
    page.list.setCurrentRow(0)
    assert page.components.isHidden()
    page.list.setCurrentRow(1)
    assert page.text.toPlainText().startswith("beta")


def test_from_source_the_installed_packages_are_told(page):
    page.list.setCurrentRow(1)
    rows = [page.components.topLevelItem(row) for row in range(page.components.topLevelItemCount())]
    versions = {row.text(0): row.text(1) for row in rows}
    assert versions["msgspec"] == metadata.version("msgspec")


@pytest.mark.parametrize(("row", "words"), [(2, "DejaVu"), (3, "CHASE_DB1"), (4, "retivasc-unet")])
def test_choice_shows_its_text(page, row, words):
    page.list.setCurrentRow(row)
    assert words in page.text.toPlainText()


def test_model_card_of_the_bundle_comes_first(home):
    places = ("models/README.md", "MODEL_CARD.md", "documents/MODEL_CARD.md")
    for place in places:
        (home / place).parent.mkdir(exist_ok=True)
        (home / place).write_text(place, encoding="utf-8")
        assert model_card() == place
