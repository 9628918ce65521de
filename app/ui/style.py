"""The look of the window: dark, so that the photograph is the brightest thing on it."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PyQt5.QtWidgets import QApplication, QLabel, QWidget

from app.paths import resources

_CJK_FALLBACK = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)

_COLOURS = {
    QPalette.Window: "#16191d",
    QPalette.WindowText: "#e7eaee",
    QPalette.Base: "#101215",
    QPalette.AlternateBase: "#1d2126",
    QPalette.Text: "#e7eaee",
    QPalette.Button: "#262b32",
    QPalette.ButtonText: "#e7eaee",
    QPalette.BrightText: "#ffffff",
    QPalette.ToolTipBase: "#262b32",
    QPalette.ToolTipText: "#e7eaee",
    QPalette.Highlight: "#1f8797",
    QPalette.HighlightedText: "#ffffff",
    QPalette.Link: "#4fd0e0",
    QPalette.PlaceholderText: "#87919c",
    QPalette.Light: "#343b44",
    QPalette.Midlight: "#2c323a",
    QPalette.Mid: "#20242a",
    QPalette.Dark: "#0d0f12",
    QPalette.Shadow: "#000000",
}
_FAINT = QColor("#5d6670")


def apply_style(application: QApplication) -> None:
    """Give the application its colours, its font and its style sheet."""
    application.setStyle("Fusion")
    application.setPalette(_palette())
    _add_missing_fonts()
    application.setFont(_font(application.font()))
    application.setStyleSheet((resources() / "style.qss").read_text(encoding="utf-8"))


def _add_missing_fonts() -> None:
    """Lend the report's fonts to a computer that has none for Latin or for Chinese."""
    present = QFontDatabase()
    for script, name in (
        (QFontDatabase.Latin, "DejaVuSans"),
        (QFontDatabase.SimplifiedChinese, "DroidSansFallbackFull"),
    ):
        if not present.families(script):
            QFontDatabase.addApplicationFont(str(resources() / "fonts" / f"{name}.ttf"))


def icon(name: str) -> QIcon:
    """Return one of the program's icons."""
    return QIcon(str(resources() / "icons" / f"{name}.svg"))


def text_label(name: str = "") -> QLabel:
    """Return a wrapping, selectable label that the style sheet knows by a name.

    Names of files and patients are shown in such labels; they must never be taken for markup.
    """
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    assert style is not None
    style.unpolish(widget)
    style.polish(widget)


def _palette() -> QPalette:
    palette = QPalette()
    for role, colour in _COLOURS.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText):
        palette.setColor(QPalette.Disabled, role, _FAINT)
    return palette


def _font(font: QFont) -> QFont:
    font.setFamilies([font.family(), *_CJK_FALLBACK])
    font.setPixelSize(14)
    return font
