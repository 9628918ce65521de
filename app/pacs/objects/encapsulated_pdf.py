"""The report as a DICOM Encapsulated PDF."""

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedPDFStorage

from app.domain.photograph import Laterality
from app.pacs.objects.codes import MEASUREMENT_REPORT, code_item
from app.pacs.objects.equipment import Labels, label, new_dataset
from app.pacs.objects.kinds import ObjectKind


def encapsulate_pdf(
    pdf: bytes,
    title: str,
    laterality: Laterality,
    labels: Labels,
    others: Sequence[Dataset] = (),
) -> Dataset:
    """Wrap a report.

    Args:
        pdf: the whole file.
        title: of the document, as an archive lists it.
        laterality: which eye it is about; only one eye can be stated.
        labels: what all objects of the analysis have in common.
        others: references to further photographs that it is about.
    """
    dataset = new_dataset(EncapsulatedPDFStorage)
    dataset.Modality = "DOC"
    dataset.ConversionType = "WSD"
    if laterality in (Laterality.RIGHT, Laterality.LEFT):
        dataset.Laterality = str(laterality)
    # When the photograph was taken may not be recorded; it must be there, but may be empty.
    dataset.AcquisitionDateTime = ""
    dataset.BurnedInAnnotation = "YES"  # the patient's name stands on every page
    dataset.DocumentTitle = title
    # DICOM's own title of a report of measurements in images; those of LOINC name the
    # examination by a physician, which this is not.
    dataset.ConceptNameCodeSequence = [code_item(MEASUREMENT_REPORT)]
    dataset.SourceInstanceSequence = [labels.origin.reference(), *others]
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    dataset.EncapsulatedDocumentLength = len(pdf)
    label(dataset, ObjectKind.PDF, labels)
    return dataset
