"""Take the manual's pictures from the real window: ``python docs/pictures.py --output DIR``.

It opens the bundled sample as three visits of an invented patient, walks through the window, and
keeps what it shows. No screen is needed: without one Qt draws into memory.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(ROOT / "resources" / "screenshots")]

WIDTH, HEIGHT = 1366, 800
FEW_COLOURS = 256  # enough for a window, a third of the size
PATIENT = {"en": ("Example^Anna", "EX-0001"), "zh_CN": ("示例^安娜", "EX-0001")}
PATIENCE = 4 * 60 * 10  # times a quarter of a second

Waiting = Callable[[], bool]


def main() -> int:
    """Take all pictures of one language; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=PATIENT, default="en")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folders = ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME")
        for name in ("HOME", "APPDATA", "LOCALAPPDATA", *(f"XDG_{each}" for each in folders)):
            os.environ[name] = home
        taken = walk(Path(home), given.language, given.output)
    print(f"{len(taken)} pictures in {given.output}")
    return 0


def walk(home: Path, language: str, output: Path) -> list[str]:
    """Show the window, do what the pages tell of, and write the pictures."""
    from app.base.paths import default_model
    from app.ui import application

    visits = make_visits(home, language)
    taken: list[str] = []
    begin = application.Viewer.start

    def start(viewer: application.Viewer, *arguments: object) -> None:
        begin(viewer, *arguments)
        viewer.apply(viewer.preferences.changed(theme="light", tour=False))
        follow(viewer, Album(output, taken), visits)

    application.Viewer.start = start  # type: ignore[method-assign]
    application.Viewer.offer_tour = lambda viewer: None  # type: ignore[method-assign]
    code = application.run_viewer([], model=default_model(), device="cpu", language=language)
    if code:
        raise SystemExit(code)
    return taken


def make_visits(home: Path, language: str) -> list[Path]:
    """Write the sample as three visits of a patient who does not exist."""
    from make_compare import VISITS, make_visit
    from pydicom import dcmread

    paths = [make_visit(home, date) for date in VISITS]
    for path in paths:
        dataset = dcmread(path)
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.PatientName, dataset.PatientID = PATIENT[language]
        dataset.save_as(path, enforce_file_format=True)
    return paths


