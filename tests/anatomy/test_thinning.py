import numpy as np
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays
from skimage import morphology

from app.anatomy.thinning import places_of, thin
from tests.support import make_fundus


@settings(max_examples=100)
@given(arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=25)))
def test_any_mask_is_thinned_as_the_library_does(mask):
    before = mask.copy()
    assert np.array_equal(thin(mask), morphology.thin(mask))
    assert np.array_equal(mask, before)


def test_vessels_are_thinned_as_the_library_does():
    vessels = make_fundus(512).vessels
    assert np.array_equal(thin(vessels), morphology.thin(vessels))
    assert 0 < np.count_nonzero(thin(vessels)) < np.count_nonzero(vessels) / 3


@given(arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, min_side=0)))
def test_places_are_where_the_mask_is_true(mask):
    assert np.array_equal(places_of(mask), np.nonzero(mask))


def test_nothing_becomes_nothing():
    assert thin(np.zeros((0, 7), np.bool_)).shape == (0, 7)
    assert not thin(np.zeros((5, 7), np.bool_)).any()
