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
