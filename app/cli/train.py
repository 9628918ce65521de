"""``retivasc train``: train a network from a configuration file, resumable at any moment."""

import argparse
from importlib.util import find_spec
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.cli.console import say
from app.cli.options import add_configuration_arguments, read_configuration
from app.cli.stopping import StopOnSignal

NAME = "train"
HELP = "train a network from a TOML configuration; stop it at any time and run it again to resume"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_configuration_arguments(parser)
    parser.add_argument("--run", type=Path, help="folder of the run (default: runs/<name>)")
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="where to run the computation",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train until done, or until interrupted; the state is saved either way.

    Raises:
        ConfigurationError: the configuration does not fit, or the drawing library is missing.
        ModelLoadError: a library that the network needs is missing.
        InferenceError: the device asked for does not work.
    """
    require_training_extra()
    from app.training.config import MAX_BYTES
    from app.training.run_folder import start_run
    from app.training.trainer import Trainer

    config, root = read_configuration(arguments)
    folder = arguments.run or Path("runs") / config.name
    start_run(read_input(arguments.config, limit=MAX_BYTES), folder)
    trainer = Trainer(config, root, folder, arguments.config.parent, device=arguments.device)
    with StopOnSignal() as stop:
        finished = trainer.train(should_stop=stop.asked)
    say(f"{'finished' if finished else 'stopped; run the same command to resume'}: {folder}")
    return 0


def require_training_extra() -> None:
    """Check that the libraries that only training needs are there.

    Raises:
        ConfigurationError: they are not.
    """
    if missing := [name for name in ("matplotlib", "tomli_w") if find_spec(name) is None]:
        raise ConfigurationError(
            message(
                "Training needs packages that are not installed: {names}.", names=", ".join(missing)
            ),
            message("Install the extra: pip install 'retivasc[train]'."),
        )
