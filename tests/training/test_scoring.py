from dataclasses import replace

import numpy as np
import pytest

from app.training.cases import list_cases
from app.training.metrics import score
from app.training.scoring import pooled, tally_photograph, vessels_by
from tests.support import FakePredictor, make_fundus
from tests.training.examples import make_config

PREDICTOR = FakePredictor()

predict = vessels_by(PREDICTOR)


@pytest.fixture(scope="module")
def cases(data):
    return list_cases(make_config(), data)


def test_a_photograph_is_scored_inside_its_official_mask(cases):
    case = cases[0]
    counts = tally_photograph(predict, PREDICTOR.input_spec, case)
    fundus = make_fundus(96, seed=0)
    assert int((counts.vessel + counts.other).sum()) == np.count_nonzero(fundus.field)
    assert int(counts.vessel.sum()) == np.count_nonzero(fundus.vessels & fundus.field)
    assert score(counts, 0.5).dice > 0.8


def test_without_a_mask_the_found_field_is_scored(cases):
    case = cases[0]
    counts = tally_photograph(predict, PREDICTOR.input_spec, replace(case, mask=None))
    area = np.count_nonzero(make_fundus(96, seed=0).field)
    assert int((counts.vessel + counts.other).sum()) == pytest.approx(area, rel=0.03)


def test_pooled_counts_add_up(cases):
    counts = [tally_photograph(predict, PREDICTOR.input_spec, case) for case in cases[:3]]
    total = pooled(iter(counts))
    assert np.array_equal(total.vessel, sum(c.vessel for c in counts))
    assert np.array_equal(total.other, sum(c.other for c in counts))


def test_a_label_drawn_in_black_counts_the_other_way_round(cases):
    plain = tally_photograph(predict, PREDICTOR.input_spec, cases[0])
    inverted = tally_photograph(predict, PREDICTOR.input_spec, replace(cases[0], inverted=True))
    assert np.array_equal(inverted.vessel, plain.other)
    assert np.array_equal(inverted.other, plain.vessel)
