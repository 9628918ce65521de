"""Write in the corners of a pane who and what is shown, and how."""

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication, QSize
from PyQt5.QtGui import QPainter

from app.analysis.analysis import Analysis
from app.anatomy.arteries_veins import VesselLabel
from app.domain.photograph import FundusImage
from app.domain.quality import PoorPart
from app.imaging.overlay import ADDED_COLOUR
from app.settings.look import Channel, Tone, VesselStyle
from app.ui.canvas.annotations import Corner, exam_lines, patient_lines, scale_bar
from app.ui.canvas.kinds import COLOURS, Kinds
from app.ui.canvas.landmarks import Landscape, draw_landmark_legend
from app.ui.canvas.poor_parts import draw_legend
from app.ui.canvas.projection import Projection
from app.ui.canvas.taken_away import ERASED_COLOUR, EXCLUDED_COLOUR
from app.ui.canvas.vessels import UNCERTAIN_COLOUR, Vessels


def draw_captions(
    painter: QPainter,
    projection: Projection,
    analysis: Analysis | None,
    badges: list[str],
    *,
    vessels: Vessels | None,
    patient_shown: bool,
    poor_parts: Sequence[PoorPart] = (),
    excluded: bool = False,
    image: FundusImage | None = None,
    landscape: Landscape | None = None,
) -> None:
    """Write everything that belongs in the corners of a pane.

    Args:
        badges: what was altered in the picture.
        vessels: as they are drawn; None where they are not.
        poor_parts: of the photograph, as far as they are shaded.
        excluded: whether some of the photograph is hatched, as it is not measured.
        image: that is shown without an analysis; that of the analysis if None.
        landscape: what is drawn of the anatomy; None where nothing is.
    """
    pane = QSize(*projection.pane)
    image = analysis.image if analysis is not None else image
    if image is not None and patient_shown:
        Corner(painter, pane, right=False, bottom=False).lines(patient_lines(image.patient))
    upper = Corner(painter, pane, right=True, bottom=False)
    if image is not None and patient_shown:
        upper.lines(exam_lines(image.exam))
    if analysis is not None and _seems_measured(analysis, vessels):
        upper.badge(QCoreApplication.translate("Pane", "Numbers withheld"))
    for badge in badges:
        upper.badge(badge)
    lower = Corner(painter, pane, right=True, bottom=True)
    if analysis is not None:
        _draw_scale_bar(lower, projection, analysis)
    if vessels is not None:
        _draw_legend(lower, vessels)
    if excluded:
        lower.swatch(EXCLUDED_COLOUR, QCoreApplication.translate("Pane", "Excluded: not measured"))
    draw_legend(lower, poor_parts)
    if landscape is not None:
        draw_landmark_legend(lower, landscape)
    Corner(painter, pane, right=False, bottom=True).line(_size(projection), beside=lower)


def _seems_measured(analysis: Analysis, vessels: Vessels | None) -> bool:
    """Return whether the picture must say that nothing is measured."""
    return analysis.withheld is not None and (vessels is not None or not analysis.shows_vessels)


def find_badges(tone: Tone, vessels: Vessels | None, *, equalised: bool) -> list[str]:
    """Return in which ways the photograph is not shown as it was recorded.

    Args:
        equalised: whether the picture with equalised contrast is there yet.
    """
    normal = Tone()
    badges = []
    if tone.channel is not Channel.COLOUR:
        badges.append(_channel(tone.channel))
    if (tone.centre, tone.width) != (normal.centre, normal.width):
        badges.append(QCoreApplication.translate("Pane", "Window changed"))
    if tone.gamma != normal.gamma:
        gamma = QCoreApplication.translate("Pane", "Gamma {value}")
        badges.append(gamma.format(value=f"{tone.gamma:.2f}"))
    if tone.inverted:
        badges.append(QCoreApplication.translate("Pane", "Inverted"))
    if tone.equalised:
        done = QCoreApplication.translate("Pane", "Equalised")
        badges.append(done if equalised else QCoreApplication.translate("Pane", "Equalising…"))
    if vessels is not None and vessels.drawing.edge_strength > 0:
        badges.append(QCoreApplication.translate("Pane", "Edges emphasised"))
    return badges


def _channel(channel: Channel) -> str:
    return {
        Channel.RED_FREE: QCoreApplication.translate("Pane", "Red-free"),
        Channel.RED: QCoreApplication.translate("Pane", "Red channel"),
        Channel.BLUE: QCoreApplication.translate("Pane", "Blue channel"),
    }[channel]


def _size(projection: Projection) -> str:
    width, height = projection.photograph
    percent = f"{100 * projection.scale:.0f}"
    text = QCoreApplication.translate("Pane", "{percent} % · {width} × {height} px")
    return text.format(percent=percent, width=width, height=height)


def _draw_scale_bar(corner: Corner, projection: Projection, analysis: Analysis) -> None:
    spacing = analysis.image.spacing
    bar = scale_bar(spacing, projection.viewpoint.scale, projection.pane[0]) if spacing else None
    if bar is not None:
        millimetres, length = bar
        text = QCoreApplication.translate("Pane", "{length} mm")
        corner.bar(length, text.format(length=f"{millimetres:g}"))


def _draw_legend(corner: Corner, vessels: Vessels) -> None:
    if vessels.added:
        corner.swatch(ADDED_COLOUR, QCoreApplication.translate("Pane", "Added by hand"))
    if vessels.erased:
        corner.swatch(ERASED_COLOUR, QCoreApplication.translate("Pane", "Erased by hand"))
    if vessels.style is VesselStyle.PROBABILITY:
        corner.ramp()
    elif vessels.kinds is not None:
        _draw_kind_legend(corner, vessels.kinds)
    if vessels.style is VesselStyle.UNCERTAINTY:
        some = QCoreApplication.translate("Pane", "At some thresholds nearby")
        corner.swatch(UNCERTAIN_COLOUR, some)
        if vessels.kinds is None:
            every = QCoreApplication.translate("Pane", "At every threshold nearby")
            corner.swatch(vessels.drawing.colour, every)


def _draw_kind_legend(corner: Corner, kinds: Kinds) -> None:
    """Explain in which colours vessels are drawn, and how many are undecided."""
    colours, share = COLOURS[kinds.pair], kinds.decided.undecided_share
    undecided = QCoreApplication.translate("Pane", "Undecided")
    if share is not None:
        told = QCoreApplication.translate("Pane", "Undecided: {share} % of the length")
        undecided = told.format(share=f"{100 * share:.0f}")
    for label, words in (
        (VesselLabel.UNDECIDED, undecided),
        (VesselLabel.CROSSING, QCoreApplication.translate("Pane", "Crossing")),
        (VesselLabel.VEIN, QCoreApplication.translate("Pane", "Vein")),
        (VesselLabel.ARTERY, QCoreApplication.translate("Pane", "Artery")),
    ):
        corner.swatch(colours[label], words)
