import numpy as np
import pytest
from PyQt5.QtCore import QPointF

from app.imaging.types import Laterality
from app.translation import load_catalogue
from app.ui.panes.comparison_view import ComparisonView
from tests.support import make_layers


@pytest.fixture
def comparison(qtbot):
    view = ComparisonView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_layers(
        make_layers(np.zeros((600, 800, 3), np.uint8), np.zeros((600, 800), np.float32))
    )
    view.show()
    return view


def test_panes_have_one_size_and_fit_alike(comparison):
    assert comparison.plain.size() == comparison.tinted.size()
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint


def test_either_pane_leads_the_other(comparison):
    comparison.plain.zoom_by(3, QPointF(10, 40))
    assert comparison.tinted.viewpoint == comparison.plain.viewpoint
    comparison.tinted.zoom_by(0.7, QPointF(100, 5))
    assert comparison.plain.viewpoint == comparison.tinted.viewpoint


def test_linked_panes_do_not_drift_when_the_window_is_resized(qtbot, comparison):
    comparison.zoom_by(3)
    before = comparison.viewpoint
    for step in range(80):
        comparison.resize(900 + step % 7, 500 - step % 5)
        qtbot.wait(1)
    assert comparison.viewpoint == comparison.tinted.viewpoint == before


def test_true_size_and_fit_hold_for_both(comparison):
    comparison.show_true_size()
    assert comparison.viewpoint.scale == comparison.tinted.viewpoint.scale == 1.0
    comparison.plain.fit_asked.emit()
    assert comparison.viewpoint.scale < 1
    assert comparison.viewpoint == comparison.tinted.viewpoint


@pytest.mark.parametrize(
    ("eye", "words"),
    [
        (Laterality.RIGHT, "OD  right eye"),
        (Laterality.LEFT, "OS  left eye"),
        (Laterality.BOTH, "OU  both eyes"),
        (Laterality.UNKNOWN, "?  unknown eye"),
    ],
)
def test_each_pane_names_the_eye(comparison, eye, words):
    comparison.show_eye(eye, load_catalogue("en"))
    assert [pane.eye.text() for pane in comparison._panes] == [words, words]
    assert comparison._panes[0].eye.property("unknown") is (eye is Laterality.UNKNOWN)
