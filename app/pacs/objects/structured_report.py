"""The numbers as a DICOM Structured Report by template 1500, Measurement Report."""

from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    ComprehensiveSR,
    DeviceObserverIdentifyingAttributes,
    FindingSite,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    NumContentItem,
    ObservationContext,
    ObserverContext,
    QualitativeEvaluation,
    RelationshipTypeValues,
    SourceImageForMeasurementGroup,
    TextContentItem,
    TrackingIdentifier,
)
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code
from pydicom.uid import OphthalmicPhotography8BitImageStorage, SecondaryCaptureImageStorage

from app.analysis.analysis import Analysis
from app.domain.photograph import Laterality
from app.measurement import types as measured
from app.measurement.measure import Measure
from app.measurement.measures import VESSEL_DENSITY, shown_measures
from app.measurement.regions import quadrant_name
from app.measurement.types import Measurements
from app.pacs.objects.codes import (
    ARTIFICIAL_INTELLIGENCE,
    AUTOMATIC,
    BAND_HIGH,
    BAND_LOW,
    BLOOD_VESSEL,
    COMMENT,
    CORRECTED,
    DEVICE,
    IMAGE_QUALITY,
    IMAGING_PROCEDURE,
    MEASUREMENT_REPORT,
    OVERRULED,
    RETINA,
    YES,
    number_code,
    private_scheme,
    quadrant_code,
    side_code,
    unit_code,
    verdict_code,
)
from app.pacs.objects.equipment import (
    MAKER,
    Labels,
    label,
    new_uid,
    series_number,
)
from app.pacs.objects.kinds import ObjectKind
from app.pacs.objects.origin import Origin, derived_uid
from app.report.wording import (
    INTENDED_USE,
    number_in_words,
)

_OPHTHALMIC = "1.2.840.10008.5.1.4.1.1.77.1.5."
"""How the classes of ophthalmic images begin, wide field and all."""

Group = MeasurementsAndQualitativeEvaluations


def report_measurements(analysis: Analysis, labels: Labels) -> Dataset:
    """Return all numbers with their bands and units, the automatic and the corrected apart.

    A number that is withheld is left out (readers take every number for one) and named in a
    comment with the reason.
    """
    origin = labels.origin
    photograph = _known_to_highdicom(origin)
    report = MeasurementReport(
        observation_context=_observer(labels),
        procedure_reported=IMAGING_PROCEDURE,
        imaging_measurements=_groups(analysis, origin),
        title=MEASUREMENT_REPORT,
        referenced_images=[photograph],
    )
    dataset = ComprehensiveSR(
        evidence=[photograph],
        content=report[0],
        series_instance_uid=new_uid(),
        series_number=series_number(ObjectKind.STRUCTURED_REPORT),
        sop_instance_uid=new_uid(),
        instance_number=1,
        manufacturer=MAKER,
        is_complete=True,
    )
    dataset.CodingSchemeIdentificationSequence = [private_scheme()]
    origin.point_to(dataset)
    label(dataset, ObjectKind.STRUCTURED_REPORT, labels)
    return dataset


def _known_to_highdicom(origin: Origin) -> Dataset:
    """Return the photograph as a class of which highdicom can tell the modality."""
    ophthalmic = origin.image.SOPClassUID.startswith(_OPHTHALMIC)
    return origin.as_class(
        OphthalmicPhotography8BitImageStorage if ophthalmic else SecondaryCaptureImageStorage
    )


def _observer(labels: Labels) -> ObservationContext:
    """Return the program alone as observer: no person has confirmed what it measured."""
    made = labels.made
    return ObservationContext(
        observer_device_context=ObserverContext(
            observer_type=CodedConcept.from_code(DEVICE),
            observer_identifying_attributes=DeviceObserverIdentifyingAttributes(
                uid=derived_uid("device", made.software_version, made.model_sha256),
                name=MAKER,
                manufacturer_name=MAKER,
                model_name=MAKER,
            ),
        )
    )


def _groups(analysis: Analysis, origin: Origin) -> list[Group]:
    groups = [_group(analysis, analysis.measurements, AUTOMATIC, origin)]
    if analysis.corrected:
        groups.append(_group(analysis, analysis.corrected.measurements, CORRECTED, origin))
    return groups


