"""Print the median time of each stage on the bundled sample, large and small copies of it."""

import os
import platform
import tempfile
from pathlib import Path

import torch
from PIL import Image

from app.analysis.analysis import analyse
from app.base.paths import default_model, sample
from app.domain.photograph import FundusImage
from app.field.field_of_view import find_field_of_view
from app.inference.predictor import UNetPredictor, load_predictor
from app.reading.opening import read_image
from app.segmentation.preprocessing import find_field, prepare_input
from tests.benchmarks import (
    cohort,
    drive_size,
    large_files,
    listing,
    measuring,
    node,
    opening,
    reporting,
    store,
    viewer,
)
from tests.benchmarks.timing import RUNS, Stage, milliseconds, print_lines
from tests.readings import reread

LARGE = (3464, 3464)  # 12 megapixels


def main() -> None:
    """Measure and print."""
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"torch {torch.__version__} with {torch.get_num_threads()} threads;", end=" ")
    print(f"medians of {RUNS} runs in milliseconds")
    predictor = load_predictor(default_model())
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.jpg"
        Image.open(sample()).resize(LARGE, Image.Resampling.BICUBIC).save(large, quality=92)
        for path in (sample(), large):
            image = read_image(path)
            print(f"\n{path.name}: {image.width} × {image.height}")
            print_lines(milliseconds(core_stages(path, image, predictor)))
            analysis = analyse(image, predictor)
            measuring.compare(analysis)
            reporting.compare(analysis)
    viewer.main()
    opening.main()
    large_files.main()
    drive_size.main()
    listing.main()
    store.main()
    cohort.main()
    node.main()


def core_stages(path: Path, image: FundusImage, predictor: UNetPredictor) -> dict[str, Stage]:
    """Return the stages from file to numbers."""
    field = find_field_of_view(image.pixels)
    prepared = prepare_input(image, field, predictor.input_spec)
    analysis = analyse(image, predictor)
    companions = [
        (each, prepare_input(image, find_field(image.pixels, each.input_spec), each.input_spec))
        for each in predictor.companions
    ]
    return {
        "load": lambda: read_image(path),
        "field of view": lambda: find_field_of_view(image.pixels),
        "prepare": lambda: prepare_input(image, field, predictor.input_spec),
        "inference: vessels": lambda: predictor.predict(prepared),
        "inference: disc, fovea, arteries, veins": lambda: [
            each.predict(planes) for each, planes in companions
        ],
        "whole analysis": lambda: analyse(image, predictor),
        "measure after a threshold change": lambda: reread(analysis, threshold=0.45),
    }


if __name__ == "__main__":
    main()
