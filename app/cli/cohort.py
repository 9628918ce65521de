"""``retivasc cohort``: measure all photographs of a study, on as many machines as there are."""

import argparse
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.cli.analyze import eye
from app.cli.cases import add_store_argument, day, opened_store
from app.cli.console import complain, say
from app.cli.options import (
    add_calibration_argument,
    add_model_arguments,
    add_style_arguments,
    positive,
    positive_number,
    style_of,
    threshold,
)
from app.cli.stopping import StopOnSignal

if TYPE_CHECKING:
    from app.cohort.dask_engine import DaskEngine
    from app.cohort.estimate import Estimate
    from app.cohort.folder import Folder
    from app.cohort.joining import Summary
    from app.cohort.plan import Plan, Request
    from app.cohort.sources import Source
    from app.cohort.work import OnTally, Tally

NAME = "cohort"
HELP = (
    "measure the photographs of a whole study: one row each, on this machine or with a Dask "
    "scheduler; “cohort report DIR” writes the report of one"
)
REPORT = "report"

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="*",
        type=Path,
        metavar="INPUT",
        help="photographs, folders, ZIP archives or DICOMDIR files; or: report DIR",
    )
    parser.add_argument("--output", type=Path, metavar="DIR", help="folder of the results")
    _add_sources(parser)
    _add_engine(parser)
    parser.add_argument(
        "--maps",
        choices=("none", "vessels", "all"),
        default="none",
        help="pictures that are written of each photograph; default: none",
    )
    parser.add_argument(
        "--deidentify",
        action="store_true",
        help="name rows by pseudonyms; only columns that --columns names are carried along",
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="DIR",
        help="with --deidentify: where who is who is kept; default: DIR.key, next to the results",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say how many photographs there are, and how long they will take; write nothing",
    )
    parser.add_argument(
        "--language", choices=("en", "zh_CN"), default="en", help="of the report; default: en"
    )
    _add_analysis(parser)


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--table",
        type=Path,
        metavar="LIST",
        help=(
            "CSV or Parquet list of photographs; its columns: file, and if wanted member, id, "
            "frame, eye, spacing_mm, subject, day, and covariates"
        ),
    )
    parser.add_argument(
        "--columns",
        type=_names,
        metavar="NAME,…",
        help="covariates of the list that are carried along; default: all",
    )
    add_store_argument(parser)
    parser.add_argument("--find", metavar="WORDS", help="of the store: whose name or ID has these")
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="of the store")
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="of the store")


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=positive,
        metavar="N",
        help="processes on this machine; default: as many as cores and memory allow",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask scheduler, tcp://host:8786, whose workers do the work",
    )
    parser.add_argument(
        "--chunk",
        type=positive,
        metavar="N",
        help="photographs that are handed out at a time, and whose rows are one file",
    )


