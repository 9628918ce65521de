import importlib.util
import re
import string

import pytest
from PyQt5.QtCore import QCoreApplication, QLocale

from app.base.paths import resources
from app.base.translation import LANGUAGES, load_catalogue
from app.ui.look.translator import CatalogueTranslator, system_language
from tests.support import ROOT

FOLDER = resources() / "translations"


def load_updater():
    spec = importlib.util.spec_from_file_location("update_translations", FOLDER / "update.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


UPDATER = load_updater()
TEXTS = UPDATER.extract()


def placeholders(text: str) -> list[str]:
    named = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return sorted(named + re.findall(r"%\d", text))


def test_extractor_finds_every_way_of_naming_a_text():
    assert ("Core", "“{name}” is damaged or incomplete.") in TEXTS
    assert ("Commands", "&File") in TEXTS
    assert ("Stage", "Measuring") in TEXTS
    assert ("Dialogs", "Open photographs") in TEXTS
    assert ("QPlatformTheme", "Cancel") in TEXTS
    assert len(TEXTS) == len(set(TEXTS))


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_text_is_translated_with_its_placeholders(language):
    finished = UPDATER.read(FOLDER / f"{language}.ts")
    assert [text for text in TEXTS if not finished.get(text)] == []
    assert sorted(finished) == sorted(TEXTS)
    for (_, source), translation in finished.items():
        assert placeholders(translation) == placeholders(source), source
        assert ("&" in translation) == ("&" in source), source


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_update_of_a_complete_catalogue_changes_nothing(language, tmp_path):
    catalogue = tmp_path / f"{language}.ts"
    catalogue.write_bytes((FOLDER / f"{language}.ts").read_bytes())
    assert UPDATER.update(catalogue) == 0
    assert catalogue.read_bytes() == (FOLDER / f"{language}.ts").read_bytes()


def test_update_adds_what_is_new_and_drops_what_is_gone(tmp_path):
    catalogue = tmp_path / "zh_CN.ts"
    catalogue.write_text(
        "<TS><context><name>Banner</name><message><source>Gone</source>"
        "<translation>没有了</translation></message></context></TS>",
        encoding="utf-8",
    )
    assert UPDATER.update(catalogue) == len(TEXTS)
    assert UPDATER.read(catalogue) == {}


def test_qt_asks_the_catalogue(qapp):
    translator = CatalogueTranslator(load_catalogue("zh_CN"))
    assert not translator.isEmpty()
    qapp.installTranslator(translator)
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
        assert QCoreApplication.translate("QPlatformTheme", "Unheard of") == "Unheard of"
    finally:
        qapp.removeTranslator(translator)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh_CN", "zh_CN"), ("zh_SG", "zh_CN"), ("zh_TW", "en"), ("en_GB", "en"), ("de_DE", "en")],
)
def test_language_follows_the_system(monkeypatch, locale, language):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(locale))
    assert system_language() == language


CHINESE = UPDATER.read(FOLDER / "zh_CN.ts")
TERMS = re.findall(
    r"^\| ([a-z -]+) \| ([^\x00-\x7f]+) \|$",
    (ROOT / "GLOSSARY.md").read_text("utf-8"),
    re.MULTILINE,
)
SEVERAL_MEANINGS = {"Colour", "Eyes", "Name", "Size"}
"""In colour, or which one; how many, or which; of a person, or a thing; of a picture, or a file."""


def test_the_glossary_names_the_chinese_words():
    assert len(TERMS) == len(dict(TERMS)) > 30
    assert ("sensitivity", "敏感度") in TERMS


@pytest.mark.parametrize(("term", "word"), TERMS)
def test_a_term_has_one_chinese_word_everywhere(term, word):
    used = re.compile(rf"(?<![\w{{-]){term}s?(?![\w}}-])", re.IGNORECASE)
    found = {source: text for (_, source), text in CHINESE.items() if used.search(source)}
    assert found
    assert [source for source, text in found.items() if word not in text] == []


def test_the_same_english_is_the_same_chinese():
    meant = {}
    for (_, source), text in CHINESE.items():
        meant.setdefault(source, set()).add(text)
    assert {source for source, texts in meant.items() if len(texts) > 1} == SEVERAL_MEANINGS
