"""Use the program on a virtual screen, with a mouse and a keyboard that the X server knows."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.screen import needs_screen, virtual_screen
from tests.support import PATIENCE_S, ROOT, encode, make_fundus

pytestmark = needs_screen

SETTLED_S = 0.3


@pytest.fixture
def display() -> Iterator[str]:
    with virtual_screen() as name:
        yield name


class Program:
    """The running program, and the hands of its user."""

    def __init__(self, display: str, settings: Path, *files: Path) -> None:
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONFAULTHANDLER": "1",
        }
        self._lull = settings / "lull"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.observed", str(settings), *map(str, files)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.state: dict = {}
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.state = json.loads(line)

    def sees(self, condition: Callable[[dict], bool]) -> dict:
        """Wait until the window shows something, and goes on showing it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            state = self.state
            if state and condition(state):
                time.sleep(SETTLED_S)
                if self.state == state:
                    return state
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.02)
        raise AssertionError(f"it never came: {self.state}")

    def comes(self, condition: Callable[[dict], bool]) -> None:
        """Wait until the window shows something, if only for a moment."""
        end = time.monotonic() + PATIENCE_S
        while not condition(self.state):
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, self.state
            time.sleep(0.005)

    def does(self, *commands: object) -> None:
        """Press keys and buttons, and move the mouse."""
        subprocess.run(
            ["xdotool", *map(str, commands)],
            env=self._environment,
            check=True,
            timeout=PATIENCE_S,
        )

    def takes_its_time(self, wanted: bool) -> None:
        """Make the network take until it is stopped, or no time at all."""
        self._lull.touch() if wanted else self._lull.unlink()

    def drags(self, start: list[int], right: int, down: int) -> None:
        """Drag with the left button."""
        x, y = start
        self.does("mousemove", x, y, "mousedown", 1)
        self.comes(lambda now: now["held"])
        for part in range(1, 6):
            self.does("mousemove", x + right * part // 5, y + down * part // 5)
        self.does("mouseup", 1)
        self.comes(lambda now: not now["held"])  # and so all was heard that went before

    def ends(self) -> int:
        """Wait for the end, and return the exit code."""
        code = self.process.wait(PATIENCE_S)
        self._reader.join()
        assert code >= 0, self.process.stderr.read()
        return code


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    names = ("病例 1.png", "second.png", "corrupt.png", "third.png")
    paths = [tmp_path / name for name in names]
    for seed, path in enumerate(paths):
        path.write_bytes(encode(make_fundus(640, seed=seed).pixels))
    paths[2].write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    return paths


@pytest.fixture
def program(display: str, tmp_path: Path, files: list[Path]) -> Iterator[Program]:
    settings = tmp_path / "settings"
    settings.mkdir()
    # Whoever works here has seen the tour, which would lie on the photograph.
    (settings / "viewer.json").write_text('{"tour": false}')
    program = Program(display, settings, files[0])
    yield program
    program.process.kill()
    program.ends()
    program.process.stdout.close()
    program.process.stderr.close()


def opens(program: Program, path: Path) -> None:
    focus(program)  # no window manager gives it back after a dialog
    program.does("key", "ctrl+o")
    program.sees(lambda now: now["dialog"])
    program.does("type", "--delay", 5, str(path))
    program.does("key", "Return")


def test_a_photograph_is_read_from_opening_to_closing(program, files):
    names = [file.name for file in files]
    first = program.sees(lambda now: now["shown"] == names[0] and not now["busy"])
    assert first["number"].endswith(" %")
    focus(program)

    program.drags(first["slider"], 60, 0)
    moved = program.sees(lambda now: now["threshold"] > first["threshold"] and not now["stale"])
    assert moved["number"] != first["number"]
    assert moved["measured"] == moved["threshold"]

    program.does("mousemove", *moved["pane"], "click", 4, "click", 4)
    zoomed = program.sees(lambda now: now["scale"] > moved["scale"])
    assert zoomed["linked"]

    program.does("key", "r")
    program.sees(lambda now: now["channel"] == "red-free")
    program.does("key", "a")
    program.drags(moved["pane"], 140, 90)
    corrected = program.sees(lambda now: now["corrected"] and not now["stale"])
    assert (corrected["strokes"], corrected["linked"]) == (1, True)
    assert corrected["number"] != moved["number"]
    program.does("key", "ctrl+z")
    undone = program.sees(lambda now: not now["corrected"] and not now["stale"])
    assert undone["number"] == moved["number"]
    program.does("key", "ctrl+z")
    program.sees(lambda now: now["channel"] == "colour")
    program.does("key", "ctrl+z")
    back = program.sees(lambda now: now["threshold"] == first["threshold"] and not now["stale"])
    assert back["number"] == first["number"]

    opens(program, files[2])
    failed = program.sees(lambda now: "corrupt.png" in now["says"])
    assert failed["shown"] == names[0]

    program.takes_its_time(True)
    opens(program, files[1])
    program.comes(lambda now: now["busy"])
    focus(program)
    program.does("key", "Escape")
    given_up = program.sees(lambda now: not now["busy"])
    assert (given_up["seen"], given_up["shown"]) == (names[1], None)
    assert given_up["number"] == "–"

    program.takes_its_time(False)
    opens(program, files[1])
    program.sees(lambda now: now["shown"] == names[1] and not now["busy"])

    program.takes_its_time(True)
    opens(program, files[3])
    program.comes(lambda now: now["busy"])
    focus(program)
    program.does("key", "ctrl+q")  # in the midst of it
    assert program.ends() == 0
    assert program.process.stderr.read() == ""


def focus(program: Program) -> None:
    program.does("search", "--onlyvisible", "--name", "Retivasc", "windowfocus", "--sync")
