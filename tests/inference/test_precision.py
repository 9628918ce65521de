import pytest
import torch

from app.base.paths import default_model
from app.inference import precision as precision_module
from app.inference.checkpoint import load_checkpoint
from app.inference.precision import (
    MAX_DIFFERENCE,
    MAX_DURATION,
    autocast,
    choose_precision,
    draw_test_picture,
)
from app.inference.unet import SegmentationNetwork
from tests.support import make_network

CPU = torch.device("cpu")


class Rounded(SegmentationNetwork):
    """A network that gives the same everywhere, but is off by ``error`` in bfloat16."""

    def __init__(self, error=0.0, stride=8):
        super().__init__()
        self.stride, self.reach, self.error = stride, stride, error
        self.seen = []

    def forward(self, x):
        self.seen.append(tuple(x.shape))
        rounded = torch.is_autocast_enabled("cpu")
        return torch.full_like(x[:, :1], 0.3 + self.error * rounded)


@pytest.fixture
def native(monkeypatch):
    """A processor that has bfloat16, and takes ``native(duration)`` of the time for it."""
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)

    def take(duration):
        seconds = {"float32": 1.0, "bfloat16": duration}
        monkeypatch.setattr(
            precision_module, "_seconds", lambda _network, _picture, kind: seconds[kind]
        )

    take(0.5)
    return take


def without_instructions(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)


@pytest.mark.parametrize("instructions", ["_is_avx512_bf16_supported", "_is_amx_tile_supported"])
def test_bfloat16_that_is_native_right_and_faster_is_taken(monkeypatch, native, instructions):
    without_instructions(monkeypatch)
    monkeypatch.setattr(torch.cpu, instructions, lambda: True)
    assert choose_precision("auto", Rounded(), 3, CPU) == "bfloat16"


def test_bfloat16_that_is_not_native_is_not_even_tried(monkeypatch, native):
    without_instructions(monkeypatch)
    network = Rounded()
    assert choose_precision("auto", network, 3, CPU) == "float32"
    assert network.seen == []


def test_graphics_cards_compute_in_float32(native):
    network = Rounded()
    assert choose_precision("auto", network, 3, torch.device("cuda")) == "float32"
    assert network.seen == []


@pytest.mark.parametrize(
    ("duration", "expected"),
    [(MAX_DURATION - 0.01, "bfloat16"), (MAX_DURATION + 0.01, "float32"), (26, "float32")],
)
def test_bfloat16_must_be_clearly_faster(native, duration, expected):
    native(duration)
    assert choose_precision("auto", Rounded(), 3, CPU) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    # The slope of the sigmoid at 0.3 is a little less than a quarter.
    [(3.9 * MAX_DIFFERENCE, "bfloat16"), (4.5 * MAX_DIFFERENCE, "float32")],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_bfloat16_must_give_the_same_answer(native, error, sign, expected):
    assert choose_precision("auto", Rounded(sign * error), 3, CPU) == expected


def test_an_answer_that_is_no_number_is_not_the_same(native):
    assert choose_precision("auto", Rounded(float("nan")), 3, CPU) == "float32"


@pytest.mark.parametrize("choice", ["float32", "bfloat16"])
def test_a_precision_that_is_asked_for_is_taken_untried(monkeypatch, choice):
    without_instructions(monkeypatch)
    network = Rounded()
    assert choose_precision(choice, network, 3, CPU) == choice
    assert network.seen == []


@pytest.mark.parametrize(
    ("planes", "stride", "side"), [(3, 8, 96), (1, 8, 96), (3, 40, 120), (1, 128, 128)]
)
def test_the_picture_fits_the_network(native, planes, stride, side):
    network = Rounded(stride=stride)
    choose_precision("auto", network, planes, CPU)
    assert set(network.seen) == {(1, planes, side, side)}


def test_networks_are_timed_in_both_formats(monkeypatch):
    monkeypatch.setattr(precision_module, "has_native_bfloat16", lambda: True)
    network, ticks = Rounded(), iter(range(1000))

    def clock():
        """Make float32 take two ticks and bfloat16 one."""
        return next(ticks) + network.seen.count("float32")

    def forward(x):
        network.seen.append("bfloat16" if torch.is_autocast_enabled("cpu") else "float32")
        return x[:, :1]

    network.forward = forward
    monkeypatch.setattr("time.perf_counter", clock)
    assert choose_precision("auto", network, 3, CPU) == "bfloat16"
    assert network.seen.count("float32") == network.seen.count("bfloat16") >= 4


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("fails", "expected"), [(False, "bfloat16"), (True, "float32")])
def test_the_check_runs_on_one_thread_and_gives_the_others_back(
    native, two_threads, fails, expected
):
    """Also where bfloat16 fails, which is then not taken."""
    threads = []

    class Watched(Rounded):
        def forward(self, x):
            threads.append(torch.get_num_threads())
            if fails and torch.is_autocast_enabled("cpu"):
                raise RuntimeError("not implemented for 'BFloat16'")
            return super().forward(x)

    assert choose_precision("auto", Watched(), 3, CPU) == expected
    assert set(threads) == {1}
    assert torch.get_num_threads() == 2


def answers(network, picture):
    for precision in ("float32", "bfloat16"):
        with torch.inference_mode(), autocast(precision, CPU):
            logits = network(picture)
        yield torch.sigmoid(logits.float())


def test_the_bundled_network_sees_vessels_in_the_picture_and_keeps_its_answer():
    """The picture asks something of the network; and bfloat16, which differs, is near enough."""
    exact, rounded = answers(load_checkpoint(default_model()).network, draw_test_picture(3, 96))
    assert exact.min() < 0.01
    assert exact.max() > 0.99
    assert 0.1 < (exact > 0.5).float().mean() < 0.5
    assert 0 < (exact - rounded).abs().max() <= MAX_DIFFERENCE


def test_a_network_that_bfloat16_is_too_coarse_for_is_found_out(native):
    """Large weights that cancel: what float32 still resolves, bfloat16 does not."""
    network = make_network((4, 8))
    network.head.weight.data.mul_(300)
    assert choose_precision("auto", network, 3, CPU) == "float32"


def test_the_picture_is_the_same_each_time():
    assert torch.equal(draw_test_picture(3, 64), draw_test_picture(3, 64))
    grey, colour = draw_test_picture(1, 64), draw_test_picture(3, 64)
    assert torch.equal(colour[:, 1:2], grey)
