"""The cards of results: the eye, the numbers, the quality, and their origin."""

from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QToolButton

from app.analysis.analysis import Analysis
from app.base.text import plain_line
from app.domain.photograph import FundusImage, Laterality, Source, eye_code
from app.domain.quality import Verdict
from app.domain.reading import Reading
from app.domain.structures import Structure
from app.measurement.measure import Measure
from app.measurement.types import Band, Measurement
from app.report.explained import expected_words
from app.report.manual import page_of
from app.report.wording import (
    eye_name,
    format_band,
    format_value,
    source_name,
    verdict_name,
)
from app.ui.canvas.comparison_view import EyeBadge
from app.ui.cards.explanation import Explanation, NumberName
from app.ui.cards.section import Card
from app.ui.look.manual import set_page
from app.ui.look.plain_text import tip_text
from app.ui.look.style import set_property, text_label
from app.ui.session.workspace import Workspace


class EyeCard(Card):
    """A card with the eye and who stated it, where the user can set it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.badge = EyeBadge()
        self._source = text_label("faint")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.badge, stretch=1)
        self.buttons = {eye: self._button(eye) for eye in (Laterality.RIGHT, Laterality.LEFT)}
        for button in self.buttons.values():
            row.addWidget(button)
        self.suggestion, self.accept = text_label("faint"), QToolButton()
        self.accept.setObjectName("link")
        self.accept.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.accept.setToolTip(self.tr("Set this eye; it counts as said by you"))
        self.accept.clicked.connect(self._accept)
        suggested = QHBoxLayout()
        suggested.addWidget(self.suggestion, stretch=1)
        suggested.addWidget(self.accept)
        self.column.addLayout(row)
        self.column.addWidget(self._source)
        self.column.addLayout(suggested)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the eye of an analysis; an unknown one without."""
        image = analysis.image if analysis is not None else self._workspace.image
        eye = image.laterality if image is not None else Laterality.UNKNOWN
        self.badge.show_eye(eye, self._workspace.catalogue)
        for each, button in self.buttons.items():
            button.setEnabled(analysis is not None)
            button.setChecked(each is eye)
        self._source.setVisible(analysis is not None)
        if analysis is not None:
            self._source.setText(self._who_said(analysis.image))
            set_property(self._source, "warning", _contradicts(analysis.image))
        self._show_suggestion(eye)

    def _show_suggestion(self, stated: Laterality) -> None:
        """Suggest the eye by disc and fovea where it is not stated, or stated to be the other."""
        suggested = self._workspace.anatomy.suggested_eye
        wanted = suggested is not None and stated is not suggested
        self.suggestion.setVisible(wanted)
        self.accept.setVisible(wanted)
        if suggested is not None and wanted:
            words = self._workspace.catalogue.say(eye_name(suggested))
            self.suggestion.setText(self.tr("By disc and fovea: {eye}").format(eye=words))
            self.accept.setText(self.tr("Set {eye}").format(eye=eye_code(suggested)))
            set_property(self.suggestion, "warning", stated is not Laterality.UNKNOWN)

    def _accept(self) -> None:
        suggested = self._workspace.anatomy.suggested_eye
        if suggested is not None:
            self._set(suggested)

    def _who_said(self, image: FundusImage) -> str:
        if image.laterality is Laterality.UNKNOWN:
            return self.tr("The file does not say: set it here.")
        said = self._workspace.catalogue.say(source_name(image.laterality_source))
        if not _contradicts(image):
            return said
        stated = eye_code(image.stated_laterality)
        return self.tr("{said}; the file says {stated}").format(said=said, stated=stated)

    def _button(self, eye: Laterality) -> QToolButton:
        name = self._workspace.catalogue.say(eye_name(eye))
        button = QToolButton()
        button.setObjectName("choice")
        button.setText(eye_code(eye))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self._set(eye))
        return button

    def _set(self, eye: Laterality) -> None:
        self._workspace.set_laterality(eye)
        # The click has unchecked the button of the eye that was set already.
        self.buttons[eye].setChecked(True)


