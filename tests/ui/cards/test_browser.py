import threading
import zipfile

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QGuiApplication, QImage
from PyQt5.QtWidgets import QMessageBox, QPushButton

from app.base.errors import ImageReadError
from app.base.messages import message
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.photograph import Laterality
from app.domain.quality import Quality, Verdict
from app.measurement.summary import withhold_all
from app.reading import listing as series
from app.reading.listing import Entry
from app.ui.cards.browser import Browser
from app.ui.cards.photograph_model import ROW_ROLE
from app.ui.look.style import style_sheet
from app.ui.look.themes import DARK
from app.ui.session import library as library_module
from app.ui.session.cases import place_of
from app.ui.session.library import Library
from tests.readings import altered
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

PIXELS = make_fundus(256).pixels
OCT = "1.2.840.10008.5.1.4.1.1.77.1.5.4"


@pytest.fixture
def library(qtbot, workspace):
    library = Library(workspace.cases)
    yield library
    library.shut_down()
    qtbot.wait(0)  # what was said last arrives before the library goes


@pytest.fixture
def browser(qtbot, workspace, library):
    workspace.start()
    browser = Browser(workspace, library)
    qtbot.addWidget(browser)
    browser.resize(260, 700)
    browser.show()
    return browser


@pytest.fixture
def clinic(tmp_path):
    """Give a folder of two patients, an archive, and files that cannot be opened."""
    folder = tmp_path / "门诊"
    folder.mkdir()

    def put(name, **attributes):
        (folder / name).write_bytes(dicom_bytes(make_dicom(PIXELS, **attributes)))

    chinese = {
        "SpecificCharacterSet": "ISO_IR 192",
        "PatientName": "王^小明",
        "PatientID": "0012",
    }
    put("img10.dcm", Laterality="R", NumberOfFrames=1, SeriesDescription="Colour 45°")
    put("img2.dcm", Laterality="R")
    put("left.dcm", Laterality="L")
    put("old.dcm", StudyDate="20240101")
    put("眼底.dcm", Laterality="L", **chinese)
    put("oct.dcm", SOPClassUID=OCT)
    (folder / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\nxx")
    with zipfile.ZipFile(folder / "zip.zip", "w") as packed:
        packed.writestr("a/右眼.png", encode(PIXELS))
    return folder


def list_all(qtbot, browser, *paths):
    library = browser._library
    library.add(paths)
    qtbot.waitUntil(lambda: not library.busy)


def rows(browser):
    """Return what can be read in the tree, headings and names, with their depth."""
    model, lines = browser.tree.model(), []

    def walk(parent, depth):
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            lines.append("  " * depth + index.data())
            walk(index, depth + 1)

    walk(browser.tree.rootIndex(), 0)
    return lines


def entry_named(browser, name):
    return next(e for e in browser._library.entries if e.location.name == name)


def row_of(browser, name):
    return browser._model.index_of(entry_named(browser, name)).data(ROW_ROLE)


def spoken(browser, name):
    index = browser._model.index_of(entry_named(browser, name))
    return index.data(Qt.ItemDataRole.AccessibleTextRole)


def go_to(browser, name):
    browser.tree.setCurrentIndex(browser._model.index_of(entry_named(browser, name)))


def command(browser, text):
    next(action for action in browser.tree.actions() if action.text() == text).trigger()


def test_photographs_stand_below_their_patient_and_day_in_order(qtbot, browser, clinic):
    list_all(qtbot, browser, clinic)
    assert rows(browser) == [
        "Doe Jane · 4711",
        "  2024-01-01",
        "    old.dcm",
        "  2026-03-01",
        "    img2.dcm",
        "    img10.dcm",
        "    left.dcm",
        "王小明 · 0012",
        "  2026-03-01",
        "    眼底.dcm",
        "No patient stated",
        "  No date stated",
        "    damaged.png",
        "    oct.dcm",
        "    右眼.png",
    ]
    assert browser.count.text() == "8 photographs"
    unfolded = browser._model.index_of(entry_named(browser, "old.dcm")).parent()
    assert browser.tree.isExpanded(unfolded)
    assert browser.tree.isExpanded(unfolded.parent())


def test_rows_say_what_the_header_says(qtbot, browser, clinic):
    list_all(qtbot, browser, clinic)
    row = row_of(browser, "img10.dcm")
    assert (row.eye, row.details, row.state.text) == (Laterality.RIGHT, "Colour 45°", "")
    assert spoken(browser, "img10.dcm") == "OD right eye, img10.dcm, 2026-03-01, Colour 45°"
    assert spoken(browser, "右眼.png") == "unknown eye, 右眼.png"


def test_several_frames_are_told(qtbot, browser, workspace, tmp_path):
    browser._library._take(
        library_module._Listing(iter(())),
        library_module.Step([Entry(tmp_path / "a.dcm", frames=12)], finished=True),
    )
    assert row_of(browser, "a.dcm").details == "12 frames"


def test_what_cannot_be_opened_is_listed_with_its_reason(qtbot, browser, clinic):
    list_all(qtbot, browser, clinic)
    damaged, declined = row_of(browser, "damaged.png"), row_of(browser, "oct.dcm")
    assert damaged.state.tone == "wrong"
    assert damaged.state.text == str(damaged.entry.problem.message)
    assert declined.state.tone == "faint"
    assert declined.state.text == str(declined.entry.problem.message)
    tip = browser._model.index_of(damaged.entry).data(Qt.ItemDataRole.ToolTipRole)
    assert str(damaged.entry.problem.hint) in tip


def test_names_are_never_markup(qtbot, browser, tmp_path):
    path = tmp_path / "<b>x.png"
    path.write_bytes(encode(PIXELS))
    list_all(qtbot, browser, path)
    tip = browser._model.index_of(entry_named(browser, path.name)).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>x.png" in tip.replace("\n", "")


def test_enter_opens_and_the_number_appears(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    go_to(browser, "left.dcm")
    with qtbot.waitSignal(workspace.analysis_changed):
        qtbot.keyClick(browser.tree, Qt.Key_Return)
        assert row_of(browser, "left.dcm").state.text == "analysing…"
    qtbot.waitUntil(lambda: " % · " in row_of(browser, "left.dcm").state.text)
    row = row_of(browser, "left.dcm")
    density = workspace.analysis.measurements.vessel_density.value
    verdict = workspace.analysis.quality.verdict
    assert row.state.text == f"{100 * density:.1f} % · {verdict}"
    assert row.shown
    expected = f"OS left eye, left.dcm, 2026-03-01, Vessel density {row.state.text}"
    assert spoken(browser, "left.dcm") == expected


def test_double_click_opens_once(qtbot, browser, workspace, clinic, monkeypatch):
    list_all(qtbot, browser, clinic / "img2.dcm")
    asked = []
    monkeypatch.setattr(workspace.queue, "open", lambda *_a, **_k: asked.append(1))
    monkeypatch.setattr(type(workspace), "opening", property(lambda _self: True))
    rect = browser.tree.visualRect(browser._model.index_of(entry_named(browser, "img2.dcm")))
    viewport = browser.tree.viewport()
    qtbot.mouseClick(viewport, Qt.LeftButton, pos=rect.center())
    qtbot.mouseDClick(viewport, Qt.LeftButton, pos=rect.center())
    assert asked == [1]


def test_heading_folds_at_a_click_and_at_enter(qtbot, browser, clinic):
    list_all(qtbot, browser, clinic / "img2.dcm")
    heading = browser.tree.model().index(0, 0)
    centre = browser.tree.visualRect(heading).center()
    qtbot.mouseClick(browser.tree.viewport(), Qt.LeftButton, pos=centre)
    assert not browser.tree.isExpanded(heading)
    browser.tree.setCurrentIndex(heading)
    qtbot.keyClick(browser.tree, Qt.Key_Return)
    assert browser.tree.isExpanded(heading)


def test_another_eye_of_the_shown_photograph_is_followed(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    with qtbot.waitSignal(workspace.analysed):
        browser._workspace.open(entry_named(browser, "old.dcm"))
    workspace.set_laterality(Laterality.LEFT)
    assert row_of(browser, "old.dcm").eye is Laterality.LEFT
    assert spoken(browser, "old.dcm").startswith("OS left eye, old.dcm")


def test_next_and_previous_go_through_the_tree_beyond_what_cannot_be_opened(
    qtbot, browser, workspace, clinic
):
    list_all(qtbot, browser, clinic)
    asked = []
    browser._workspace.open = lambda entry: asked.append(entry.location.name)
    browser.open_next()
    browser.open_previous()
    assert asked == ["old.dcm", "右眼.png"]
    browser._shown = entry_named(browser, "眼底.dcm")
    browser.open_next()
    browser.open_previous()
    assert asked[2:] == ["右眼.png", "left.dcm"]
    browser._shown = entry_named(browser, "右眼.png")
    browser.open_next()
    assert len(asked) == 4


def test_next_and_previous_pass_what_was_found_damaged_since(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    damage = ImageReadError(message("Damaged."), message("Copy it again."))
    browser._workspace.cases.note_outcome(entry_named(browser, "img2.dcm"), damage)
    asked = []
    browser._workspace.open = lambda entry: asked.append(entry.location.name)
    browser._shown = entry_named(browser, "old.dcm")
    browser.open_next()
    browser._shown = entry_named(browser, "img10.dcm")
    browser.open_previous()
    assert asked == ["img10.dcm", "old.dcm"]


def test_quickly_repeated_next_goes_on_from_the_one_being_opened(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    for _ in range(3):
        browser.open_next()
    qtbot.waitUntil(lambda: workspace.entry is not None)
    assert workspace.entry.location.name == "img10.dcm"
    assert browser.tree.currentIndex().data() == "img10.dcm"


def test_all_are_analysed_once(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    examined = []
    workspace.examined.connect(lambda entry, _outcome: examined.append(entry.location.name))
    browser.analyse_button.click()
    assert row_of(browser, "old.dcm").state.text == "analysing…"
    assert row_of(browser, "img2.dcm").state.text == "waiting"
    assert not browser.analyse_button.isEnabled()
    browser.analyse_all()
    assert browser.progress.isVisible()
    qtbot.waitUntil(lambda: workspace.queue.queue_length == 0)
    assert examined == ["old.dcm", "img2.dcm", "img10.dcm", "left.dcm", "眼底.dcm", "右眼.png"]
    assert all(" % · " in row_of(browser, name).state.text for name in examined)
    assert not browser.progress.isVisible()
    assert workspace.entry is None


def test_cancelling_the_queue_clears_what_waited(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    browser.analyse_all()
    browser.progress.cancel.click()
    assert workspace.queue.queue_length == 0
    assert row_of(browser, "眼底.dcm").state.text == ""
    assert browser.analyse_button.isEnabled()
    assert not browser.progress.isVisible()


def test_analysing_is_paused_and_goes_on(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    workspace.queue.set_paused(True)
    browser.analyse_all()
    assert row_of(browser, "img2.dcm").state.text == "waiting"
    assert browser.progress.text.text() == "Paused: 0 of 6"
    assert browser.progress.pause.text() == "Resume"
    browser.progress.pause.click()
    assert not workspace.queue.paused
    assert browser.progress.pause.text() == "Pause"
    qtbot.waitUntil(lambda: workspace.queue.queue_length == 1)
    browser.progress.pause.click()
    assert workspace.queue.paused
    assert browser.progress.text.text() == "Paused: 5 of 6"
    browser.progress.pause.click()
    qtbot.waitUntil(lambda: not workspace.queue.queue_length)
    assert browser.progress.isHidden()


def test_error_of_an_analysis_is_told_in_its_row(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    entry = entry_named(browser, "img2.dcm")
    error = ImageReadError(message("It is gone."), message("Copy it again."))
    workspace.queue.examined.emit(entry, error)
    row = row_of(browser, "img2.dcm")
    assert (row.state.text, row.state.tone) == ("It is gone.", "wrong")


def test_withheld_number_is_told(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    with qtbot.waitSignal(workspace.analysis_changed):
        browser._workspace.open(entry_named(browser, "img2.dcm"))
    workspace.analysis = altered(
        workspace.analysis,
        quality=Quality(0.1, Verdict.NOT_GRADABLE, (message("It is too dark."),)),
        measurements=withhold_all(message("It is dark.")),
    )
    workspace._tell_analysis()
    state = row_of(browser, "img2.dcm").state
    assert state.text.startswith("Not measured: ")
    assert state.text.endswith("It is too dark.")


def test_damage_found_while_drawing_is_told_in_its_row(qtbot, browser, tmp_path):
    path = tmp_path / "cut.jpg"
    path.write_bytes(encode(PIXELS, "jpeg")[:2000])
    list_all(qtbot, browser, path)
    qtbot.waitUntil(lambda: row_of(browser, "cut.jpg").state.tone == "wrong")


def test_patients_can_be_hidden(qtbot, browser, clinic):
    list_all(qtbot, browser, clinic)
    browser.set_patient_shown(False)
    told = "\n".join(rows(browser))
    assert "Doe" not in told
    assert "王" not in told
    headings = [line for line in rows(browser) if not line.startswith(" ")]
    assert headings == ["Patient 1", "Patient 2", "No patient stated"]
    index = browser._model.index_of(entry_named(browser, "old.dcm"))
    assert clinic.name not in index.data(Qt.ItemDataRole.ToolTipRole)
    browser.set_patient_shown(True)
    assert rows(browser)[0] == "Doe Jane · 4711"


def test_commands_of_the_context_menu(qtbot, browser, workspace, clinic):
    list_all(qtbot, browser, clinic)
    go_to(browser, "眼底.dcm")
    command(browser, "Copy folder path")
    assert QGuiApplication.clipboard().text() == str(clinic)
    with qtbot.waitSignal(workspace.examined):
        command(browser, "Analyse")
    browser.activateWindow()
    browser.tree.setFocus()
    qtbot.waitUntil(browser.tree.hasFocus)
    qtbot.keyClick(browser.tree, Qt.Key_Delete)
    assert "王小明 · 0012" not in rows(browser)  # its headings went with it
    assert browser.count.text() == "7 photographs"
    go_to(browser, "left.dcm")
    with qtbot.waitSignal(workspace.analysed):
        command(browser, "Open")
    assert workspace.entry.path.name == "left.dcm"


def test_clear_asks_and_empties_list_and_queue(qtbot, browser, workspace, clinic, monkeypatch):
    list_all(qtbot, browser, clinic)
    browser.analyse_all()
    answers, asked = [QMessageBox.Cancel, QMessageBox.Yes], []
    monkeypatch.setattr(
        QMessageBox, "question", lambda *said: (asked.append(said[2]), answers.pop(0))[1]
    )
    browser.clear_button.click()
    assert "(8)" in asked[0]
    assert workspace.queue.queue_length > 0
    assert len(rows(browser)) == 15
    browser.clear_button.click()
    assert rows(browser) == []
    assert workspace.queue.queue_length == 0
    assert browser.hint.isVisible()
    assert not browser.clear_button.isEnabled()
    list_all(qtbot, browser, clinic)
    assert len(rows(browser)) == 15


def test_new_browser_shows_what_is_known(qtbot, browser, workspace, library, clinic):
    list_all(qtbot, browser, clinic)
    with qtbot.waitSignal(workspace.analysis_changed):
        browser._workspace.open(entry_named(browser, "left.dcm"))
    other = Browser(workspace, library)  # as when the language changes
    qtbot.addWidget(other)
    assert rows(other) == rows(browser)
    assert row_of(other, "left.dcm") == row_of(browser, "left.dcm")
    assert row_of(other, "left.dcm").shown


def test_buttons_ask(qtbot, browser):
    buttons = {
        button.text(): button for button in browser.findChildren(type(browser.analyse_button))
    }
    with qtbot.waitSignal(browser.add_asked):
        buttons["Add…"].click()
    with qtbot.waitSignal(browser.folder_asked):
        buttons["Add folder…"].click()


def test_three_hundred_photographs_are_never_read_in_the_thread_of_the_window(
    qtbot, browser, library, monkeypatch, tmp_path
):
    content, threads, drawn = encode(make_fundus(128).pixels), set(), []
    for number in range(300):
        (tmp_path / f"{number}.png").write_bytes(content)

    def read(entry):
        threads.add(threading.get_ident())
        drawn.append(entry.location.name)
        return series.read_photograph(entry)

    monkeypatch.setattr(library_module, "read_photograph", read)
    list_all(qtbot, browser, tmp_path)
    assert browser.count.text() == "300 photographs"
    browser.tree.scrollToBottom()
    last = entry_named(browser, "299.png")
    qtbot.waitUntil(lambda: library.thumbnail(last) is not None)
    assert len(drawn) < 250  # those in sight were not the last ones to be drawn
    assert threading.get_ident() not in threads


def test_rows_in_sight_are_those_between_top_and_bottom(qtbot, browser, tmp_path):
    for number in range(40):
        (tmp_path / f"{number}.png").write_bytes(encode(PIXELS))
    list_all(qtbot, browser, tmp_path)
    browser.tree.scrollToBottom()
    names = [entry.path.name for entry in browser.tree.entries_in_sight()]
    assert names[-1] == "39.png"
    assert 5 < len(names) < 12
    top = browser.tree.indexAt(QPoint(5, 0))
    assert top.data() == names[0]


def test_thumbnail_is_drawn_in_its_row(qtbot, browser, library, clinic):
    list_all(qtbot, browser, clinic / "img2.dcm")
    (entry,) = library.entries
    red = QImage(112, 112, QImage.Format_RGB888)
    red.fill(Qt.GlobalColor.red)
    qtbot.waitUntil(lambda: library.thumbnail(entry) is not None)
    library._thumbnails[place_of(entry)] = red
    rect = browser.tree.visualRect(browser._model.index_of(entry))
    picture = browser.tree.viewport().grab().toImage()
    assert picture.pixelColor(rect.left() + 38, rect.center().y()).getRgb()[:3] == (255, 0, 0)


def test_style_sheet_sets_the_colour_of_errors(qtbot, browser, tmp_path):
    path = tmp_path / "damaged.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nxx")
    list_all(qtbot, browser, path)
    browser.setStyleSheet("PhotographTree { qproperty-wrongColour: #ff0000; background: black; }")
    rect = browser.tree.visualRect(browser._model.index_of(entry_named(browser, path.name)))
    picture = browser.tree.viewport().grab(rect).toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert "#ff0000" in colours


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_a_narrow_dock(qtbot, workspace, library, language):
    workspace.catalogue = load_catalogue(language)
    browser = Browser(workspace, library)
    qtbot.addWidget(browser)
    browser.setStyleSheet(style_sheet(DARK))
    assert browser.minimumSizeHint().width() <= 300


def test_large_letters_widen_the_dock_rather_than_cut_the_buttons(qtbot, browser):
    browser.setStyleSheet("* { font-size: 28px; }")
    browser.resize(browser.minimumSizeHint())
    qtbot.wait(0)
    for button in browser.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width()
