"""The kept versions of a report next to its text: how it stands, who signed, what was sent."""

from datetime import datetime
from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.base.text import plain_line
from app.ui.look.style import text_label
from app.ui.reporting.reports import Reports
from app.ui.session.keeper import Standing

if TYPE_CHECKING:  # the store is loaded when it is opened
    from app.store.reports import KeptReport

_WIDTH = 34  # characters


class ReportVersions(QWidget):
    """The versions of the report of the photograph shown, the last one on top.

    Signals:
        sign_asked: what is typed is to be signed.
    """

    sign_asked = pyqtSignal()

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports, self._versions = reports, reports.versions
        self.standing = text_label()
        self.sign_button = self._button(self.tr("Sign…"), self.sign_asked.emit)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Versions of the report"))
        self.list.itemActivated.connect(lambda _item: self._open())
        self.list.currentItemChanged.connect(lambda *_items: self._show_chosen())
        self.open_button = self._button(self.tr("Show or print version…"), self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.standing)
        layout.addWidget(self.sign_button)
        layout.addWidget(QLabel(self.tr("Versions")))
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.open_button)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * _WIDTH)
        self._versions.changed.connect(self.show_versions)
        self.show_versions()

    def show_versions(self) -> None:
        """List every version that is kept."""
        self.setVisible(self._versions.keeper.standing is not Standing.OFF)
        self.list.clear()
        for version in reversed(self._versions.kept):
            item = QListWidgetItem(self._words(version), self.list)
            item.setData(Qt.ItemDataRole.UserRole, version)
        self.list.setCurrentRow(0)
        self._show_chosen()
        self.show_standing(ready=self.sign_button.isEnabled())

    def show_standing(self, *, ready: bool) -> None:
        """Say what the typed report is, and whether it can be signed.

        Args:
            ready: a report can be made now.
        """
        issued, signed = self._reports.issued, self._versions.signed
        if issued is not None and signed is not None:
            told = self.tr(
                "Signed by {name}. This version is saved, printed and sent; a change makes an "
                "amended one."
            ).format(name=plain_line(signed.author))
        elif signed is not None:
            told = self.tr(
                "Changed since version {number} was signed. Sign it to make an amended version."
            ).format(number=signed.version)
        else:
            told = self.tr("Draft, kept as you type. Saving it keeps a version.")
        self.standing.setText(told)
        named = bool(self._reports.statement.author.strip())
        self.sign_button.setEnabled(ready and issued is None and self._versions.can_sign and named)
        self.sign_button.setToolTip("" if named else self.tr("Type the name of who signs."))

    def _words(self, version: "KeptReport") -> str:
        states = {
            "draft": self.tr("draft"),
            "signed": self.tr("signed"),
            "amended": self.tr("amended"),
        }
        lines = [
            self.tr("Version {number}: {state}").format(
                number=version.version, state=states[version.state]
            ),
            _moment(version.made_at),
            plain_line(f"{version.author or '–'} · {version.made_by}"),
        ]
        lines += [
            self.tr("Sent {when} to {archive}").format(when=_moment(at), archive=plain_line(where))
            for at, where in version.sent
        ]
        return "\n".join(lines)

    def _show_chosen(self) -> None:
        self.open_button.setEnabled(self.list.currentItem() is not None)

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._versions.open(item.data(Qt.ItemDataRole.UserRole))

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: slot())  # type: ignore[operator]
        return button


def _moment(at: str) -> str:
    """Return a moment of the store as the clock on the wall shows it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
