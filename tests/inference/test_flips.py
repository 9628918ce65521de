import numpy as np

from app.domain.photograph import Plane
from app.inference.flips import with_flips
from app.segmentation.network_input import PreparedInput
from tests.support import prepared_input


def test_a_prediction_that_follows_its_input_stays():
    prepared = prepared_input()
    assert np.allclose(with_flips(lambda p: p.values[0])(prepared), prepared.values[0], atol=1e-6)


def test_a_prediction_that_prefers_a_side_is_evened_out():
    def ramp(prepared: PreparedInput) -> Plane:
        height, width = prepared.field.shape
        return np.add.outer(np.arange(height), np.arange(width)).astype(np.float32)

    averaged = with_flips(ramp)(prepared_input((6, 4)))
    assert np.allclose(averaged, (6 - 1 + 4 - 1) / 2)


def test_field_and_values_are_mirrored_together():
    prepared = prepared_input((5, 3))
    field = prepared.field
    field[:2] = False
    prepared.values[:, :2] = 0
    seen: list[bool] = []

    def look(prepared: PreparedInput) -> Plane:
        seen.append(bool((prepared.values[0][~prepared.field] == 0).all()))
        assert prepared.values.flags.c_contiguous
        return prepared.values[0]

    with_flips(look)(prepared)
    assert seen == [True] * 4
