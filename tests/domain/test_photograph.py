import dataclasses

import msgspec
import numpy as np
import pytest

from app.domain.field import FieldMethod, FieldOfView
from app.domain.photograph import Laterality, Source
from app.segmentation.network_input import InputSpec
from tests.support import make_fundus


def test_an_image_knows_its_size():
    image = make_fundus(64).image
    assert (image.width, image.height) == image.pixels.shape[1::-1]
    assert image.laterality is Laterality.UNKNOWN
    assert image.laterality_source is Source.UNKNOWN
    assert image.warnings == ()


def test_an_image_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_fundus(64).image.laterality = Laterality.LEFT


def test_the_area_of_a_field():
    mask = np.zeros((10, 10), np.bool_)
    mask[2:5, 3:7] = True
    assert FieldOfView(mask, (4.5, 3.0), 4.0, FieldMethod.MASK, 1.0).area_px == 12


def test_unknown_entries_of_an_input_spec_are_refused():
    assert msgspec.json.decode(b'{"min_diameter": 300}', type=InputSpec).min_diameter == 300
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"mindiameter": 300}', type=InputSpec)
