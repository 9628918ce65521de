"""What the plots of a report show: numbers and words, before any drawing."""

from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.analysis.spacing import standard_pixel_mm
from app.base.messages import message
from app.base.translation import Catalogue
from app.measurement.measures import FRACTAL_DIMENSION, MEAN_CALIBRE, MEAN_CALIBRE_UM
from app.segmentation.postprocessing import STANDARD_DIAMETER


@dataclass(frozen=True)
class FitDiagram:
    """The box counts behind the fractal dimension.

    Attributes:
        caption: the numbers of the fit.
        axes: what is plotted against what.
        sizes: sides of the boxes in pixels.
        counts: boxes that hold vessel, for each side.
        dimension: slope of the fitted line.
    """

    title: str
    caption: str
    axes: str
    sizes: tuple[int, ...]
    counts: tuple[int, ...]
    dimension: float

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.counts) or len(set(self.sizes)) < 2:
            raise ValueError("box sizes and counts do not fit together")
        if min(*self.sizes, *self.counts) < 1:
            raise ValueError("box sizes and counts are positive")


@dataclass(frozen=True)
class CalibreDiagram:
    """The histogram of calibres.

    Attributes:
        caption: the median, with its unit.
        axes: what is plotted against what.
        edges: of the bins, ascending, in the unit that is shown.
        shares: of the centrelines in each bin.
        median: in the unit that is shown.
    """

    title: str
    caption: str
    axes: str
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    median: float

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.shares) + 1 or not self.shares:
            raise ValueError("edges and shares of the bins do not fit together")
        if list(self.edges) != sorted(set(self.edges)) or min(self.shares) < 0:
            raise ValueError("edges of bins ascend, and shares are not negative")


def fit_diagram(analysis: Analysis, catalogue: Catalogue) -> FitDiagram | None:
    """Return the box counts of the vessels that are shown; None where they are withheld."""
    count = analysis.shown_measurements.fits.get(FRACTAL_DIMENSION.id)
    if count is None:
        return None
    caption = message(
        "D = {d} ± {error} SE, R² {r_squared}",
        d=f"{count.dimension:.3f}",
        error=f"{count.standard_error:.3f}",
        r_squared=f"{count.r_squared:.4f}",
    )
    return FitDiagram(
        catalogue.say(message("Box counting")),
        catalogue.say(caption),
        catalogue.say(message("Number of boxes against box side in px, log scales")),
        count.sizes,
        count.counts,
        count.dimension,
    )


def calibre_diagram(analysis: Analysis, catalogue: Catalogue) -> CalibreDiagram | None:
    """Return the calibres of the vessels that are shown; None where there are none.

    They are in µm with a pixel spacing, else in % of the field's diameter.
    """
    calibres = analysis.shown_measurements.calibres
    if calibres is None:
        return None
    pixel_mm = standard_pixel_mm(analysis.image, analysis.field)
    factor = 100.0 if pixel_mm is None else 1000 * STANDARD_DIAMETER * pixel_mm
    measure = MEAN_CALIBRE if pixel_mm is None else MEAN_CALIBRE_UM
    median = f"{calibres.median * factor:.{measure.decimals}f}{measure.suffix}"
    axes = message("Share of centreline length by calibre in {unit}", unit=measure.suffix.strip())
    return CalibreDiagram(
        catalogue.say(message("Calibres")),
        catalogue.say(message("Median {median} (dashed)", median=median)),
        catalogue.say(axes),
        tuple(edge * factor for edge in calibres.edges),
        calibres.shares,
        calibres.median * factor,
    )
