"""Make the DICOM objects of the sample and read them back; prepare an encrypted line."""

import io
import ssl
from collections.abc import Iterator
from functools import partial

import numpy as np
from highdicom.seg import segread
from highdicom.sr import srread
from pydicom import dcmread
from pynetdicom import AE, build_context
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from app.analysis.analysis import Analysis
from app.pacs.objects.building import ObjectKind, build_objects, encode
from app.self_test.outcome import BrokenError, Outcome, attempt

_PDF = b"%PDF-1.4\n%%EOF\n"
"""Stands for the report, which has checks of its own."""


def check_archive(analysis: Analysis) -> Iterator[Outcome]:
    """Make each kind of object by itself."""
    for kind in ObjectKind:
        yield attempt(f"DICOM object: {kind}", partial(_make_and_read, kind, analysis))
    yield attempt("DICOM: everything needed for sending is there", _prepare_line)


def _make_and_read(kind: ObjectKind, analysis: Analysis) -> None:
    # The photograph is only written together with something else.
    kinds = {kind, ObjectKind.PDF} if kind is ObjectKind.PHOTOGRAPH else {kind}
    objects = build_objects(analysis, None, pdf=_PDF, title="Self-test", kinds=kinds)
    written = io.BytesIO(encode(objects[kind]))
    match kind:
        case ObjectKind.PDF:
            whole = dcmread(written).EncapsulatedDocument.startswith(_PDF)
        case ObjectKind.STRUCTURED_REPORT:
            whole = len(srread(written).content) > 0
        case ObjectKind.SEGMENTATION:
            vessels = analysis.vessels.native  # a frame each, of which theirs is the first
            frames = segread(written).pixel_array.reshape(-1, *vessels.shape)
            whole = np.array_equal(frames[0], vessels)
        case ObjectKind.PHOTOGRAPH:
            whole = np.array_equal(dcmread(written).pixel_array, analysis.image.pixels)
        case ObjectKind.SECONDARY_CAPTURE:
            whole = dcmread(written).pixel_array.shape == analysis.image.pixels.shape
    if not whole:
        raise BrokenError("what was read back differs from what was written")


def _prepare_line() -> None:
    """Load everything that a connection to an archive needs, without opening one."""
    import app.pacs.network.connection  # noqa: F401

    ssl.create_default_context()
    AE().requested_contexts = [build_context(Verification)]
