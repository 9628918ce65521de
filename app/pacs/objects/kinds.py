"""Which objects there are: known without loading what makes them."""

from enum import StrEnum


class ObjectKind(StrEnum):
    """What can be written for an analysis.

    PHOTOGRAPH is only written of a picture file, for the others to refer to.
    """

    PHOTOGRAPH = "photograph"
    PDF = "pdf"
    SEGMENTATION = "segmentation"
    STRUCTURED_REPORT = "structured report"
    SECONDARY_CAPTURE = "secondary capture"


WRITTEN_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.104.1",  # Encapsulated PDF
    "1.2.840.10008.5.1.4.1.1.66.4",  # Segmentation
    "1.2.840.10008.5.1.4.1.1.88.33",  # Comprehensive SR
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture
)
"""The SOP classes of these objects."""
