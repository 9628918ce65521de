"""Time the way from pixels to probabilities at the size of DRIVE, beside a network of others.

DRIVE itself may not be passed on: the bundled sample is brought to its size.
"""

import os
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from app.base.paths import default_model, sample
from app.domain.photograph import Plane, Rgb
from app.field.field_of_view import find_field_of_view
from app.inference.choice import choose_engine
from app.inference.converted import read_converted
from app.inference.engine import Engine, EngineName
from app.inference.flips import with_flips
from app.inference.model_card import Model, read_model
from app.inference.openvino_engine import OpenVinoEngine, has_fast_bfloat16, openvino_core
from app.inference.predictor import UNetPredictor, load_predictor
from app.inference.styles import mixture_of
from app.inference.torch_engine import autocast, has_native_bfloat16
from app.reading.opening import read_image
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import prepare_input
from app.training.scoring import vessels_by
from tests.benchmarks.reference import WNet
from tests.benchmarks.timing import milliseconds, print_lines
from tests.support import photograph

WIDTH, HEIGHT, DIAMETER = 565, 584, 540  # pixels: DRIVE's frame and its field of view
CPU = torch.device("cpu")


def main() -> None:
    """Measure and print."""
    pixels = draw_photograph()
    predictors = {name: load_predictor(default_model(), "cpu", name) for name in engines()}
    chosen = load_predictor(default_model(), "cpu")
    print(f"\nthe sample at the size of DRIVE: {WIDTH} × {HEIGHT}, on the processor")
    print(f"  {'engine that is chosen here':44} {chosen.library}, {chosen.precision}")
    print_stages(pixels, predictors)
    exact = predictors[EngineName.TORCH]
    prepared = prepare_input(photograph(pixels), find_field_of_view(pixels), exact.input_spec)
    for threads in sorted({1, os.cpu_count() or 1}):
        compare_networks(prepared.values, threads)


def engines() -> list[EngineName]:
    """Return the engines that this processor has instructions for."""
    native = {
        EngineName.TORCH_BF16: has_native_bfloat16(),
        EngineName.OPENVINO_BF16: has_fast_bfloat16(),
    }
    return [name for name in EngineName if native.get(name, True)]


def draw_photograph() -> Rgb:
    """Cut the sample out so that its field of view lies in the frame as DRIVE's does."""
    pixels = read_image(sample()).pixels
    field = find_field_of_view(pixels)
    x, y = field.center
    reach = np.array([WIDTH, HEIGHT]) / 2 * field.diameter_px / DIAMETER
    frame = (x - reach[0], y - reach[1], x + reach[0], y + reach[1])
    cut = Image.fromarray(pixels).crop(tuple(round(side) for side in frame))
    return np.asarray(cut.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def print_stages(pixels: Rgb, predictors: dict[EngineName, UNetPredictor]) -> None:
    """Print each stage, its share of the whole, and how many images a second come out."""
    image, spec = photograph(pixels), predictors[EngineName.TORCH].input_spec
    field = find_field_of_view(pixels)
    prepared = prepare_input(image, field, spec)
    probability = vessels_by(predictors[EngineName.TORCH])(prepared)
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


def compare_networks(values: Plane, threads: int) -> None:
    """Print how long one pass of our network and of the reference takes, and the ratio.

    The reference is run by the same library in the same number format. In 8 bits, for which it
    would have to be converted with photographs, ours is compared with its float32.
    """
    model = read_model(default_model())
    height, width = (side - side % model.card.architecture.stride for side in values.shape[1:])
    picture = np.ascontiguousarray(values[:, :height, :width])
    reference = WNet().eval().to(memory_format=torch.channels_last)
    print(f"\none pass over this photograph, {width} × {height}, threads: {threads};", end=" ")
    print(f"W-Net (Galdran, 2022) {sum(each.numel() for each in reference.parameters()):,} weights")
    mixture = mixture_of(model.card.style, model.card.architecture.styles)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    for name in engines():
        engine = with_threads(model, name, threads)
        theirs = reference_with(reference, name, threads, picture)
        taken = milliseconds(
            {f"ours, {name}": partial(engine.logits, picture, mixture), f"W-Net, {name}": theirs}
        )
        print_lines(taken)
        mine, others = taken.values()
        print(f"  {'  ours / W-Net':44} {mine / others:9.2f}")
    torch.set_num_threads(before)


def with_threads(model: Model, name: EngineName, threads: int) -> Engine:
    """Return an engine that uses so many threads; those of torch are set for all of it."""
    converted = read_converted(model)
    if converted is None or name in (EngineName.TORCH, EngineName.TORCH_BF16):
        return choose_engine(model, "cpu", name).engine
    return OpenVinoEngine(model, converted, name.precision, threads)


def reference_with(
    network: nn.Module, name: EngineName, threads: int, picture: NDArray[np.float32]
) -> partial[object]:
    """Return what runs the reference once, as an engine would."""
    values = torch.from_numpy(picture)[None].contiguous(memory_format=torch.channels_last)
    if name in (EngineName.TORCH, EngineName.TORCH_BF16):
        return partial(run, network, values, name.precision)
    hint = "bf16" if name is EngineName.OPENVINO_BF16 else "f32"
    options = {"INFERENCE_PRECISION_HINT": hint, "INFERENCE_NUM_THREADS": threads}
    core = openvino_core()
    from openvino import convert_model  # only now, when it tells nobody that it is used

    return partial(
        core.compile_model(convert_model(network, example_input=values), "CPU", options),
        picture[None],
    )


def run(network: nn.Module, picture: Tensor, precision: str) -> Tensor:
    """Run a network once."""
    with torch.inference_mode(), autocast(precision, CPU):
        logits: Tensor = network(picture)
    return logits
