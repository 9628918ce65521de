"""Sphinx's own search, for Chinese as well: by pairs of characters, in the page and in the index.

Sphinx splits Chinese with a dictionary, if that is installed, and looks typed words up unsplit: a
word of two terms is found nowhere then. Every pair of neighbouring characters is a term here, of
the text and of what is typed; a longer word is where all its pairs are. It needs no dictionary.
"""

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.typing import ExtensionMetadata

_PARTS = re.compile(r"[㐀-鿿]+|[A-Za-z0-9_]+")
_SPLITTER = r"""
function splitQuery(query) {
  const parts = query.match(/[㐀-鿿]+|[A-Za-z0-9_]+/g) || [];
  return parts.flatMap((part) =>
    /^[A-Za-z0-9_]/.test(part) || part.length < 2
      ? [part]
      : Array.from({ length: part.length - 1 }, (_, at) => part.slice(at, at + 2)),
  );
}
"""


class SearchChinese(SearchEnglish):
    """Latin words as in English; Chinese by pairs of characters."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the terms of a text, in its order."""
        return [term for part in _PARTS.findall(input) for term in _terms(part)]

    def word_filter(self, word: str) -> bool:
        """Return whether a term is worth finding."""
        return len(word) == 2 if _is_chinese(word) else super().word_filter(word)


def _is_chinese(part: str) -> bool:
    return part[0] >= "㐀"


def _terms(part: str) -> list[str]:
    if not _is_chinese(part) or len(part) < 2:
        return [part]
    return [part[at : at + 2] for at in range(len(part) - 1)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx use it."""
    app.add_search_language(SearchChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
