"""Show text from files as text, and compare names: no name can control a terminal."""

import unicodedata

_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of Unicode: control, format (bidi among them), surrogate, line and paragraph end."""

_JOINERS = "\u200c\u200d"
"""Format characters that Persian and Indic names are spelled with; they steer nothing."""

_REPLACEMENT = "\ufffd"


def plain_line(text: object) -> str:
    r"""Return a text as one line in which every character that controls its display is replaced.

    Escape sequences, line ends, bidirectional controls and bytes of a file name that are no text
    become U+FFFD, one for one, so that nobody overlooks that there was something.

    Example:
        >>> plain_line("eye\x1b[2J.png")
        'eye�[2J.png'
    """
    return "".join(_REPLACEMENT if _steers(character) else character for character in str(text))


def folded(text: str) -> str:
    """Return a text so that case, width, accents and spaces do not matter.

    Example:
        >>> folded("  Müller ＡＢ")
        'muller ab'
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in parts if not unicodedata.combining(each))
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _STEERING and character not in _JOINERS
