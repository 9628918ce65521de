import numpy as np
import pytest

from app.analysis.analysis import first_reading
from app.batch.recalling import recall_without_file
from app.domain.photograph import Exam
from app.imaging.vessel_picture import vessel_picture
from app.store.cases import add_result
from app.store.facts import Facts
from app.store.opening import open_store
from app.store.packing import pack_findings
from app.store.photographs import type_facts
from tests.store.examples import analysis, kept, photograph, record


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "cases")
    yield store
    store.close()


def keep(store, *, packed: bool = True):
    """Keep the shared analysis as one of somebody's photograph."""
    found = kept(store)
    findings = analysis().findings
    content = pack_findings(findings) if packed else None
    reading = first_reading(findings, measure_anyway=True)
    add_result(store, found.photograph, record(), reading, findings=content)
    return found


def test_the_last_result_is_measured_again_in_the_kept_maps(store):
    found = keep(store)
    again = recall_without_file(store, found.photograph)
    known = analysis()
    assert again.image.id == found.photograph
    assert (again.image.laterality, again.image.exam) == (
        found.eye,
        Exam("20260301", "Camera"),
    )
    assert again.image.patient.id == "A-17"
    density = again.shown_measurements.vessel_density.value
    assert density == pytest.approx(known.shown_measurements.vessel_density.value, rel=1e-3)
    assert again.provenance.model_sha256 == known.provenance.model_sha256


def test_its_pixels_are_a_picture_of_its_vessels(store):
    again = recall_without_file(store, keep(store).photograph)
    wanted = vessel_picture(again.probability.native, again.field.mask)
    assert np.array_equal(again.image.pixels, wanted)
    assert again.image.pixels.max() > 200
    assert not again.image.pixels[~again.field.mask].any()


def test_a_typed_day_counts(store):
    found = keep(store)
    type_facts(store, [found.number], Facts(date="20200101"))
    assert recall_without_file(store, found.photograph).image.exam.date == "20200101"


def test_without_maps_there_is_nothing(store):
    assert recall_without_file(store, photograph(7).id) is None
    assert recall_without_file(store, kept(store, photograph(8)).photograph) is None
    assert recall_without_file(store, keep(store, packed=False).photograph) is None
