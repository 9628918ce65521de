import subprocess
import sys

import pytest
from PyQt5.QtGui import QColor, QPalette

from app.base.messages import message
from app.measurement.summary import withhold_all
from app.ui.cards.side_panel import SidePanel
from tests.readings import altered
from tests.support import ROOT


@pytest.fixture
def panel(qtbot, opened):
    panel = SidePanel(opened)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_plotting_library_is_not_loaded_with_the_window():
    program = "import sys, app.ui.cards.side_panel; print('pyqtgraph' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_nothing_is_made_while_folded(qtbot, opened, panel):
    card = panel.plots
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_threshold(0.6)
    assert card.plots == ()
    card.toggle.click()
    assert [plot.isVisible() for plot in card.plots] == [True, True, False]
    card.research.toggle.click()
    assert all(plot.isVisible() for plot in card.plots)


def test_plots_follow_the_analysis_and_are_paler_until_then(qtbot, opened, panel):
    card = panel.plots
    card.toggle.click()
    before = card.plots[-1].heading.text()
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_threshold(0.6)
        assert card.plots[0].view.plotItem.opacity() < 1
        assert card.plots[-1].heading.text() == before
    assert card.plots[0].view.plotItem.opacity() == 1
    dimension = opened.analysis.measurements.fits["fractal_dimension"].dimension
    assert f"D = {dimension:.3f}" in card.plots[-1].heading.text()


def test_plots_are_not_drawn_again_for_nothing(opened, panel):
    card = panel.plots
    card.toggle.click()
    line = card.plots[-1].line
    panel.refresh()
    assert card.plots[-1].line is line


def test_reason_to_withhold_everything_is_given_once(opened, panel):
    card = panel.plots
    card.toggle.click()
    reason = message("It is a CT.")
    opened.analysis = altered(opened.analysis, unsuitable=reason, measurements=withhold_all(reason))
    panel.refresh()
    assert card.withheld.text() == "It is a CT."
    assert card.withheld.isVisible()
    assert not any(plot.isVisible() for plot in card.plots)


def test_plots_take_the_colours_of_another_theme(panel):
    card = panel.plots
    card.toggle.click()
    palette = QPalette(card.palette())
    palette.setColor(QPalette.AlternateBase, QColor("#123456"))
    palette.setColor(QPalette.PlaceholderText, QColor("#654321"))
    card.setPalette(palette)
    for plot in card.plots:
        assert plot.view.backgroundBrush().color() == QColor("#123456")
        assert plot.view.getAxis("bottom").textPen().color() == QColor("#654321")


def test_card_is_there_only_with_a_photograph(qtbot, workspace):
    panel = SidePanel(workspace)
    qtbot.addWidget(panel)
    panel.plots.toggle.click()
    assert panel.plots.isHidden()
    assert panel.plots.plots == ()
