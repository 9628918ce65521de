"""What is written in the corners of a pane, over the photograph."""

from collections.abc import Sequence

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from app.domain.photograph import Exam, Patient, Spacing
from app.report.wording import sex_name
from app.settings.look import Colour
from app.ui.canvas.vessels import heat_colour
from app.ui.look.words import in_words

_INK = QColor(240, 243, 246)
_HALO = QColor(0, 0, 0, 200)
_BADGE = QColor(242, 180, 90)
_BADGE_INK = QColor(20, 16, 8)
_MARGIN = 10.0
_GAP = 3.0
_SWATCH = 12.0
_RAMP = (90.0, 10.0)  # width and height
_NICE_MM = (0.5, 1.0, 2.0, 5.0)
_LONGEST_BAR = 0.3  # of the pane's width


def patient_lines(patient: Patient) -> list[str]:
    """Return who was photographed, as far as the file states it."""
    born = " · ".join(filter(None, (written_date(patient.birth_date), written_sex(patient.sex))))
    return [line for line in (patient.name, patient.id, born) if line]


def written_sex(code: str | None) -> str | None:
    """Return the sex in the window's words."""
    name = sex_name(code)
    return None if name is None else in_words(name)


def exam_lines(exam: Exam) -> list[str]:
    """Return when and with what it was photographed, as far as the file states it."""
    return [line for line in (written_date(exam.date), exam.device) if line]


def written_date(value: str | None) -> str | None:
    """Write a DICOM date (YYYYMMDD) as YYYY-MM-DD; leave anything else as it is."""
    if value and len(value) == 8 and value.isdigit():
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return value


def scale_bar(spacing: Spacing, scale: float, width: float) -> tuple[float, float] | None:
    """Return the longest bar that fits: millimetres, and its length on a pane.

    Args:
        scale: of the pane, per pixel of the photograph.
        width: of the pane.
    """
    lengths = ((mm, mm / spacing.column_mm * scale) for mm in _NICE_MM)
    fitting = [each for each in lengths if each[1] <= _LONGEST_BAR * width]
    return fitting[-1] if fitting else None


def draw_text(painter: QPainter, baseline: QPointF, text: str) -> None:
    """Draw light text with a dark halo, readable on any photograph."""
    painter.setPen(_HALO)
    for across, down in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1)):
        painter.drawText(baseline + QPointF(across, down), text)
    painter.setPen(_INK)
    painter.drawText(baseline, text)


class Corner:
    """Stack lines, legends and bars in one corner, from the edge of the pane inwards."""

    def __init__(self, painter: QPainter, pane: QSize, *, right: bool, bottom: bool) -> None:
        self._painter, self._pane = painter, pane
        self._right, self._bottom = right, bottom
        self._metrics = QFontMetricsF(painter.font(), painter.device())
        self._used = _MARGIN
        self.widest = 0.0

    def lines(self, texts: Sequence[str]) -> None:
        """Write lines, read from the top; those that are too long are cut short."""
        for text in reversed(texts) if self._bottom else texts:
            self.line(text)

    def line(self, text: str, beside: "Corner | None" = None) -> None:
        """Write one line.

        Args:
            beside: the corner at the other end of it, which was drawn before; half if None.
        """
        half = self._pane.width() / 2 - 1.5 * _MARGIN
        room = self._pane.width() - beside.widest - 3 * _MARGIN if beside else half
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        area = self._take(self._metrics.horizontalAdvance(shown), self._metrics.height())
        draw_text(self._painter, QPointF(area.left(), area.top() + self._metrics.ascent()), shown)

    def badge(self, words: str) -> None:
        """Show a badge in a warning colour: the picture is not as it was recorded."""
        width = self._metrics.horizontalAdvance(words) + 2 * _SWATCH
        area = self._take(width, self._metrics.height() + 4)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(_BADGE)
        self._painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        self._painter.setPen(_BADGE_INK)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def swatch(self, colour: Colour, words: str) -> None:
        """Explain a colour."""
        text = self._metrics.horizontalAdvance(words)
        area = self._take(_SWATCH + 2 * _GAP + text, self._metrics.height())
        patch = QRectF(area.left(), area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
        self._painter.setPen(_HALO)
        self._painter.setBrush(QColor(*colour))
        self._painter.drawRect(patch)
        baseline = QPointF(patch.right() + 2 * _GAP, area.top() + self._metrics.ascent())
        draw_text(self._painter, baseline, words)

    def ramp(self) -> None:
        """Explain the colours of the heat map."""
        ends = ("0 %", "100 %")
        widths = [self._metrics.horizontalAdvance(end) for end in ends]
        area = self._take(sum(widths) + _RAMP[0] + 4 * _GAP, self._metrics.height())
        baseline = area.top() + self._metrics.ascent()
        bar = QRectF(area.left() + widths[0] + 2 * _GAP, area.center().y() - _RAMP[1] / 2, *_RAMP)
        colours = QLinearGradient(bar.topLeft(), bar.topRight())
        for tenth in range(11):
            colours.setColorAt(tenth / 10, QColor(*heat_colour(tenth / 10)))
        self._painter.setPen(_HALO)
        self._painter.setBrush(colours)
        self._painter.drawRect(bar)
        draw_text(self._painter, QPointF(area.left(), baseline), ends[0])
        draw_text(self._painter, QPointF(bar.right() + 2 * _GAP, baseline), ends[1])

    def bar(self, length: float, words: str) -> None:
        """Show how long a length is."""
        area = self._take(max(length, self._metrics.horizontalAdvance(words)), 8)
        end = area.bottomRight() - QPointF(0, 3)
        for colour, width in ((_HALO, 5.0), (_INK, 2.0)):
            self._painter.setPen(QPen(colour, width, cap=Qt.PenCapStyle.FlatCap))
            self._painter.drawLine(end - QPointF(length, 0), end)
        self.line(words)

    def _take(self, width: float, height: float) -> QRectF:
        """Return the next free area of the corner."""
        left = self._pane.width() - _MARGIN - width if self._right else _MARGIN
        top = self._pane.height() - self._used - height if self._bottom else self._used
        self._used += height + _GAP
        self.widest = max(self.widest, width)
        return QRectF(left, top, width, height)
