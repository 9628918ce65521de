"""What the commands share that work on many photographs."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.base.paths import resolved
from app.batch.ledger import Ledger
from app.batch.runner import Outcome, Task, work_through
from app.cli.console import complain, say
from app.cli.options import with_progress
from app.cli.stopping import StopOnSignal
from app.reading.listing import Entry, find_photographs


def add_batch_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --output and --again."""
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--again",
        action="store_true",
        help="do everything anew; default: what was done the same way before is passed over",
    )


def find_inputs(inputs: Sequence[Path], output: Path) -> list[Entry]:
    """Return the photographs of the inputs, but not earlier results in a folder below them."""
    entries = list(find_photographs(inputs))
    named, results = frozenset(inputs), resolved(output)
    if results in map(resolved, named):
        return entries
    return [
        entry
        for entry in entries
        if entry.path in named or not resolved(entry.path).is_relative_to(results)
    ]


def run_batch(
    entries: Sequence[Entry], task: Task, ledger: Ledger, stop: StopOnSignal, *, again: bool
) -> int:
    """Do a task with all photographs, say what becomes of each, and return the exit code.

    Raises:
        ReportWriteError: the folder does not take any more results; those made so far are kept.
    """
    done = failed = skipped = 0
    outcomes = work_through(
        with_progress(entries, "image"), task, ledger, again=again, should_stop=stop.asked
    )
    for outcome in outcomes:
        done += 1
        failed += outcome.error is not None
        skipped += outcome.skipped
        tell(outcome)
    if skipped:
        say(f"{skipped} of {len(entries)} were done already; --again does them anew.")
    if stop.asked():
        complain(
            f"retivasc: stopped after {done} of {len(entries)}; what is done is kept, and the "
            "same command goes on from there."
        )
    return stop.exit_code or (1 if failed else 0)


def tell(outcome: Outcome) -> None:
    """Say what became of one photograph."""
    if outcome.error is not None:
        complain(f"{outcome.entry.location}: {outcome.error}", *outcome.lines)
    elif outcome.skipped:
        say(f"{outcome.entry.location}: {' '.join(outcome.lines)}")
    else:
        say(*outcome.lines, f"  {'  '.join(map(str, outcome.files))}")
