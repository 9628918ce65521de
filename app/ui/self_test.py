"""Try, without a screen, what the window needs: Qt and its plug-ins, style, icons, fonts, plots."""

import re
import sys
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QPluginLoader, QSize
from PyQt5.QtGui import QIcon, QImage, QImageReader, QRawFont
from PyQt5.QtWidgets import QApplication

from app.base.paths import resources
from app.base.translation import load_catalogue
from app.self_test.numbers import OTHER_MODEL
from app.self_test.outcome import BrokenError, Outcome, attempt, obtain
from app.ui.look.style import icon, style_sheet
from app.ui.look.themes import DARK, LIGHT

_NO_SCREEN = "platforms/qoffscreen"
_PLUGINS = {
    "linux": (
        "platforms/qxcb",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "printsupport/cupsprintersupport",
    ),
    "win32": ("platforms/qwindows", "printsupport/windowsprintersupport"),
}
"""Qt's plug-ins on each system: for the screen, for typing Chinese, for printers."""

_MODULES = {
    "printing": "PyQt5.QtPrintSupport",
    "plots": "app.ui.cards.plots",
    "all its modules": "app.ui.application",
}
_FONTS = {"DejaVuSans": "µ", "DejaVuSans-Bold": "µ", "DroidSansFallbackFull": "血管"}
"""The fonts that come with the program, and signs that each must have."""

_ICON = QSize(32, 32)


def check_window() -> Iterator[Outcome]:
    """Check the window, Qt's plug-ins first: without its own, Qt ends the whole process."""
    for plugin in _PLUGINS.get(sys.platform, ()):
        yield attempt(f"window: Qt's {plugin}", partial(_load_plugin, plugin))
    yield attempt("window: Chinese texts", _check_catalogue)
    yield attempt("window: style sheet", _check_style)
    without_screen = attempt("window: Qt without a screen", partial(_load_plugin, _NO_SCREEN))
    yield without_screen
    if without_screen.passed:
        yield from _check_drawing()


def _check_drawing() -> Iterator[Outcome]:
    application, started = obtain("window: Qt starts", _application)
    yield started
    if application is None:
        return
    yield attempt("window: icons are drawn", _check_icons)
    yield attempt("window: pictures of the style sheet", _check_image_formats)
    yield attempt("window: fonts", _check_fonts)
    for name, module in _MODULES.items():
        yield attempt(f"window: {name}", partial(import_module, module))
    yield attempt("window: a plot is drawn", _check_plot)


def _application() -> QCoreApplication:
    """Return the application that is there already, or one without a screen."""
    return QApplication.instance() or QApplication(["retivasc", "-platform", "offscreen"])


def _load_plugin(plugin: str) -> None:
    folder, _, name = plugin.partition("/")
    place = Path(QLibraryInfo.location(QLibraryInfo.PluginsPath)) / folder
    file = place / (f"{name}.dll" if sys.platform == "win32" else f"lib{name}.so")
    if not file.is_file():
        raise BrokenError(f"{file} is missing")
    loader = QPluginLoader(str(file))
    if not loader.load():
        raise BrokenError(loader.errorString())


def _check_catalogue() -> None:
    if load_catalogue("zh_CN").say(OTHER_MODEL) == str(OTHER_MODEL):
        raise BrokenError("a sentence is not translated")


def _check_style() -> None:
    for theme in (LIGHT, DARK):
        sheet = style_sheet(theme)
        missing = [
            name for name in re.findall(r'url\("(.+?)"\)', sheet) if not Path(name).is_file()
        ]
        if not sheet or missing:
            raise BrokenError(f"pictures are missing: {', '.join(missing) or 'all'}")


def _check_icons() -> None:
    files = sorted((resources() / "icons").glob("*.svg"))
    blank = [path.stem for path in files if not _shows_something(icon(path.stem))]
    if blank or not files:
        raise BrokenError(f"nothing is drawn for: {', '.join(blank) or 'any'}")


def _shows_something(drawn: QIcon) -> bool:
    image = drawn.pixmap(_ICON).toImage()
    return any(
        image.pixelColor(column, row).alpha()
        for row in range(image.height())
        for column in range(image.width())
    )


def _check_image_formats() -> None:
    """The style sheet's pictures are SVG, which Qt reads by a plug-in."""
    if QImage(str(resources() / "icons" / "check.svg")).isNull():
        known = ", ".join(bytes(name).decode() for name in QImageReader.supportedImageFormats())
        raise BrokenError(f"Qt cannot read SVG pictures, only {known}")


def _check_fonts() -> None:
    for name, signs in _FONTS.items():
        font = QRawFont(str(resources() / "fonts" / f"{name}.ttf"), _ICON.height())
        if not font.isValid() or not all(font.supportsCharacter(ord(sign)) for sign in signs):
            raise BrokenError(f"the font {name} is missing or damaged")


def _check_plot() -> None:
    from app.ui.cards.plots import FitPlot

    if FitPlot().grab().toImage().isNull():
        raise BrokenError("nothing is drawn")
