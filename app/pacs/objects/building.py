"""An analysis as DICOM objects of the photograph's own study."""

import io
import warnings
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path

from pydicom.dataset import Dataset, FileDataset
from pydicom.filewriter import dcmwrite

from app.analysis.analysis import Analysis
from app.analysis.warnings import contradictions_of_identity
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.domain.photograph import FundusImage, Laterality
from app.pacs.objects.encapsulated_pdf import encapsulate_pdf
from app.pacs.objects.equipment import Labels
from app.pacs.objects.kinds import ObjectKind
from app.pacs.objects.origin import Origin, local_time, origin_of_file, origin_of_picture
from app.pacs.objects.secondary_capture import capture_overlay, capture_photograph
from app.pacs.objects.segmentation import segment_structures
from app.pacs.objects.structured_report import report_measurements
from app.reading.dicom.description import complete
from app.reading.dicom.file import damage_is_told, looks_like_dicom, parse
from app.reading.dicom.header import was_lossy

__all__ = ["ObjectKind", "build_objects", "encode", "read_source"]

_METHODS = {
    "1.2.840.10008.1.2.4.50": "ISO_10918_1",
    "1.2.840.10008.1.2.4.51": "ISO_10918_1",
    "1.2.840.10008.1.2.4.81": "ISO_14495_1",
}
"""The names of compressions with loss, by transfer syntax."""


Fellow = tuple[Analysis, Dataset | None]
"""The other eye's photograph, and what ``read_source`` gave of its file."""


def read_source(content: bytes) -> Dataset | None:
    """Return the photograph's own data set, without its pixels; None unless it is DICOM.

    Raises:
        ImageReadError: the file is damaged.
    """
    if not looks_like_dicom(content):
        return None
    path = Path("DICOM")
    with damage_is_told(path):
        dataset = parse(io.BytesIO(content), path)
        complete(dataset, path)
        if was_lossy(dataset):
            _state_loss(dataset)
        dataset.pop("PixelData", None)
        return dataset


def build_objects(
    analysis: Analysis,
    source: Dataset | None,
    *,
    pdf: bytes | None,
    title: str,
    kinds: Collection[ObjectKind] = tuple(ObjectKind),
    created: datetime | None = None,
    fellow: Fellow | None = None,
) -> dict[ObjectKind, Dataset]:
    """Build the objects of an analysis: a series each, in the photograph's own study.

    Of a picture file (``source`` is None) the photograph itself comes first, as an object that
    the others refer to, in a study of its own and of nobody. Of a DICOM file it is not repeated.

    Args:
        analysis: of the photograph that ``source`` holds; the caller has compared the hashes.
        source: what ``read_source`` gave.
        pdf: the report; without it there is no object of it.
        title: of the report.
        kinds: which are wanted.
        created: when this was made, with a zone; when it was analysed if None.
        fellow: the other eye's photograph, where the report is about both. The report is then
            filed in the study of the first one, of no single eye, and refers to both; the other
            objects are of the first one alone.

    Raises:
        ReportWriteError: the file does not say which study it belongs to, or says that it shows
            something else than a retina, or somebody else than a person says.
    """
    _check_shows_retina(analysis.image)
    image, made = analysis.image, analysis.provenance
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on values that the photograph's file has, not ours
        if source is None:
            origin = origin_of_picture(image, made.software_version)
        else:
            _check_is_of_its_patient(analysis)
            origin = origin_of_file(source, image)
        labels = Labels(origin, made, local_time(created or made.created, origin))
        others = [] if fellow is None else _references(fellow, origin)
        report = partial(encapsulate_pdf, pdf or b"", title, _eye(analysis, fellow), labels, others)
        chosen = _chosen(kinds, source is None, pdf) - _unshown(analysis)
        return {
            kind: _build(kind, analysis, labels, report) for kind in ObjectKind if kind in chosen
        }


def encode(dataset: Dataset) -> bytes:
    """Return an object as the content of a file."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def _check_shows_retina(image: FundusImage) -> None:
    if not image.shows_retina:
        raise ReportWriteError(
            message(
                "“{name}” is not a photograph of the retina, so there are no results to file.",
                name=image.path.name,
            ),
            message("Choose a photograph of the retina."),
        )


def _check_is_of_its_patient(analysis: Analysis) -> None:
    """Refuse to file under the patient of a file what a person says is of another one."""
    found = next(contradictions_of_identity(analysis.findings.image, analysis.image), None)
    if found is not None:
        raise ReportWriteError(
            message(
                "The file says “{stated}”, a person says “{said}”: it is not clear under whom the "
                "archive would file the results.",
                stated=found[1],
                said=found[2],
            ),
            message("Find out whose photograph it is, and correct what is wrong."),
        )


def _chosen(kinds: Collection[ObjectKind], of_picture: bool, pdf: bytes | None) -> set[ObjectKind]:
    chosen = set(kinds) - {ObjectKind.PHOTOGRAPH}
    if pdf is None:
        chosen.discard(ObjectKind.PDF)
    return chosen | {ObjectKind.PHOTOGRAPH} if chosen and of_picture else chosen


def _unshown(analysis: Analysis) -> set[ObjectKind]:
    """Return what would show vessels where none may be shown."""
    of_vessels = {ObjectKind.SEGMENTATION, ObjectKind.SECONDARY_CAPTURE}
    return set() if analysis.shows_vessels else of_vessels


def _eye(analysis: Analysis, fellow: Fellow | None) -> Laterality:
    return analysis.image.laterality if fellow is None else Laterality.BOTH


def _references(fellow: Fellow, origin: Origin) -> list[Dataset]:
    """Return a reference to the other eye's photograph, if the archive can have it.

    Raises:
        ReportWriteError: its file says that it is of somebody else.
    """
    analysis, source = fellow
    if source is None:
        return []  # a picture file: what the archive may have of it was never sent with this
    _check_is_of_its_patient(analysis)
    other = origin_of_file(source, analysis.image)
    if _patient_id(other) and _patient_id(origin) and _patient_id(other) != _patient_id(origin):
        raise ReportWriteError(
            message("The files of the two eyes name different patients."),
            message("Find out whose photographs they are, and correct what is wrong."),
        )
    return [other.reference()]


def _patient_id(origin: Origin) -> str:
    return str(origin.study.get("PatientID") or "")


def _build(
    kind: ObjectKind, analysis: Analysis, labels: Labels, report: Callable[[], Dataset]
) -> Dataset:
    match kind:
        case ObjectKind.PDF:
            return report()
        case ObjectKind.PHOTOGRAPH:
            return capture_photograph(analysis, labels)
        case ObjectKind.SEGMENTATION:
            return segment_structures(analysis, labels)
        case ObjectKind.STRUCTURED_REPORT:
            return report_measurements(analysis, labels)
        case ObjectKind.SECONDARY_CAPTURE:
            return capture_overlay(analysis, labels)


def _state_loss(dataset: FileDataset) -> None:
    """Complete what a file says about lossy compression, by how it is stored."""
    dataset.LossyImageCompression = "01"
    method = _METHODS.get(str(dataset.file_meta.get("TransferSyntaxUID")))
    if method is None or "PixelData" not in dataset:
        return
    plain = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated // 8
    frames = int(dataset.get("NumberOfFrames") or 1)
    if "LossyImageCompressionRatio" not in dataset:
        dataset.LossyImageCompressionRatio = round(plain * frames / len(dataset.PixelData), 2)
        dataset.LossyImageCompressionMethod = method
