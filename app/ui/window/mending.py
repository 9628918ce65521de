"""The question before a damaged store is set aside."""

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.base.text import plain_line
from app.ui.session.keeper import Keeper


def ask_mend(keeper: Keeper, window: QWidget) -> None:
    """Ask whether the damaged file is to be set aside, and say what takes its place."""
    say = QCoreApplication.translate
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Warning)
    box.setWindowTitle(say("MainWindow", "Put the store right"))
    if keeper.backup is not None:
        box.setText(say("MainWindow", "Put the last backup in the place of the damaged store?"))
        told = say(
            "MainWindow",
            "What was kept after the backup “{name}” was made is not in it. The damaged file stays "
            "in the store's folder under another name.",
        ).format(name=plain_line(keeper.backup.name))
    else:
        box.setText(say("MainWindow", "Begin an empty store?"))
        told = say(
            "MainWindow",
            "There is no backup: no patient is listed afterwards. The damaged file stays in the "
            "store's folder under another name.",
        )
    box.setInformativeText(told)
    go = box.addButton(say("MainWindow", "Continue"), QMessageBox.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.Cancel))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.buttonClicked.connect(lambda button: keeper.mend() if button is go else None)
    box.open()
