import pytest
from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QWidget

from app.ui.window.tour import Step, Tour, place_at

ROOM = QRect(0, 0, 1300, 680)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 600)
    window.part = QWidget(window)
    window.part.setGeometry(700, 50, 250, 400)
    window.show()
    return window


@pytest.fixture
def tour(window):
    steps = (
        Step("First", "Of nothing that is seen.", lambda: None),
        Step("Second", "Of a part.", lambda: window.part),
    )
    tour = Tour(steps, window)
    tour.told = []
    tour.ended.connect(lambda: tour.told.append(1))
    tour.begin()
    return tour


def test_a_tour_goes_from_step_to_step(tour):
    assert (tour.title.text(), tour.count.text()) == ("First", "1 of 2")
    assert not tour.back.isEnabled()
    tour.next.click()
    assert (tour.title.text(), tour.count.text()) == ("Second", "2 of 2")
    assert tour.next.text() == "Done"
    assert not tour.skip.isVisible()
    tour.back.click()
    assert tour.title.text() == "First"
    assert not tour.told
    tour.next.click()
    told = tour.told
    tour.next.click()
    assert told == [1]


def test_a_tour_can_be_skipped(tour):
    told = tour.told
    tour.skip.click()
    assert told == [1]


def test_escape_ends_a_tour(qtbot, tour):
    told = tour.told
    qtbot.keyClick(tour, Qt.Key_Escape)
    assert told == [1]
    assert not tour.isVisible()


def test_a_step_stays_next_to_its_part(window, tour):
    tour.next.click()
    assert not tour.geometry().intersects(window.part.geometry())
    assert window.rect().contains(tour.geometry())
    window.resize(1200, 700)
    assert window.rect().contains(tour.geometry())
    window.part.hide()
    tour.back.click()
    tour.next.click()
    assert (tour.geometry().center() - window.rect().center()).manhattanLength() <= 4


@pytest.mark.parametrize(
    "part",
    [
        QRect(0, 40, 1300, 50),  # the tool bar
        QRect(960, 90, 340, 580),  # the results
        QRect(0, 90, 300, 580),  # the list
    ],
)
def test_a_bubble_covers_nothing_that_it_is_about(part):
    bubble = QRect(QPoint(0, 0), QSize(340, 160))
    placed = bubble.translated(place_at(part, bubble, ROOM))
    assert not placed.intersects(part)
    assert ROOM.contains(placed)


def test_of_the_panes_a_bubble_lies_in_their_middle():
    bubble, panes = QRect(QPoint(0, 0), QSize(340, 160)), QRect(0, 90, 1290, 570)
    placed = bubble.translated(place_at(panes, bubble, ROOM))
    assert panes.contains(placed)
