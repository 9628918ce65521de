"""The window that shows what this program is and is made of, and runs its self-test."""

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.base.errors import RetivascError
from app.report.wording import INTENDED_USE
from app.self_test import OTHER_MODEL, Check, knows_numbers_of
from app.ui.dialogs.licences_page import LicencesPage
from app.ui.dialogs.model_page import ModelPage
from app.ui.look.style import icon, text_label
from app.ui.session.workspace import Workspace

_SIZE = QSize(680, 520)


def show_about(parent: QWidget, workspace: Workspace) -> "AboutBox":
    """Show what this program is, what it is for and its licence, and run its self-test."""
    box = AboutBox(workspace, parent)
    box.open()
    return box


class AboutBox(QDialog):
    """Show the program with its self-test, the model's card, and all licences."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Retivasc"))
        self.about = AboutPage(workspace)
        self.model = ModelPage(workspace)
        self.licences = LicencesPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.about, self.tr("About"))
        self.tabs.addTab(self.model, self.tr("Model"))
        self.tabs.addTab(self.licences, self.tr("Licences"))
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
        self.resize(_SIZE * (self.fontInfo().pixelSize() / 14))
        workspace.self_tested.connect(self.about.show_self_test)
        workspace.model_changed.connect(self.model.refresh)
        self.finished.connect(lambda: workspace.self_tested.disconnect(self.about.show_self_test))
        self.finished.connect(workspace.cancel_self_test)
        workspace.run_self_test()


class AboutPage(QWidget):
    """The page with the program and its licence, and a self-test that runs meanwhile."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._catalogue = workspace, workspace.catalogue
        self.title = text_label("dialogTitle")
        self.title.setText(f"Retivasc {__version__}")
        self.purpose = text_label()
        self.purpose.setText(self._catalogue.say(INTENDED_USE))
        self.licence = text_label("faint")
        self.licence.setText(
            self.tr(
                "Free software under the GNU General Public License, version 3 or later "
                "(GPL-3.0-or-later), without any warranty. It works offline. Results are sent "
                "only to the archive that was set up, and only when you ask for it."
            )
        )
        self.self_test = text_label()
        self.self_test.setText(self.tr("Self-test: running…"))
        self.toggle = QToolButton()
        self.toggle.setObjectName("link")
        self.toggle.setText(self.tr("Show each check"))
        self.toggle.setCheckable(True)
        self.toggle.hide()
        self.checks = QPlainTextEdit()
        self.checks.setObjectName("document")
        self.checks.setReadOnly(True)
        self.checks.setAccessibleName(self.tr("Checks of the self-test"))
        self.checks.hide()
        self.toggle.toggled.connect(self.checks.setVisible)
        self._lay_out()

    def _lay_out(self) -> None:
        picture = QLabel()
        picture.setPixmap(icon("retivasc").pixmap(64, 64))
        text = QVBoxLayout()
        text.setSpacing(12)
        for widget in (self.title, self.purpose, self.licence, self.self_test):
            text.addWidget(widget)
        text.addWidget(self.toggle, alignment=Qt.AlignmentFlag.AlignLeft)
        text.addWidget(self.checks, stretch=10)
        text.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 20, 16, 8)
        layout.setSpacing(20)
        layout.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, stretch=1)

    def show_self_test(self, result: tuple[Check, ...] | RetivascError) -> None:
        """Show whether every number was as expected, or why that is not known."""
        if isinstance(result, RetivascError):
            why = self._catalogue.say(result.message)
            self.self_test.setText(self.tr("Self-test: could not be run. {why}").format(why=why))
            return
        failed = [self._catalogue.say(check.name) for check in result if not check.passed]
        if failed:
            names = ", ".join(failed)
            self.self_test.setText(self.tr("Self-test: FAILED: {names}.").format(names=names))
        else:
            passed = self.tr("Self-test: all {count} checks passed.").format(count=len(result))
            self.self_test.setText(f"{passed} {self._limits()}".rstrip())
        self.checks.setPlainText("\n".join(self._line(check) for check in result))
        self.toggle.show()

    def _limits(self) -> str:
        predictor = self._workspace.predictor
        if predictor is None or knows_numbers_of(predictor):
            return ""
        return self._catalogue.say(OTHER_MODEL)

    def _line(self, check: Check) -> str:
        return self.tr("{verdict}: {name}: {found}, expected {expected} ± {tolerance}").format(
            verdict=self.tr("ok") if check.passed else self.tr("FAILED"),
            name=self._catalogue.say(check.name),
            found="–" if check.found is None else f"{check.found:.5g}",
            expected=f"{check.expected:.5g}",
            tolerance=f"{check.tolerance:g}",
        )
