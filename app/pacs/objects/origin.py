"""What the written objects belong to: patient, study and the photograph that they refer to."""

import re
import uuid
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code
from pydicom.uid import UID, SecondaryCaptureImageStorage
from pydicom.valuerep import VR

from app.base.errors import ReportWriteError
from app.base.messages import message
from app.domain.photograph import FundusImage, Identity, Order
from app.pacs.objects.codes import SOURCE_IMAGE, code_item
from app.reading.dicom.header import read_date
from app.reading.dicom.text import read_text

_NAMESPACE = uuid.UUID("6d3e0a52-3a0f-5c0c-9a5e-0f2f6f0b7c11")

_TEXTS = (
    "PatientName",
    "PatientID",
    "ReferringPhysicianName",
    "StudyID",
    "AccessionNumber",
)
_DAYS = ("PatientBirthDate", "StudyDate")
_OPTIONAL = (
    "IssuerOfPatientID",
    "StudyDescription",
    "PatientIdentityRemoved",
    "DeidentificationMethod",
    "LongitudinalTemporalInformationModified",
)
_LOSS = {
    "LossyImageCompression": re.compile("00|01"),
    "LossyImageCompressionRatio": re.compile(r"\d{1,9}(\.\d{1,6})?(\\\d{1,9}(\.\d{1,6})?)*"),
    "LossyImageCompressionMethod": re.compile(r"[A-Z0-9_ \\]+"),
}
_KEYWORDS = {
    "issuer": "IssuerOfPatientID",
    "id": "PatientID",
    "name": "PatientName",
    "birth_date": "PatientBirthDate",
    "sex": "PatientSex",
    "date": "StudyDate",
}
_LONGEST = 64  # characters of an ID (LO), or of a part of a name (PN)
_LONGEST_NUMBER = 16  # characters of an accession number (SH)
_COMMENT = "Patient stated by a person, not by the photograph's file"
_UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID")
_TIME = re.compile(r"([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?")
_ZONE = re.compile(r"([+-])(\d\d)([0-5]\d)")
_ZONES = (timedelta(hours=-12), timedelta(hours=14))
"""How far from UTC a zone may lie (PS3.3, C.12.1.1.8)."""


@dataclass(frozen=True, eq=False)
class Origin:
    """What the objects of one photograph have in common.

    Attributes:
        study: the attributes of patient and study, as the photograph's file has them.
        image: the photograph without pixels; the objects refer to it.
        frame: which of several frames it is in truth, from 1; None where there is only one.
        zone: that of the times in ``study``; None where the file does not say.
        annotated: whether text is burned into the photograph; None where it is not known.
    """

    study: Dataset
    image: Dataset
    frame: int | None = None
    zone: tzinfo | None = None
    annotated: bool | None = None

    def reference(self) -> Dataset:
        """Return a reference to the photograph, as the item of a sequence."""
        item = Dataset()
        item.ReferencedSOPClassUID = self.image.SOPClassUID
        item.ReferencedSOPInstanceUID = self.image.SOPInstanceUID
        if self.frame is not None:
            item.ReferencedFrameNumber = self.frame
        return item

    def source(self) -> Dataset:
        """Return the same, saying that the object was made from it."""
        item = self.reference()
        item.PurposeOfReferenceCodeSequence = [code_item(SOURCE_IMAGE)]
        return item

    def as_class(self, sop_class: UID) -> Dataset:
        """Return the photograph as if it were of another class, for a library that wants one.

        ``point_to`` then names the true class and frame in what the library made.
        """
        image = deepcopy(self.image)
        image.SOPClassUID = sop_class
        return image

    def point_to(self, dataset: Dataset) -> None:
        """Make all references to the photograph name its true class, and its frame."""
        for element in dataset:
            if element.VR == VR.SQ:
                # Of the series whole instances are listed, without frames.
                framed = element.keyword != "ReferencedSeriesSequence"
                for item in element.value:
                    (self if framed else replace(self, frame=None)).point_to(item)
        if dataset.get("ReferencedSOPInstanceUID") == self.image.SOPInstanceUID:
            dataset.update(self.reference())

    def series(self) -> Dataset:
        """Return a reference to the photograph through its series."""
        item = Dataset()
        item.SeriesInstanceUID = self.image.SeriesInstanceUID
        item.ReferencedInstanceSequence = [replace(self, frame=None).reference()]
        return item


def origin_of_file(source: Dataset, image: FundusImage) -> Origin:
    """Return what objects of a DICOM photograph belong to.

    Raises:
        ReportWriteError: the file does not say which study, series and instance it is.
    """
    if not all(source.get(keyword) for keyword in _UIDS):
        raise ReportWriteError(
            message(
                "“{name}” does not say which study it belongs to, so no archive could file the "
                "results with it.",
                name=image.path.name,
            ),
            message("Export the photograph again from the archive it is kept in."),
        )
    return Origin(
        study=_study_of(source),
        image=_photograph_of(source, image),
        frame=image.frame + 1 if image.frames > 1 else None,
        zone=_zone(read_text(source, "TimezoneOffsetFromUTC") or ""),
        annotated={"YES": True, "NO": False}.get(read_text(source, "BurnedInAnnotation") or ""),
    )


