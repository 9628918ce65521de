"""Numbers follow the language of the words, whatever the computer's own is."""

import os
import subprocess
import sys

import pytest
from PyQt5.QtCore import QLocale
from PyQt5.QtWidgets import QAbstractSpinBox

from app.ui.dialogs.settings import SettingsDialog
from app.ui.look.number_box import CountBox, NumberBox
from tests.support import ROOT
from tests.ui.look.test_number_box import type_into

LOCALES = ("de_DE", "fr_FR", "sv_SE", "ar_EG", "zh_CN", "en_US")

IN_A_PROCESS_OF_ITS_OWN = """
import sys
from pathlib import Path
from PyQt5.QtCore import QLocale
from PyQt5.QtWidgets import QApplication
from app.ui.application import Viewer
from app.ui.look.number_box import NumberBox
from tests.ui.look.test_number_box import type_into

assert QLocale().name() == sys.argv[2], QLocale().name()
application = QApplication([])
folder = Path(sys.argv[1])
viewer = Viewer(application, lambda: None, folder / "settings", outbox=folder, language="en")
(box,) = viewer.window.findChildren(NumberBox)
viewer.window.panel.controls.setEnabled(True)
type_into(box, sys.argv[3])
print(box.value(), box.text(), QLocale().toString(1234.5, "f", 1))
viewer.close()
"""


@pytest.fixture(params=LOCALES)
def system_locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_box_of_the_window_and_the_settings_understands_what_is_typed(
    system_locale, make_viewer, language
):
    viewer = make_viewer(language=language)
    viewer.window.panel.controls.setEnabled(True)
    viewer._ask_settings()
    boxes = viewer.window.findChildren(QAbstractSpinBox)
    assert {type(box) for box in boxes} == {NumberBox, CountBox}
    assert len(boxes) >= 5
    for box in boxes:
        before = box.value()
        for typed in ("0.6", "0,6"):
            type_into(box, typed)
            assert box.value() == (0.6 if isinstance(box, NumberBox) else before), typed
            assert "," not in box.text()
        box.setValue(before)  # the highest threshold keeps its distance from the lowest
    (dialog,) = viewer.window.findChildren(SettingsDialog)
    dialog.reject()


def test_numbers_follow_when_another_language_is_chosen(system_locale, make_viewer):
    viewer = make_viewer(language="en")
    assert QLocale().name() == "en_US"
    viewer.window.commands.languages["zh_CN"].trigger()
    assert QLocale().name() == "zh_CN"
    assert viewer.window.panel.controls.threshold_box.locale().name() == "zh_CN"


@pytest.mark.parametrize("locale", ["de_DE", "ar_EG"])
def test_the_computer_s_own_locale_changes_no_number(locale, tmp_path):
    environment = {"LANG": f"{locale}.UTF-8", "LC_ALL": f"{locale}.UTF-8", "LANGUAGE": ""}
    done = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN, tmp_path, locale, "0,6"],
        cwd=ROOT,
        env=os.environ | environment | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["0.6", "0.60", "1234.5"], done.stderr
