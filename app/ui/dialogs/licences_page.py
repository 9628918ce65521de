"""The licences of the program, of what it is built from, and of its data."""

from collections.abc import Callable
from importlib import metadata

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.base.paths import models, resources
from app.licences.notices import Notice, format_notice, installed_notices, parse_notices, read_text


class LicencesPage(QWidget):
    """List what is licensed, and show the text of what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Licences"))
        self.components = ComponentList()
        self.text = QPlainTextEdit()
        self.text.setObjectName("document")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self._third_party = self.tr("Third-party notices")
        self._texts: dict[str, Callable[[], str]] = {
            self.tr("This program"): licence_text,
            self._third_party: lambda: "",
            self.tr("Fonts"): lambda: read_text(resources() / "fonts" / "README.md"),
            self.tr("Sample photograph"): lambda: read_text(resources() / "samples" / "README.md"),
            self.tr("Model"): model_card,
        }
        self.list.addItems(list(self._texts))
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 24)
        self._lay_out()
        self.list.currentTextChanged.connect(self._show)
        self.components.currentItemChanged.connect(self._show_component)
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.setChildrenCollapsible(False)
        self.right.addWidget(self.components)
        self.right.addWidget(self.text)
        self.right.setSizes([160, 260])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 8)
        layout.addWidget(self.list)
        layout.addWidget(self.right, stretch=1)

    def _show(self, name: str) -> None:
        third_party = name == self._third_party
        self.components.setVisible(third_party)
        if third_party:
            self.components.fill()
            self._show_component()
        else:
            self.text.setPlainText(self._texts[name]())

    def _show_component(self) -> None:
        notice = self.components.chosen()
        self.text.setPlainText(format_notice(notice) if notice else "")


class ComponentList(QTreeWidget):
    """List the components with version and licence; read only when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Components"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels([self.tr("Component"), self.tr("Version"), self.tr("Licence")])
        self._notices: list[Notice] = []

    def fill(self) -> None:
        """Read the components and choose the first, unless already done."""
        if self._notices:
            return
        self._notices = third_party_notices()
        for notice in self._notices:
            item = QTreeWidgetItem(self, [notice.name, notice.version, notice.licence])
            item.setToolTip(2, notice.licence)
        for column in (0, 1):
            self.resizeColumnToContents(column)
        self.setCurrentItem(self.topLevelItem(0))

    def chosen(self) -> Notice | None:
        """Return the chosen component; None where there is none."""
        row = self.indexOfTopLevelItem(self.currentItem())
        return self._notices[row] if 0 <= row < len(self._notices) else None


def third_party_notices() -> list[Notice]:
    """Return the bundle's notices, from source those of the packages that are installed."""
    document = read_text(resources().parent / "THIRD_PARTY_NOTICES.txt")
    return parse_notices(document) or installed_notices()


def licence_text() -> str:
    """Return the licence of this program: from the checkout, the bundle or the package."""
    text = read_text(resources().parent / "LICENSE")
    if text:
        return text
    try:
        text = metadata.distribution("retivasc").read_text("licenses/LICENSE") or ""
    except metadata.PackageNotFoundError:
        text = ""
    return text or "GPL-3.0-or-later: https://www.gnu.org/licenses/gpl-3.0.html"


def model_card() -> str:
    """Return the model card: the bundle's, the checkout's, or the one next to the weights."""
    home = resources().parent
    places = (
        home / "documents" / "MODEL_CARD.md",
        home / "MODEL_CARD.md",
        models() / "README.md",
    )
    return next((text for text in map(read_text, places) if text), "")
