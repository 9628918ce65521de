"""The vessels as a DICOM Segmentation."""

import numpy as np
from highdicom import AlgorithmIdentificationSequence
from highdicom.seg import Segmentation, SegmentDescription
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from app.analysis.analysis import Analysis
from app.domain.photograph import Laterality
from app.pacs.objects.codes import (
    ANATOMICAL_STRUCTURE,
    ARTIFICIAL_INTELLIGENCE,
    BLOOD_VESSEL,
    RETINA,
    code_item,
    side_code,
)
from app.pacs.objects.equipment import (
    MAKER,
    NO_SERIAL_NUMBER,
    Labels,
    label,
    new_uid,
    series_number,
    state_eye,
)
from app.pacs.objects.kinds import ObjectKind

_AUTOMATIC, _BY_HAND = "AUTOMATIC", "SEMIAUTOMATIC"


def segment_vessels(analysis: Analysis, labels: Labels) -> Dataset:
    """Return the vessels that are shown, corrected by hand or not, at the photograph's size.

    One binary segment on one frame, also where no pixel is vessel. The size of a pixel is left
    to the photograph: here it could only be stated together with the thickness of a slice.
    """
    origin = labels.origin
    dataset = Segmentation(
        # Ophthalmic photographs are multi-frame by their class, of which highdicom wants a frame
        # of reference that they do not have.
        source_images=[origin.as_class(SecondaryCaptureImageStorage)],
        pixel_array=analysis.shown_vessels.native.astype(np.uint8),
        segmentation_type="BINARY",
        segment_descriptions=[_describe(analysis)],
        series_instance_uid=new_uid(),
        series_number=series_number(ObjectKind.SEGMENTATION),
        sop_instance_uid=new_uid(),
        instance_number=1,
        manufacturer=MAKER,
        manufacturer_model_name=MAKER,
        software_versions=labels.made.software_version,  # written in full by ``label``
        device_serial_number=NO_SERIAL_NUMBER,
        content_label="RETINAL_VESSELS",
        content_description=f"Retinal vessels at threshold {analysis.threshold:.2f}",
        omit_empty_frames=False,
    )
    origin.point_to(dataset)
    state_eye(dataset, analysis.image.laterality)
    label(dataset, ObjectKind.SEGMENTATION, labels)
    return dataset


def _describe(analysis: Analysis) -> SegmentDescription:
    made = analysis.provenance
    description = SegmentDescription(
        segment_number=1,
        segment_label="Retinal vessels",
        segmented_property_category=ANATOMICAL_STRUCTURE,
        segmented_property_type=BLOOD_VESSEL,
        algorithm_type=_BY_HAND if analysis.strokes else _AUTOMATIC,
        algorithm_identification=AlgorithmIdentificationSequence(
            name=made.model_name,
            family=ARTIFICIAL_INTELLIGENCE,
            version=made.model_version,
            source=MAKER,
            parameters={
                "threshold": f"{analysis.threshold:g}",
                "hysteresis": f"{made.hysteresis:g}",
                "sha256": made.model_sha256,
            },
        ),
    )
    description.AnatomicRegionSequence = [_region(analysis.image.laterality)]
    return description


def _region(laterality: Laterality) -> CodedConcept:
    """Return the retina, and of which eye."""
    region = CodedConcept.from_code(RETINA)
    side = side_code(laterality)
    if side is not None:
        region.AnatomicRegionModifierSequence = [code_item(side)]
    return region
