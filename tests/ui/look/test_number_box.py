import pytest
from PyQt5.QtCore import QEvent, QLocale, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication

from app.base.translation import LANGUAGES
from app.ui.look.number_box import CountBox, NumberBox, plain_number
from app.ui.look.translator import locale_of


@pytest.fixture(params=LANGUAGES, autouse=True)
def language(request):
    before = QLocale()
    QLocale.setDefault(locale_of(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def number(qtbot):
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(0, 9000)
    box.setValue(0.45)
    return box


@pytest.fixture
def count(qtbot):
    box = CountBox()
    qtbot.addWidget(box)
    box.setRange(0, 60000)
    box.setValue(104)
    return box


def type_into(box, text):
    """Replace what stands in a box, sign by sign, and leave it."""
    box.selectAll()
    for sign in text:
        for kind in (QEvent.KeyPress, QEvent.KeyRelease):
            QApplication.sendEvent(box, QKeyEvent(kind, 0, Qt.NoModifier, sign))
    box.interpretText()


@pytest.mark.parametrize("typed", ["0.6", "0,6", "٠٫٦", "٠,٦", "०.६", "０．６", "0。6", ".6", ",6"])
def test_a_number_is_understood_however_it_is_typed(number, typed):
    type_into(number, typed)
    assert number.value() == 0.6
    assert number.text() == "0.60"


@pytest.mark.parametrize(("typed", "value"), [("1234.5", 1234.5), ("1,5", 1.5), ("1,234", 1.23)])
def test_a_comma_never_makes_a_number_larger(number, typed, value):
    type_into(number, typed)
    assert number.value() == value


def test_what_stands_in_a_box_is_what_is_meant(number):
    number.selectAll()
    QApplication.sendEvent(number, QKeyEvent(QEvent.KeyPress, 0, Qt.NoModifier, "0"))
    QApplication.sendEvent(number, QKeyEvent(QEvent.KeyPress, 0, Qt.NoModifier, ","))
    assert number.lineEdit().text() == "0."


@pytest.mark.parametrize("typed", ["0.6", "0,6", "1.04", "11,112", "٠٫٦"])
def test_a_fraction_is_no_count_and_the_count_before_it_stays(count, typed):
    type_into(count, typed)
    assert count.value() == 104
    assert count.text() == "104"


@pytest.mark.parametrize("typed", ["11112", "١١١١٢", "１１１１２"])
def test_a_count_is_understood_in_any_digits(count, typed):
    type_into(count, typed)
    assert count.value() == 11112
    assert count.text() == "11112"


def test_numbers_have_no_separators_of_thousands(language):
    assert QLocale().toString(1234567.5, "f", 1) == "1234567.5"
    assert QLocale().toDouble("1,5") == (0.0, False)


def test_signs_are_changed_one_for_one():
    assert plain_number("٤٧ mm²,x") == "47 mm².x"