def _group(analysis: Analysis, measurements: Measurements, method: Code, origin: Origin) -> Group:
    image = origin.image
    laterality = analysis.image.laterality
    group = MeasurementsAndQualitativeEvaluations(
        tracking_identifier=TrackingIdentifier(uid=new_uid(), identifier=method.meaning),
        finding_type=BLOOD_VESSEL,
        method=method,
        algorithm_id=_algorithm(analysis),
        finding_sites=[_site(laterality)],
        measurements=[
            *_numbers(measurements, _coded_measures(analysis, measurements)),
            *_quadrants(measurements, laterality),
        ],
        qualitative_evaluations=_quality(analysis),
        source_images=[
            SourceImageForMeasurementGroup(
                image.SOPClassUID, image.SOPInstanceUID, [origin.frame] if origin.frame else None
            )
        ],
    )
    group[0].ContentSequence.extend(_comments(analysis, measurements))
    return group


def _algorithm(analysis: Analysis) -> AlgorithmIdentification:
    made = analysis.provenance
    return AlgorithmIdentification(
        name=made.model_name,
        version=made.model_version,
        parameters=[
            f"threshold = {analysis.threshold:g}",
            f"hysteresis = {made.hysteresis:g}",
            f"sha256 = {made.model_sha256}",
            *(
                f"{other.model_name} {other.model_version}: sha256 = {other.model_sha256}"
                for other in analysis.findings.provenances
                if other is not made
            ),
        ],
        family=ARTIFICIAL_INTELLIGENCE,
        manufacturer=MAKER,
    )


def _site(laterality: Laterality, quadrant: Code | None = None) -> FindingSite:
    return FindingSite(RETINA, laterality=side_code(laterality), topographical_modifier=quadrant)


def _coded_measures(analysis: Analysis, measurements: Measurements) -> tuple[Measure, ...]:
    shown = shown_measures(
        spacing_known=analysis.image.spacing is not None, structures=analysis.structures
    )
    # What a person placed where no model looks gives numbers that the automatic ones lack.
    there = measurements.numbers
    return tuple(each for each in shown if each.code is not None and each.id in there)


def _numbers(measurements: Measurements, shown: tuple[Measure, ...]) -> list[Measurement]:
    return [
        item
        for measure in shown
        for item in _measurement(measure, measurements.numbers[measure.id])
    ]


def _quadrants(measurements: Measurements, laterality: Laterality) -> list[Measurement]:
    return [
        item
        for quadrant, found in measurements.quadrant_densities.items()
        for item in _measurement(
            VESSEL_DENSITY, found, [_site(laterality, quadrant_code(quadrant, laterality))]
        )
    ]


def _measurement(
    measure: Measure, found: measured.Measurement, sites: list[FindingSite] | None = None
) -> list[Measurement]:
    """Return a number in the unit of the report, the ends of its band with it; none if withheld."""
    if found.value is None:
        return []
    factor, unit = measure.factor, unit_code(measure)
    item = Measurement(number_code(measure), found.value * factor, unit, finding_sites=sites)
    ends = [
        NumContentItem(name, end * factor, unit, None, RelationshipTypeValues.HAS_PROPERTIES)
        for name, end in ((BAND_LOW, found.low), (BAND_HIGH, found.high))
        if end is not None
    ]
    if ends:
        item[0].ContentSequence = Sequence([*item[0].get("ContentSequence", ()), *ends])
    return [item]


def _quality(analysis: Analysis) -> list[QualitativeEvaluation]:
    found = [QualitativeEvaluation(IMAGE_QUALITY, verdict_code(analysis.quality.verdict))]
    if analysis.overridden:
        found.append(QualitativeEvaluation(OVERRULED, YES))
    return found


def _comments(analysis: Analysis, measurements: Measurements) -> list[TextContentItem]:
    """Return in sentences what a reader must know, and what is withheld and why."""
    sentences = [
        *map(str, analysis.warnings),
        *_withheld(analysis, measurements),
        str(INTENDED_USE),
    ]
    return [
        TextContentItem(COMMENT, sentence, RelationshipTypeValues.CONTAINS)
        for sentence in dict.fromkeys(sentences)
    ]


def _withheld(analysis: Analysis, measurements: Measurements) -> list[str]:
    if analysis.withheld:
        return [str(analysis.withheld)]
    image, densities = analysis.image, measurements.quadrant_densities
    coded = _coded_measures(analysis, measurements)
    numbers = ((each, measurements.numbers[each.id]) for each in coded)
    return [number_in_words(*each) for each in numbers if each[1].reason] + [
        f"{quadrant_name(quadrant, image.laterality)}: {found.reason}"
        for quadrant, found in densities.items()
        if found.reason
    ]
