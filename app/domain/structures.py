"""What may be found in a photograph of the retina."""

from enum import StrEnum


class Structure(StrEnum):
    """A structure of the retina; maps, levels and masks are kept under it."""

    VESSEL = "vessel"
    """All blood vessels, arteries and veins alike."""

    ARTERY = "artery"
    """Vessels that bring blood: the narrower and brighter ones of each pair."""

    VEIN = "vein"
    """Vessels that carry blood away: the wider and darker ones of each pair."""

    DISC = "disc"
    """The optic disc, its cup included: where the nerve and the great vessels leave the eye."""

    CUP = "cup"
    """The pale hollow within the optic disc."""

    FOVEA = "fovea"
    """The pit of sharpest sight, about which there are no vessels."""
