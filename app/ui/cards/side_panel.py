"""The column next to the panes: what was found, and the controls of the vessels."""

from collections.abc import Sequence

from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.measurement.measures import FRACTAL_DIMENSION, VESSEL_DENSITY
from app.ui.cards.anatomy_card import AnatomyCard
from app.ui.cards.cards import CorrectionCard, EyeCard, NumberCard, OriginCard, QualityCard
from app.ui.cards.control_panel import ControlPanel
from app.ui.cards.image_controls import ImageControls
from app.ui.cards.measurements_card import MeasurementsCard
from app.ui.cards.plots_card import PlotsCard
from app.ui.session.workspace import Workspace

WIDTH, LEAST_WIDTH = 356, 320  # pixels, at the usual size of writing
_USUAL_FONT = 14


class SidePanel(QScrollArea):
    """The results of the workspace's analysis, with one card for each kind of result."""

    def __init__(
        self, workspace: Workspace, first: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        """Make the column.

        Args:
            first: cards that come before all others.
        """
        super().__init__(parent)
        self._first = first
        self._workspace = workspace
        self.eye = EyeCard(workspace)
        self.density = NumberCard(workspace, VESSEL_DENSITY)
        self.dimension = NumberCard(workspace, FRACTAL_DIMENSION)
        self.correction = CorrectionCard(workspace)
        self.controls = ControlPanel(workspace)
        self.anatomy = AnatomyCard(workspace)
        self.quality = QualityCard(workspace)
        self.more = MeasurementsCard(workspace)
        self.plots = PlotsCard(workspace)
        self.tones = ImageControls(workspace)
        self.origin = OriginCard(workspace)
        self.setWidget(self._column())
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.NoFrame)
        for signal in (
            workspace.picture_changed,
            workspace.opening_changed,
            workspace.analysis_changed,
            workspace.threshold_changed,
            workspace.model_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    @override
    def sizeHint(self) -> QSize:
        """Return the width that suits most; the height is that of the window."""
        return QSize(self._scaled(WIDTH), super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the least width at which nothing is cut off."""
        return QSize(self._scaled(LEAST_WIDTH), super().minimumSizeHint().height())

    def refresh(self) -> None:
        """Show the workspace's analysis."""
        analysis, stale = self._workspace.analysis, self._workspace.stale
        self.eye.show_analysis(analysis)
        for card in (self.density, self.dimension, self.anatomy, self.more, self.plots):
            card.show_analysis(analysis, stale=stale)
        self.correction.refresh()
        self.quality.show_analysis(analysis)
        self.origin.show_analysis(analysis)

    def _scaled(self, width: int) -> int:
        return round(width * max(1.0, self.fontInfo().pixelSize() / _USUAL_FONT))

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
        for card in (*self._first, self.eye):
            layout.addWidget(card)
        layout.addLayout(numbers)
        for card in (
            self.correction,
            self.controls,
            self.anatomy,
            self.quality,
            self.more,
            self.plots,
            self.tones,
            self.origin,
        ):
            layout.addWidget(card)
        layout.addStretch()
        return column
