"""Places of a photograph that can be found again in another of the same eye."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.photograph import Plane
from app.field.shapes import erode_mask
from app.imaging.resampling import resize_plane
from app.registration.transform import DIAMETER, Points
from app.registration.view import Reduced

_BACKGROUND = 0.03  # field diameters: sigma of the mean that the light is divided by
_COARSE = 8  # pixels a step at which that is taken: it has no detail
_RIM = 0.02  # field diameters inside the rim, which is the camera's and not the eye's
_CLAHE_LIMIT = 0.02
_CONTRAST = 0.02  # least difference of Gaussians; a third of it would give twice as many


@dataclass(frozen=True, eq=False)
class Keypoints:
    """Places and their surroundings.

    Attributes:
        points: (n, 2) x and y in pixels of the photograph.
        descriptors: (n, 128) float32, of unit length.
    """

    points: Points
    descriptors: NDArray[np.float32]


def find_keypoints(view: Reduced) -> Keypoints:
    """Find keypoints by SIFT (Lowe 2004, IJCV 60:91), in the green, where vessels are darkest."""
    from skimage.feature import SIFT  # loads most of scipy, which takes its time

    sift: Any = SIFT(upsampling=1, c_dog=_CONTRAST)  # type: ignore[no-untyped-call]
    try:
        sift.detect_and_extract(_evened(view))
    except RuntimeError:  # there is none
        return Keypoints(np.zeros((0, 2)), np.zeros((0, 128), dtype=np.float32))
    rows, columns = sift.keypoints.T
    kept = erode_mask(view.field, _RIM * DIAMETER)[rows, columns]
    descriptors = sift.descriptors[kept].astype(np.float32)
    descriptors /= np.maximum(np.linalg.norm(descriptors, axis=1, keepdims=True), 1e-6)
    return Keypoints(view.native(sift.positions[kept][:, ::-1]), descriptors)


def _evened(view: Reduced) -> Plane:
    """Divide the light out, inside the field only, and raise the contrast (CLAHE)."""
    from skimage.exposure import equalize_adapthist

    inside = view.field.astype(np.float32)
    mean = _blurred(view.green * inside) / np.maximum(_blurred(inside), 1e-3)
    even = np.where(view.field, view.green / np.maximum(mean, 1.0), 1.0)
    raised: Plane = equalize_adapthist(np.clip(even / 2, 0, 1), clip_limit=_CLAHE_LIMIT)
    return raised.astype(np.float32)


def _blurred(plane: Plane) -> Plane:
    shape = plane.shape[0], plane.shape[1]
    coarse = math.ceil(shape[0] / _COARSE), math.ceil(shape[1] / _COARSE)
    sigma = _BACKGROUND * DIAMETER / _COARSE
    return resize_plane(scipy.ndimage.gaussian_filter(resize_plane(plane, coarse), sigma), shape)
