"""Analyses of DICOM files and pictures, and what is written of them, read back."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from app.analysis.analysis import Analysis, analyse
from app.domain.photograph import FundusImage, Rgb
from app.domain.reading import Stroke
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from app.pacs.objects.codes import code_item
from app.reading.dicom.file import decode_dicom
from tests.anatomy.photographs import Anatomist, Vessels, picture
from tests.readings import reread
from tests.support import (
    FakePredictor,
    dicom_bytes,
    make_dicom,
    make_fundus,
    make_jpeg_dicom,
    photograph,
    with_raw_text,
)

PDF = b"%PDF-1.4\n%%EOF\n"
STROKES = (
    Stroke(((90, 270), (270, 280.5)), 5),
    Stroke(((180, 100), (190, 290)), 7.5, erases=True),
)
BASIC_PROFILE = Code("113100", "DCM", "Basic Application Confidentiality Profile")
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
STUDY = {
    "StudyInstanceUID": generate_uid(entropy_srcs=["study"]),
    "SeriesInstanceUID": generate_uid(entropy_srcs=["series"]),
    "StudyID": "17",
    "AccessionNumber": "A1",
    "StudyTime": "101500",
    "ReferringPhysicianName": "Roe^Richard",
}


@cache
def pixels(seed: int = 0) -> Rgb:
    return make_fundus(384, seed=seed).pixels


def of_study(dataset: FileDataset, **attributes: object) -> FileDataset:
    """Give a data set the UIDs by which others refer to it."""
    for keyword, value in (STUDY | attributes).items():
        setattr(dataset, keyword, value)
    return dataset


def two_frames() -> FileDataset:
    both = pixels(1).tobytes() + pixels().tobytes()
    return of_study(make_dicom(pixels()), NumberOfFrames=2, PixelData=both, ImageLaterality="R")


def chinese() -> bytes:
    """Return a file whose names are in Unicode, as it says."""
    return dicom_bytes(
        of_study(
            make_dicom(pixels()),
            SpecificCharacterSet="ISO_IR 192",
            PatientName="Wang^Xiaodong=王^小东",
            ImageLaterality="L",
        )
    )


def unstated_chinese() -> bytes:
    """Return a file with a name in GBK that does not say so."""
    return with_raw_text(of_study(make_dicom(pixels())), PatientName="王^小东".encode("gbk"))


def secondary_capture() -> FileDataset:
    dataset = of_study(make_dicom(pixels()), Modality="OT", SOPClassUID=SECONDARY_CAPTURE)
    dataset.file_meta.MediaStorageSOPClassUID = SECONDARY_CAPTURE
    del dataset.NumberOfFrames
    return dataset


def right_eye(**attributes: object) -> FileDataset:
    return of_study(make_dicom(pixels()), **({"ImageLaterality": "R"} | attributes))


def contents() -> dict[str, tuple[bytes, int]]:
    """Return files, and which of their frames is analysed."""
    return {
        "right": (dicom_bytes(right_eye(PixelSpacing=[0.03, 0.03])), 0),
        "unknown eye": (dicom_bytes(of_study(make_dicom(pixels()))), 0),
        "both eyes": (dicom_bytes(right_eye(ImageLaterality="B")), 0),
        "lossy": (dicom_bytes(of_study(make_jpeg_dicom(pixels()), ImageLaterality="L")), 0),
        "second frame": (dicom_bytes(two_frames()), 1),
        "secondary capture": (dicom_bytes(secondary_capture()), 0),
        "Chinese": (chinese(), 0),
        "unstated Chinese": (unstated_chinese(), 0),
        "de-identified": (
            dicom_bytes(
                right_eye(
                    PatientIdentityRemoved="YES",
                    DeidentificationMethodCodeSequence=[code_item(BASIC_PROFILE)],
                    StudyDate="",
                )
            ),
            0,
        ),
    }


@cache
def dicom_example(name: str) -> tuple[Analysis, bytes]:
    content, frame = contents()[name]
    return analysed(decode_dicom(content, Path("photo.dcm"), "0" * 64, frame)), content


@cache
def picture_example() -> Analysis:
    return analysed(photograph(pixels()))


def analysed(image: FundusImage) -> Analysis:
    return analyse(image, FakePredictor(), measure_anyway=True)


@cache
def anatomy_example() -> tuple[Analysis, bytes]:
    """Return a photograph of which disc, cup, fovea, arteries and veins are known."""
    content = dicom_bytes(
        of_study(make_dicom(picture().pixels), ImageLaterality="R", PixelSpacing=[0.015, 0.015])
    )
    image = decode_dicom(content, Path("photo.dcm"), "0" * 64, 0)
    return analyse(image, (Vessels(), Anatomist()), measure_anyway=True), content


@cache
def corrected_example() -> tuple[Analysis, bytes]:
    analysis, content = dicom_example("right")
    return reread(analysis, strokes=STROKES), content


def built(
    analysis: Analysis, content: bytes | None, *kinds: ObjectKind
) -> dict[ObjectKind, Dataset]:
    """Build objects and read them back from their files."""
    source = read_source(content) if content else None
    objects = build_objects(
        analysis, source, pdf=PDF, title="Report 报告", kinds=kinds or tuple(ObjectKind)
    )
    return {kind: read_back(dataset) for kind, dataset in objects.items()}


def built_one(kind: ObjectKind, name: str = "right") -> Dataset:
    return built(*dicom_example(name), kind)[kind]


def read_back(dataset: Dataset) -> FileDataset:
    return pydicom.dcmread(io.BytesIO(encode(dataset)))


def references(dataset: Dataset) -> Iterator[Dataset]:
    """Yield every item that names another instance, wherever it is."""
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from references(item)
    if "ReferencedSOPInstanceUID" in dataset:
        yield dataset


def errors_of(dataset: Dataset, folder: Path) -> list[str]:
    """Return what the checker of dicom3tools finds wrong; nothing where it is not installed."""
    return errors_in(encode(dataset), folder)


def errors_in(content: bytes, folder: Path) -> list[str]:
    """Return the same of a file's bytes."""
    checker = shutil.which("dciodvfy")
    if checker is None:
        return []
    path = folder / "checked.dcm"
    path.write_bytes(content)
    done = subprocess.run([checker, path], capture_output=True, check=False)
    told = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()
    return [line for line in told if line.startswith("Error")]


