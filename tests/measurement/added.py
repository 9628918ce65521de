"""A number that the program does not know, to be added to its table."""

from app.base.messages import message
from app.measurement.measure import Measure

ADDED = Measure(
    "vessel_area",
    message("Vessel area"),
    message("Pixels of vessels at the working size."),
    lambda traced: float(traced.vessels.sum()) or None,
    message("There is no vessel."),
    unit="px",
    decimals=0,
    suffix=" px",
    ucum=("{pixel}", "pixels"),
)
