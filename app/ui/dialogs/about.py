"""The window that says what this program is, and proves its numbers."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox, QWidget

from app import __version__
from app.errors import RetivascError
from app.report.wording import INTENDED_USE
from app.self_test import OTHER_MODEL, Check, knows_numbers_of
from app.ui.state.workspace import Workspace
from app.ui.style import icon


def show_about(parent: QWidget, workspace: Workspace) -> QMessageBox:
    """Say what this program is, what it is for, and under which licence; prove its numbers."""
    box = AboutBox(workspace, parent)
    box.open()
    return box


class AboutBox(QMessageBox):
    """Name the program and its licence, and show a self-test that runs meanwhile."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Retivasc"))
        self.setIconPixmap(icon("retivasc").pixmap(64, 64))
        self._workspace, self._catalogue = workspace, workspace.catalogue
        purpose = self._catalogue.say(INTENDED_USE)
        self.setText(f"<h3>Retivasc {__version__}</h3><p>{purpose}</p>")
        self._say(self.tr("Self-test: running…"))
        self.setStandardButtons(QMessageBox.Ok)
        workspace.self_tested.connect(self._show_self_test)
        self.finished.connect(lambda: workspace.self_tested.disconnect(self._show_self_test))
        self.finished.connect(workspace.cancel_self_test)
        workspace.run_self_test()

    def _say(self, self_test: str) -> None:
        licence = self.tr(
            "Free software under the GNU General Public License, version 3 or later "
            "(GPL-3.0-or-later), without any warranty. It works offline and sends nothing."
        )
        self.setInformativeText(f"{licence}\n\n{self_test}")

    def _show_self_test(self, result: tuple[Check, ...] | RetivascError) -> None:
        if isinstance(result, RetivascError):
            why = self._catalogue.say(result.message)
            self._say(self.tr("Self-test: it could not be run. {why}").format(why=why))
            return
        failed = [self._catalogue.say(check.name) for check in result if not check.passed]
        if failed:
            names = ", ".join(failed)
            self._say(self.tr("Self-test: FAILED: {names}.").format(names=names))
        else:
            passed = self.tr("Self-test: all {count} checks passed.").format(count=len(result))
            self._say(f"{passed} {self._limits()}".rstrip())
        self.setDetailedText("\n".join(self._line(check) for check in result))

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
