"""The controls of the tones in which the photograph is shown."""

from dataclasses import replace
from math import log

from PyQt5.QtCore import QSignalBlocker
from PyQt5.QtWidgets import QCheckBox, QComboBox, QLabel, QToolButton

from app.settings.look import GAMMAS, WIDTHS, Channel, Tone
from app.ui.cards.section import Section, add_row, control_grid, leave_wheel, make_slider
from app.ui.session.workspace import Workspace

_CENTRE, _WIDTH = Tone().centre, Tone().width
_REACH = 509  # half values by which the window's centre can be moved either way
_GAMMA_STEPS = 100


class ImageControls(Section):
    """The controls for how the photograph is shown; none of them alters what is measured."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(unfolded=False)
        self.toggle.setText(self.tr("Photograph"))
        self._workspace = workspace
        self.reset = QToolButton()
        self.channel = QComboBox()
        self.brightness = make_slider(-_REACH, _REACH, self.tr("Brightness"))
        widest = round(WIDTHS[1] - _WIDTH)
        self.contrast = make_slider(-widest, round(_WIDTH - WIDTHS[0]), self.tr("Contrast"))
        self.gamma = make_slider(-_GAMMA_STEPS, _GAMMA_STEPS, self.tr("Gamma"))
        self.values = {each: QLabel() for each in (self.brightness, self.contrast, self.gamma)}
        self.inverted = QCheckBox(self.tr("Invert"))
        self.equalised = QCheckBox(self.tr("Equalise (CLAHE)"))
        self._set_up_widgets()
        self._lay_out()
        self._explain()
        self._connect()
        self.show_tone()
        self._enable()

    def show_tone(self) -> None:
        """Show the workspace's tones."""
        tone = self._workspace.look.tone
        controls = (self.channel, *self.values, self.inverted, self.equalised)
        blockers = [QSignalBlocker(control) for control in controls]
        self.channel.setCurrentIndex(self.channel.findData(tone.channel))
        self.brightness.setValue(round(2 * (_CENTRE - tone.centre)))
        self.contrast.setValue(round(_WIDTH - tone.width))
        self.gamma.setValue(gamma_step(tone.gamma))
        self.inverted.setChecked(tone.inverted)
        self.equalised.setChecked(tone.equalised)
        del blockers
        self.values[self.brightness].setText(_percent(2 * (_CENTRE - tone.centre) / _REACH))
        self.values[self.contrast].setText(_percent((_WIDTH - tone.width) / _WIDTH))
        self.values[self.gamma].setText(f"{tone.gamma:.2f}")
        self.reset.setVisible(not tone.unchanged)

    def _enable(self) -> None:
        self.setEnabled(self._workspace.image is not None)

    def _set_up_widgets(self) -> None:
        self.reset.setObjectName("link")
        self.reset.setText(self.tr("Reset"))
        self.reset.setAccessibleName(self.tr("Reset the tones of the photograph"))
        self.channel.setAccessibleName(self.tr("Colour channel"))
        for channel, name in (
            (Channel.COLOUR, self.tr("Colour")),
            (Channel.RED_FREE, self.tr("Red-free (green)")),
            (Channel.RED, self.tr("Red")),
            (Channel.BLUE, self.tr("Blue")),
        ):
            self.channel.addItem(name, channel)
        leave_wheel(self.channel)

    def _explain(self) -> None:
        self.reset.setToolTip(self.tr("Show the photograph as it was recorded"))
        self.channel.setToolTip(self.tr("Vessels stand out best in the green channel"))
        self.brightness.setToolTip(
            self.tr("Window level; or drag up and down with the right mouse button")
        )
        self.contrast.setToolTip(
            self.tr("Window width; or drag left and right with the right mouse button")
        )
        self.gamma.setToolTip(self.tr("Above 1, the middle tones are lighter"))
        self.equalised.setToolTip(
            self.tr(
                "Equalise the contrast locally; a display aid that never alters what is measured"
            )
        )

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.tone_changed.connect(self.show_tone)
        workspace.picture_changed.connect(self._enable)
        self.reset.clicked.connect(lambda: workspace.set_tone(Tone()))
        self.channel.currentIndexChanged.connect(
            lambda row: self._set(channel=Channel(self.channel.itemData(row)))
        )
        self.brightness.valueChanged.connect(
            lambda halves: self._set_window(_CENTRE - halves / 2, self._tone.width)
        )
        self.contrast.valueChanged.connect(
            lambda narrower: self._set_window(self._tone.centre, _WIDTH - narrower)
        )
        self.gamma.valueChanged.connect(lambda step: self._set(gamma=gamma_at(step)))
        self.inverted.toggled.connect(lambda on: self._set(inverted=on))
        self.equalised.toggled.connect(lambda on: self._set(equalised=on))

    @property
    def _tone(self) -> Tone:
        return self._workspace.look.tone

    def _set(self, **changes: object) -> None:
        self._workspace.set_tone(replace(self._tone, **changes))  # type: ignore[arg-type]

    def _set_window(self, centre: float, width: float) -> None:
        self._workspace.set_tone(self._tone.with_window(centre, width))

    def _lay_out(self) -> None:
        self.heading.addWidget(self.reset)
        grid = control_grid(self.content)
        add_row(grid, 0, self.tr("Channel"), self.channel)
        for row, (slider, value) in enumerate(self.values.items(), start=1):
            add_row(grid, row, slider.accessibleName(), slider, value)
        grid.addWidget(self.inverted, 4, 0)
        grid.addWidget(self.equalised, 4, 1, 1, 2)


def gamma_at(step: int) -> float:
    """Return the gamma at a step of the slider; equal steps are equal factors."""
    return round(float(GAMMAS[1] ** (step / _GAMMA_STEPS)), 3)


def gamma_step(gamma: float) -> int:
    """Return the step of the slider nearest to a gamma."""
    return round(_GAMMA_STEPS * log(gamma) / log(GAMMAS[1]))


def _percent(share: float) -> str:
    return f"{round(100 * share):+d} %" if round(100 * share) else "0 %"
