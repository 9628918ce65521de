"""How vessels branch: angles, asymmetry and the law by which widths fall."""

from dataclasses import dataclass
from statistics import median

from scipy.optimize import brentq

from app.anatomy.arteries_veins import Decided
from app.anatomy.joints import Joint, angle_between
from app.domain.anatomy import Ellipse, VesselKind

FEWEST = 3
"""Of fewer bifurcations nothing is said."""

_LOWEST, _HIGHEST = 0.5, 10.0  # exponents beyond which widths are mistaken
_THINNEST = 3.0  # pixels: of thinner branches the width says too little


@dataclass(frozen=True)
class Bifurcation:
    """One vessel that becomes two.

    Attributes:
        angle: between the two branches, in degrees.
        asymmetry: width of the narrower branch by that of the wider one (Zamir 1976, J Theor
            Biol 62:227), 0 to 1.
        exponent: x of d0^x = d1^x + d2^x (Murray 1926, PNAS 12:207 has 3); None where no such
            one lies between .5 and 10.
    """

    angle: float
    asymmetry: float
    exponent: float | None


def bifurcations(decided: Decided, kind: VesselKind, disc: Ellipse | None) -> list[Bifurcation]:
    """Return the true bifurcations of a kind outside the disc, those whose arms are long enough."""
    own = decided.are(kind)
    return [
        _measured(joint)
        for joint in decided.trees.bifurcations()
        if all(own[arm.segment] and arm.steady and arm.width >= _THINNEST for arm in joint.arms)
        and (disc is None or not disc.contains((joint.place.imag, joint.place.real)))
    ]


def usual(values: list[float]) -> float | None:
    """Return the median of values; None of fewer than ``FEWEST``."""
    return median(values) if len(values) >= FEWEST else None


def murray_exponent(stem: float, wide: float, narrow: float) -> float | None:
    """Return x of stem^x = wide^x + narrow^x; None where none lies between .5 and 10.

    Example:
        >>> round(murray_exponent(10.0, 10 / 2 ** (1 / 3), 10 / 2 ** (1 / 3)), 3)
        3.0
    """

    def left_over(exponent: float) -> float:
        return float((wide / stem) ** exponent + (narrow / stem) ** exponent - 1)

    if left_over(_LOWEST) <= 0 or left_over(_HIGHEST) >= 0:
        return None
    return float(brentq(left_over, _LOWEST, _HIGHEST))


def _measured(joint: Joint) -> Bifurcation:
    """Measure a bifurcation, whose widest arm is the stem."""
    stem, wide, narrow = sorted(joint.arms, key=lambda arm: -arm.width)
    return Bifurcation(
        angle_between(wide.direction, narrow.direction),
        narrow.width / wide.width,
        murray_exponent(stem.width, wide.width, narrow.width),
    )
