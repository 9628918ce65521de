"""Make the animated picture of comparing two visits, from the real window.

Run from the top folder, on a screen of 1366 x 768 (xvfb-run -s "-screen 0 1366x768x24" does):

    python resources/screenshots/make_compare.py [--photograph FILE] [--language zh_CN]
        [--theme dark] [--frames FOLDER] [--output FILE]

Only one photograph of the sample's eye is published. The earlier visits are the same photograph
turned, shifted and bent by known transforms, with noise: nothing has changed between them. As they
are no visits of a real person, their dates are invented.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image
from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from app.base.paths import default_model
from app.registration.transform import Coefficients, Frame, Transform

FOLDER = Path(__file__).parent
SAMPLE = FOLDER.parent / "samples" / "chase_db1_09r.dcm"
VISITS: dict[str, Coefficients | None] = {
    "20220114": ((0.03, 0.99, 0.05, 0, 0.004, 0), (0.02, -0.05, 0.99, 0.004, 0, 0)),
    "20240302": ((-0.04, 1.0, -0.04, 0.004, 0, 0), (0.03, 0.04, 1.0, 0, 0.004, 0)),
    "20260211": None,
}
WIDTH = 960  # of the animated picture
COLOURS = 96

Step = tuple[Callable[[], bool], Callable[[], None] | None]
"""What is waited for, and what is done then."""


def main() -> None:
    """Show the window, walk through the comparison, and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photograph", type=Path, nargs="*", help="visits; else made here")
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--frames", type=Path, help="each frame is written there, too")
    parser.add_argument("--output", type=Path, default=FOLDER / "compare.gif")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name in (
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
        ):
            os.environ[name] = home
        visits = given.photograph or [make_visit(Path(home), date) for date in VISITS]
        frames = walk(visits, given.language, given.theme)
    if given.frames:
        given.frames.mkdir(parents=True, exist_ok=True)
        for number, (picture, _) in enumerate(frames):
            picture.save(given.frames / f"{number:02}.png")
    write(frames, given.output)


def make_visit(folder: Path, date: str) -> Path:
    """Write the sample as it would look at another visit."""
    dataset, known = dcmread(SAMPLE), VISITS[date]
    dataset.decompress()
    pixels = dataset.pixel_array
    height, width = pixels.shape[:2]
    if known is not None:
        frame = Frame(((width - 1) / 2, (height - 1) / 2), 0.95 * min(width, height))
        pixels = Transform(frame, frame, known).picture(pixels, (height, width))
        noise = np.random.default_rng(int(date)).normal(0, 1.5, pixels.shape)
        pixels = np.clip(pixels + noise * (pixels.max(axis=-1, keepdims=True) > 12), 0, 255)
    dataset.PixelData = pixels.astype(np.uint8).tobytes()
    dataset.PhotometricInterpretation = "RGB"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.StudyDate = dataset.ContentDate = date
    del dataset.LongitudinalTemporalInformationModified  # else the date stands for nothing
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=["retivasc-compare", date])
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    path = folder / f"visit {date}.dcm"
    dataset.save_as(path, enforce_file_format=True)
    return path


def walk(visits: list[Path], language: str, theme: str) -> list[tuple[Image.Image, int]]:
    """Return the frames, and for how many milliseconds each is seen."""
    from PyQt5.QtCore import QTimer

    from app.ui import application

    frames: list[tuple[Image.Image, int]] = []
    begin = application.Viewer.start

    def start(viewer: application.Viewer, *arguments: object) -> None:
        begin(viewer, *arguments)
        viewer.apply(viewer.preferences.changed(theme=theme))
        steps = story(viewer, visits, frames)
        waiting = next(steps)
        timer = QTimer(viewer)

        def go_on() -> None:
            nonlocal waiting
            if not waiting():
                return
            try:
                waiting = next(steps)
            except StopIteration:
                timer.stop()
                viewer.window.close()
                application.QApplication.exit(0)

        timer.timeout.connect(go_on)
        timer.start(250)

    application.Viewer.start = start  # type: ignore[method-assign]
    application.run_viewer(visits, model=default_model(), device="cpu", language=language)
    return frames


def story(
    viewer: object, visits: list[Path], frames: list[tuple[Image.Image, int]]
) -> Iterator[Callable[[], bool]]:
    """Yield what is waited for between the frames."""
    from PyQt5.QtWidgets import QApplication

    from app.ui.comparing.dialog import CompareDialog
    from app.ui.comparing.panes import Mode

    window = viewer.window  # type: ignore[attr-defined]
    workspace = window.workspace

    def shown(path: Path) -> bool:
        analysis = workspace.analysis
        return analysis is not None and analysis.image.path == path and workspace.jobs.idle

    for path in visits:
        window.open_files(visits, wanted=(path, None))
        yield partial(shown, path)
    window.show_comparison()
    dialog = window.findChild(CompareDialog)
    dialog.move(0, 0)
    dialog.resize(1366, 768)

    def take(milliseconds: int) -> None:
        QApplication.processEvents()
        frames.append((_grabbed(dialog), milliseconds))

    yield lambda: dialog.numbers.table.rowCount() > 0 and workspace.jobs.idle
    take(2200)
    dialog.modes[Mode.SWIPE].click()
    view = dialog.panes.views[1]
    for place in (0.25, 0.35, 0.45, 0.55, 0.65, 0.75):
        view.move_line(place)
        take(1200 if place == 0.75 else 220)
    dialog.modes[Mode.DIFFERENCE].click()
    take(2200)
    dialog.modes[Mode.SIDE_BY_SIDE].click()
    dialog.tabs.setCurrentWidget(dialog.trend)
    take(2200)
    dialog.tabs.setCurrentWidget(dialog.numbers)
    dialog.strip_button.click()
    places = len([slot for slot in dialog.strip.slots if slot.visit is not None])
    yield lambda: len(dialog.strip._pictures) == places and workspace.jobs.idle
    take(2600)
    dialog.close()


def _grabbed(widget: object) -> Image.Image:
    picture = widget.grab().toImage().convertToFormat(13)  # type: ignore[attr-defined] # RGB888
    width, height, line = picture.width(), picture.height(), picture.bytesPerLine()
    bits = picture.constBits()
    bits.setsize(line * height)
    rows = np.frombuffer(bits, np.uint8).reshape(height, line)[:, : 3 * width]
    return Image.fromarray(rows.reshape(height, width, 3).copy())


def write(frames: list[tuple[Image.Image, int]], path: Path) -> None:
    """Write the frames as a GIF, all in the same few colours, so that little changes."""
    small = [
        picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.LANCZOS)
        for picture, _ in frames
    ]
    height = sum(picture.height for picture in small)
    sheet = Image.new("RGB", (WIDTH, height))
    for number, picture in enumerate(small):
        sheet.paste(picture, (0, number * picture.height))
    palette = sheet.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    plain = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in small]
    plain[0].save(
        path,
        save_all=True,
        append_images=plain[1:],
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        optimize=True,
    )
    print(f"{path}: {len(frames)} frames, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    sys.exit(main())
