import os
import subprocess
import sys

import pytest

from tests.support import ROOT

_BROWSE = """
import sys
from PyQt5.QtWidgets import QApplication, QFileDialog
from app.ui import application
made = application._make_application() if sys.argv[1] == "ours" else QApplication([])
dialog = QFileDialog(None, "Open", sys.argv[2])
dialog.setOption(QFileDialog.DontUseNativeDialog)
dialog.open()
made.processEvents()
dialog.accept()
del dialog
made.processEvents()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have own dialogs")
@pytest.mark.parametrize(("whose", "written"), [("qt", True), ("ours", False)])
def test_no_dialog_of_qt_keeps_the_folders_that_were_visited(tmp_path, whose, written):
    """Their names may be those of patients; Qt by itself would write them down."""
    visited = tmp_path / "Muster_Erika"
    visited.mkdir()
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = subprocess.run(
        [sys.executable, "-c", _BROWSE, whose, str(visited)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "Muster" in path.read_text()]
    assert bool(kept) == written
    assert "Traceback" not in done.stderr
