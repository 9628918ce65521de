"""``retivasc train``: train a network from a configuration file, resumable at any moment."""

import argparse
import signal
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from app.errors import ConfigurationError
from app.messages import message

NAME = "train"
HELP = "train a network from a TOML configuration; stop it at any time, run it again to go on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--run", type=Path, help="folder of the run (default: runs/<name>)")
    parser.add_argument("--data", type=Path, help="data root (default: as the configuration says)")


def run(arguments: argparse.Namespace) -> int:
    """Train until done, or until interrupted; the state is saved either way.

    Raises:
        ConfigurationError: the configuration does not fit, or the drawing library is missing.
    """
    if find_spec("matplotlib") is None:
        raise ConfigurationError(
            message("Core", "Training needs matplotlib, which is not installed."),
            message("Core", "Install the extra: pip install 'retivasc[train]'."),
        )
    from app.training.config import read_config
    from app.training.trainer import Trainer, start_run

    config = read_config(arguments.config)
    root = arguments.data or arguments.config.parent / config.data.root
    folder = arguments.run or Path("runs") / config.name
    start_run(arguments.config, config, folder)
    start = arguments.config.parent / config.start if config.start else None
    stop = _StopOnSignal()
    finished = Trainer(config, root, folder, start).train(should_stop=stop.asked)
    print(f"{'finished' if finished else 'stopped; run the same command to go on'}: {folder}")
    return 0


class _StopOnSignal:
    """Turn Ctrl+C and a polite kill into a request to stop after the present step."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True

    def asked(self) -> bool:
        return self._asked
