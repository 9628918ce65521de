import pytest
import torch

from app.domain.field import FieldMethod
from app.field.field_of_view import find_field_of_view
from tests.benchmarks.drive_size import DIAMETER, HEIGHT, WIDTH, draw_photograph
from tests.benchmarks.reference import WNet


def test_the_photograph_is_like_one_of_drive():
    pixels = draw_photograph()
    field = find_field_of_view(pixels)
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert field.method is FieldMethod.CIRCLE
    assert field.diameter_px == pytest.approx(DIAMETER, rel=0.01)
    assert field.center == pytest.approx(((WIDTH - 1) / 2, (HEIGHT - 1) / 2), abs=2)


def test_the_reference_is_as_large_as_published():
    network = WNet().eval()
    assert sum(each.numel() for each in network.parameters()) == 68_482
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 32, 48)).shape == (1, 1, 32, 48)
