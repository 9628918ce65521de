"""Translations of all sentences, read from the one catalogue that translators edit.

The catalogue is Qt's own format (resources/translations/*.ts, XML), read directly: the window
and the report share it, and no compiled copy can be out of date.
"""

from pathlib import Path
from xml.etree import ElementTree

from app.base.messages import CONTEXT, Message
from app.base.paths import resources

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""The languages of the program and how they name themselves."""


class Catalogue:
    """Translate source texts into one language; what is unknown stays English."""

    def __init__(self, language: str, texts: dict[tuple[str, str], str]) -> None:
        self.language = language
        self._texts = texts

    def text(self, context: str, source: str) -> str | None:
        """Return the translation of a source text, None where there is none."""
        return self._texts.get((context, source))

    def say(self, sentence: Message) -> str:
        """Return a sentence in this language, its placeholders filled in."""
        template = self.text(CONTEXT, sentence.source) or sentence.source
        return sentence.fill(template, self.say)


def load_catalogue(language: str) -> Catalogue:
    """Load the translations of a language; English needs none.

    Raises:
        KeyError: there is no such language in LANGUAGES.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return Catalogue(language, {})
    return Catalogue(language, _read(resources() / "translations" / f"{language}.ts"))


def _read(path: Path) -> dict[tuple[str, str], str]:
    texts = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for entry in context.iter("message"):
            translation = entry.findtext("translation")
            if translation:
                texts[name, entry.findtext("source", "")] = translation
    return texts
