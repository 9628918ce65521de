import pytest

from app.imaging.types import Laterality, Source, Verdict
from app.measurement.summary import RATIO
from app.measurement.types import Measurement, withheld
from app.messages import message
from app.report.wording import (
    DENSITY,
    DIMENSION,
    eye_name,
    format_band,
    format_value,
    source_name,
    verdict_name,
)


def test_density_is_written_in_percent_and_dimension_plainly():
    measured = Measurement(0.10449, 0.09, 0.12, RATIO)
    assert format_value(measured, DENSITY) == "10.4 %"
    assert format_band(measured, DENSITY) == "9.0 – 12.0 %"
    measured = Measurement(1.40783, 1.4, 1.42, RATIO)
    assert format_value(measured, DIMENSION) == "1.408"
    assert format_band(measured, DIMENSION) == "1.400 – 1.420"


def test_withheld_value_is_a_dash_without_a_band():
    measured = withheld(RATIO, message("Core", "The field of view is empty."))
    assert format_value(measured, DENSITY) == "–"
    assert format_band(measured, DENSITY) == ""


@pytest.mark.parametrize(
    ("name", "kinds"), [(eye_name, Laterality), (source_name, Source), (verdict_name, Verdict)]
)
def test_every_kind_has_a_name_of_its_own(name, kinds):
    assert len({str(name(kind)) for kind in kinds}) == len(kinds)