def _add_analysis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--threshold", type=threshold, metavar="T", help="0.05 to 0.95; default: the model's"
    )
    parser.add_argument(
        "--measure-anyway", action="store_true", help="also measure poor photographs"
    )
    parser.add_argument("--spacing", type=positive_number, metavar="MM", help="side of a pixel")
    parser.add_argument("--eye", type=eye, metavar="R|L", help="which eye all photographs show")
    add_model_arguments(parser)
    add_style_arguments(parser)
    add_calibration_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure a cohort, or report on one; return 1 if a photograph failed.

    Raises:
        ConfigurationError: the arguments do not go together, or Dask is not installed.
        RetivascError: nothing can be done any more; what is done is kept.
    """
    check_installed()
    if arguments.inputs[:1] == [Path(REPORT)] and arguments.output is None:
        return _report(arguments)
    if arguments.output is None:
        raise ConfigurationError(
            message("No folder for the results was named."), message("Add --output DIR.")
        )
    if arguments.dry_run:
        return _dry_run(arguments)
    with StopOnSignal() as stop:
        return _measure(arguments, stop)


def check_installed() -> None:
    """Check that what a cohort needs is installed, which a clinic's workstation does without.

    Raises:
        ConfigurationError: it is not.
    """
    for name in ("distributed", "pyarrow"):
        if importlib.util.find_spec(name) is None:
            raise ConfigurationError(
                message("Cohorts need {name}, which is not installed.", name=name),
                message("Install it:  pip install 'retivasc[cohort]'"),
            )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


# --- measuring -----------------------------------------------------------------------------


def _measure(arguments: argparse.Namespace, stop: StopOnSignal) -> int:
    from app.cohort.joining import join
    from app.cohort.plan import begin, check_same, read_plan
    from app.cohort.running import carry_out, done_so_far, setting_of

    folder, request = _folder(arguments), _request(arguments)
    with folder.held(), _engine(arguments) as engine:
        plan = read_plan(folder)
        if plan is None:
            with _source(arguments, folder) as source:
                plan = begin(folder, source, request, workers=engine.workers)
        else:
            check_same(folder, plan, request)
        setting = setting_of(folder, plan, _with_model(request, plan))
        _tell_start(engine, plan)
        with _bar(plan, done_so_far(folder, plan)) as on_tally:
            carry_out(folder, plan, setting, engine, on_tally=on_tally, stop=stop.asked)
        summary = join(folder, plan, setting)
    return _tell_end(folder, summary, stop)


def _folder(arguments: argparse.Namespace) -> "Folder":
    from app.cohort.folder import folder_of

    output: Path = arguments.output
    if not arguments.deidentify:
        return folder_of(output, key=None)
    return folder_of(output, key=arguments.key or output.with_name(f"{output.name}.key"))


def _request(arguments: argparse.Namespace) -> "Request":
    from app.batch.task import Options
    from app.cohort.analyst import ModelAnalyst
    from app.cohort.plan import Request

    model, calibration = arguments.model.absolute(), arguments.calibration
    return Request(
        ModelAnalyst(
            model,
            arguments.device,
            style_of(arguments),
            calibration and calibration.absolute(),
        ),
        Options(
            threshold=arguments.threshold,
            eye=arguments.eye,
            spacing_mm=arguments.spacing,
            measure_anyway=arguments.measure_anyway,
        ),
        maps=arguments.maps,
        deidentified=arguments.deidentify,
        chunk=arguments.chunk,
        inputs=_inputs(arguments),
    )


def _inputs(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return where the photographs are looked for, in words that another run compares."""
    store = (arguments.find, arguments.since, arguments.until)
    return (
        *(str(path.absolute()) for path in arguments.inputs),
        *([f"--table {arguments.table.absolute()}"] if arguments.table else []),
        *([f"--columns {','.join(arguments.columns)}"] if arguments.columns is not None else []),
        *([f"--store {arguments.store} {store}"] if _asks_store(arguments) else []),
    )


def _asks_store(arguments: argparse.Namespace) -> bool:
    asked = (arguments.store, arguments.find, arguments.since, arguments.until)
    return any(each is not None for each in asked)


def _with_model(request: "Request", plan: "Plan") -> "Request":
    """Return a request whose workers take no other model than the one the cohort began with."""
    from app.cohort.analyst import ModelAnalyst

    assert isinstance(request.analyst, ModelAnalyst)
    _name, _version, sha256 = plan.settings["model"]
    return replace(request, analyst=replace(request.analyst, sha256=sha256))


@contextmanager
def _source(arguments: argparse.Namespace, folder: "Folder") -> "Iterator[Source]":
    """Give the photographs that the arguments name.

    Raises:
        ConfigurationError: the list cannot be read.
        StoreError: the store cannot be opened.
    """
    from app.cohort.sources import Source, of_list, of_paths, of_store, together

    sources = [Source(of_paths(arguments.inputs, folder.path))]
    if arguments.table:
        chosen = arguments.columns
        if chosen is None and arguments.deidentify:
            chosen = ()
        sources.append(of_list(arguments.table, chosen))
    if not _asks_store(arguments):
        yield together(sources)
        return
    from app.store.search import Query

    store = opened_store(arguments.store)
    try:
        query = Query(
            typed=arguments.find or "", since=arguments.since or "", until=arguments.until or ""
        )
        yield together([*sources, Source(of_store(store, query))])
    finally:
        store.close()