def kept_photograph(study: str, day: str, **more: str) -> FileDataset:
    """Return a tiny photograph of Li Na (P1), as an archive keeps it; ``more`` are attributes."""
    whose = {"PatientID": "P1", "PatientName": "Li^Na", "PatientBirthDate": "19700102"}
    return make_dicom(
        np.full((16, 24, 3), 7, dtype=np.uint8),
        **{**whose, "Modality": "OP", **more},
        StudyDate=day,
        StudyInstanceUID=study,
        SeriesInstanceUID=generate_uid(),
        SOPInstanceUID=generate_uid(),
    )


def planned(identifier: str, name: str, day: str, **more: str) -> Dataset:
    """Return an entry of a worklist; ``more`` are time, modality, description and study."""
    step = Dataset()
    step.Modality = more.pop("modality", "OP")
    step.ScheduledProcedureStepStartDate = day
    step.ScheduledProcedureStepStartTime = more.pop("time", "0930")
    step.ScheduledStationAETitle = "CAMERA"
    step.ScheduledProcedureStepID = "S1"
    step.ScheduledProcedureStepDescription = "Both eyes"
    step.ScheduledPerformingPhysicianName = ""
    entry = Dataset()
    entry.file_meta = FileMetaDataset()
    entry.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    entry.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.31"
    entry.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    entry.SpecificCharacterSet = "GB18030"
    entry.PatientName, entry.PatientID = name, identifier
    entry.PatientBirthDate, entry.PatientSex = "19500101", "F"
    entry.AccessionNumber = f"A{identifier}"
    entry.StudyInstanceUID = more.pop("study", str(generate_uid()))
    entry.RequestedProcedureID = "R1"
    entry.RequestedProcedureDescription = more.pop("description", "Fundus photographs")
    entry.ScheduledProcedureStepSequence = Sequence([step])
    return entry
