import pytest
from PyQt5.QtWidgets import QInputDialog

from app.domain.reading import Calibration, Mark, Ruler, Scale
from app.ui.findings.calibration import CalibrationDialog
from app.ui.findings.marks import MarksPanel

LINE = Ruler(((10, 10), (90, 70)))
NOTE = Ruler(((50, 50),), Mark.NOTE, "<b>scar</b>")


@pytest.fixture
def panel(qtbot, opened):
    panel = MarksPanel(opened)
    qtbot.addWidget(panel)
    opened.set_rulers((LINE, NOTE))
    return panel


@pytest.fixture
def typing(monkeypatch):
    """Give a function that sets what is typed next."""

    def typed(text, agreed=True):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (text, agreed))

    return typed


def rows(panel):
    items = [panel.list.topLevelItem(row) for row in range(panel.list.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(3)) for item in items]


def choose(panel, row):
    panel.list.setCurrentItem(panel.list.topLevelItem(row))


def test_marks_are_listed_with_values_and_texts(panel, opened):
    share = 100 * 100 / opened.analysis.field.diameter_px
    assert rows(panel) == [
        ("1 Line", f"100.0 px · {share:.1f} % of ⌀", ""),
        ("2 Note", "", "<b>scar</b>"),
    ]
    assert panel.hint.isHidden()
    assert not panel.delete_button.isEnabled()


def test_selected_mark_is_told_and_deleted_and_comes_back(qtbot, panel, opened):
    with qtbot.waitSignal(panel.chosen) as chosen:
        choose(panel, 0)
    assert chosen.args == [0]
    panel.delete_button.click()
    assert opened.reading.rulers == (NOTE,)
    opened.history.undo()
    assert opened.reading.rulers == (LINE, NOTE)
    assert len(rows(panel)) == 2


def test_text_of_a_mark_is_changed_unless_that_is_called_off(panel, opened, typing):
    choose(panel, 0)
    typing("ignored", agreed=False)
    panel.text_button.click()
    assert opened.reading.rulers[0].text == ""
    typing("  optic\ndisc ")
    panel.text_button.click()
    assert opened.reading.rulers[0] == Ruler(LINE.points, text="optic disc")
    assert rows(panel)[0][2] == "optic disc"


def test_note_is_put_where_it_was_asked_for(panel, opened, typing):
    typing("")
    panel.ask_note((1.0, 2.0))
    assert len(opened.reading.rulers) == 2
    typing("drusen")
    panel.ask_note((1.0, 2.0))
    assert opened.reading.rulers[-1] == Ruler(((1.0, 2.0),), Mark.NOTE, "drusen")


def test_scale_is_said_with_where_it_comes_from(qtbot, panel, opened):
    assert "No scale is known" in panel.scale.text()
    opened.set_calibration(Calibration(Scale.DISC, 1.0, 50.0))
    assert "stated by a person" in panel.scale.text()
    qtbot.waitUntil(lambda: "2.00 DD" in rows(panel)[0][1])
    opened.history.undo()
    assert "No scale is known" in panel.scale.text()
    qtbot.waitUntil(lambda: not opened.stale)


# --- the dialog --------------------------------------------------------------------------------


@pytest.fixture
def dialog(panel):
    choose(panel, 0)
    panel.scale_button.click()
    return panel.findChild(CalibrationDialog)


def pick(dialog, scale):
    dialog.scales.setCurrentIndex(dialog.scales.findData(scale))


def agreed(dialog):
    return dialog.buttons.button(dialog.buttons.Ok).isEnabled()


def test_line_of_known_length_gives_millimetres_everywhere(qtbot, dialog, opened, panel):
    pick(dialog, Scale.LENGTH)
    diameter = opened.analysis.field.diameter_px
    dialog.value.setValue(100 * 15 / diameter)  # the field is 15 mm then
    assert "15 mm across" in dialog.told.text()
    dialog.accept()
    assert opened.reading.calibration == Calibration(Scale.LENGTH, dialog.value.value(), 100.0)
    qtbot.waitUntil(lambda: opened.analysis.image.spacing is not None)
    assert opened.analysis.image.spacing.mean_mm == pytest.approx(15 / diameter, rel=1e-3)
    qtbot.waitUntil(lambda: " mm" in rows(panel)[0][1])


def test_scale_that_cannot_be_right_is_refused(dialog):
    pick(dialog, Scale.PIXEL)
    dialog.value.setValue(1.0)
    assert "cannot be right" in dialog.told.text()
    assert not agreed(dialog)


def test_lengths_need_a_line(qtbot, opened):
    dialog = CalibrationDialog(opened)
    qtbot.addWidget(dialog)
    for scale in (Scale.LENGTH, Scale.DISC):
        pick(dialog, scale)
        assert not agreed(dialog)
    pick(dialog, Scale.FIELD)
    assert agreed(dialog)
    assert dialog.calibration == Calibration(Scale.FIELD, 45.0)
    assert "not in millimetres" in dialog.told.text()
    pick(dialog, None)
    assert dialog.calibration is None
    assert agreed(dialog)


def test_field_and_length_of_the_eye_give_millimetres(qtbot, dialog, opened):
    pick(dialog, Scale.FIELD)
    dialog.measured.setChecked(True)
    dialog.eye.setValue(26.0)
    across = 45 * 0.01306 * (26 - 1.82)
    assert f"{across:.3g} mm across" in dialog.told.text()
    dialog.accept()
    diameter = opened.analysis.field.diameter_px
    assert opened.reading.calibration == Calibration(Scale.FIELD, 45.0, diameter, 26.0)
    qtbot.waitUntil(lambda: opened.analysis.image.spacing is not None)
    assert opened.analysis.image.spacing.mean_mm == pytest.approx(across / diameter)
    again = CalibrationDialog(opened)
    qtbot.addWidget(again)
    assert again.calibration == opened.reading.calibration


def test_disc_diameter_keeps_the_scale_of_the_file(qtbot, dialog, opened):
    pick(dialog, Scale.DISC)
    dialog.accept()
    assert opened.reading.calibration == Calibration(Scale.DISC, 1.0, 100.0)
    assert opened.reading.spacing_mm is None
    qtbot.waitUntil(lambda: not opened.stale)
    assert opened.analysis.image.spacing is None


def test_known_scale_is_shown_again(qtbot, opened):
    opened.set_calibration(Calibration(Scale.FIELD, 50.0))
    qtbot.waitUntil(lambda: not opened.stale)
    dialog = CalibrationDialog(opened)
    qtbot.addWidget(dialog)
    assert dialog.calibration == Calibration(Scale.FIELD, 50.0)
    qtbot.keyClicks(dialog.value.lineEdit(), "")
    dialog.value.lineEdit().setText("45,5°")
    dialog.value.interpretText()
    assert dialog.calibration == Calibration(Scale.FIELD, 45.5)
