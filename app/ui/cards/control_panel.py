"""The controls of the vessels: their threshold, and how they are drawn."""

from dataclasses import replace

from PyQt5.QtCore import QSignalBlocker, QSize, Qt
from PyQt5.QtGui import QColor, QIcon, QPainter, QPixmap
from PyQt5.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from app.settings.look import VESSEL_COLOUR, Colour, VesselStyle
from app.ui.cards.section import Section, add_row, control_grid, leave_wheel, make_slider
from app.ui.look.number_box import NumberBox
from app.ui.session.workspace import Workspace

_SWATCH = 16
_DETAILS = 4  # steps of the slider from the usual detail to either end


class Swatches(QWidget):
    """Offer colours that every kind of colour vision tells from each other.

    Apart from the usual cyan they are from Okabe and Ito (2008), whose yellow and orange mean
    something of their own in the panes. Vermillion suits red-free photographs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self.buttons: dict[Colour, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for colour, name in (
            (VESSEL_COLOUR, self.tr("Cyan")),
            ((86, 180, 233), self.tr("Sky blue")),
            ((0, 114, 178), self.tr("Blue")),
            ((0, 158, 115), self.tr("Bluish green")),
            ((204, 121, 167), self.tr("Reddish purple")),
            ((213, 94, 0), self.tr("Vermillion")),
        ):
            row.addWidget(self._add(colour, name))
        row.addStretch()

    def show_colour(self, colour: Colour) -> None:
        """Mark a colour; none if it is not among these."""
        self.group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(each == colour)
        self.group.setExclusive(True)

    @property
    def colour(self) -> Colour:
        """Return the colour that is marked."""
        return next(each for each, button in self.buttons.items() if button.isChecked())

    def _add(self, colour: Colour, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("swatch")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIcon(_disc(colour))
        button.setIconSize(QSize(_SWATCH, _SWATCH))
        button.setToolTip(name)
        button.setAccessibleName(name)
        self.group.addButton(button)
        self.buttons[colour] = button
        return button


class ControlPanel(Section):
    """The controls for how the vessels are found and shown."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(unfolded=True)
        self.toggle.setText(self.tr("Vessels"))
        self._workspace = workspace
        self.visible_box = QCheckBox(self.tr("Show vessels (V)"))
        self.threshold_slider = make_slider(0, 100, self.tr("Threshold"))
        self.threshold_box = NumberBox()
        self._reset = QToolButton()
        self.detail_slider = make_slider(-_DETAILS, _DETAILS, self.tr("Detail"))
        self._detail_value = QLabel()
        self.style_box = QComboBox()
        self.swatches = Swatches()
        self.opacity_slider = make_slider(0, 100, self.tr("Opacity"))
        self.edge_slider = make_slider(0, 100, self.tr("Edges"))
        self._opacity_value, self._edge_value = QLabel(), QLabel()
        self._set_up_threshold()
        self._set_up_detail()
        self._set_up_drawing()
        self._lay_out()
        self._connect()
        self.show_threshold()
        self.show_detail()
        self.show_vessels()
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

    def show_detail(self) -> None:
        """Show how much detail the workspace's vessels are drawn with."""
        detail = self._workspace.reading.style.detail
        with QSignalBlocker(self.detail_slider):
            self.detail_slider.setValue(round(detail * _DETAILS))
        self._detail_value.setText(self._word_for(detail))
        predictor = self._workspace.predictor
        self.detail_slider.setEnabled(predictor is not None and len(predictor.styles) > 1)

    def _word_for(self, detail: float) -> str:
        if detail == 0:
            return self.tr("usual")
        return self.tr("finer") if detail > 0 else self.tr("coarser")

    def show_vessels(self) -> None:
        """Show how the workspace's vessels are drawn."""
        vessels = self._workspace.look.vessels
        controls = (self.visible_box, self.style_box, self.opacity_slider, self.edge_slider)
        blockers = [QSignalBlocker(control) for control in controls]
        self.visible_box.setChecked(vessels.visible)
        self.style_box.setCurrentIndex(self.style_box.findData(vessels.style))
        self.opacity_slider.setValue(round(vessels.opacity * 100))
        self.edge_slider.setValue(round(vessels.edge_strength * 100))
        del blockers
        self.swatches.show_colour(vessels.colour)
        self._opacity_value.setText(f"{round(vessels.opacity * 100)} %")
        self._edge_value.setText(f"{round(vessels.edge_strength * 100)} %")
        for control in (self.style_box, self.opacity_slider):
            control.setEnabled(vessels.visible)
        # A heat map has colours of its own.
        coloured = vessels.style is not VesselStyle.PROBABILITY
        self.swatches.setEnabled(vessels.visible and coloured)

    def _enable(self) -> None:
        analysis = self._workspace.analysis
        self.setEnabled(analysis is not None and analysis.shows_vessels)

    def _set_up_threshold(self) -> None:
        self.threshold_box.setSingleStep(0.01)
        self.threshold_box.setDecimals(2)
        self.threshold_box.setAccessibleName(self.tr("Threshold"))
        leave_wheel(self.threshold_box)
        self._reset.setObjectName("link")
        self._reset.setToolTip(self.tr("Go back to the model's own threshold"))

    def _set_up_detail(self) -> None:
        self.detail_slider.setToolTip(
            self.tr(
                "Annotators differ in how many of the finest vessels they draw. At the left end "
                "the model draws like the most sparing annotator it learnt from, at the right end "
                "like the most thorough one."
            )
        )

    def _set_up_drawing(self) -> None:
        for style, name in (
            (VesselStyle.FILLED, self.tr("Filled")),
            (VesselStyle.OUTLINE, self.tr("Outline")),
            (VesselStyle.PROBABILITY, self.tr("Probability (heat map)")),
            (VesselStyle.UNCERTAINTY, self.tr("Uncertainty")),
        ):
            self.style_box.addItem(name, style)
        self.style_box.setAccessibleName(self.tr("Style of the vessels"))
        self.swatches.setAccessibleName(self.tr("Colour of the vessels"))
        self.edge_slider.setToolTip(
            self.tr("Makes edges stand out: a display aid that never alters what is measured")
        )
        leave_wheel(self.style_box)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.threshold_changed.connect(self.show_threshold)
        workspace.model_changed.connect(self.show_threshold)
        workspace.style_changed.connect(self.show_detail)
        workspace.model_changed.connect(self.show_detail)
        workspace.vessels_changed.connect(self.show_vessels)
        workspace.picture_changed.connect(self._enable)
        workspace.analysed.connect(self._enable)
        self.threshold_slider.valueChanged.connect(
            lambda hundredths: workspace.set_threshold(hundredths / 100)
        )
        self.threshold_box.valueChanged.connect(workspace.set_threshold)
        self._reset.clicked.connect(lambda: workspace.set_threshold(workspace.default_threshold))
        self.detail_slider.valueChanged.connect(lambda step: workspace.set_detail(step / _DETAILS))
        self.visible_box.toggled.connect(lambda visible: self._draw(visible=visible))
        self.style_box.currentIndexChanged.connect(
            lambda row: self._draw(style=VesselStyle(self.style_box.itemData(row)))
        )
        self.swatches.group.buttonClicked.connect(
            lambda _button: self._draw(colour=self.swatches.colour)
        )
        self.opacity_slider.valueChanged.connect(lambda percent: self._draw(opacity=percent / 100))
        self.edge_slider.valueChanged.connect(
            lambda percent: self._draw(edge_strength=percent / 100)
        )

    def _draw(self, **changes: object) -> None:
        vessels = replace(self._workspace.look.vessels, **changes)  # type: ignore[arg-type]
        self._workspace.set_vessels(vessels)

    def _lay_out(self) -> None:
        self.heading.addWidget(self.visible_box)
        grid = control_grid(self.content)
        heading = QHBoxLayout()
        heading.addWidget(QLabel(self.tr("Threshold")))
        heading.addStretch()
        heading.addWidget(self._reset)
        grid.addLayout(heading, 0, 0, 1, 3)
        threshold = QHBoxLayout()
        threshold.setSpacing(10)
        threshold.addWidget(self.threshold_slider, stretch=1)
        threshold.addWidget(self.threshold_box)
        grid.addLayout(threshold, 1, 0, 1, 3)
        add_row(grid, 2, self.tr("Detail"), self.detail_slider, self._detail_value)
        add_row(grid, 3, self.tr("Style"), self.style_box)
        add_row(grid, 4, self.tr("Colour"), self.swatches)
        add_row(grid, 5, self.tr("Opacity"), self.opacity_slider, self._opacity_value)
        add_row(grid, 6, self.tr("Edges"), self.edge_slider, self._edge_value)


def _disc(colour: Colour) -> QIcon:
    picture = QPixmap(2 * _SWATCH, 2 * _SWATCH)  # sharp on screens of twice the resolution too
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setBrush(QColor(*colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(picture.rect())
    painter.end()
    return QIcon(picture)
