"""Photographs, readings and results to keep in stores."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.analysis.analysis import Analysis, analyse
from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.photograph import Exam, FundusImage, Laterality, Patient
from app.domain.reading import Calibration, Mark, Piece, Reading, Region, Ruler, Scale, Stroke
from app.domain.style import Style
from app.records.building import analysis_record
from app.records.schema import AnalysisRecord
from app.report.report_text import ReportText
from app.store.cases import add_result, save_words
from app.store.database import Store
from app.store.packing import pack_findings
from app.store.photographs import KeptPhotograph, Location, keep_photograph
from tests.support import FakePredictor, make_fundus

NAME = "Wang^Xiaoming=王^小明"
PATIENT = Patient(NAME, "A-17", "19500102", "F")
READING = Reading(
    threshold=0.4,
    laterality=Laterality.LEFT,
    spacing_mm=0.006,
    measure_anyway=True,
    style=Style(detail=0.25),
    excluded=Region(2, 3, (1, 4, 1)),
    strokes=(
        Stroke(((10, 20.5), (30, 40)), 3),
        Stroke(((1, 2),), 2.5, erases=True),
        Stroke(((1, 1),), 0, restores=True, piece=Piece(1, 0, Region(1, 2, (0, 2)))),
    ),
    rulers=(
        Ruler(((0, 0), (5, 5), (9, 1))),
        Ruler(((1, 1), (9, 1), (5, 5)), Mark.AREA, "瘢痕"),
    ),
    calibration=Calibration(Scale.DISC, 1.0, 200.0),
    disc=Ellipse((40.5, 30.0), (12.0, 11.0), 80.0),
    cup=Ellipse((41.0, 30.0), (5.0, 4.0)),
    fovea=(10.0, 33.5),
    vessel_kinds=(Told((20.0, 25.0), VesselKind.VEIN),),
)
TEXT = ReportText("Zebrafindings", "Zebraimpression", "In a year.", "Dr Li")


@cache
def analysis() -> Analysis:
    return analyse(make_fundus(256).image, FakePredictor(), measure_anyway=True)


def photograph(number: int = 0, patient: Patient = PATIENT, **exam: Any) -> FundusImage:
    """Return a photograph that differs from the others by its number."""
    return replace(
        analysis().image,
        path=Path(f"/photographs/{number}.dcm"),
        sha256=f"{number:064x}",
        patient=patient,
        exam=Exam(**{"date": "20260301", "device": "Camera"} | exam),
        stated_laterality=Laterality.RIGHT,
        laterality=Laterality.RIGHT,
    )


def kept(store: Store, image: FundusImage | None = None) -> KeptPhotograph:
    """Have a store know a photograph."""
    image = image or photograph()
    return keep_photograph(store, image, Location(image.path), thumbnail=b"small picture")


def record(**changes: Any) -> AnalysisRecord:
    from msgspec.structs import replace as changed

    return changed(analysis_record(analysis()), **changes)


def kept_case(store: Store, image: FundusImage | None = None) -> KeptPhotograph:
    """Keep a photograph with a reading, a text and a result."""
    found = kept(store, image)
    save_words(store, found.photograph, reading=READING, text=TEXT, base=0)
    packed = pack_findings(analysis().findings) + found.photograph.sha256.encode()
    add_result(store, found.photograph, record(), READING, findings=packed)
    return found
