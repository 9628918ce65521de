"""The cards of results: the eye, the numbers, the quality, and what they were made with."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.analysis import Analysis
from app.imaging.types import Laterality, Verdict
from app.measurement.types import Band, Number
from app.report.wording import (
    QUANTITIES,
    format_band,
    format_value,
    number_fit,
    source_name,
    verdict_name,
)
from app.ui.panes.comparison_view import EyeBadge
from app.ui.state.workspace import Workspace
from app.ui.style import set_property, text_label


class EyeCard(QFrame):
    """Name the eye, and who said so."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.badge = EyeBadge()
        self._source = text_label("faint")
        self._source.setAlignment(
            Qt.Alignment() | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.badge)
        row.addWidget(self._source, stretch=1)
        card_layout(self).addLayout(row)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the eye of an analysis; an unknown one without."""
        say = self._workspace.catalogue.say
        eye = analysis.image.laterality if analysis else Laterality.UNKNOWN
        self.badge.show_eye(eye, self._workspace.catalogue)
        self._source.setVisible(analysis is not None)
        if analysis is None:
            return
        if eye is Laterality.UNKNOWN:
            self._source.setText(self.tr("The file does not say.\nSet it in the menu Eye."))
        else:
            self._source.setText(say(source_name(analysis.image.laterality_source)))


class NumberCard(QFrame):
    """Show one measured number with its band, or why there is none."""

    def __init__(self, workspace: Workspace, number: Number) -> None:
        super().__init__()
        self._workspace, self._number = workspace, number
        say, quantity = workspace.catalogue.say, QUANTITIES[number]
        self.value = text_label("number")
        self.note = text_label("faint")
        title = text_label("cardTitle")
        title.setText(say(quantity.name))
        self._definition = say(quantity.definition)
        self.setToolTip(self._definition)
        layout = card_layout(self)
        layout.addWidget(title)
        layout.addWidget(self.value)
        layout.addWidget(self.note)

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Show the number of an analysis; paler when it belongs to another threshold."""
        set_property(self.value, "stale", stale)
        if analysis is None:
            self.value.setText("–")
            self.note.clear()
            self.setToolTip(self._definition)
            return
        measurement = analysis.measurements.numbers[self._number]
        fit = number_fit(self._number, analysis.measurements)
        told = f" {self._workspace.catalogue.say(fit)}" if fit else ""
        self.setToolTip(self._definition + told)
        self.value.setText(format_value(measurement, QUANTITIES[self._number]))
        if stale:
            # As many lines as before: what lies below must not move under the mouse.
            lines = self.note.text().count("\n")
            self.note.setText(self.tr("measuring…") + "\n" * lines)
        else:
            self.note.setText(self._note(analysis))

    def _note(self, analysis: Analysis) -> str:
        measurements = analysis.measurements
        measurement, band = measurements.numbers[self._number], measurements.band
        if analysis.withheld is not None:  # the card below says why
            return self.tr("withheld")
        if measurement.reason is not None:
            return self._workspace.catalogue.say(measurement.reason)
        if band is None:
            return ""
        if measurement.low is None:
            return self._with_thresholds(self.tr("no band: nothing at\n{low} or {high}"), band)
        written = format_band(measurement, QUANTITIES[self._number])
        return self._with_thresholds(
            self.tr("{band}\nat threshold\n{low} – {high}").replace("{band}", written), band
        )

    @staticmethod
    def _with_thresholds(text: str, band: Band) -> str:
        return text.format(low=f"{band.low_threshold:.2f}", high=f"{band.high_threshold:.2f}")


class QualityCard(QFrame):
    """Show the verdict on the photograph, its reasons, and all warnings; let it be overridden."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        title = text_label("cardTitle")
        title.setText(self.tr("Image quality"))
        self.verdict = text_label("verdict")
        self.reasons = text_label("faint")
        self.override = QPushButton()
        self.override.clicked.connect(self._toggle_override)
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch()
        top.addWidget(self.verdict)
        layout = card_layout(self)
        layout.addLayout(top)
        # Above the reasons: it must not wander off when their number changes.
        layout.addWidget(self.override, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.reasons)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the quality of an analysed photograph, and a button where it forbids measuring."""
        self.override.setVisible(analysis is not None and analysis.overridable)
        self.override.setText(
            self.tr("Withhold again")
            if self._workspace.reading.measure_anyway
            else self.tr("Measure anyway")
        )
        self.verdict.setVisible(analysis is not None)
        self.reasons.setVisible(analysis is not None)
        if analysis is None:
            return
        say, quality = self._workspace.catalogue.say, analysis.quality
        self.verdict.setText(say(verdict_name(quality.verdict)))
        set_property(self.verdict, "verdict", _TONES[quality.verdict])
        sentences = [say(sentence) for sentence in (*quality.reasons, *analysis.warnings)]
        self.reasons.setText("\n".join(sentences))
        self.reasons.setVisible(bool(sentences))

    def _toggle_override(self) -> None:
        self._workspace.set_measure_anyway(not self._workspace.reading.measure_anyway)


class OriginCard(QFrame):
    """Name the file and the model, so that the numbers can be made again."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.file, self.extent, self.hash = text_label(), text_label(), text_label()
        self.model, self.threshold = text_label(), text_label()
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(4)
        for name, value in (
            (self.tr("File"), self.file),
            (self.tr("Size"), self.extent),
            (self.tr("SHA-256"), self.hash),
            (self.tr("Model"), self.model),
            (self.tr("Threshold"), self.threshold),
        ):
            label = text_label("faint")
            label.setText(name)
            label.setWordWrap(False)
            form.addRow(label, value)
        card_layout(self).addLayout(form)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show where an analysis comes from; the model also without one."""
        predictor = self._workspace.predictor
        self.model.setText(
            f"{predictor.name} {predictor.version} · {predictor.sha256[:8]}" if predictor else "–"
        )
        if analysis is None:
            for label in (self.file, self.extent, self.hash, self.threshold):
                label.setText("–")
            return
        image, made = analysis.image, analysis.provenance
        self.file.setText(_breakable(image.path.name))
        self.file.setToolTip(str(image.path))
        self.extent.setText(f"{image.width} × {image.height} px")
        self.hash.setText(f"{image.sha256[:16]}…")
        self.hash.setToolTip(image.sha256)
        self.model.setText(f"{made.model_name} {made.model_version} · {made.model_sha256[:8]}")
        self.model.setToolTip(f"{made.model_sha256}\n{made.device}, {made.precision}")
        self.threshold.setText(f"{analysis.threshold:.2f}")


_TONES = {Verdict.GOOD: "good", Verdict.USABLE: "fair", Verdict.NOT_GRADABLE: "bad"}


def _breakable(name: str) -> str:
    """Let a long file name break into lines after any sign, by spaces of no width."""
    return "\u200b".join(name)


def card_layout(card: QFrame) -> QVBoxLayout:
    """Give a card its layout, with the margins that all cards have."""
    layout = QVBoxLayout(card)
    layout.setContentsMargins(14, 10, 14, 10)
    layout.setSpacing(4)
    return layout
