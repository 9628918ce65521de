import re
from dataclasses import asdict, fields

import pytest

from app.base.paths import resources
from app.ui.look.themes import DARK, LIGHT, Theme

AA = 4.5
"""The contrast that WCAG 2 asks of writing at level AA; what is disabled is exempt."""

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("window", "card", "inset", "popup", "base")
MESSAGES = ("notice", "alarm", "veil", "tint")
CONTROLS = ("button", "hover", "pressed")


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def coloured_rules():
    """Yield selector, writing and ground, if any, of each rule for what is not disabled."""
    template = (resources() / "style.qss").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL))
    for selector, body in rules:
        writing = re.search(r"(?<![\w-])color: @(\w+)", body)
        ground = re.search(r"background: @(\w+)", body)
        if writing and ":disabled" not in selector:
            yield selector.strip(), writing[1], ground and ground[1]


def test_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_every_colour_is_one(theme):
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in asdict(theme).values())


@THEMES
def test_every_rule_can_be_read(theme):
    rules = list(coloured_rules())
    assert len(rules) > 20
    colours = asdict(theme)
    for selector, writing, ground in rules:
        for name in [ground] if ground else GROUNDS:
            assert contrast(colours[writing], colours[name]) >= AA, (selector, writing, name)


@THEMES
def test_plain_writing_can_be_read_on_every_ground(theme):
    colours = asdict(theme)
    for ground in (*GROUNDS, *MESSAGES, *CONTROLS):
        assert contrast(theme.text, colours[ground]) >= AA, ground
    assert contrast(theme.faint, theme.base) >= AA  # the placeholder of a field
    assert contrast(theme.on_accent, theme.accent) >= AA
    assert contrast(theme.on_selection, theme.selection) >= AA


@THEMES
def test_nothing_disabled_looks_enabled(theme):
    for ground in (theme.window, theme.card):
        assert contrast(theme.disabled, ground) < contrast(theme.faint, ground)


@THEMES
def test_controls_stand_out_from_their_ground(theme):
    for part in (theme.handle, theme.accent_edge):
        assert contrast(part, theme.card) >= 3  # what WCAG 2 asks of graphics


def test_one_theme_is_dark_and_the_other_light():
    assert luminance(DARK.window) < 0.05
    assert luminance(LIGHT.window) > 0.7


def test_every_colour_has_a_use():
    """Nothing is named that neither the style sheet nor the palette takes."""
    used = set(re.findall(r"@(\w+)", (resources() / "style.qss").read_text(encoding="utf-8")))
    palette = {"on_selection", "disabled", "strong", "on_accent"}
    assert {field.name for field in fields(Theme)} <= used | palette
