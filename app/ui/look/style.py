"""The look of the window: its colours, its font, its style sheet and its icons."""

import re
from collections.abc import Callable
from dataclasses import asdict

from PyQt5.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from typing_extensions import override

from app.base.paths import resources
from app.settings.look import ThemeName
from app.ui.look.system_theme import system_is_dark
from app.ui.look.themes import DARK, LIGHT, Theme

_FONT_SIZE = 14  # pixels
_CJK_FALLBACK = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)


def apply_style(
    application: QApplication, theme_name: ThemeName = "system", font_scale: float = 1.0
) -> None:
    """Give the application its colours, its font and its style sheet; may be called again.

    Args:
        theme_name: "system" takes the theme of the desktop as it is now.
        font_scale: 1 for the usual text size.
    """
    # Asked before our own colours hide those of the desktop.
    dark = system_is_dark(application) if theme_name == "system" else theme_name == "dark"
    theme = DARK if dark else LIGHT
    application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    _add_missing_fonts()
    application.setFont(_font(application.font(), font_scale))
    application.setStyleSheet(style_sheet(theme, font_scale))


def style_sheet(theme: Theme, font_scale: float = 1.0) -> str:
    """Return the style sheet with its names filled in.

    Raises:
        KeyError: it holds a name that is neither a colour of the theme nor "icons".
    """
    template = (resources() / "style.qss").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)
    names = {**asdict(theme), "icons": (resources() / "icons").as_posix()}
    sized = re.sub(r"@px\((\d+)\)", lambda n: f"{round(int(n[1]) * font_scale)}px", rules)
    return re.sub(r"@(\w+)", lambda name: names[name[1]], sized)


def icon(name: str) -> QIcon:
    """Return one of the program's icons, drawn in the colour of the text next to it."""
    return QIcon(_SvgEngine((resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")))


def text_label(name: str = "") -> QLabel:
    """Return a wrapping, selectable label that the style sheet knows by a name."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def quiet_button(text: str, act: Callable[[], object]) -> QPushButton:
    """Return a button that Enter does not press while something else has the focus."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked: act())  # type: ignore[arg-type]
    return button


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    assert style is not None
    style.unpolish(widget)
    style.polish(widget)


class _SvgEngine(QIconEngine):
    """Draw a picture of one colour in the palette's, so that it follows a change of theme."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self._svg = svg

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._svg)

    @override
    def paint(
        self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, _state: QIcon.State
    ) -> None:
        group = QPalette.Disabled if mode == QIcon.Mode.Disabled else QPalette.Active
        colour = QApplication.palette().color(group, QPalette.ButtonText).name()
        renderer = QSvgRenderer(self._svg.replace("currentColor", colour).encode())
        renderer.render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


def _add_missing_fonts() -> None:
    """Add the report's fonts on a computer that has none for Latin or for Chinese."""
    present = QFontDatabase()
    for script, name in (
        (QFontDatabase.Latin, "DejaVuSans"),
        (QFontDatabase.SimplifiedChinese, "DroidSansFallbackFull"),
    ):
        if not present.families(script):
            QFontDatabase.addApplicationFont(str(resources() / "fonts" / f"{name}.ttf"))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    for role, colour in {
        QPalette.Window: theme.window,
        QPalette.WindowText: theme.text,
        QPalette.Base: theme.base,
        QPalette.AlternateBase: theme.card,
        QPalette.Text: theme.text,
        QPalette.Button: theme.button,
        QPalette.ButtonText: theme.text,
        QPalette.BrightText: theme.strong,
        QPalette.ToolTipBase: theme.popup,
        QPalette.ToolTipText: theme.text,
        QPalette.Highlight: theme.selection,
        QPalette.HighlightedText: theme.on_selection,
        QPalette.Link: theme.link,
        QPalette.LinkVisited: theme.link,
        QPalette.PlaceholderText: theme.faint,
        QPalette.Light: theme.hover,
        QPalette.Midlight: theme.border,
        QPalette.Mid: theme.pressed,
        QPalette.Dark: theme.edge,
        QPalette.Shadow: "#000000",
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText):
        palette.setColor(QPalette.Disabled, role, QColor(theme.disabled))
    return palette


def _font(font: QFont, scale: float) -> QFont:
    # What is really used: behind an alias, "Sans Serif", Qt would take the next family instead.
    font.setFamilies([QFontInfo(font).family(), *_CJK_FALLBACK])
    font.setPixelSize(round(_FONT_SIZE * scale))
    return font
