"""What every written object says about itself: its series, its maker, its time."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from pydicom.valuerep import CUSTOMIZABLE_CHARSET_VR

from app.analysis.findings import Provenance
from app.domain.photograph import Laterality
from app.pacs.objects.kinds import ObjectKind
from app.pacs.objects.origin import Origin

MAKER = "Retivasc"
NO_SERIAL_NUMBER = "not recorded"
"""Software has none; where the standard wants one, this is said."""


_SERIES = {
    ObjectKind.PHOTOGRAPH: (9000, "Fundus photograph"),
    ObjectKind.PDF: (9001, "Retinal vessels: report"),
    ObjectKind.SEGMENTATION: (9002, "Retinal vessels: segmentation"),
    ObjectKind.STRUCTURED_REPORT: (9003, "Retinal vessels: measurements"),
    ObjectKind.SECONDARY_CAPTURE: (9004, "Retinal vessels: overlay"),
}
"""Number and description of each series; cameras do not count as far."""


@dataclass(frozen=True, eq=False)
class Labels:
    """What is written into every object of one analysis.

    Attributes:
        created: when the content was made, in the zone of the study.
    """

    origin: Origin
    made: Provenance
    created: datetime


def new_dataset(sop_class: UID) -> FileDataset:
    """Return an object without content, of an instance and a series of its own."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = new_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.SeriesInstanceUID = new_uid()
    dataset.InstanceNumber = 1
    return dataset


def new_uid() -> UID:
    """Return a UID that no other object has."""
    return generate_uid(prefix=None)


def label(dataset: Dataset, kind: ObjectKind, labels: Labels) -> None:
    """Write patient, study, series, maker and time into an object, and its character set."""
    dataset.update(deepcopy(labels.origin.study))
    dataset.SeriesNumber, dataset.SeriesDescription = _SERIES[kind]
    dataset.Manufacturer = dataset.ManufacturerModelName = MAKER
    program, *model = _versions(labels.made)
    if kind is ObjectKind.PHOTOGRAPH:  # which must be the same whenever it is written
        dataset.SoftwareVersions = program
    else:
        dataset.SoftwareVersions = [program, *model]
        _label_time(dataset, labels.created)
    _state_characters(dataset)


def series_number(kind: ObjectKind) -> int:
    """Return the number of a kind's series."""
    return _SERIES[kind][0]


def state_eye(dataset: Dataset, laterality: Laterality) -> None:
    """Write which eye an image shows, where that is known; the axes of a photograph never are."""
    if laterality is not Laterality.UNKNOWN:
        dataset.ImageLaterality = str(laterality)
    dataset.PatientOrientation = ""


def _versions(made: Provenance) -> list[str]:
    """Return what made a result: the program, the model and its weights, 64 signs each at most."""
    return [
        f"{MAKER} {made.software_version}"[:64],
        f"{made.model_name} {made.model_version}"[:64],
        f"SHA-256 {made.model_sha256[:16]}",
    ]


def _label_time(dataset: Dataset, created: datetime) -> None:
    dataset.ContentDate = dataset.SeriesDate = created.strftime("%Y%m%d")
    dataset.ContentTime = dataset.SeriesTime = created.strftime("%H%M%S")
    dataset.InstanceCreationDate = dataset.ContentDate
    dataset.InstanceCreationTime = dataset.ContentTime
    dataset.TimezoneOffsetFromUTC = created.strftime("%z")[:5]
    for library in dataset.get("ContributingEquipmentSequence", ()):
        library.ContributionDateTime = created.strftime("%Y%m%d%H%M%S")


def _state_characters(dataset: Dataset) -> None:
    """Set the character set to Unicode where there is more than ASCII."""
    dataset.pop("SpecificCharacterSet", None)
    texts = (str(e.value) for e in dataset.iterall() if e.VR in CUSTOMIZABLE_CHARSET_VR)
    if not all(text.isascii() for text in texts):
        dataset.SpecificCharacterSet = "ISO_IR 192"
