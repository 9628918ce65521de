"""Time the way from pixels to probabilities at the size of DRIVE, beside a network of others.

DRIVE itself may not be passed on: the bundled sample is brought to its size.
"""

from functools import partial

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from app.base.paths import default_model, sample
from app.domain.photograph import Plane, Rgb
from app.field.field_of_view import find_field_of_view
from app.inference.checkpoint import load_checkpoint
from app.inference.flips import with_flips
from app.inference.precision import Precision, autocast, has_native_bfloat16
from app.inference.predictor import UNetPredictor, load_predictor
from app.reading.opening import read_image
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import prepare_input
from app.training.scoring import vessels_by
from tests.benchmarks.reference import WNet
from tests.benchmarks.timing import milliseconds, print_lines
from tests.support import photograph

WIDTH, HEIGHT, DIAMETER = 565, 584, 540  # pixels: DRIVE's frame and its field of view
CPU = torch.device("cpu")
FORMATS: tuple[Precision, ...] = ("float32", "bfloat16") if has_native_bfloat16() else ("float32",)


def main() -> None:
    """Measure and print."""
    pixels = draw_photograph()
    chosen = load_predictor(default_model(), "cpu").precision
    print(f"\nthe sample at the size of DRIVE: {WIDTH} × {HEIGHT}, on the processor")
    print(f"  {'format that is chosen here':44} {chosen:>9}")
    predictors = {kind: load_predictor(default_model(), "cpu", kind) for kind in FORMATS}
    print_stages(pixels, predictors)
    prepared = prepare_input(
        photograph(pixels), find_field_of_view(pixels), predictors["float32"].input_spec
    )
    compare_networks("a picture", torch.zeros(3, 512, 512))
    compare_networks("this photograph", torch.from_numpy(prepared.values))


def draw_photograph() -> Rgb:
    """Cut the sample out so that its field of view lies in the frame as DRIVE's does."""
    pixels = read_image(sample()).pixels
    field = find_field_of_view(pixels)
    x, y = field.center
    reach = np.array([WIDTH, HEIGHT]) / 2 * field.diameter_px / DIAMETER
    frame = (x - reach[0], y - reach[1], x + reach[0], y + reach[1])
    cut = Image.fromarray(pixels).crop(tuple(round(side) for side in frame))
    return np.asarray(cut.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def print_stages(pixels: Rgb, predictors: dict[Precision, UNetPredictor]) -> None:
    """Print each stage, its share of the whole, and how many images a second come out."""
    image, spec = photograph(pixels), predictors["float32"].input_spec
    field = find_field_of_view(pixels)
    prepared = prepare_input(image, field, spec)
    probability = vessels_by(predictors["float32"])(prepared)
    around = {
        "field of view": lambda: find_field_of_view(pixels),
        "prepare": lambda: prepare_input(image, field, spec),
        "restore (native and standard size)": lambda: restore_native(probability, prepared, field),
    }
    networks = {
        f"network, {kind}": partial(vessels_by(predictor), prepared)
        for kind, predictor in predictors.items()
    }
    wholes = {
        f"end to end, {kind}": partial(segment, pixels, predictor)
        for kind, predictor in predictors.items()
    }
    flips = {
        f"network, {kind}, 4 mirror images": partial(with_flips(vessels_by(predictor)), prepared)
        for kind, predictor in predictors.items()
    }
    taken = milliseconds({**around, **networks, **wholes, **flips})
    print_lines(taken)
    for whole in wholes:
        share = sum(taken[name] for name in around) / taken[whole]
        print(f"  {whole}: {1000 / taken[whole]:.1f} images per second,", end=" ")
        print(f"{share:.0%} of it around the network")


def segment(pixels: Rgb, predictor: UNetPredictor) -> Plane:
    """Go from pixels to vessel probabilities of the same size."""
    field = find_field_of_view(pixels)
    prepared = prepare_input(photograph(pixels), field, predictor.input_spec)
    return restore_native(vessels_by(predictor)(prepared), prepared, field).native


def compare_networks(name: str, values: Tensor) -> None:
    """Print how long one pass of our network and of the reference takes, and the ratio."""
    ours = load_checkpoint(default_model()).network
    picture = _padded(values, ours.stride)[None].contiguous(memory_format=torch.channels_last)
    reference = WNet().eval().to(memory_format=torch.channels_last)
    sizes = [sum(each.numel() for each in network.parameters()) for network in (ours, reference)]
    print(f"\none pass over {name}, {picture.shape[3]} × {picture.shape[2]};", end=" ")
    print(f"ours {sizes[0]:,} parameters, W-Net (Galdran, 2022) {sizes[1]:,}")
    for kind in FORMATS:
        taken = milliseconds(
            {
                f"ours, {kind}": partial(run, ours, picture, kind),
                f"W-Net, {kind}": partial(run, reference, picture, kind),
            }
        )
        print_lines(taken)
        mine, theirs = taken.values()
        print(f"  {'  ours / W-Net':44} {mine / theirs:9.2f}")


def run(network: nn.Module, picture: Tensor, precision: Precision) -> Tensor:
    """Run a network once."""
    with torch.inference_mode(), autocast(precision, CPU):
        logits: Tensor = network(picture)
    return logits


def _padded(values: Tensor, stride: int) -> Tensor:
    height, width = values.shape[1:]
    return nn.functional.pad(values, (0, -width % stride, 0, -height % stride))
