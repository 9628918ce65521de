"""The dialog in which a person tells the scale of the photograph."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.analysis.spacing import LARGEST_FIELD_MM, SMALLEST_FIELD_MM
from app.domain.reading import Calibration, Mark, Scale
from app.measurement.rulers import length_px
from app.ui.look.number_box import NumberBox
from app.ui.look.style import text_label
from app.ui.session.workspace import Workspace

_BY_LINE = (Scale.LENGTH, Scale.DISC)
_RANGES = {  # least and greatest, decimals, and what is offered first
    Scale.PIXEL: (0.0001, 1.0, 5, 0.01),
    Scale.LENGTH: (0.01, 40.0, 3, 1.0),
    Scale.FIELD: (5.0, 200.0, 1, 45.0),
}
_SHORTEST_EYE, _LONGEST_EYE = 14.0, 38.0  # mm, from birth to the highest myopia


class CalibrationDialog(QDialog):
    """The dialog for the scale: a pixel's size, a known length, the disc, or the field's angle."""

    def __init__(
        self, workspace: Workspace, ruler: int | None = None, parent: QWidget | None = None
    ) -> None:
        """Show what is known.

        Args:
            ruler: index of the line that is offered first.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Scale of the photograph"))
        self._workspace, self._analysis = workspace, workspace.analysis
        self.scales = QComboBox()
        for text, scale in (
            (self.tr("As the file states"), None),
            (self.tr("Size of a pixel on the retina"), Scale.PIXEL),
            (self.tr("A line of known length"), Scale.LENGTH),
            (self.tr("A line across the optic disc: one disc diameter"), Scale.DISC),
            (self.tr("Angle of the camera's field"), Scale.FIELD),
        ):
            self.scales.addItem(text, scale)
        self.lines = QComboBox()
        self.value = NumberBox()
        self.eye = NumberBox()
        self.measured = QCheckBox(self.tr("The length of the eye was measured"))
        self.told = text_label()
        self._form = QFormLayout()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButtons(QDialogButtonBox.Ok | QDialogButtonBox.Cancel)
        )
        self._lay_out()
        self._fill(ruler)
        self.scales.currentIndexChanged.connect(lambda _index: self._show_scale())
        self.lines.currentIndexChanged.connect(lambda _index: self._check())
        self.value.valueChanged.connect(lambda _value: self._check())
        self.measured.toggled.connect(lambda _on: self._check())
        self.eye.valueChanged.connect(lambda _value: self._check())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(self._set)
        workspace.picture_changed.connect(self.reject)

    @property
    def calibration(self) -> Calibration | None:
        """Return what is told; None leaves it to the file."""
        scale, length = self.scales.currentData(), self.lines.currentData()
        if scale is None:
            return None
        value = 1.0 if scale is Scale.DISC else self.value.value()
        if scale is Scale.FIELD and self.measured.isChecked() and self._analysis is not None:
            return Calibration(scale, value, self._analysis.field.diameter_px, self.eye.value())
        return Calibration(scale, value, length if scale in _BY_LINE else None)

    def _lay_out(self) -> None:
        self._form.addRow(self.tr("What is known"), self.scales)
        self._form.addRow(self.tr("Line"), self.lines)
        self._form.addRow(self.tr("Value"), self.value)
        self._form.addRow("", self.measured)
        self._form.addRow(self.tr("Axial length"), self.eye)
        self.eye.setDecimals(2)
        self.eye.setRange(_SHORTEST_EYE, _LONGEST_EYE)
        self.eye.setSuffix(" mm")
        self.eye.setValue(24.0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self._form)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)

    def _fill(self, ruler: int | None) -> None:
        for index, each in enumerate(self._workspace.reading.rulers):
            if each.mark is Mark.RULER and not each.is_angle:
                length = length_px(*each.points)
                text = self.tr("{number}: {length} px").format(
                    number=index + 1, length=f"{length:.1f}"
                )
                self.lines.addItem(f"{text} {each.text}".strip(), length)
                if index == ruler:
                    self.lines.setCurrentIndex(self.lines.count() - 1)
        known = self._workspace.reading.calibration
        if known is not None:
            self.scales.setCurrentIndex(self.scales.findData(known.scale))
        self._show_scale()
        if known is not None and known.scale in _RANGES:
            self.value.setValue(known.value)
            self.measured.setChecked(known.axial_length_mm is not None)
            self.eye.setValue(known.axial_length_mm or self.eye.value())
            self._check()

    def _show_scale(self) -> None:
        """Ask for what belongs to this way of telling the scale, and nothing else."""
        scale = self.scales.currentData()
        self._show_row(self.lines, shown=scale in _BY_LINE)
        self._show_row(self.value, shown=scale in _RANGES)
        self.measured.setVisible(scale is Scale.FIELD)
        if scale in _RANGES:
            least, greatest, decimals, first = _RANGES[scale]
            self.value.setDecimals(decimals)
            self.value.setRange(least, greatest)
            self.value.setSuffix("°" if scale is Scale.FIELD else " mm")
            self.value.setValue(first)
        self._check()

    def _show_row(self, widget: QWidget, *, shown: bool) -> None:
        label = self._form.labelForField(widget)
        assert label is not None
        label.setVisible(shown)
        widget.setVisible(shown)

    def _check(self) -> None:
        """Say what follows from what is told, or why it cannot be."""
        by_eye = self.scales.currentData() is Scale.FIELD and self.measured.isChecked()
        self._show_row(self.eye, shown=by_eye)
        told, refused = self._judge()
        self.told.setText(told)
        button = self.buttons.button(QDialogButtonBox.Ok)
        assert button is not None
        button.setEnabled(not refused)

    def _judge(self) -> tuple[str, bool]:
        """Return what follows, and whether it is refused."""
        calibration = self.calibration
        if calibration is None or self._analysis is None:
            return self.tr("Only what the file states is used."), False
        if calibration.scale in _BY_LINE and not calibration.length_px:
            return self.tr("Measure a line first; then choose it here."), True
        if calibration.scale is Scale.DISC:
            return self.tr("Lengths are given in disc diameters (DD) as well."), False
        if calibration.scale is Scale.FIELD and calibration.axial_length_mm is None:
            return self.tr("Lengths are given in degrees as well, not in millimetres."), False
        across = (calibration.pixel_mm or 0) * self._analysis.field.diameter_px
        words = self.tr("The field of view is then {across} mm across.").format(
            across=f"{across:.3g}"
        )
        if SMALLEST_FIELD_MM <= across <= LARGEST_FIELD_MM:
            return words, False
        return f"{words} {self.tr('That cannot be right for a retina.')}", True

    def _set(self) -> None:
        now, then = self._workspace.analysis, self._analysis
        if now is not None and then is not None and now.image.id == then.image.id:
            self._workspace.set_calibration(self.calibration)
