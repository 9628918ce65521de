"""Text in the window is shown as it is, and nothing in it is markup.

For labels, message boxes and tool tips, which Qt lets guess whether a text is HTML, one rule of the
style sheet sees to that (``resources/style.qss``): a file may be called ``<img src=…>``. A style of
our own could do it too, but then PyQt wraps every widget of Qt's own, and may keep one too long.
Here is what is left: the signs that titles and menus heed.
"""

import textwrap

_WRAPPER = textwrap.TextWrapper(72, replace_whitespace=False, drop_whitespace=False)


def title_text(name: str) -> str:
    """Return a name for the title of a window, in which Qt looks for the sign of a change."""
    return name.replace("[*]", "[*][*]")


def command_text(name: str) -> str:
    """Return a name for a menu or a button, in which Qt looks for the key that chooses it."""
    return name.replace("&", "&&")


def tip_text(*paragraphs: str) -> str:
    """Return paragraphs for a tool tip, in lines: Qt wraps no plain tip, however long it is."""
    return "\n".join(line for paragraph in paragraphs for line in _WRAPPER.wrap(paragraph))
