"""The report's fonts: DejaVu for most scripts, Droid Sans Fallback for Chinese and its kin."""

from functools import cache
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resources

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


def markup(text: str) -> str:
    """Return text from anywhere as safe paragraph markup, each character in a font that has it.

    Angle brackets and ampersands are escaped: a patient's name must neither vanish nor be taken
    for a tag.
    """
    covered = register_fonts()
    parts: list[tuple[bool, str]] = []
    for character in text:
        known = ord(character) in covered
        if parts and parts[-1][0] == known:
            parts[-1] = (known, parts[-1][1] + character)
        else:
            parts.append((known, character))
    return "".join(
        escape(run) if known else f'<font name="{FALLBACK}">{escape(run)}</font>'
        for known, run in parts
    )
