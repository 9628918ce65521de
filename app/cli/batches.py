"""What the commands that work on many photographs share."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.batch.ledger import Ledger
from app.batch.runner import Done, Maker, work_through
from app.cli.console import complain, say
from app.cli.options import with_progress
from app.cli.stopping import StopOnSignal
from app.reading.listing import Entry


def add_batch_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --output and --again."""
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--again",
        action="store_true",
        help="do everything again; default: skip what was already done in the same way",
    )


def run_batch(
    entries: Sequence[Entry], maker: Maker, ledger: Ledger, stop: StopOnSignal, *, again: bool
) -> int:
    """Make a result of each photograph, print what becomes of each, and return the exit code.

    Raises:
        ReportWriteError: the folder does not take any more results; those made so far are kept.
    """
    done = failed = skipped = 0
    all_done = work_through(
        with_progress(entries, "image"), maker, ledger, again=again, should_stop=stop.asked
    )
    for each in all_done:
        done += 1
        failed += each.error is not None
        skipped += each.skipped
        tell(each)
    if skipped:
        say(f"{skipped} of {len(entries)} were already done; --again does them again.")
    if stop.asked():
        complain(
            f"retivasc: stopped after {done} of {len(entries)}; what is done is kept, and the "
            "same command resumes from there."
        )
    return stop.exit_code or (1 if failed else 0)


def tell(done: Done) -> None:
    """Print what became of one photograph."""
    if done.error is not None:
        complain(f"{done.entry.location}: {done.error}", *done.lines)
    elif done.skipped:
        say(f"{done.entry.location}: {' '.join(done.lines)}")
    else:
        say(*done.lines, f"  {'  '.join(map(str, done.files))}")
