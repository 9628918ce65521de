"""Time the start of an installed program beside that of the source, from outside.

python -m tests.benchmarks.installed build/bundle/retivasc/retivasc
"""

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from tests.screen import virtual_screen
from tests.support import ROOT

_STARTS = 9
_SHOWN = ("xdotool", "search", "--onlyvisible", "--name", "Retivasc")


def main(program: str) -> None:
    """Print the seconds until each shows its window, the two taking turns."""
    commands = {"source": (sys.executable, "-m", "app"), "installed": (program,)}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with virtual_screen() as display, tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"DISPLAY": display, "HOME": home, "QT_QPA_PLATFORM": "xcb"}
        for name, command in [*commands.items()] * (1 + _STARTS):
            seconds[name].append(_seconds_to_window(command, environment))
    middle = {name: median(taken[1:]) for name, taken in seconds.items()}  # the first fills caches
    for name, value in middle.items():
        print(f"start to window, {name}: {value:.2f} s (first {seconds[name][0]:.2f} s)")
    print(f"installed / source: {middle['installed'] / middle['source']:.2f}")


def _seconds_to_window(command: tuple[str, ...], environment: dict[str, str]) -> float:
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while subprocess.run(_SHOWN, env=environment, capture_output=True, check=False).returncode:
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended without a window")
            time.sleep(0.01)
        taken = time.monotonic() - began
        process.terminate()
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
