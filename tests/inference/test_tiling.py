import numpy as np
import pytest
import torch

from app.base.paths import default_model, sample
from app.base.progress import Cancelled
from app.inference.checkpoint import load_checkpoint
from app.inference.tiling import CORE, SMALLEST_CORE, STAGE, run_tiled, smaller_core
from app.reading.opening import read_image
from app.segmentation.preprocessing import find_field, prepare_input
from tests.support import make_network


def whole(network, values):
    height, width = values.shape[1:]
    padding = (0, -width % network.stride, 0, -height % network.stride)
    with torch.inference_mode():
        return network(torch.nn.functional.pad(values, padding)[None])[0, :, :height, :width]


def forward(network):
    return lambda tile: network(torch.from_numpy(tile)[None])[0].numpy()


def tiled(network, values, **options):
    with torch.inference_mode():
        found = run_tiled(
            forward(network), values.numpy(), network.stride, **{"halo": network.reach, **options}
        )
    assert found.dtype == np.float32
    return torch.from_numpy(found)


@pytest.mark.parametrize("shape", [(100, 130), (64, 64), (33, 97), (1, 5), (160, 40)])
def test_small_tiles_equal_the_whole(shape):
    network = make_network((4, 6, 8))
    values = torch.randn(3, *shape, generator=torch.Generator().manual_seed(0))
    result = tiled(network, values, core=32)
    assert result.shape == (1, *shape)
    assert (result - whole(network, values)).abs().max() < 1e-4


def test_the_usual_tiles_equal_the_whole():
    """The picture is larger than one tile either way."""
    network = make_network((3, 4, 5, 6))
    values = torch.randn(3, 1300, 1400, generator=torch.Generator().manual_seed(0))
    assert min(values.shape[1:]) > CORE
    fractions = []
    result = tiled(network, values, on_progress=lambda fraction, _: fractions.append(fraction))
    assert fractions == [0.25, 0.5, 0.75, 1]
    assert (result - whole(network, values)).abs().max() < 1e-4


def test_a_photograph_has_no_seams():
    checkpoint, image = load_checkpoint(default_model()), read_image(sample())
    spec = checkpoint.card.input
    prepared = prepare_input(image, find_field(image.pixels, spec), spec)
    values = torch.from_numpy(prepared.values[:, 200:600, 150:650])
    result = tiled(checkpoint.network, values, core=SMALLEST_CORE)
    assert result.max() - result.min() > 10  # vessels and ground
    assert (result - whole(checkpoint.network, values)).abs().max() < 1e-4


def test_a_halo_that_is_too_small_shows():
    """The comparison above can fail: without a halo there are seams."""
    network = make_network((4, 6, 8))
    values = torch.randn(3, 96, 96, generator=torch.Generator().manual_seed(0))
    assert (tiled(network, values, core=32, halo=0) - whole(network, values)).abs().max() > 0.01


@pytest.mark.parametrize("stride", [1, 2, 4, 8, 16])
def test_the_usual_side_is_a_multiple_of_the_stride(stride):
    assert CORE % stride == 0


@pytest.mark.parametrize("core", [1, 8, 30, 33])
def test_any_side_is_brought_to_a_multiple_of_the_stride(core):
    network = make_network((4, 6, 8, 8))
    values = torch.randn(3, 70, 50, generator=torch.Generator().manual_seed(0))
    assert network.stride == 8
    assert (tiled(network, values, core=core) - whole(network, values)).abs().max() < 1e-4


@pytest.mark.parametrize(
    ("core", "shape", "smaller"),
    [(1152, (3, 3000, 2000), 576), (1152, (3, 400, 600), 300), (300, (3, 400, 600), 150)],
)
def test_the_next_smaller_side_cuts_into_more_pieces(core, shape, smaller):
    assert smaller_core(core, shape) == smaller


def test_progress_is_told_after_each_tile():
    told = []
    tiled(
        make_network((4,)),
        torch.randn(3, 20, 30),
        core=10,
        halo=2,
        on_progress=lambda *progress: told.append(progress),
    )
    assert told == [((n + 1) / 6, STAGE) for n in range(6)]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_it_stops_between_two_tiles(after):
    network, seen = make_network((4,)), []

    def watched(tile):
        seen.append(tile.shape)
        return forward(network)(tile)

    with pytest.raises(Cancelled), torch.inference_mode():
        run_tiled(
            watched,
            torch.randn(3, 20, 30).numpy(),
            1,
            2,
            core=10,
            should_stop=lambda: len(seen) == after,
        )
    assert len(seen) == after
