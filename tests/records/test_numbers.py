import numpy as np

from app.analysis.analysis import Analysis
from app.domain.maps import ProbabilityMap, StructureMask
from app.measurement.summary import measure
from app.records.numbers import measured_record


def test_mask_of_unknown_origin_is_recorded_without_bands():
    ring = np.hypot(*np.indices((400, 400)) - 199.5)
    field = ring < 190
    vessels = StructureMask(field & (np.abs(ring - 100) < 4), field & (np.abs(ring - 100) < 4), 0.5)
    plane = vessels.standard.astype(np.float32)
    measurements = measure(vessels, ProbabilityMap(plane, plane, field, (199.5, 199.5)), None)
    record = measured_record(measurements, vessels.standard, field)
    assert record.band is None
    density = record.measurements["vessel_density"]
    assert density.low is density.high is None
    assert density.value == measurements.vessel_density.value > 0


def test_research_without_vessels_says_so(analysis: Analysis):
    field = analysis.probability.measured_field
    record = measured_record(analysis.measurements, np.zeros_like(field), field)
    dimension = record.research.information_dimension
    assert dimension.value is None
    assert dimension.reason == "There are too few vessels."