def origin_of_picture(image: FundusImage, software_version: str) -> Origin:
    """Return what objects of a picture file belong to: the study of its order, or one of its own.

    Its patient is whom a person says, or nobody. The same photograph of the same patient gives
    the same study; where what is known of it changes, its instance in the archive is another.

    Raises:
        ReportWriteError: what was typed does not fit into DICOM.
    """
    whose = _typed(image)
    told = (image.sha256, image.frame, image.colours, image.laterality, software_version, *whose)
    study = _nobody()
    study.StudyInstanceUID = derived_uid("study", image.sha256, *whose)
    if image.order is not None:
        _file_under(study, image.order)
        told = (*told, image.order.study_uid, image.order.accession)
    _name_typed(study, image)
    photograph = _described(image)
    photograph.StudyInstanceUID = study.StudyInstanceUID
    photograph.SeriesInstanceUID = derived_uid("series", *told)
    photograph.SOPInstanceUID = derived_uid("instance", *told)
    photograph.SOPClassUID = SecondaryCaptureImageStorage
    return Origin(study, photograph)


def local_time(created: datetime, origin: Origin) -> datetime:
    """Return a time in the zone of the study, in which all times of an object are read."""
    return created.astimezone(origin.zone)


def _study_of(source: Dataset) -> Dataset:
    study = _nobody()
    study.StudyInstanceUID = str(source.StudyInstanceUID)
    for keyword in (*_TEXTS, *_OPTIONAL):
        if text := read_text(source, keyword):
            setattr(study, keyword, text)
    for keyword in _DAYS:
        setattr(study, keyword, read_date(source, keyword) or "")
    time = read_text(source, "StudyTime") or ""
    study.StudyTime = time if _TIME.fullmatch(time) else ""
    sex = read_text(source, "PatientSex")
    study.PatientSex = sex if sex in ("M", "F", "O") else ""
    methods = source.get("DeidentificationMethodCodeSequence")
    if isinstance(methods, Sequence) and len(methods):
        study.DeidentificationMethodCodeSequence = [_copied_code(item) for item in methods]
    return study


def _copied_code(item: Dataset) -> Dataset:
    parts = ("CodeValue", "CodingSchemeDesignator", "CodeMeaning")
    return code_item(Code(*(read_text(item, part) or "" for part in parts)))


def _typed(image: FundusImage) -> tuple[str, ...]:
    """Return what a person typed of whom a photograph shows, each with what it is."""
    facts = Identity(image.patient, image.exam.date).facts()
    return tuple(f"{name}={facts[name]}" for name in sorted(image.typed & facts.keys()))


def _name_typed(study: Dataset, image: FundusImage) -> None:
    """Write whom a picture shows, as a person says, and that it was typed."""
    facts = Identity(image.patient, image.exam.date).facts()
    for fact in image.typed & facts.keys():
        if len(facts[fact]) > _LONGEST or "\\" in facts[fact]:
            raise ReportWriteError(
                message("“{value}” does not fit into the archive.", value=facts[fact]),
                message(
                    "Shorten it to {longest} characters, without backslashes.", longest=_LONGEST
                ),
            )
        setattr(study, _KEYWORDS[fact], facts[fact])
    if image.typed:
        study.PatientComments = _COMMENT


def _file_under(study: Dataset, order: Order) -> None:
    """Write for which order of the worklist a picture was taken."""
    number = order.accession
    if len(number) > _LONGEST_NUMBER or "\\" in number or not UID(order.study_uid).is_valid:
        raise ReportWriteError(
            message("The order “{number}” does not fit into the archive.", number=number),
            message("Assign the photograph to the patient, without the order."),
        )
    study.StudyInstanceUID, study.AccessionNumber = order.study_uid, number


def _photograph_of(source: Dataset, image: FundusImage) -> Dataset:
    photograph = _described(image)
    for keyword in _UIDS:
        setattr(photograph, keyword, str(source.get(keyword)))
    for keyword, valid in _LOSS.items():
        text = read_text(source, keyword) or ""
        if valid.fullmatch(text):
            setattr(photograph, keyword, text)
    return photograph


def _described(image: FundusImage) -> Dataset:
    """Return what highdicom asks of a photograph, and nothing that it trips over."""
    photograph = _nobody()
    photograph.Modality = "OP"
    photograph.Rows, photograph.Columns = image.height, image.width
    return photograph


def _nobody() -> Dataset:
    """Return patient and study without anything that is known: it must be there, but empty."""
    study = Dataset()
    for keyword in (*_TEXTS, *_DAYS, "StudyTime", "PatientSex"):
        setattr(study, keyword, "")
    return study


def derived_uid(*told: object) -> UID:
    """Return a UID that is always the same for the same things told."""
    return UID(f"2.25.{uuid.uuid5(_NAMESPACE, ' '.join(map(str, told))).int}")


def _zone(offset: str) -> tzinfo | None:
    found = _ZONE.fullmatch(offset)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return timezone(away) if _ZONES[0] <= away <= _ZONES[1] else None
