"""The column beside the panes: what was found, and the controls of the vessels."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.measurement.types import Number
from app.ui.panels.cards import EyeCard, NumberCard, OriginCard, QualityCard
from app.ui.panels.control_panel import ControlPanel
from app.ui.panels.measurements_card import MeasurementsCard
from app.ui.state.workspace import Workspace

WIDTH = 356


class SidePanel(QScrollArea):
    """Follow the workspace's analysis with one card for each kind of result."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.eye = EyeCard(workspace)
        self.density = NumberCard(workspace, Number.VESSEL_DENSITY)
        self.dimension = NumberCard(workspace, Number.FRACTAL_DIMENSION)
        self.more = MeasurementsCard(workspace)
        self.controls = ControlPanel(workspace)
        self.quality = QualityCard(workspace)
        self.origin = OriginCard(workspace)
        self.setWidget(self._column())
        self.setWidgetResizable(True)
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QFrame.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (
            workspace.analysis_changed,
            workspace.threshold_changed,
            workspace.model_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the workspace's analysis."""
        analysis, stale = self._workspace.analysis, self._workspace.stale
        self.eye.show_analysis(analysis)
        for card in (self.density, self.dimension, self.more):
            card.show_analysis(analysis, stale=stale)
        self.quality.show_analysis(analysis)
        self.origin.show_analysis(analysis)

    def _column(self) -> QWidget:
        numbers = QHBoxLayout()
        numbers.setSpacing(10)
        numbers.addWidget(self.density, stretch=1)
        numbers.addWidget(self.dimension, stretch=1)
        column = QWidget()
        column.setObjectName("column")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.eye)
        layout.addLayout(numbers)
        for card in (self.more, self.controls, self.quality, self.origin):
            layout.addWidget(card)
        layout.addStretch()
        return column
