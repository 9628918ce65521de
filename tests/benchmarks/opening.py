"""Time how soon a photograph is seen after a click, and what the largest ones take of memory."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from PIL import Image, ImageOps
from PyQt5.QtWidgets import QApplication

from app.base.paths import sample
from app.base.translation import load_catalogue
from app.reading.listing import Entry
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.session.cases import Cases
from app.ui.session.workspace import Workspace
from tests.benchmarks.timing import RUNS, print_lines
from tests.support import FakePredictor

SIZES = {"2 MP": (1600, 1250), "12 MP": (4000, 3000), "45 MP": (7750, 5800)}
LARGEST = (12000, 8000)  # 96 megapixels
AIM_MS, AIM_MIB = 300, 1536


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"\nfrom a click to the photograph, drawn; at 12 MP the aim is {AIM_MS} ms")
        print_lines(
            {name: seen_after(_files(Path(folder), name, size)) for name, size in SIZES.items()}
        )
        largest = _copy(Path(folder) / "96.jpg", LARGEST)
        print(f"\npeak memory at 96 MP in MiB; the aim is {AIM_MIB}")
        print_lines(
            {
                "in the window": peak_in_the_window(largest),
                "analyze": peak_of(
                    "-m", "app", "analyze", str(largest), "--output", f"{folder}/out"
                ),
            }
        )


def seen_after(files: list[Path]) -> float:
    """Return the median milliseconds from opening a file to its being drawn in both panes."""
    application = QApplication.instance() or QApplication([])
    workspace = Workspace(FakePredictor, load_catalogue("en"), Cases())
    panes = ComparisonView(workspace)
    panes.resize(1366, 700)
    panes.show()
    workspace.start()
    taken = []
    for path in files:
        while workspace.busy:  # the machine is to be idle
            application.processEvents()
        begun = time.perf_counter()
        workspace.open(Entry(path))
        while workspace.entry != Entry(path):
            application.processEvents()
        taken.append(1000 * (_drawn(panes) - begun))
        workspace.cancel()
    workspace.shut_down()
    return median(taken[1:])  # the first one loads what decodes


def _drawn(panes: ComparisonView) -> float:
    for view in (panes.plain, panes.tinted):
        view.repaint()
    return time.perf_counter()


def peak_of(*arguments: str) -> float:
    """Return the peak memory of a run of Python, in MiB."""
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def peak_in_the_window(path: Path) -> float:
    """Return the peak memory of the program that shows a photograph with its vessels, in MiB."""
    from tests.benchmarks.viewer import start_with

    return start_with(path).memory


def _files(folder: Path, name: str, size: tuple[int, int]) -> list[Path]:
    """Make as many files as are opened: what was opened before is at hand."""
    first = _copy(folder / f"{name}.jpg", size)
    files = [first]
    for number in range(RUNS):
        files.append(folder / f"{name} {number}.jpg")
        files[-1].write_bytes(first.read_bytes())
    return files


def _copy(path: Path, size: tuple[int, int]) -> Path:
    picture = Image.open(sample()).convert("RGB")
    ImageOps.fit(picture, size, Image.Resampling.BICUBIC).save(path, quality=92)
    return path


if __name__ == "__main__":
    main()
