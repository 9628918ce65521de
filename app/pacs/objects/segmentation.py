"""Vessels, arteries, veins, disc and cup as a DICOM Segmentation: a segment each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from highdicom import AlgorithmIdentificationSequence
from highdicom.seg import Segmentation, SegmentDescription
from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code
from pydicom.uid import SecondaryCaptureImageStorage

from app.analysis.analysis import Analysis
from app.analysis.findings import Provenance
from app.anatomy.arteries_veins import SURE, VesselLabel
from app.anatomy.ellipses import filled
from app.domain.anatomy import Outline
from app.domain.photograph import Laterality, Mask
from app.domain.structures import Structure
from app.pacs.objects.codes import (
    ANATOMICAL_STRUCTURE,
    ARTERY,
    ARTIFICIAL_INTELLIGENCE,
    BLOOD_VESSEL,
    OPTIC_CUP,
    OPTIC_DISC,
    PRIVATE,
    RETINA,
    VEIN,
    code_item,
    private_scheme,
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

_AUTOMATIC, _CORRECTED, _BY_HAND = "AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"


@dataclass(frozen=True, eq=False)
class _Segment:
    """One structure.

    Attributes:
        mask: (height, width) bool, at the photograph's size.
        made: what found it; None where a person alone placed it.
        parameters: what it depends on besides the photograph and the weights.
    """

    name: str
    code: Code
    mask: Mask
    made: Provenance | None
    parameters: dict[str, str]
    corrected: bool = False


def segment_structures(analysis: Analysis, labels: Labels) -> Dataset:
    """Return the structures that are shown, corrected by hand or not, at the photograph's size.

    One binary segment each, on a frame of its own; the vessels are the first, also where no pixel
    is vessel. What was not looked for or not found has none, nor has the fovea, which is a place
    without an outline. Arteries and veins share the pixels where they cross. The size of a pixel
    is left to the photograph: here it could only be stated together with the thickness of a slice.
    """
    origin, segments = labels.origin, list(_segments(analysis))
    masks = np.stack([each.mask.astype(np.uint8) for each in segments], axis=-1)
    dataset = Segmentation(
        # Ophthalmic photographs are multi-frame by their class, of which highdicom wants a frame
        # of reference that they do not have.
        source_images=[origin.as_class(SecondaryCaptureImageStorage)],
        pixel_array=masks[np.newaxis],
        segmentation_type="BINARY",
        segment_descriptions=[
            _describe(number, each, analysis.image.laterality)
            for number, each in enumerate(segments, 1)
        ],
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
    if any(each.code.scheme_designator == PRIVATE for each in segments):
        dataset.CodingSchemeIdentificationSequence = [private_scheme()]
    origin.point_to(dataset)
    state_eye(dataset, analysis.image.laterality)
    label(dataset, ObjectKind.SEGMENTATION, labels)
    return dataset


def _segments(analysis: Analysis) -> Iterator[_Segment]:
    reading, made = analysis.reading, analysis.provenance
    threshold = {"threshold": f"{analysis.threshold:g}"}
    yield _Segment(
        "Retinal vessels",
        BLOOD_VESSEL,
        analysis.shown_vessels.native,
        made,
        {**threshold, "hysteresis": f"{made.hysteresis:g}"},
        bool(reading.strokes),
    )
    labels = analysis.vessel_labels
    if labels is not None:
        by_hand = bool(reading.strokes or reading.vessel_kinds)
        for structure, name, code, own in (
            (Structure.ARTERY, "Retinal arteries", ARTERY, VesselLabel.ARTERY),
            (Structure.VEIN, "Retinal veins", VEIN, VesselLabel.VEIN),
        ):
            mask = np.isin(labels, (own, VesselLabel.CROSSING))
            sure = {**threshold, "confidence": f"{SURE:g}"}
            finder = _maker(analysis, structure)
            yield _Segment(name, code, mask, finder, sure, by_hand)
    known, placed = analysis.landmarks, {Structure.DISC: reading.disc, Structure.CUP: reading.cup}
    if known is None or analysis.withheld is not None:
        return
    for structure, name, code, found in (
        (Structure.DISC, "Optic disc", OPTIC_DISC, known.disc),
        (Structure.CUP, "Cup of the optic disc", OPTIC_CUP, known.cup),
    ):
        if isinstance(found, Outline):
            mask = filled(found.ellipse, analysis.field.mask.shape)
            maker = None if placed[structure] else _maker(analysis, structure)
            sure = {"confidence": f"{found.confidence:.2f}"}
            yield _Segment(name, code, mask, maker, sure)


def _maker(analysis: Analysis, structure: Structure) -> Provenance:
    """Return what looked for a structure."""
    return next(
        made
        for made in analysis.findings.provenances
        if any(output.structure is structure for output in made.outputs)
    )


def _describe(number: int, segment: _Segment, laterality: Laterality) -> SegmentDescription:
    description = SegmentDescription(
        segment_number=number,
        segment_label=segment.name,
        segmented_property_category=ANATOMICAL_STRUCTURE,
        segmented_property_type=segment.code,
        algorithm_type=_algorithm_type(segment),
        algorithm_identification=_algorithm(segment),
    )
    description.AnatomicRegionSequence = [_region(laterality)]
    return description


def _algorithm_type(segment: _Segment) -> str:
    if segment.made is None:
        return _BY_HAND
    return _CORRECTED if segment.corrected else _AUTOMATIC


def _algorithm(segment: _Segment) -> AlgorithmIdentificationSequence | None:
    made = segment.made
    if made is None:
        return None
    return AlgorithmIdentificationSequence(
        name=made.model_name,
        family=ARTIFICIAL_INTELLIGENCE,
        version=made.model_version,
        source=MAKER,
        parameters={**segment.parameters, "sha256": made.model_sha256},
    )


def _region(laterality: Laterality) -> CodedConcept:
    """Return the retina, and of which eye."""
    region = CodedConcept.from_code(RETINA)
    side = side_code(laterality)
    if side is not None:
        region.AnatomicRegionModifierSequence = [code_item(side)]
    return region