class Album:
    """The folder of the pictures."""

    def __init__(self, folder: Path, taken: list[str]) -> None:
        self.folder, self._taken = folder, taken

    def take(self, name: str, widget: Any) -> None:
        """Keep what a widget shows, in few colours."""
        from make_compare import _grabbed
        from PIL import Image
        from PyQt5.QtWidgets import QApplication

        QApplication.processEvents()
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = _grabbed(widget)
        few = picture.quantize(FEW_COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        self._taken.append(name)


def follow(viewer: Any, album: Album, visits: list[Path]) -> None:
    """Go on with the story each time that what it waits for is there."""
    from PyQt5.QtCore import QTimer
    from PyQt5.QtWidgets import QApplication

    steps = story(viewer, album, visits)
    state: dict[str, Any] = {"waiting": next(steps), "left": PATIENCE}
    timer = QTimer(viewer)

    def go_on() -> None:
        state["left"] -= 1
        if not state["left"]:
            print("pictures.py: the window did not get on.", file=sys.stderr)
            QApplication.exit(1)
        if not state["waiting"]():
            return
        timer.stop()  # a step may run the loop itself
        try:
            state["waiting"], state["left"] = next(steps), PATIENCE
            timer.start()
        except StopIteration:
            viewer.window.close()
            QApplication.exit(0)
        except Exception as error:
            print(f"pictures.py: {error!r}", file=sys.stderr)
            QApplication.exit(1)
            raise

    timer.timeout.connect(go_on)
    timer.start(250)


def story(viewer: Any, album: Album, visits: list[Path]) -> Iterator[Waiting]:
    """Yield what is waited for between the pictures."""
    window, workspace = viewer.window, viewer.workspace
    window.resize(WIDTH, HEIGHT)
    window.move(0, 0)
    yield lambda: workspace.jobs.idle
    album.take("start", window)
    write_keys(window.commands, album.folder / "keys.json")
    draw_numbers(album)

    def shown(path: Path) -> bool:
        analysis = workspace.analysis
        return analysis is not None and analysis.image.path == path and workspace.jobs.idle

    for path in visits:
        window.open_files(visits, wanted=(path, None))
        yield partial(shown, path)
    album.take("window", window)
    yield from in_the_panes(window, workspace, album)
    yield from in_dialogs(window, workspace, album)


def in_the_panes(window: Any, workspace: Any, album: Album) -> Iterator[Waiting]:
    """Picture what is done with the photograph itself."""
    from app.measurement.measures import VESSEL_DENSITY
    from app.settings.look import Channel, Layout, Tone, VesselStyle
    from app.ui.cards.explanation import Explanation

    card = window.panel.more
    measure = VESSEL_DENSITY
    number = workspace.analysis.shown_measurements.numbers[measure.id]
    panel = Explanation(measure, workspace.analysis, workspace.catalogue, card, number)
    panel.show_beside(card, window.panel)
    yield panel.isVisible
    album.take("explanation", panel)
    panel.close()
    commands = window.commands
    commands.layouts[Layout.CURTAIN].trigger()
    commands.styles[VesselStyle.OUTLINE].trigger()
    commands.channels[Channel.RED_FREE].trigger()
    yield lambda: workspace.jobs.idle
    album.take("curtain", window.comparison)
    commands.layouts[Layout.AUTOMATIC].trigger()
    commands.channels[Channel.COLOUR].trigger()
    commands.styles[VesselStyle.UNCERTAINTY].trigger()
    yield lambda: workspace.jobs.idle
    album.take("uncertainty", window.comparison)
    commands.styles[VesselStyle.FILLED].trigger()
    workspace.set_tone(Tone())


def in_dialogs(window: Any, workspace: Any, album: Album) -> Iterator[Waiting]:
    """Picture the dialogs, one after another."""
    from app.ui.comparing.dialog import CompareDialog

    dialogs: tuple[tuple[str, Any], ...] = (
        ("report", window.commands.report),
        ("patients", window.commands.patients),
        ("outbox", window.commands.outbox),
        ("settings", window.commands.settings),
        ("commands", window.commands.command_list),
    )
    for name, command in dialogs:
        command.trigger()
        yield lambda: shown_dialog() is not None and workspace.jobs.idle
        for _ in range(8):  # what the store's thread tells
            yield lambda: True
        album.take(name, shown_dialog())
        shown_dialog().close()
        yield lambda: shown_dialog() is None
    window.show_comparison()
    dialog = window.findChild(CompareDialog)
    dialog.resize(WIDTH, 760)
    yield lambda: dialog.numbers.table.rowCount() > 0 and workspace.jobs.idle
    album.take("compare", dialog)
    dialog.tabs.setCurrentWidget(dialog.trend)
    yield lambda: workspace.jobs.idle
    album.take("trend", dialog)
    dialog.close()
    yield lambda: True


def shown_dialog() -> Any:
    """Return the dialog that is open, None if there is none."""
    from PyQt5.QtWidgets import QApplication, QDialog

    widgets = (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog))
    return next((each for each in widgets if each.isVisible()), None)


def write_keys(commands: Any, path: Path) -> None:
    """Write all commands that have keys, by groups, and what the mouse does."""
    from app.ui.dialogs.shortcuts import ShortcutSheet

    sheet = ShortcutSheet(commands.grouped(), commands.gestures())
    path.write_text(json.dumps(sheet.groups, ensure_ascii=False), encoding="utf-8")
    sheet.close()


def draw_numbers(album: Album) -> None:
    """Draw what each number counts or divides, as the window explains it."""
    from PyQt5.QtCore import Qt

    from app.report.manual import families, page_of
    from app.ui.cards.number_pictures import NumberPicture

    for measures in families().values():
        drawing = NumberPicture(measures[0])
        drawing.setAttribute(Qt.WA_StyledBackground)
        drawing.setStyleSheet("background: white")
        album.take(page_of(measures[0]), drawing)


if __name__ == "__main__":
    sys.exit(main())
