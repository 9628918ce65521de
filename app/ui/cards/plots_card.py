"""The card of plots; nothing in it is made before it is unfolded."""

from typing import TYPE_CHECKING

from PyQt5.QtWidgets import QVBoxLayout

from app.analysis.analysis import Analysis
from app.ui.cards.section import Section
from app.ui.look.style import text_label
from app.ui.session.workspace import Workspace

if TYPE_CHECKING:  # importing it now would cost time that few need
    from app.ui.cards.plots import Plot


class PlotsCard(Section):
    """Show what stands behind the numbers, or why nothing was measured."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(unfolded=False)
        self.toggle.setText(self.tr("Plots"))
        self._workspace = workspace
        self.plots: tuple[Plot, ...] = ()
        self.withheld = text_label("faint")
        self.research = Section(unfolded=False)
        self.research.toggle.setText(self.tr("For research"))
        self.research.column.setContentsMargins(0, 0, 0, 0)
        self._drawn: Analysis | None = None
        self._layout = QVBoxLayout(self.content)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self.withheld)
        self._layout.addWidget(self.research)
        self.toggle.toggled.connect(self._refresh)

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Plot the numbers of an analysis; paler when they belong to another threshold."""
        self.setVisible(analysis is not None)
        if analysis is None or not self.toggle.isChecked():
            return
        if not self.plots:
            self._make_plots()
        if analysis is not self._drawn:
            self._draw(analysis)
        for plot in self.plots:
            plot.show_stale(stale)

    def _refresh(self) -> None:
        self.show_analysis(self._workspace.analysis, stale=self._workspace.stale)

    def _make_plots(self) -> None:
        from app.ui.cards.plots import make_plots

        self.plots = make_plots(self._workspace.catalogue.say)
        *others, last = self.plots
        for plot in others:
            self._layout.insertWidget(self._layout.count() - 1, plot)
        inner = QVBoxLayout(self.research.content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(last)

    def _draw(self, analysis: Analysis) -> None:
        say, withheld = self._workspace.catalogue.say, analysis.withheld
        self._drawn = analysis
        self.withheld.setVisible(withheld is not None)
        self.withheld.setText(say(withheld) if withheld else "")
        self.research.setVisible(withheld is None)
        for plot in self.plots:
            plot.setVisible(withheld is None)
            if withheld is None:
                plot.show_analysis(analysis, say)
