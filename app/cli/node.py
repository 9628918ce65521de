"""``retivasc node``: receive photographs, analyse them and send the results on, unattended."""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.cli.console import say
from app.cli.stopping import StopOnSignal

if TYPE_CHECKING:
    from app.node.configuration import NodeSettings

NAME = "node"
HELP = "receive photographs from cameras and archives, analyse them, send the results on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("run", "status", "retry", "work"),
        default="run",
        help=(
            "run the node until it is told to stop (default); status: say how it is doing; retry: "
            "try again what failed for good; work: be one of its workers, which it starts itself"
        ),
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--json", action="store_true", help="with status: print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; status returns 1 where the node does not run.

    Raises:
        RetivascError: the node cannot begin, or its store cannot be read.
    """
    from app.node.configuration import read_settings

    settings = read_settings(arguments.config)
    match arguments.what:
        case "status":
            return _status(settings, as_json=arguments.json)
        case "retry":
            return _retry(settings)
        case "work":
            return _work(settings)
        case _:
            return _run(settings, arguments.config)


def _run(settings: "NodeSettings", config: Path) -> int:
    from app.node.service import run_node

    _log()
    with StopOnSignal() as stop:
        run_node(settings, _worker_command(config), stop.asked, _say_ready)
    say("The node has stopped.")
    return 0


def _say_ready(port: int | None) -> None:
    say("The node runs." if port is None else f"The node runs and listens at port {port}.")


def _worker_command(config: Path) -> list[str]:
    """Return what starts a worker with this very program."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*program, NAME, "work", "--config", str(config)]


def _work(settings: "NodeSettings") -> int:
    from app.node.worker import work_for

    _log()
    with StopOnSignal() as stop:
        work_for(settings, sys.stdin.buffer, stop.asked)
    return 0


def _log() -> None:
    """Write what happens to the standard error, where a service's log takes it from."""
    logging.basicConfig(format="%(asctime)s %(process)d %(name)s: %(message)s")
    logging.getLogger("app").setLevel(logging.INFO)


def _retry(settings: "NodeSettings") -> int:
    from app.store.arrivals import retry_failed
    from app.store.opening import open_store

    store = open_store(settings.place)
    try:
        say(f"{retry_failed(store, settings.name)} will be tried again")
    finally:
        store.close()
    return 0


def _status(settings: "NodeSettings", *, as_json: bool) -> int:
    from app.node.status import node_status

    status = node_status(settings)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(status), indent=2) + b"\n")
        sys.stdout.flush()
    else:
        say(*status.lines())
    return 0 if status.running else 1
