"""The codes by which other programs recognise what is written.

Standard ones where there are any (DICOM, SNOMED CT, UCUM); of vessel measurements in fundus
photographs hardly any exist, so that their names are of a private scheme.
"""

from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from app.domain.photograph import Laterality
from app.domain.quality import Verdict
from app.measurement.measure import Measure
from app.measurement.regions import Quadrant, quadrant_anatomy, quadrant_place
from app.reading.dicom import codes as concepts

PRIVATE = "99RETIVASC"


def _snomed(concept: concepts.Concept) -> Code:
    return Code(concept.ct, "SCT", concept.meaning)


RETINA = _snomed(concepts.RETINA)
OPTIC_DISC = _snomed(concepts.OPTIC_NERVE_HEAD)
ARTERY = Code("51114001", "SCT", "Artery")
VEIN = Code("29092000", "SCT", "Vein")
BLOOD_VESSEL = Code("59820001", "SCT", "Blood Vessel")
ANATOMICAL_STRUCTURE = Code("91723000", "SCT", "Anatomical Structure")
IMAGING_PROCEDURE = Code("363679005", "SCT", "Imaging procedure")
YES = Code("373066001", "SCT", "Yes")

ARTIFICIAL_INTELLIGENCE = Code("123109", "DCM", "Artificial Intelligence")
COMMENT = Code("121106", "DCM", "Comment")
DEVICE = Code("121007", "DCM", "Device")
IMAGE_QUALITY = Code("111101", "DCM", "Image Quality")
MEASUREMENT_REPORT = Code("126000", "DCM", "Imaging Measurement Report")
SOURCE_IMAGE = Code("121322", "DCM", "Source image for image processing operation")

# Neither DICOM's context groups nor pydicom's dictionary of SNOMED have one.
OPTIC_CUP = Code("OPTIC_CUP", PRIVATE, "Cup of the optic disc")

AUTOMATIC = Code("AUTOMATIC", PRIVATE, "Automatic segmentation")
CORRECTED = Code("CORRECTED", PRIVATE, "Automatic segmentation, corrected by hand")
BAND_LOW = Code("BAND_LOW", PRIVATE, "Least value over the band of thresholds")
BAND_HIGH = Code("BAND_HIGH", PRIVATE, "Greatest value over the band of thresholds")
OVERRULED = Code("QUALITY_OVERRULE", PRIVATE, "Measured though the quality is too poor")

_SIDES = {
    Laterality.RIGHT: _snomed(concepts.RIGHT),
    Laterality.LEFT: _snomed(concepts.LEFT),
    Laterality.BOTH: _snomed(concepts.RIGHT_AND_LEFT),
}
_VERDICTS = {
    Verdict.GOOD: Code("QUALITY_GOOD", PRIVATE, "Good"),
    Verdict.USABLE: Code("QUALITY_USABLE", PRIVATE, "Usable"),
    Verdict.NOT_GRADABLE: Code("NOT_GRADABLE", PRIVATE, "Not gradable"),
}


def side_code(laterality: Laterality) -> Code | None:
    """Return the code of an eye; None when it is unknown."""
    return _SIDES.get(laterality)


def verdict_code(verdict: Verdict) -> Code:
    """Return the code of a verdict on the quality."""
    return _VERDICTS[verdict]


def number_code(measure: Measure) -> Code:
    """Return the code that names a measured number."""
    return Code(measure.code or measure.id.upper(), PRIVATE, str(measure.name))


def unit_code(measure: Measure) -> Code:
    """Return the unit in which a number is written, that of the report."""
    value, meaning = measure.ucum
    return Code(value, "UCUM", meaning)


def quadrant_code(quadrant: Quadrant, laterality: Laterality) -> Code:
    """Return the code of a quadrant by where it lies in the eye, or else in the picture."""
    anatomy = quadrant_anatomy(quadrant, laterality)
    if anatomy is None:
        return Code(quadrant.upper(), PRIVATE, f"{quadrant_place(quadrant)} of the picture")
    value = str(anatomy).upper().replace("-", "_").replace("TEMPORAL", "TEMP")
    return Code(value, PRIVATE, str(anatomy))


def code_item(code: Code) -> Dataset:
    """Return a code as the item of a sequence."""
    item = Dataset()
    item.CodeValue = code.value
    item.CodingSchemeDesignator = code.scheme_designator
    item.CodeMeaning = code.meaning
    return item


def private_scheme() -> Dataset:
    """Return who is responsible for the private codes."""
    item = Dataset()
    item.CodingSchemeDesignator = PRIVATE
    item.CodingSchemeName = "Retivasc vessel measurements"
    item.CodingSchemeResponsibleOrganization = "Retivasc"
    return item
