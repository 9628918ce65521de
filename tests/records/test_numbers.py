import numpy as np

from app.analysis.analysis import Analysis, analyse
from app.domain.maps import ProbabilityMap, StructureMask
from app.measurement.summary import measure
from app.records.numbers import measured_record
from tests.support import FakePredictor, calibration_of, make_fundus, repeatability_of


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


def test_an_interval_is_recorded_with_its_basis():
    fundus, known = make_fundus(256), calibration_of("vessel_density")
    analysis = analyse(fundus.image, FakePredictor(calibration=known))
    record = measured_record(
        analysis.measurements, analysis.vessels.standard, analysis.probability.measured_field
    )
    density = record.measurements["vessel_density"]
    assert density.interval.low < density.value < density.interval.high
    assert (density.interval.level, density.interval.basis) == (0.9, "25 patients of clinic")
    assert record.measurements["fractal_dimension"].interval is None


def test_the_smallest_detectable_change_is_recorded():
    known = repeatability_of("vessel_density", sd=0.01)
    analysis = analyse(make_fundus(256).image, FakePredictor(repeatability=known))
    record = measured_record(
        analysis.measurements, analysis.vessels.standard, analysis.probability.measured_field
    )
    smallest = record.measurements["vessel_density"].smallest_detectable
    assert smallest == known.smallest_detectable("vessel_density", analysis.quality.verdict)
    assert smallest is not None
    assert record.measurements["fractal_dimension"].smallest_detectable is None
