import pytest
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFileDialog, QLabel, QWidget

from app.base.translation import load_catalogue
from app.settings.archives import ArchiveNode
from app.settings.preferences import DIALOG_ROWS, Preferences, RecentFile
from app.ui.dialogs.settings import SettingsDialog
from app.ui.look.translator import CatalogueTranslator

OTHERS = {
    "language": "zh_CN",
    "theme": "dark",
    "font_scale": 1.3,
    "lowest_threshold": 0.2,
    "highest_threshold": 0.85,
    "calibration": "/data/own.json",
    "remember_recent": False,
    "patient_shown": False,
    "words_under_icons": True,
    "tour": False,
    "clinic_name": "眼科",
    "clinic_lines": "Main Street 1\nTel. 4711",
    "clinic_logo": "/data/logo.png",
    "report_title": "Retina",
    "report_page": "Letter",
    "report_languages": "both",
    "archives.name": "Main archive",
    "archives.host": "pacs",
    "archives.port": 11112,
    "archives.called": "PACS",
    "archives.calling": "EYES",
    "archives.tls": True,
    "archives.ca": "/ca.pem",
    "archives.cert": "/cert.pem",
    "archives.key": "/key.pem",
    "archives.dicomweb": "https://pacs/dicom-web",
    "archives.receive_port": 11113,
    "archives.worklist": True,
    "archives.earlier": True,
}
SECOND = ArchiveNode(host="second")
PLAIN = Preferences(archives=(ArchiveNode(), SECOND))
SET = PLAIN.as_set(OTHERS)


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def make(parent):
    """Make dialogs, and a list of what each tells."""

    def make(preferences, locked=()):
        dialog = SettingsDialog(preferences, parent, locked=locked)
        told = []
        dialog.changed.connect(told.append)
        dialog.open()
        return dialog, told

    return make


def test_dialog_has_an_editor_for_every_setting_with_a_name(make):
    dialog, _ = make(Preferences())
    assert list(dialog.editors) == [row.name for row in DIALOG_ROWS] == list(OTHERS)
    assert all(editor.widget.accessibleName() for editor in dialog.editors.values())


@pytest.mark.parametrize("preferences", [Preferences(), PLAIN.changed(**SET)])
def test_dialog_shows_preferences_as_they_are(make, preferences):
    dialog, told = make(preferences)
    shown = {name: editor.value() for name, editor in dialog.editors.items()}
    assert shown == {name: preferences.shown(name) for name in OTHERS}
    dialog.accept()
    assert told == []
    assert not dialog.isVisible()


def test_ok_tells_of_what_was_set(make):
    dialog, told = make(PLAIN.changed(folder="/data", geometry="AA"))
    for name, value in OTHERS.items():
        dialog.editors[name].show(value)
    dialog.accept()
    assert told == [SET]
    assert SET["archives"][0].host == "pacs"
    assert SET["archives"][1:] == (SECOND,)


def test_apply_tells_at_once_and_stays(make):
    dialog, told = make(Preferences())
    dialog.editors["theme"].show("light")
    dialog.apply_button.click()
    dialog.apply_button.click()
    assert told == [{"theme": "light"}]
    assert dialog.isVisible()
    dialog.reject()


def test_cancel_tells_nothing(make):
    dialog, told = make(Preferences())
    dialog.editors["theme"].show("light")
    dialog.reject()
    assert told == []


def test_thresholds_cannot_cross(make):
    dialog, _ = make(Preferences())
    lowest, highest = (dialog.editors[name].widget for name in list(OTHERS)[3:5])
    lowest.setValue(0.95)
    assert lowest.value() == pytest.approx(0.65)
    highest.setValue(0.05)
    assert highest.value() == pytest.approx(0.70)
    lowest.setValue(0.01)
    assert dialog.changes == {"lowest_threshold": 0.05}
    dialog.reject()


def test_files_are_forgotten_at_once(make):
    dialog, told = make(Preferences(recent=(RecentFile("/a"), RecentFile("/b"))))
    forgotten = []
    dialog.forgotten.connect(lambda: forgotten.append(1))
    dialog.editors["theme"].show("light")
    dialog.forget_button.click()
    assert forgotten == [1]
    assert not dialog.forget_button.isEnabled()
    dialog.accept()
    assert told == [{"theme": "light"}]


def test_there_is_nothing_to_forget_at_first(make):
    dialog, _ = make(Preferences())
    assert not dialog.forget_button.isEnabled()
    dialog.reject()


