"""``retivasc analyze``: segment and measure photographs, and write down all results."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.batch.analysing import AnalysisMaker, Files
from app.batch.inputs import find_inputs
from app.batch.ledger import Ledger
from app.batch.task import Options
from app.cli.batches import add_batch_arguments, run_batch
from app.cli.cases import add_store_argument, opened_store, patient_of
from app.cli.console import complain
from app.cli.options import (
    add_calibration_argument,
    add_model_arguments,
    add_style_arguments,
    load_predictor,
    positive,
    positive_number,
    style_of,
    threshold,
)
from app.cli.stopping import StopOnSignal
from app.domain.photograph import Laterality

if TYPE_CHECKING:
    from app.batch.keeping import Keeper

NAME = "analyze"
HELP = "segment and measure photographs; write JSON, masks, an overlay and a report for each"

_EYES = {
    "R": Laterality.RIGHT,
    "OD": Laterality.RIGHT,
    "L": Laterality.LEFT,
    "OS": Laterality.LEFT,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="photographs, folders (with their subfolders), ZIP archives or DICOMDIR files",
    )
    add_batch_arguments(parser)
    parser.add_argument(
        "--threshold", type=threshold, metavar="T", help="0.05 to 0.95; default: the model's"
    )
    parser.add_argument(
        "--measure-anyway",
        action="store_true",
        help=(
            "also measure photographs whose quality is too poor; the results and the report say so"
        ),
    )
    parser.add_argument(
        "--spacing",
        type=positive_number,
        metavar="MM",
        help="side of a pixel on the retina, in millimetres, whatever the file says",
    )
    parser.add_argument(
        "--frame",
        type=positive,
        default=1,
        metavar="N",
        help="which frame or page of a file that has several; default: 1",
    )
    parser.add_argument(
        "--eye",
        type=eye,
        metavar="R|L",
        help="which eye all photographs show, whatever the files say; OD and OS are also accepted",
    )
    parser.add_argument(
        "--photograph", action="store_true", help="also write the photograph as PNG, as it was read"
    )
    parser.add_argument("--no-report", action="store_true", help="do not write the PDF")
    parser.add_argument(
        "--dicom",
        action="store_true",
        help=(
            "also write the report, segmentation, measurements and overlay as DICOM objects, for "
            "send"
        ),
    )
    _add_keeping_arguments(parser)
    add_model_arguments(parser)
    add_style_arguments(parser)
    add_calibration_argument(parser)


def _add_keeping_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", action="store_true", help="put photographs and results into the store too"
    )
    parser.add_argument(
        "--patient",
        metavar="ID",
        help="with --keep: whom all photographs show, whatever the files say; added if not known",
    )
    parser.add_argument("--patient-name", default="", metavar="NAME", help="of one who is added")
    add_store_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyse every input; return 1 if any of them failed, after finishing the others.

    Raises:
        ReportWriteError: the folder takes no results; those made before are kept.
    """
    with StopOnSignal() as stop:
        predictor = load_predictor(
            arguments.model,
            arguments.device,
            style=style_of(arguments),
            calibration=arguments.calibration,
        )
        ledger = Ledger(arguments.output)
        aside = ledger.prepare(table=True)
        if aside is not None:
            complain(f"The table of another version was set aside as {aside}.")
        entries = find_inputs(arguments.inputs, arguments.output)
        with keeping(arguments) as keeper:
            maker = AnalysisMaker(predictor, options(arguments), files(arguments), keeper)
            return run_batch(entries, maker, ledger, stop, again=arguments.again)


@contextmanager
def keeping(arguments: argparse.Namespace) -> "Iterator[Keeper | None]":
    """Give who keeps the results, as the arguments say; None where nobody is asked to.

    Raises:
        ConfigurationError: a patient is named and nothing is to be kept, or nobody may be.
        StoreError: the store cannot be opened.
    """
    if not arguments.keep:
        if arguments.patient or arguments.store:
            raise ConfigurationError(
                message("A patient or a store is named, but nothing is to be kept."),
                message("Add --keep, or leave --patient and --store out."),
            )
        yield None
        return
    from app.batch.keeping import Keeper

    store = opened_store(arguments.store)
    try:
        patient = arguments.patient and patient_of(store, arguments.patient, arguments.patient_name)
        yield Keeper(store, patient)
    finally:
        store.close()


def options(arguments: argparse.Namespace) -> Options:
    """Return how photographs are to be analysed, as the arguments say."""
    return Options(
        threshold=arguments.threshold,
        frame=arguments.frame - 1,
        spacing_mm=arguments.spacing,
        eye=arguments.eye,
        measure_anyway=arguments.measure_anyway,
    )


def files(arguments: argparse.Namespace) -> Files:
    """Return what is to be written of each photograph, as the arguments say."""
    return Files(
        photograph=arguments.photograph,
        report=not arguments.no_report,
        dicom=arguments.dicom,
    )


def eye(text: str) -> Laterality:
    """Read an eye; argparse turns the error into a usage message."""
    if text.upper() not in _EYES:
        raise argparse.ArgumentTypeError(f"the eye must be one of {', '.join(_EYES)}")
    return _EYES[text.upper()]
