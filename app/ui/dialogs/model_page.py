"""The card of the loaded model: its training, how well it performs, and its limits."""

import json
from pathlib import Path
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.analysis.findings import Predictor, vessel_output
from app.base.paths import models
from app.base.text import plain_line
from app.ui.look.style import text_label
from app.ui.session.workspace import Workspace


def read_card(predictor: Predictor) -> dict[str, Any] | None:
    """Return the card that belongs to a model; None where it is not among the bundled ones."""
    path = models() / f"{Path(predictor.name).name}.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return card if isinstance(card, dict) and card.get("sha256") == predictor.sha256 else None


class ModelPage(QScrollArea):
    """Show the model's card as text."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.NoFrame)
        self.setAccessibleName(self.tr("Model card"))
        self.rows: list[tuple[str, str]] = []
        self.refresh()

    def refresh(self) -> None:
        """Show the card of the model that is loaded now."""
        predictor = self._workspace.predictor
        self.rows = [] if predictor is None else self._facts(predictor)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 20, 16, 8)
        if predictor is None:
            waiting = text_label()
            waiting.setText(self.tr("The model is not loaded yet."))
            layout.addWidget(waiting)
        layout.addLayout(self._table())
        layout.addStretch()
        self.setWidget(page)

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(18)
        table.setVerticalSpacing(10)
        table.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(self.rows):
            name, text = QLabel(label), text_label()
            name.setObjectName("faint")
            text.setText(value)
            table.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(text, row, 1, Qt.AlignmentFlag.AlignTop)
        return table

    def _facts(self, predictor: Predictor) -> list[tuple[str, str]]:
        rows = [
            (self.tr("Name"), plain_line(f"{predictor.name}, {predictor.version}")),
            (self.tr("Runs on"), f"{predictor.device}, {predictor.precision}"),
            (self.tr("Threshold"), f"{vessel_output(predictor).threshold:.2f}"),
            ("SHA-256", _broken(predictor.sha256)),
        ]
        card = read_card(predictor)
        if card is None:
            told = self.tr("This model is not the bundled one; its card is next to its weights.")
            return [*rows, (self.tr("Model card"), told)]
        training, scores = _part(card, "training"), _part(card, "scores")
        return [
            *rows,
            (self.tr("Threshold chosen on"), str(card.get("threshold_chosen_on", "–"))),
            (self.tr("Intended use"), str(card.get("intended_use", "–"))),
            (self.tr("Limits"), "\n".join(f"– {limit}" for limit in card.get("limits", ()))),
            (self.tr("Trained on"), self._data(training)),
            *self._styles(card),
            (self.tr("Scored on"), self._scores(scores)),
            (self.tr("Scored by"), str(scores.get("protocol", "–"))),
        ]

    def _data(self, training: dict[str, Any]) -> str:
        licences = _part(training, "licences")
        lines = [
            self.tr("{name}: {count} photographs; {licence}").format(
                name=name, count=len(files), licence=licences.get(name, "–")
            )
            for name, files in _part(_part(training, "images"), "train").items()
            if files
        ]
        return "\n".join(lines) or "–"

    def _styles(self, card: dict[str, Any]) -> list[tuple[str, str]]:
        """Return how much each annotator's style draws; nothing of a model that knows one."""
        own = _part(card, "style")
        lines = [
            self.tr("{name}: draws {density} % of the field; share by default: {share} %").format(
                name=name, density=f"{density:.1f}", share=round(100 * own.get(name, 0.0))
            )
            for name, density in _part(card, "drawn").items()
        ]
        return [(self.tr("Annotators' styles"), "\n".join(lines))] if lines else []

    def _scores(self, scores: dict[str, Any]) -> str:
        return "\n".join(
            self.tr("{name} ({part}, {count} photographs): {numbers}").format(
                name=name,
                part=part_name,
                count=values.get("images", "?"),
                numbers=", ".join(
                    f"{label} {values[key]:.3f}"
                    for key, label in (
                        ("dice", "Dice"),
                        ("sensitivity", self.tr("sensitivity")),
                        ("specificity", self.tr("specificity")),
                        ("auc", "AUC"),
                    )
                    if key in values
                ),
            )
            for part, part_name in (
                ("validation", self.tr("validation")),
                ("test", self.tr("test")),
            )
            for name, values in _part(scores, part).items()
        )


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _broken(digest: str) -> str:
    """Return a long word so that it can be wrapped."""
    return "\N{ZERO WIDTH SPACE}".join(digest[i : i + 8] for i in range(0, len(digest), 8))