def _engine(arguments: argparse.Namespace) -> "DaskEngine":
    from app.cohort.dask_engine import DaskEngine

    if arguments.scheduler and arguments.workers:
        raise ConfigurationError(
            message("The workers of a scheduler are started where it runs."),
            message("Leave --workers out, or --scheduler."),
        )
    return DaskEngine(arguments.scheduler, workers=arguments.workers)


def _tell_start(engine: "DaskEngine", plan: "Plan") -> None:
    share = engine.share
    if share is not None:
        say(
            f"Workers: {share.workers}, with {share.threads} threads and "
            f"{size_in_words(share.memory)} of memory each."
        )
    say(f"What Dask does is shown at {engine.dashboard}")
    say(f"{plan.count} photographs, {size_in_words(plan.bytes)}, in {plan.chunks} parts.")


@contextmanager
def _bar(plan: "Plan", done: "Tally") -> "Iterator[OnTally]":
    """Show how far the cohort is, at what rate, and the time that is left."""
    if done.done:
        say(f"{done.done} photographs were done before.")
    failed = done.failed
    with tqdm(
        total=plan.count,
        initial=done.done,
        unit="photograph",
        smoothing=0.05,
        disable=None,
        file=sys.stderr,
        leave=False,
    ) as bar:

        def on_tally(tally: "Tally") -> None:
            nonlocal failed
            failed += tally.failed
            bar.set_postfix_str(f"{failed} failed", refresh=False)
            bar.update(tally.done)

        yield on_tally


def _tell_end(folder: "Folder", summary: "Summary", stop: StopOnSignal) -> int:
    for state, count in sorted(summary.states.items()):
        say(f"{count} {state}")
    for line in summary.set_aside:
        complain(line)
    say(f"  {folder.parquet}  {folder.csv}  {folder.columns}")
    if summary.missing:
        complain("retivasc: what is done is kept, and the same command resumes from there.")
        return stop.exit_code or 1
    return 1 if summary.failed else 0


# --- a dry run -----------------------------------------------------------------------------


def _dry_run(arguments: argparse.Namespace) -> int:
    from app.cohort.dask_engine import share_of_this_machine
    from app.cohort.estimate import estimate

    folder, request = _folder(arguments), _request(arguments)
    with _source(arguments, folder) as source:
        told = estimate(source, request)
    workers = share_of_this_machine(arguments.workers).workers
    say(*_estimate_lines(told, workers))
    return 0


def _estimate_lines(told: "Estimate", workers: int) -> Iterator[str]:
    size = size_in_words(told.bytes)
    yield f"{told.count} photographs, {size}; {told.unreadable} are known not to open."
    hours = told.hours(workers)
    if hours is None or told.seconds_each is None:
        yield "None of those tried could be analysed: nothing can be said of time and room."
        return
    yield (
        f"{told.seconds_each:.2f} s each on one core ({told.tried} tried): "
        f"{_duration(hours)} with {workers} workers on this machine, "
        f"{_duration(hours * workers)} of processor time."
    )
    yield f"Results will take about {size_in_words(told.disk)}."


def _duration(hours: float) -> str:
    return f"{hours:.1f} hours" if hours >= 1 else f"{60 * hours:.1f} minutes"


def size_in_words(count: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} {_UNITS[-1]}"


# --- the report ----------------------------------------------------------------------------


def _report(arguments: argparse.Namespace) -> int:
    from app.cohort.folder import folder_of
    from app.cohort.report.writing import write_report

    places: Sequence[Path] = arguments.inputs[1:]
    if len(places) != 1:
        raise ConfigurationError(
            message("One folder of results is needed."), message("Type: cohort report DIR")
        )
    folder = folder_of(places[0], key=arguments.key)
    say(*write_report(folder, arguments.language))
    return 0
