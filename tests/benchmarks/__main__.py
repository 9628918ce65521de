"""Print the median time of each stage on the bundled sample, large and small copies of it."""

import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from app.analysis import Analysis, analyse, rethreshold
from app.imaging.field_of_view import find_field_of_view
from app.imaging.overlay import draw_overlay
from app.imaging.preprocessing import prepare_input
from app.imaging.reading import read_image
from app.imaging.types import FundusImage
from app.inference.checkpoint import load_checkpoint
from app.inference.predictor import UNetPredictor
from app.paths import default_model, sample
from app.report.content import build_content
from app.report.pdf import render_pdf
from app.translation import load_catalogue
from tests.benchmarks import drive_size, large_files, measuring
from tests.benchmarks.timing import RUNS, Stage, milliseconds, print_lines
from tests.support import make_layers

LARGE = (3464, 3464)  # 12 megapixels


def main() -> None:
    """Measure and print."""
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"torch {torch.__version__} with {torch.get_num_threads()} threads;", end=" ")
    print(f"medians of {RUNS} runs in milliseconds")
    predictor = UNetPredictor(load_checkpoint(default_model()))
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.jpg"
        Image.open(sample()).resize(LARGE, Image.Resampling.BICUBIC).save(large, quality=92)
        for path in (sample(), large):
            image = read_image(path)
            print(f"\n{path.name}: {image.width} × {image.height}")
            stages = {**core_stages(path, image, predictor), **repaint_stages(image, predictor)}
            print_lines(milliseconds(stages))
            measuring.compare(analyse(image, predictor))
    large_files.main()
    drive_size.main()


def core_stages(path: Path, image: FundusImage, predictor: UNetPredictor) -> dict[str, Stage]:
    """Return the stages from file to PDF."""
    field = find_field_of_view(image.pixels)
    prepared = prepare_input(image, field, predictor.input_spec)
    analysis = analyse(image, predictor)
    content = build_content(analysis, load_catalogue("en"))
    return {
        "load": lambda: read_image(path),
        "field of view": lambda: find_field_of_view(image.pixels),
        "prepare": lambda: prepare_input(image, field, predictor.input_spec),
        "inference": lambda: predictor.predict(prepared),
        "whole analysis": lambda: analyse(image, predictor),
        "measure after a threshold change": lambda: rethreshold(analysis, 0.45),
        "PDF: content": lambda: build_content(analysis, load_catalogue("en")),
        "PDF: layout": lambda: render_pdf(content),
    }


def repaint_stages(image: FundusImage, predictor: UNetPredictor) -> dict[str, Stage]:
    """Return a repaint by table of colours, and the reference: making a tinted picture anew."""
    from PyQt5.QtWidgets import QApplication

    from app.ui.panes.image_view import ImageView

    application = QApplication.instance() or QApplication([])
    analysis = analyse(image, predictor)
    view = ImageView(with_vessels=True)
    view.resize(640, 640)
    view.show_layers(make_layers(image.pixels, analysis.levels.native))
    view.show()
    thresholds = _alternating(0.45, 0.55)

    def repaint() -> None:
        view.show_vessels(next(thresholds), 0.6)
        application.processEvents()

    return {
        "threshold repaint": repaint,
        "  reference: tint the whole picture anew": lambda: _tint(analysis, next(thresholds)),
    }


def _tint(analysis: Analysis, threshold: float) -> bytes:
    mask = analysis.levels.native >= np.float32(threshold)
    return draw_overlay(analysis.image.pixels, mask).tobytes()


def _alternating(*values: float) -> Iterator[float]:
    while True:
        yield from values


if __name__ == "__main__":
    main()