def test_files_are_forgotten_when_they_are_not_to_be_remembered(make):
    dialog, told = make(Preferences(recent=(RecentFile("/a"),)))
    dialog.editors["remember_recent"].show(False)
    dialog.apply_button.click()
    assert told == [{"remember_recent": False}]
    assert not dialog.forget_button.isEnabled()
    dialog.reject()


def test_file_can_be_chosen_and_the_choice_be_called_off(make, monkeypatch):
    dialog, _ = make(Preferences(clinic_logo="/old.png"))
    logo = dialog.editors["clinic_logo"]
    answers = ["", "/new.png"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answers.pop(0), ""))
    logo.widget.button.click()
    assert logo.value() == "/old.png"
    logo.widget.button.click()
    assert logo.value() == "/new.png"
    dialog.reject()


def test_title_that_no_archive_could_have_cannot_be_typed(qtbot, make):
    dialog, _ = make(Preferences())
    title = dialog.editors["archives.called"].widget
    qtbot.keyClicks(title, "A\\B" + "C" * 20)
    assert title.text() == "AB" + "C" * 14
    dialog.reject()


def test_page_is_shown_by_its_name(make):
    dialog, _ = make(Preferences())
    dialog.show_page("Archive")
    assert dialog.editors["archives.host"].widget.isVisible()
    assert not dialog.editors["theme"].widget.isVisible()
    dialog.reject()


LOCKED = ("clinic_name", "clinic_lines", "report_title", "theme", "archives")


def test_locked_settings_are_shown_but_cannot_be_set(make):
    dialog, told = make(Preferences(archives=(ArchiveNode(host="pacs"),)), LOCKED)
    off = [name for name, editor in dialog.editors.items() if not editor.widget.isEnabled()]
    of_archive = [name for name in OTHERS if name.startswith("archives.")]
    assert sorted(off) == sorted([*LOCKED[:-1], *of_archive])
    assert dialog.editors["archives.host"].value() == "pacs"
    assert dialog.editors["archives.host"].widget.accessibleDescription().endswith("administrator.")
    dialog.editors["theme"].show("light")
    dialog.accept()
    assert told == []


def test_one_hint_stands_below_locked_settings_that_follow_each_other(make):
    dialog, _ = make(Preferences(), LOCKED)
    hints = [label.text() for label in dialog.findChildren(QLabel)]
    assert hints.count("Set by your administrator.") == 4
    dialog.reject()


def test_value_that_the_dialog_cannot_show_exactly_stays_when_locked(make):
    dialog, told = make(Preferences(font_scale=1.234), ("font_scale",))
    dialog.accept()
    assert told == []


def test_only_what_a_person_set_is_told_however_the_rest_is_shown(make):
    odd = Preferences(font_scale=1.234, lowest_threshold=0.123, clinic_name=" Eyes ")
    dialog, told = make(odd)
    dialog.editors["theme"].show("dark")
    dialog.apply_button.click()
    dialog.editors["theme"].show("system")
    dialog.accept()
    assert told == [{"theme": "dark"}, {"theme": "system"}]


def test_threshold_that_is_set_against_a_rounded_one_takes_that_along(make):
    dialog, _ = make(Preferences(lowest_threshold=0.334, highest_threshold=0.7))
    dialog.editors["highest_threshold"].show(0.38)
    assert dialog.changes == {"lowest_threshold": 0.33, "highest_threshold": 0.38}
    dialog.reject()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_at_the_largest_letters_settings_scroll_instead_of_being_cut(qapp, make, language):
    font, translator = qapp.font(), CatalogueTranslator(load_catalogue(language))
    qapp.installTranslator(translator)
    large = QFont(font)
    large.setPixelSize(24)
    qapp.setFont(large)
    try:
        dialog, _ = make(Preferences())
        screen = qapp.primaryScreen().availableSize()
        assert dialog.height() <= screen.height()
        assert dialog.minimumSizeHint().height() < 600
        for place in range(dialog.pages.count()):
            dialog.pages.setCurrentIndex(place)
            page = dialog.pages.widget(place)
            assert page.widget().width() <= page.viewport().width()  # nothing lies next to it
            page.resize(page.width(), 200)
            assert page.widget().height() >= page.widget().minimumSizeHint().height()
        dialog.reject()
    finally:
        qapp.setFont(font)
        qapp.removeTranslator(translator)
