"""Small pictures of single photographs: the field of view alone, on black."""

import io
from collections.abc import Collection

import numpy as np
from PIL import Image

from app.base.errors import ConfigurationError, RetivascError
from app.cohort.folder import Folder
from app.cohort.items import Item
from app.cohort.plan import read_list
from app.field.field_of_view import find_field_of_view
from app.reading.listing import read_photograph

_SIDE = 220  # pixels


def items_of(folder: Folder, numbers: Collection[int]) -> dict[int, Item]:
    """Return some photographs of the list; none where the list is not here."""
    try:
        return {item.number: item for item in read_list(folder) if item.number in numbers}
    except ConfigurationError:
        return {}


def thumbnail(item: Item) -> bytes | None:
    """Return a small JPEG of a photograph's field; None where it cannot be read from here.

    What lies outside the field is black, so that no name that is written into the picture shows.
    """
    try:
        image = read_photograph(item.entry, item.frame or 0)
        inside = find_field_of_view(image.pixels).mask
    except RetivascError:
        return None
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    if not rows.size:
        return None
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    picture = Image.fromarray(np.where(inside[part][..., None], image.pixels[part], 0))
    picture.thumbnail((_SIDE, _SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