class NumberCard(Card):
    """Show one measured number with its band, or why there is none."""

    def __init__(self, workspace: Workspace, measure: Measure) -> None:
        super().__init__()
        self._workspace, self._measure = workspace, measure
        say = workspace.catalogue.say
        self.value = NumberName("number", focusable=False)
        self.value.asked.connect(self.explain)
        self.mark, self.automatic = text_label("handmade"), text_label("faint")
        self.note = text_label("faint")
        self.name = NumberName("cardTitle")
        self.name.setText(say(measure.name))
        self.name.asked.connect(self.explain)
        set_page(self, page_of(measure))
        self._analysis: Analysis | None = None
        self.mark.setText(self.tr("corrected by hand"))
        for label in (self.name, self.value, self.mark, self.automatic, self.note):
            self.column.addWidget(label)
        self.column.addStretch()

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Show the number of an analysis; paler when it belongs to another threshold."""
        set_property(self.value, "stale", stale)
        self._show_correction(analysis)
        self._analysis = analysis
        if analysis is None:
            self.value.setText("–")
            waiting = self._workspace.opening and self._workspace.image is not None
            self.note.setText(self.tr("analysing…") if waiting else "")
            return
        measurement = analysis.shown_measurements.numbers[self._measure.id]
        self.value.setText(format_value(measurement, self._measure))
        if stale:
            # As tall as before: what lies below must not move under the mouse.
            self.note.setMinimumHeight(self.note.height())
            self.note.setText(self.tr("measuring…"))
        else:
            self.note.setMinimumHeight(0)
            self.note.setText(self._note(analysis))

    def explain(self) -> None:
        """Show what the number means, next to the card."""
        panel = Explanation(self._measure, self._analysis, self._workspace.catalogue, self)
        panel.show_beside(self.name, self)

    def _show_correction(self, analysis: Analysis | None) -> None:
        corrected = bool(analysis and analysis.strokes and not analysis.withheld)
        self.mark.setVisible(corrected)
        self.automatic.setVisible(corrected)
        if corrected and analysis is not None:
            measurement = analysis.measurements.numbers[self._measure.id]
            self.automatic.setText(automatic_text(measurement, self._measure))

    def _note(self, analysis: Analysis) -> str:
        measurements = analysis.shown_measurements
        measurement, band = measurements.numbers[self._measure.id], measurements.band
        if analysis.withheld is not None:  # the cards below say why
            return self.tr("withheld")
        if measurement.reason is not None:
            return self._workspace.catalogue.say(measurement.reason)
        expected = expected_words(measurement, self._measure)
        if expected is not None:
            return self._workspace.catalogue.say(expected)
        if band is None:
            return ""
        if measurement.low is None:
            return self._with_thresholds(
                self.tr("sensitivity not known:\nnothing at {low} or {high}"), band
            )
        written = format_band(measurement, self._measure)
        return self._with_thresholds(
            self.tr("sensitivity:\n{band}\nat threshold\n{low} – {high}").replace(
                "{band}", written
            ),
            band,
        )

    @staticmethod
    def _with_thresholds(text: str, band: Band) -> str:
        return text.format(low=f"{band.low_threshold:.2f}", high=f"{band.high_threshold:.2f}")


class CorrectionCard(Card):
    """Say that vessels were corrected, or areas excluded, by hand; offer to go back on it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.told, self.discard = self._row(
            self.tr("Discard corrections"),
            self.tr("Go back to the automatic vessels; this can be undone"),
            workspace.drop_strokes,
        )
        self.excluded, self.include = self._row(
            self.tr("Measure all of it"),
            self.tr("Take the excluded areas back into the numbers; this can be undone"),
            workspace.include_all,
        )
        self.told.setText(self.tr("Vessels corrected by hand"))
        self.placed, self.discard_placed = self._row(
            self.tr("As found"),
            self.tr("Go back to the anatomy as it was found; this can be undone"),
            workspace.anatomy.discard,
        )

    def refresh(self) -> None:
        """Show the card while the photograph that is shown is corrected, or excluded in part."""
        reading, analysis = self._workspace.reading, self._workspace.analysis
        corrected, excluded = bool(reading.strokes), reading.excluded is not None
        for widget in (self.told, self.discard):
            widget.setVisible(corrected)
        for widget in (self.placed, self.discard_placed):
            widget.setVisible(reading.corrects_anatomy)
        self.placed.setText(self._words_of_anatomy(reading))
        for widget in (self.excluded, self.include):
            widget.setVisible(excluded)
        if excluded and analysis is not None:
            measured = analysis.reading.excluded == reading.excluded
            share = f"{100 * analysis.excluded_share:.1f} %" if measured else "…"
            self.excluded.setText(
                self.tr("Excluded from every number: {share} of the field").format(share=share)
            )
        self.setVisible(corrected or excluded or reading.corrects_anatomy)

    def _words_of_anatomy(self, reading: Reading) -> str:
        """Return what a person said of the anatomy, each with its own word."""
        names = {
            Structure.DISC: self.tr("optic disc"),
            Structure.CUP: self.tr("cup"),
            Structure.FOVEA: self.tr("fovea"),
        }
        unseen = self.tr("{name} not in view")
        words = [
            unseen.format(name=name) if each in reading.not_in_view else name
            for each, name in names.items()
            if each in reading.placed
        ]
        if reading.vessel_kinds:
            told = self.tr("arteries and veins ({count})")
            words.append(told.format(count=len(reading.vessel_kinds)))
        return self.tr("By hand: {what}").format(what=", ".join(words))

    def _row(self, text: str, tip: str, slot: Callable[[], None]) -> tuple[QLabel, QToolButton]:
        told, button = text_label("faint"), QToolButton()
        button.setObjectName("link")
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked: slot())
        row = QHBoxLayout()
        row.addWidget(told, stretch=1)
        row.addWidget(button)
        self.column.addLayout(row)
        return told, button


