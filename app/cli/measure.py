"""``retivasc measure``: measure masks made elsewhere, an expert's or another program's."""

import argparse
import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.analysis.findings import MIN_SIDE
from app.analysis.measured_mask import MeasuredMask
from app.analysis.spacing import standard_pixel_mm, with_believed_spacing
from app.base.errors import ConfigurationError, UnsupportedImageError
from app.base.messages import Message, message
from app.base.progress import ShouldStop
from app.batch.ledger import Ledger
from app.batch.runner import Made
from app.cli.batches import add_batch_arguments, find_inputs, run_batch
from app.cli.options import positive_number
from app.cli.stopping import StopOnSignal
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Mask
from app.field.masks import FIELD_WARNINGS, Assumed, find_mask_field, read_drawing
from app.measurement.measures import shown_measures
from app.measurement.summary import measure
from app.reading.listing import Entry
from app.reading.opening import decode, digest, read_file
from app.records.building import mask_record
from app.report.wording import number_in_words
from app.segmentation.postprocessing import STANDARD_DIAMETER, standardise_drawing

NAME = "measure"
HELP = "measure masks made elsewhere, without a model, into the same JSON as analyze"

_MUCH_REDUCED = 1.5  # drawn lines are seldom thinner than this many pixels


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
        help="field of view: a field mask or photograph for all; a pattern for one each, by order; "
        "auto: the smallest circle round the vessels (default); whole: the whole frame",
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
    """Measure every mask; return 1 when any of them failed, the others being done.

    Raises:
        ConfigurationError: the fields do not pair up with the masks.
        ReportWriteError: the folder takes no results; those made before are kept.
    """
    with StopOnSignal() as stop:
        entries = find_inputs(list(_expanded(arguments.inputs)), arguments.output)
        sources = pair_fields(entries, arguments.field)
        ledger = Ledger(arguments.output)
        ledger.prepare(table=False)
        task = MeasuringTask(
            # By identity: one mask may be given twice, with a field each.
            {id(entry): source for entry, source in zip(entries, sources, strict=True)},
            spacing_mm=arguments.spacing,
            inverted=arguments.inverted,
        )
        return run_batch(entries, task, ledger, stop, again=arguments.again)


class MeasuringTask:
    """Measure a mask in the field of view that goes with it."""

    command = "measure"
    frame = 0
    tabled = False

    def __init__(
        self, sources: Mapping[int, Path | Assumed], *, spacing_mm: float | None, inverted: bool
    ) -> None:
        self._sources, self._spacing_mm, self._inverted = sources, spacing_mm, inverted

    def request(self, entry: Entry) -> dict[str, Any]:
        """Return the settings and what the field of view is taken from, as a record holds them.

        Raises:
            ImageReadError: the file of the field cannot be read.
        """
        source = self._sources[id(entry)]
        return {
            "spacing_mm": self._spacing_mm,
            "inverted": self._inverted,
            "field": str(source) if isinstance(source, Assumed) else digest(read_file(source)),
        }

    def perform(self, entry: Entry, content: bytes, _should_stop: ShouldStop) -> Made:
        """Measure a mask.

        Raises:
            RetivascError: it cannot be decoded or measured.
        """
        source = self._sources[id(entry)]
        image = decode(content, entry.location, self.frame, "stated")
        if self._spacing_mm is not None:
            image = image.with_spacing(self._spacing_mm)
        measured = measure_mask(image, source, inverted=self._inverted)
        return Made(mask_record(measured), {}, summary(measured))


def pair_fields(entries: Sequence[Entry], stated: str) -> list[Path | Assumed]:
    """Return the file that each mask's field of view is taken from, or what is assumed.

    Files of a pattern are paired with the masks by the sorted order of their names.

    Raises:
        ConfigurationError: nothing matches, the counts differ, or the names, where fields are
            named after their masks, tell that one is missing.
    """
    if stated in tuple(Assumed):
        return [Assumed(stated)] * len(entries)
    if os.path.isfile(stated):
        return [Path(stated)] * len(entries)
    fields = [Path(file) for file in sorted(glob.glob(stated))]
    if not fields:
        raise ConfigurationError(
            message("No field matches “{pattern}”.", pattern=stated),
            message("Check the folder and the pattern, or say auto or whole."),
        )
    fields.sort(key=_by_name)
    order = sorted(range(len(entries)), key=lambda index: _by_name(entries[index].location))
    _check_pairs([entries[index].location.stem for index in order], [file.stem for file in fields])
    by_entry = dict(zip(order, fields, strict=True))
    return [by_entry[index] for index in range(len(entries))]


