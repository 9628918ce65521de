import pytest
from PyQt5.QtWidgets import QInputDialog, QMessageBox

from app.report.report_text import ReportText
from app.settings.preferences import Preferences, Template
from app.ui.findings.text_form import ReportTextForm

NORMAL = Template("normal", "of normal course", "no abnormality", "in a year")
TYPED = ReportText("narrow <b>arterioles</b>", "眼底", "again", "Dr. Wu")


@pytest.fixture
def form(qtbot):
    """Give an empty form whose templates are kept at once."""
    form = ReportTextForm(ReportText(), Preferences(templates=(NORMAL,)))
    qtbot.addWidget(form)
    form.templates_asked.connect(
        lambda kept: form.set_preferences(Preferences(templates=tuple(kept)))
    )
    form.phrases_asked.connect(lambda kept: form.set_preferences(Preferences(phrases=kept)))
    form.offer_phrases([("Macula", ("Drusen & <b>scars</b>: ___.", "Normal."))])
    return form


def choose(form, name):
    form.templates.setCurrentIndex(form.templates.findText(name))
    form.templates.activated.emit(form.templates.currentIndex())


def names(form):
    return [form.templates.itemText(index) for index in range(1, form.templates.count())]


def test_statement_is_shown_and_given_back_as_typed(qtbot):
    form = ReportTextForm(TYPED, Preferences())
    qtbot.addWidget(form)
    assert form.statement == TYPED
    assert not form.templates.isEnabled()
    assert form.save_button.isEnabled()


@pytest.mark.parametrize("name", ["findings", "impression", "recommendation", "author"])
def test_each_change_is_told(qtbot, form, name):
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(getattr(form, name), "a")
    assert getattr(form.statement, name) == "a"


def test_template_is_added_below_what_is_typed_and_can_be_undone(form):
    form.findings.setPlainText("narrow")
    choose(form, "normal")
    assert form.statement == ReportText("narrow\nof normal course", "no abnormality", "in a year")
    form.findings.undo()
    assert form.statement.findings == "narrow"


def test_what_is_typed_becomes_a_template(form, monkeypatch):
    assert not form.save_button.isEnabled()
    form.impression.setPlainText("narrow")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (" mine ", True))
    form.save_button.click()
    assert names(form) == ["normal", "mine"]
    assert form.templates.currentData() == Template("mine", impression="narrow")


@pytest.mark.parametrize("answer", [("mine", False), (" ", True)])
def test_template_without_a_name_is_not_saved(form, monkeypatch, answer):
    form.impression.setPlainText("narrow")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: answer)
    form.save_button.click()
    assert names(form) == ["normal"]


@pytest.mark.parametrize(("answer", "left"), [(QMessageBox.Yes, 0), (QMessageBox.Cancel, 1)])
def test_template_is_deleted_once_that_is_confirmed(form, monkeypatch, answer, left):
    assert not form.delete_button.isEnabled()
    choose(form, "normal")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    form.delete_button.click()
    assert len(names(form)) == left
    assert form.delete_button.isEnabled() == bool(left)


def test_everything_has_a_name(form):
    for widget in (form.findings, form.impression, form.recommendation, form.author):
        assert widget.accessibleName()
    assert form.templates.accessibleName()


def test_a_shipped_template_can_be_replaced_and_comes_back(form, monkeypatch):
    form.set_preferences(Preferences(), (Template("Normal fundus", "as shipped"),))
    choose(form, "Normal fundus")
    assert form.statement.findings == "as shipped"
    assert not form.delete_button.isEnabled()
    form.findings.setPlainText("as we say it")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **given: (given["text"], True))
    form.save_button.click()
    assert names(form) == ["Normal fundus"]
    assert form.templates.currentData().findings == "as we say it"
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.Yes)
    form.delete_button.click()
    choose(form, "Normal fundus")
    assert form.templates.currentData().findings == "as shipped"


# --- phrases ----------------------------------------------------------------------------------


def entries(menu):
    """Return what a menu offers, by title; a menu in it is a dictionary again."""
    return {
        action.text(): entries(action.menu()) if action.menu() else action
        for action in menu.actions()
        if action.isVisible() and not action.isSeparator()
    }


def test_phrase_is_inserted_where_the_cursor_was_and_can_be_undone(qtbot, form):
    form.show()
    qtbot.waitExposed(form)
    form.impression.setPlainText("before after")
    form.impression.setFocus()
    qtbot.waitUntil(form.impression.hasFocus)
    cursor = form.impression.textCursor()
    cursor.setPosition(len("before"))
    form.impression.setTextCursor(cursor)
    entries(form.phrases.menu())["Macula"]["Normal."].trigger()
    assert form.statement == ReportText(impression="before Normal. after")
    form.impression.undo()
    assert form.statement.impression == "before after"


def test_first_phrase_stands_alone_and_shows_what_it_says(form):
    entries(form.phrases.menu())["Macula"]["Drusen && <b>scars</b>: ___."].trigger()
    assert form.statement == ReportText("Drusen & <b>scars</b>: ___.")


def test_selected_words_become_a_phrase_that_can_be_removed(form):
    menu = form.phrases.menu()
    assert "Own phrases" not in entries(menu)
    assert "Remove a phrase" not in entries(menu)
    form.findings.setPlainText("first\nsecond")
    form.findings.selectAll()
    entries(menu)["Keep the selected text as a phrase"].trigger()
    assert list(entries(menu)["Own phrases"]) == ["first second"]
    form.findings.clear()
    entries(menu)["Own phrases"]["first second"].trigger()
    assert form.statement.findings == "first\nsecond"
    entries(menu)["Remove a phrase"]["first second"].trigger()
    assert "Own phrases" not in entries(menu)


def test_nothing_selected_becomes_no_phrase(qtbot, form):
    form.findings.setPlainText("narrow")
    with qtbot.assertNotEmitted(form.phrases_asked):
        entries(form.phrases.menu())["Keep the selected text as a phrase"].trigger()


def test_box_that_was_only_clicked_into_takes_the_phrase(qtbot, form):
    form.show()
    qtbot.waitExposed(form)
    form.recommendation.setFocus()
    qtbot.waitUntil(form.recommendation.hasFocus)
    entries(form.phrases.menu())["Macula"]["Normal."].trigger()
    assert form.statement == ReportText(recommendation="Normal.")
