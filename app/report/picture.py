"""A picture of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A JPEG picture and its caption."""

    jpeg: bytes
    caption: str
