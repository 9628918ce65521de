"""The Chinese manual says all that the English one does."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="the extra 'docs' is not installed")

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "docs" / "locale" / "zh_CN" / "LC_MESSAGES").glob("*.po"))

_CODE = re.compile(r"`[^`]+`")
_EMPHASIS = re.compile(r"\*[^*\n]+(?P<end>[^*\n])\*(?P<next>\w?)")
_TARGET = re.compile(r"\]\(([^)]+)\)")


def messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        yield from (message for message in read_po(file, locale="zh_CN") if message.id)


def ids(path: Path) -> set[str]:
    return {message.id for message in messages(path)}


def told(text: str) -> Counter[str]:
    """Return what a translator leaves as it is: code, keys and targets of links."""
    return Counter(_CODE.findall(text)) + Counter(_TARGET.findall(text))


def untranslated(path: Path) -> list[str]:
    return [message.id for message in messages(path) if not message.string or message.fuzzy]


def unlike(path: Path) -> list[str]:
    # Keys that stand together are separated by another comma.
    return [
        message.id
        for message in messages(path)
        if message.string and told(message.id) != told(message.string)
    ]


def broken_emphasis(text: str) -> list[str]:
    """Return what Markdown would not emphasise: what ends in punctuation before a letter."""
    return [
        found[0] for found in _EMPHASIS.finditer(text) if found["end"] in "…）”。" and found["next"]
    ]


def would_be_lists(path: Path) -> list[str]:
    """Return numbered headings that Sphinx takes for a list, and then leaves in English."""
    return [
        message.string for message in messages(path) if re.match(r"\d+[.)] ", str(message.string))
    ]


def test_there_is_a_catalogue_of_every_page():
    assert len(CATALOGUES) >= 15


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_sentence_is_translated(path):
    assert untranslated(path) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_code_keys_and_links_are_those_of_the_english_page(path):
    assert unlike(path) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_emphasis_ends_where_it_should(path):
    assert [found for each in messages(path) for found in broken_emphasis(each.string)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_heading_begins_as_a_list_does(path):
    assert would_be_lists(path) == []


def test_catalogues_have_the_sentences_of_the_pages_as_they_are(tmp_path):
    pytest.importorskip("sphinx", reason="the extra 'docs' is not installed")
    extract = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'docs'); "
        "import build; build.extract_texts(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", extract, str(tmp_path)], cwd=ROOT, check=True)
    pages = {path.stem: ids(path) for path in tmp_path.rglob("*.pot")}
    catalogues = {path.stem: ids(path) for path in CATALOGUES}
    assert pages == catalogues, "run make docs-texts and translate what is new"


def test_what_is_missing_or_other_is_seen(tmp_path):
    path = tmp_path / "page.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Press `A`."\nmsgstr "按 `B`。"\n\nmsgid "Look."\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Go."\nmsgstr "走。"\n',
        encoding="utf-8",
    )
    assert unlike(path) == ["Press `A`."]
    assert untranslated(path) == ["Look.", "Go."]
    path.write_text(path.read_text(encoding="utf-8") + '\n\nmsgid "1. Go"\nmsgstr "1. 走"\n')
    assert would_be_lists(path) == ["1. 走"]
    assert broken_emphasis("*签名…*以") == ["*签名…*以"]
    assert broken_emphasis("*签名…* 以，*签名*以。*签名*。") == []