def _by_name(path: Path) -> tuple[str, str]:
    return path.stem, str(path)


def _check_pairs(masks: Sequence[str], fields: Sequence[str]) -> None:
    """Check that names, sorted, pair up: in number and, where any are the same, each with its own.

    Raises:
        ConfigurationError: they do not.
    """
    hint = message("Each mask needs exactly one field; one for all is named as a file.")
    if len(masks) != len(fields):
        raise ConfigurationError(
            message(
                "The fields do not pair up with the masks ({masks} masks, {fields} fields).",
                masks=len(masks),
                fields=len(fields),
            ),
            hint,
        )
    alone = [mask for mask, field in zip(masks, fields, strict=True) if mask != field]
    if alone and not set(masks).isdisjoint(fields):
        known = frozenset(fields)
        name = next((mask for mask in alone if mask not in known), alone[0])
        raise ConfigurationError(
            message("The mask “{name}” has no field of its name.", name=name), hint
        )


def measure_mask(image: FundusImage, source: Path | Assumed, *, inverted: bool) -> MeasuredMask:
    """Measure one mask.

    Raises:
        RetivascError: it is no mask, or its field of view cannot be had.
    """
    drawn = read_drawing(image, inverted=inverted)
    field = find_mask_field(drawn, image, source)
    _check_size(field, image)
    if isinstance(source, Assumed):
        return _measure(image, drawn, field, None, (FIELD_WARNINGS[source],))
    return _measure(image, drawn, field, source, ())


def _check_size(field: FieldOfView, image: FundusImage) -> None:
    if field.diameter_px < MIN_SIDE:
        raise UnsupportedImageError(
            message(
                "The field of view of “{name}” is only {diameter} pixels across.",
                name=image.path.name,
                diameter=round(field.diameter_px),
            ),
            message("Give a mask whose field is at least 128 pixels across."),
        )


def _measure(
    image: FundusImage,
    drawn: Mask,
    field: FieldOfView,
    field_file: Path | None,
    doubts: tuple[Message, ...],
) -> MeasuredMask:
    image = with_believed_spacing(image, field)
    inside = drawn & field.mask
    probability, vessels = standardise_drawing(inside, field)
    return MeasuredMask(
        image=image,
        field=field,
        field_file=field_file,
        vessels=vessels,
        measured_field=probability.measured_field,
        measurements=measure(vessels, probability, None, standard_pixel_mm(image, field)),
        warnings=(
            *doubts,
            *_content_warnings(inside, drawn, field),
            *_reduction_warnings(field),
            *image.warnings,
        ),
    )


def _content_warnings(inside: Mask, drawn: Mask, field: FieldOfView) -> tuple[Message, ...]:
    """Say what is odd about a mask that can be measured nevertheless."""
    count = np.count_nonzero(inside)
    if not count:
        return (message("No vessels are drawn in the field of view."),)
    if count > field.area_px / 2:
        return (
            message(
                "More than half of the field of view is drawn as vessels; if they are the black "
                "pixels, measure with --inverted.",
            ),
        )
    if count < np.count_nonzero(drawn) / 2:
        return (message("Most of what is drawn lies outside the field of view."),)
    return ()


def _reduction_warnings(field: FieldOfView) -> tuple[Message, ...]:
    """Say that vessels break where a large mask is brought to the standard size."""
    thinnest = field.diameter_px / STANDARD_DIAMETER
    if thinnest < _MUCH_REDUCED:
        return ()
    return (
        message(
            "Vessels drawn less than {width} pixels wide break or vanish where the mask is brought "
            "to the working size: the numbers come out too low.",
            width=f"{thinnest:.1f}",
        ),
    )


def summary(measured: MeasuredMask) -> tuple[str, ...]:
    """Return every number of one mask, or why it is withheld, then the doubts."""
    numbers = ", ".join(
        number_in_words(measure, measured.measurements.numbers[measure.id])
        for measure in shown_measures(spacing_known=measured.image.spacing is not None)
    )
    doubts = (f"  {warning}" for warning in measured.warnings)
    return (f"{measured.image.path}: {numbers}", *doubts)


def _expanded(inputs: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that patterns stand for, where the shell has left them as they are."""
    for path in inputs:
        matches = [] if os.path.lexists(path) else sorted(glob.glob(str(path), recursive=True))
        yield from map(Path, matches or [str(path)])
