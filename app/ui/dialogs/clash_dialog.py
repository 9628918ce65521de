"""Two versions of one case side by side, of which a person chooses field by field."""

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.text import plain_line
from app.base.translation import Catalogue
from app.domain.photograph import Laterality
from app.domain.style import Style
from app.report.wording import eye_name
from app.ui.look.style import text_label
from app.ui.session.clashes import Clash, Field, Said, differing, settled

_SIZE = QSize(860, 480)  # fits a screen of 1366 x 768


class ClashDialog(QDialog):
    """Show both versions; closing it without a choice keeps one's own.

    Signals:
        chosen: what is to be so (a Said).
    """

    chosen = pyqtSignal(object)

    def __init__(
        self, clash: Clash, photograph: str, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        """Offer both versions.

        Args:
            photograph: the name of its file; empty where it is not known here.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Two versions of one case"))
        self._clash, self._say = clash, catalogue.say
        self.fields = differing(clash)
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        told = text_label()
        told.setText(
            self.tr(
                "{who} has changed {photograph} while it was changed here. Choose what is to be "
                "so; the other version stays in the audit trail."
            ).format(
                who=plain_line(clash.who), photograph=plain_line(photograph) or self.tr("a case")
            )
        )
        self.save_button = self._button(self.tr("Save what is chosen"), self._save)
        self.save_button.setObjectName("primary")
        self.save_button.setDefault(True)
        self.mine_button = self._button(self.tr("All of mine"), lambda: self._mark(0))
        self.theirs_button = self._button(self.tr("All of theirs"), lambda: self._mark(1))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._table())
        buttons = QHBoxLayout()
        buttons.addWidget(self.mine_button)
        buttons.addWidget(self.theirs_button)
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self._button(self.tr("Cancel"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addWidget(area, stretch=1)
        layout.addLayout(buttons)
        self.resize(_SIZE)

    def _table(self) -> QWidget:
        table = QWidget()
        table.setObjectName("column")
        grid = QGridLayout(table)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column, title in ((1, self.tr("Here")), (2, plain_line(self._clash.who))):
            head = QLabel(title)
            head.setObjectName("cardTitle")
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
        for row, field in enumerate(self.fields, start=1):
            name = QLabel(self._name(field.name))
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(table)
            pair = (self._choice(field, field.mine), self._choice(field, field.theirs))
            for column, (button, value) in enumerate(
                zip(pair, (field.mine, field.theirs), strict=True), start=1
            ):
                group.addButton(button)
                grid.addWidget(self._with_text(button, self._words(value)), row, column)
            pair[0].setChecked(True)
            self.choices[field.name] = pair
        grid.setRowStretch(len(self.fields) + 1, 1)
        return table

    def _choice(self, field: Field, value: object) -> QRadioButton:
        button = QRadioButton()
        button.setAccessibleName(f"{self._name(field.name)}: {plain_line(self._words(value))}")
        return button

    def _with_text(self, button: QRadioButton, text: str) -> QWidget:
        cell = QWidget()
        layout = QHBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        label = text_label()
        label.setText(text)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addWidget(label, stretch=1)
        return cell

    def _name(self, field: str) -> str:
        return {
            "findings": self.tr("Findings"),
            "impression": self.tr("Impression"),
            "recommendation": self.tr("Recommendation"),
            "author": self.tr("Author"),
            "laterality": self.tr("Eye"),
            "spacing_mm": self.tr("Pixel size"),
            "threshold": self.tr("Threshold"),
            "measure_anyway": self.tr("Measured anyway"),
            "style": self.tr("Vessels drawn as"),
            "strokes": self.tr("Corrections"),
            "rulers": self.tr("Measuring lines"),
            "excluded": self.tr("Excluded areas"),
            "disc": self.tr("Optic disc"),
            "cup": self.tr("Cup of the optic disc"),
            "fovea": self.tr("Fovea"),
            "vessel_kinds": self.tr("Arteries and veins"),
            "not_in_view": self.tr("Not in view"),
        }.get(field, field)

    def _words(self, value: object) -> str:
        """Return a value of either version in words; what is drawn is counted."""
        match value:
            case None | "":
                words = "–"
            case Laterality():
                words = self._say(eye_name(value))
            case bool():
                words = self.tr("yes") if value else self.tr("no")
            case float():
                words = f"{value:.4g}"
            case tuple():
                words = self.tr("drawn: {count}").format(count=len(value))
            case Style():
                own = self.tr("the model's own hand, {detail}")
                words = value.hand or own.format(detail=f"{value.detail:+.2f}")
            case str():
                words = value
            case _:
                words = self.tr("set")
        return words

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())  # type: ignore[operator]
        return button

    def _mark(self, which: int) -> None:
        for pair in self.choices.values():
            pair[which].setChecked(True)

    @property
    def said(self) -> Said:
        """Return what is chosen."""
        theirs = [name for name, pair in self.choices.items() if pair[1].isChecked()]
        return settled(self._clash, theirs)

    def _save(self) -> None:
        self.chosen.emit(self.said)
        self.accept()
