import pytest

from app.base import translation
from app.base.messages import message
from app.base.translation import LANGUAGES, Catalogue, load_catalogue

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Core</name>
    <message><source>“{name}” is empty.</source>
    <translation>“{name}”是空的。</translation></message>
    <message><source>Not yet.</source><translation type="unfinished"></translation></message>
    <message><source>No such line.</source></message>
</context>
<context>
    <name>Window</name>
    <message><source>Open</source><translation>打开</translation></message>
</context>
</TS>
"""


@pytest.fixture
def chinese(tmp_path, monkeypatch):
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "zh_CN.ts").write_text(TS, encoding="utf-8")
    monkeypatch.setattr(translation, "resources", lambda: tmp_path)
    return load_catalogue("zh_CN")


def test_a_sentence_is_said_in_the_language(chinese):
    sentence = message("“{name}” is empty.", name="左眼.png")
    assert chinese.say(sentence) == "“左眼.png”是空的。"
    assert chinese.language == "zh_CN"


def test_a_sentence_within_a_sentence_is_translated_too(chinese):
    inner = message("“{name}” is empty.", name="a")
    assert chinese.say(message("Because: {why}", why=inner)) == "Because: “a”是空的。"


@pytest.mark.parametrize("source", ["Not yet.", "No such line.", "Never heard of."])
def test_what_is_not_translated_stays_english(chinese, source):
    assert chinese.text("Core", source) is None
    assert chinese.say(message(source)) == source


def test_texts_belong_to_their_context(chinese):
    assert chinese.text("Window", "Open") == "打开"
    assert chinese.text("Core", "Open") is None


def test_english_needs_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(translation, "resources", lambda: tmp_path)
    english = load_catalogue("en")
    assert english.say(message("{n} frames.", n=2)) == "2 frames."


@pytest.mark.parametrize("language", ["", "de", "../en"])
def test_an_unknown_language(language):
    with pytest.raises(KeyError):
        load_catalogue(language)


def test_languages_name_themselves():
    assert LANGUAGES["zh_CN"] == "简体中文"
    assert Catalogue("en", {}).text("Core", "x") is None
