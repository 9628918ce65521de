import re

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QIcon, QPalette
from PyQt5.QtWidgets import QToolButton

from app.base.paths import resources
from app.ui.look import style
from app.ui.look.style import apply_style, icon, style_sheet
from app.ui.look.themes import DARK, LIGHT

FIXED = {"check", "down", "up", "retivasc"}
"""Pictures with colours of their own, three of which the style sheet names."""


@pytest.fixture
def application(qapp):
    """Give the application, and restore its look afterwards."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_every_name_of_the_style_sheet_is_filled_in(theme):
    sheet = style_sheet(theme)
    assert "@" not in sheet
    assert theme.card in sheet
    for path in re.findall(r'url\("(.+?)"\)', sheet):
        assert path in {(resources() / "icons" / f"{name}.svg").as_posix() for name in FIXED}


def test_unknown_name_is_an_error(monkeypatch, tmp_path):
    (tmp_path / "style.qss").write_text("Pane { color: @nonsense; }")
    monkeypatch.setattr(style, "resources", lambda: tmp_path)
    with pytest.raises(KeyError, match="nonsense"):
        style_sheet(DARK)


def test_writing_grows_with_the_scale():
    def sizes(scale):
        return [int(n) for n in re.findall(r"font-size: (\d+)px", style_sheet(DARK, scale))]

    assert len(sizes(1.0)) > 5
    assert sizes(1.5) == [round(size * 1.5) for size in sizes(1.0)]


def test_no_size_of_writing_is_fixed():
    template = (resources() / "style.qss").read_text(encoding="utf-8")
    assert not re.search(r"font-size: \d", template)
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b\s*[;}]", template)


def test_application_takes_theme_and_size(application):
    apply_style(application, "dark", 1.5)
    assert application.palette().color(QPalette.Window).name() == DARK.window
    assert application.font().pixelSize() == 21
    apply_style(application, "light")
    assert application.palette().color(QPalette.Window).name() == LIGHT.window
    assert application.font().pixelSize() == 14
    assert LIGHT.card in application.styleSheet()


@pytest.mark.parametrize(("dark", "theme"), [(True, DARK), (False, LIGHT)])
def test_theme_may_follow_the_desktop(monkeypatch, application, dark, theme):
    monkeypatch.setattr(style, "system_is_dark", lambda _application: dark)
    apply_style(application)
    assert application.palette().color(QPalette.Window).name() == theme.window


def colours_of(icon, mode=QIcon.Normal):
    image = icon.pixmap(QSize(48, 48), mode).toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }


def test_icons_follow_the_theme_without_being_made_again(application):
    apply_style(application, "dark")
    picture = icon("open")
    assert colours_of(picture) == {DARK.text}
    assert colours_of(picture, QIcon.Disabled) == {DARK.disabled}
    apply_style(application, "light")
    assert colours_of(picture) == {LIGHT.text}
    assert len(colours_of(icon("retivasc"))) > 5


def test_icon_survives_being_copied_and_shown(qtbot, application):
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(QIcon(icon("undo")))
    assert not button.grab().isNull()


def test_every_icon_draws_something(application):
    paths = sorted((resources() / "icons").glob("*.svg"))
    assert len(paths) > 20
    for path in paths:
        colours = re.findall(r'"(#\w+|currentColor)"', path.read_text(encoding="utf-8"))
        assert path.stem in FIXED or colours == ["currentColor"], path.stem
        picture = icon(path.stem)
        assert not picture.isNull(), path.stem
        assert colours_of(picture), path.stem
