"""The report's fonts: DejaVu for most scripts, Droid Sans Fallback for Chinese and its kin."""

from functools import cache
from itertools import groupby
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.base.paths import resources
from app.base.text import plain_line

TEXT, BOLD, FALLBACK = "DejaVuSans", "DejaVuSans-Bold", "DroidSansFallbackFull"


@cache
def register_fonts() -> frozenset[int]:
    """Make the fonts known to reportlab, which embeds the characters a PDF uses.

    Returns:
        The characters that the text font has.
    """
    fonts = [TTFont(name, resources() / "fonts" / f"{name}.ttf") for name in (TEXT, BOLD, FALLBACK)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset(fonts[0].face.charToGlyph)


def runs(text: str, font: str = TEXT) -> list[tuple[str, str]]:
    """Cut a text where its characters need another font; return each font with its part.

    What steers a display is replaced, as it is wherever text from files is shown.
    """
    covered = register_fonts()
    parts = groupby(plain_line(text.expandtabs(1)), key=lambda character: ord(character) in covered)
    return [(font if known else FALLBACK, "".join(part)) for known, part in parts]


def markup(text: str) -> str:
    """Return text from anywhere as safe paragraph markup, each character in a font that has it.

    Angle brackets and ampersands are escaped: a patient's name must neither vanish nor be taken
    for a tag.
    """
    return "".join(
        f'<font name="{FALLBACK}">{escape(part)}</font>' if font == FALLBACK else escape(part)
        for font, part in runs(text)
    )


def lacks_signs(text: str) -> bool:
    """Return whether a text has characters missing from the report's fonts, printed as boxes."""
    register_fonts()
    covered = pdfmetrics.getFont(FALLBACK).face.charToGlyph
    return any(
        font == FALLBACK and not all(ord(sign) in covered for sign in part)
        for font, part in runs("".join(text.split()))
    )


def reads_right_to_left(text: str) -> bool:
    """Return whether some of a text is Arabic, Hebrew or another script that runs leftwards."""
    return any(bidirectional(character) in ("R", "AL") for character in text)
