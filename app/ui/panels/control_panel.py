"""The controls of the vessels: threshold, opacity, shown or hidden."""

from dataclasses import replace

from PyQt5.QtCore import QSignalBlocker, Qt
from PyQt5.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from app.ui.state.workspace import Workspace


class ControlPanel(QFrame):
    """Let the user set how the vessels are found and shown."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.threshold_slider = _slider(0, 100)
        self.threshold_box = QDoubleSpinBox()
        self.opacity_slider = _slider(0, 100)
        self._opacity_value = QLabel()
        self._reset = QToolButton()
        self.visible_box = QCheckBox(self.tr("Show vessels (V)"))
        self._set_up_widgets()
        self._lay_out()
        workspace.threshold_changed.connect(self.show_threshold)
        workspace.model_changed.connect(self.show_threshold)
        workspace.vessels_changed.connect(self.show_overlay)
        workspace.picture_changed.connect(self._enable)
        self.show_threshold()
        self.show_overlay()
        self._enable()

    def show_threshold(self) -> None:
        """Show the workspace's threshold."""
        threshold, default = self._workspace.reading.threshold, self._workspace.default_threshold
        lowest, highest = self._workspace.thresholds
        with QSignalBlocker(self.threshold_slider), QSignalBlocker(self.threshold_box):
            self.threshold_slider.setRange(round(lowest * 100), round(highest * 100))
            self.threshold_box.setRange(lowest, highest)
            self.threshold_slider.setValue(round(threshold * 100))
            self.threshold_box.setValue(threshold)
        self._reset.setText(self.tr("Model's own: {value}").format(value=f"{default:.2f}"))
        self._reset.setEnabled(threshold != default)

    def show_overlay(self) -> None:
        """Show the workspace's opacity, and whether vessels are shown at all."""
        percent = round(self._workspace.look.vessels.opacity * 100)
        with QSignalBlocker(self.opacity_slider), QSignalBlocker(self.visible_box):
            self.opacity_slider.setValue(percent)
            self.visible_box.setChecked(self._workspace.look.vessels.visible)
        self._opacity_value.setText(f"{percent} %")

    def _enable(self) -> None:
        self.setEnabled(self._workspace.analysis is not None)

    def _set_up_widgets(self) -> None:
        workspace = self._workspace
        self.threshold_box.setSingleStep(0.01)
        self.threshold_box.setDecimals(2)
        self.threshold_box.setFixedWidth(78)
        self.threshold_slider.setAccessibleName(self.tr("Threshold"))
        self.threshold_box.setAccessibleName(self.tr("Threshold"))
        self.opacity_slider.setAccessibleName(self.tr("Opacity"))
        self._reset.setObjectName("link")
        self._reset.setToolTip(self.tr("Go back to the threshold the model was made for"))
        self.threshold_slider.valueChanged.connect(
            lambda hundredths: workspace.set_threshold(hundredths / 100)
        )
        self.threshold_box.valueChanged.connect(workspace.set_threshold)
        self.opacity_slider.valueChanged.connect(lambda percent: self._draw(opacity=percent / 100))
        self._reset.clicked.connect(lambda: workspace.set_threshold(workspace.default_threshold))
        self.visible_box.toggled.connect(lambda visible: self._draw(visible=visible))

    def _draw(self, **changes: object) -> None:
        vessels = replace(self._workspace.look.vessels, **changes)  # type: ignore[arg-type]
        self._workspace.set_vessels(vessels)

    def _lay_out(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 14, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.addWidget(QLabel(self.tr("Threshold")), 0, 0)
        grid.addWidget(self._reset, 0, 1, 1, 2, right)
        grid.addWidget(self.threshold_slider, 1, 0, 1, 2)
        grid.addWidget(self.threshold_box, 1, 2)
        grid.addWidget(QLabel(self.tr("Opacity")), 2, 0)
        grid.addWidget(self.visible_box, 2, 1, 1, 2, right)
        grid.addWidget(self.opacity_slider, 3, 0, 1, 2)
        grid.addWidget(self._opacity_value, 3, 2, right)


def _slider(low: int, high: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(low, high)
    slider.setPageStep(5)
    return slider
