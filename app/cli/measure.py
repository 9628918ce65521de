"""``retivasc measure``: measure masks made elsewhere, an expert's or another program's."""

import argparse
from pathlib import Path

from app.batch.inputs import expanded, find_inputs, pair_fields
from app.batch.ledger import Ledger
from app.batch.measuring import MaskMaker
from app.cli.batches import add_batch_arguments, run_batch
from app.cli.options import positive_number
from app.cli.stopping import StopOnSignal
from app.field.masks import Assumed

NAME = "measure"
HELP = "measure masks made elsewhere, without a model, and write the same JSON as analyze"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="MASK",
        help="masks of two values, patterns, folders (with their subfolders) or ZIP archives",
    )
    parser.add_argument(
        "--field",
        default=str(Assumed.AUTO),
        metavar="FILE|GLOB|auto|whole",
        help=(
            "field of view: one field mask or photograph for all; a pattern for one each, in "
            "order; auto: the smallest circle around the vessels (default); whole: the whole frame"
        ),
    )
    parser.add_argument(
        "--spacing",
        type=positive_number,
        metavar="MM",
        help="side of a pixel of the masks on the retina, in millimetres",
    )
    parser.add_argument("--inverted", action="store_true", help="vessels are black in the masks")
    add_batch_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure every mask; return 1 if any of them failed, after finishing the others.

    Raises:
        ConfigurationError: the fields do not pair up with the masks.
        ReportWriteError: the folder takes no results; those made before are kept.
    """
    with StopOnSignal() as stop:
        entries = find_inputs(list(expanded(arguments.inputs)), arguments.output)
        sources = pair_fields(entries, arguments.field)
        ledger = Ledger(arguments.output)
        ledger.prepare(table=False)
        maker = MaskMaker(
            # By identity: one mask may be given twice, with a field each.
            {id(entry): source for entry, source in zip(entries, sources, strict=True)},
            spacing_mm=arguments.spacing,
            inverted=arguments.inverted,
        )
        return run_batch(entries, maker, ledger, stop, again=arguments.again)