class QualityCard(Card):
    """Show the verdict on the photograph, its reasons, and all warnings; let it be overridden."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        title = text_label("cardTitle")
        title.setText(self.tr("Image quality"))
        self.verdict = text_label("verdict")
        self.decisive, self.reasons = text_label("grave"), text_label("faint")
        self.override = QPushButton()
        self.override.clicked.connect(self._toggle_override)
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch()
        top.addWidget(self.verdict)
        self.column.addLayout(top)
        # Above the reasons: it must not wander off when their number changes.
        self.column.addWidget(self.override, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.decisive)
        self.column.addWidget(self.reasons)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the quality of an analysed photograph, and a button where it forbids measuring."""
        self.override.setVisible(analysis is not None and analysis.overridable)
        self.override.setText(
            self.tr("Withhold again")
            if self._workspace.reading.measure_anyway
            else self.tr("Measure anyway")
        )
        self.verdict.setVisible(analysis is not None and analysis.shows_vessels)
        self.reasons.setVisible(analysis is not None)
        self.decisive.setVisible(analysis is not None and analysis.unsuitable is not None)
        if analysis is None:
            return
        say, quality = self._workspace.catalogue.say, analysis.quality
        self.verdict.setText(say(verdict_name(quality.verdict)))
        set_property(self.verdict, "verdict", _TONES[quality.verdict])
        if analysis.unsuitable is not None:
            self.decisive.setText(say(analysis.unsuitable))
        others = (remark for remark in analysis.remarks if remark is not analysis.unsuitable)
        sentences = [say(remark) for remark in others]
        self.reasons.setText("\n".join(sentences))
        self.reasons.setVisible(bool(sentences))

    def _toggle_override(self) -> None:
        self._workspace.set_measure_anyway(not self._workspace.reading.measure_anyway)


class OriginCard(Card):
    """A card with the file and the model, so that the numbers can be reproduced."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.file, self.extent, self.hash = text_label(), text_label(), text_label()
        self.model, self.threshold = text_label(), text_label()
        self._named = True
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
        self.column.addLayout(form)

    def set_patient_shown(self, shown: bool) -> None:
        """Show the file's name or not: it is often named after a person."""
        self._named = shown
        self.show_analysis(self._workspace.analysis)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show where an analysis comes from; the model also without one."""
        predictor = self._workspace.predictor
        self.model.setText(
            plain_line(f"{predictor.name} {predictor.version} · {predictor.sha256[:8]}")
            if predictor
            else "–"
        )
        if analysis is None:
            for label in (self.file, self.extent, self.hash, self.threshold):
                label.setText("–")
            for label in (self.file, self.hash, self.model):
                label.setToolTip("")  # it was that of another photograph
            return
        image, made = analysis.image, analysis.provenance
        self.file.setText(_breakable(plain_line(image.path.name)) if self._named else "…")
        self.file.setToolTip(tip_text(plain_line(image.path)) if self._named else "")
        self.extent.setText(f"{image.width} × {image.height} px")
        self.hash.setText(f"{image.sha256[:16]}…")
        self.hash.setToolTip(image.sha256)
        self.model.setText(
            plain_line(f"{made.model_name} {made.model_version} · {made.model_sha256[:8]}")
        )
        self.model.setToolTip(f"{made.model_sha256}\n{made.device}, {made.precision}")
        self.threshold.setText(f"{analysis.threshold:.2f}")


_TONES = {Verdict.GOOD: "good", Verdict.USABLE: "fair", Verdict.NOT_GRADABLE: "bad"}


def _breakable(name: str) -> str:
    """Return a long file name that can wrap after any character, by zero-width spaces."""
    return "\u200b".join(name)


def automatic_text(measurement: Measurement, measure: Measure) -> str:
    """Return a number of the vessels as they were before any correction, in words."""
    text = QCoreApplication.translate("Correction", "automatic: {value}")
    return text.format(value=format_value(measurement, measure))


def _contradicts(image: FundusImage) -> bool:
    """Return whether a person set another eye than the file states."""
    stated = image.stated_laterality is not Laterality.UNKNOWN
    return stated and image.laterality_source is Source.USER
