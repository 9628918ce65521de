"""The card of disc, fovea, arteries and veins: their main numbers, what is shown, and the tools."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAction,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.analysis.analysis import Analysis
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES
from app.measurement.types import Measurement
from app.settings.look import KindColours
from app.ui.cards.explanation import Explanation
from app.ui.cards.measurements_card import NumberRow, number_grid
from app.ui.cards.section import Section, add_row, control_grid, leave_wheel
from app.ui.look.style import text_label
from app.ui.session.workspace import Workspace

_NUMBERS = ("avr", "crae", "crve", "vertical_cup_disc_ratio")


class AnatomyCard(Section):
    """Show what arteries, veins, disc and fovea give, and let a person correct them.

    Attributes:
        rows: of the numbers, by the ids of their measures.
        colours: in which arteries and veins are drawn.
        reasons: why some of the numbers are withheld.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(unfolded=True)
        self.toggle.setText(self.tr("Arteries, veins, disc and fovea"))
        self._workspace = workspace
        self._analysis: Analysis | None = None
        say = workspace.catalogue.say
        self.rows = {
            name: NumberRow(MEASURES[name], say, self.explain, research=False) for name in _NUMBERS
        }
        self.reasons = text_label("faint")
        self.colours = QComboBox()
        self._set_up_colours()
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(4)
        self._lay_out()
        workspace.anatomy_changed.connect(self._show_colours)

    def offer(
        self,
        layers: Sequence[QAction],
        tools: Sequence[QAction],
        others: Sequence[QAction],
    ) -> None:
        """Offer commands of the window as buttons.

        Args:
            layers: what can be shown.
            tools: by which it is corrected.
            others: what else can be said; they stand in a menu.
        """
        more = QToolButton()
        more.setObjectName("link")
        more.setText(self.tr("More…"))
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addActions(list(others))
        more.setMenu(menu)
        self.heading.addWidget(more)
        half = (len(layers) + 1) // 2
        for name, actions in (
            (self.tr("Shown"), layers[:half]),
            ("", layers[half:]),
            (self.tr("Correct with the mouse"), tools),
        ):
            if name:
                label = text_label("faint")
                label.setText(name)
                self._buttons.addWidget(label)
            row = QHBoxLayout()
            row.setSpacing(4)
            for action in actions:
                row.addWidget(_button(action))
            row.addStretch()
            self._buttons.addLayout(row)

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Show the numbers of an analysis; paler when they belong to another reading."""
        self.setVisible(analysis is not None and analysis.shows_vessels)
        self._analysis = analysis
        if analysis is None:
            return
        numbers = analysis.shown_measurements.numbers
        before = analysis.measurements.numbers
        for name, row in self.rows.items():
            row.hide()
            if name in numbers and analysis.withheld is None:
                found = before.get(name)
                changed = analysis.corrected is not None and found != numbers[name]
                row.show(numbers[name], stale=stale, automatic=found if changed else None)
        self._show_reasons([numbers[name] for name in self.rows if name in numbers], analysis)

    def explain(self, measure: Measure, measurement: Measurement | None, number: QWidget) -> None:
        """Show what a number means, next to the card."""
        panel = Explanation(measure, self._analysis, self._workspace.catalogue, self, measurement)
        panel.show_beside(number, self)

    def _show_reasons(self, numbers: Sequence[Measurement], analysis: Analysis) -> None:
        """Say why numbers are withheld, each reason once."""
        say = self._workspace.catalogue.say
        told = dict.fromkeys(say(each.reason) for each in numbers if each.reason)
        if analysis.withheld is not None:
            told = {say(analysis.withheld): None}
        self.reasons.setText("\n".join(told))
        self.reasons.setVisible(bool(told))

    def _set_up_colours(self) -> None:
        for pair, name in (
            (KindColours.RED_BLUE, self.tr("Red and blue")),
            (KindColours.ORANGE_BLUE, self.tr("Orange and blue (colour-blind)")),
        ):
            self.colours.addItem(name, pair)
        self.colours.setAccessibleName(self.tr("Colours of arteries and veins"))
        # The column must not become wider by what is written in it.
        self.colours.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.colours.setMinimumContentsLength(12)
        leave_wheel(self.colours)
        self._show_colours()
        self.colours.activated.connect(self._choose_colours)

    def _show_colours(self) -> None:
        pair = self._workspace.look.anatomy.colours
        self.colours.setCurrentIndex(self.colours.findData(pair))

    def _choose_colours(self, row: int) -> None:
        pair = KindColours(self.colours.itemData(row))
        self._workspace.draw_anatomy(colours=pair)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        column.addLayout(number_grid(list(self.rows.values())))
        column.addWidget(self.reasons)
        column.addLayout(self._buttons)
        box = QWidget()
        add_row(control_grid(box), 0, self.tr("Colours"), self.colours)
        column.addWidget(box)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName("choice")
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(action.text())
    return button
