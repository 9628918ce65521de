"""The rows of the table that need arteries and veins, the disc or the fovea."""

from app.anatomy.zones import GridField, Zone
from app.measurement.anatomical import KINDS, FindIn
from app.measurement.kind_measures import branching_measures, central_measures, of_kind
from app.measurement.measure import Measure
from app.measurement.place_measures import (
    calibre_in,
    density_in,
    disc_measures,
    in_grid,
    in_quarter,
    in_zone,
    length_in,
    winding_in,
)
from app.measurement.regions import Quadrant


def anatomy_measures(
    density: Measure, length: Measure, calibre: Measure, winding: Measure, dimension: Measure
) -> tuple[Measure, ...]:
    """Return the rows, in the order in which they are shown.

    Args:
        density, length, calibre, winding, dimension: those of all vessels, as whose kin the
            numbers of arteries, of veins and of zones are written.
    """
    whole = (density, length, calibre, winding, dimension)
    zonal: tuple[tuple[Measure, FindIn], ...] = (
        (density, density_in),
        (length, length_in),
        (calibre, calibre_in),
        (winding, winding_in),
    )
    return (
        *central_measures(calibre),
        *(of_kind(measure, kind) for measure in whole for kind in KINDS),
        *branching_measures(winding),
        *(
            in_zone(measure, find, zone, kind)
            for zone in Zone
            for measure, find in zonal
            # Zone B is too narrow for a segment's winding.
            if zone is Zone.C or find is not winding_in
            for kind in (None, *KINDS)
        ),
        *(in_quarter(density, quadrant) for quadrant in Quadrant),
        *(in_grid(density, part) for part in GridField),
        *disc_measures(winding),
    )
