"""The one table of SNOMED codes by which DICOM files speak of eyes, cameras and filters.

Each concept has its code in SNOMED CT and, as older files write it, in SNOMED RT (DICOM PS3.16,
context groups 4202, 4204, 4209 and 244).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """A concept with both of its codes.

    Attributes:
        ct, rt: values in SNOMED CT and SNOMED RT.
        meaning: as the standard words it.
    """

    ct: str
    rt: str
    meaning: str

    @property
    def values(self) -> tuple[str, str]:
        """Return both code values."""
        return self.ct, self.rt


EYE = Concept("81745001", "T-AA000", "Eye")
RETINA = Concept("5665001", "T-AA610", "Retina")
FOVEA = Concept("67046006", "T-AA621", "Fovea centralis")
OPTIC_NERVE_HEAD = Concept("81016008", "T-AA630", "Optic nerve head")
CHOROID = Concept("68703001", "T-AA310", "Choroid of eye")
BOTH_EYES = Concept("40638003", "T-AA180", "Both eyes")

RIGHT = Concept("24028007", "G-A100", "Right")
LEFT = Concept("7771000", "G-A101", "Left")
RIGHT_AND_LEFT = Concept("51440002", "G-A102", "Right and left")

FUNDUS_CAMERA = Concept("409898007", "R-1021A", "Fundus Camera")
LASER_OPHTHALMOSCOPE = Concept("392001008", "A-00E8A", "Scanning Laser Ophthalmoscope")
OTHER_DEVICES = (
    Concept("409903006", "R-1021B", "External Camera"),
    Concept("397247004", "A-2B201", "Slit Lamp Biomicroscope"),
    Concept("397522002", "A-00FCA", "Keratoscope"),
    Concept("420827006", "A-00FF4", "Pupillograph"),
    Concept("409899004", "R-1021C", "Specular Microscope"),
    Concept("102321001", "A-2B210", "Operating Microscope"),
)
COLOURED_FILTERS = (
    Concept("445465004", "A-010E2", "Green optical filter (red-free)"),
    Concept("422915004", "A-010D8", "Blue-green optical filter (red-free)"),
    Concept("445340000", "A-010E0", "Yellow-green optical filter (red-free)"),
    Concept("445084008", "A-010DA", "Blue optical filter"),
    Concept("445279009", "A-010DF", "Red optical filter"),
)
INFRARED_FILTER = Concept("445169002", "A-010DC", "Infrared optical filter")


def meanings(*concepts: Concept) -> dict[str, str]:
    """Return what concepts mean by each of their code values."""
    return {value: concept.meaning for concept in concepts for value in concept.values}
