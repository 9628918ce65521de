"""Keep a photograph in memory as a training run needs it, and cut crops out of it."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import torch
from numpy.random import Generator
from PIL import Image
from torch import Tensor

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.structures import Structure
from app.field.field_of_view import field_from_mask
from app.field.geometry import field_box
from app.imaging.resampling import cut_out, resize_picture, resize_plane, scaled_shape
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.segmentation.preprocessing import find_field, normalise, working_diameter
from app.training.augment import vary_appearance, warped_crop
from app.training.cases import Case, read_labels
from app.training.config import Augmentation
from app.training.masks import read_mask


class TrainingImage:
    """Keep one photograph and its labels in memory at the size the network sees it.

    Attributes:
        dataset: name of its data set.
        diameter: of its field of view at that size, in pixels.
        layers: (4 + 2n, h, w) float32, 0 to 1: red, green, blue, field of view, the label of each
            of n structures, and how far each is to be believed.
        first_label: which of them is the first label.
    """

    first_label = 4

    def __init__(
        self,
        dataset: str,
        image: FundusImage,
        field: FieldOfView,
        spec: InputSpec,
        known: Sequence[tuple[Plane | Mask, Plane | Mask]],
    ) -> None:
        """Bring a photograph to the network's size.

        Args:
            known: the label of each structure and how far it is to be believed, (height, width),
                0 to 1 each.
        """
        self.dataset = dataset
        self.diameter = working_diameter(field.diameter_px, spec)
        box = field_box(field)
        size = scaled_shape(box, self.diameter / field.diameter_px)
        rgb = resize_picture(cut_out(image.pixels, box), size).astype(np.float32) / 255
        inside, *planes = (
            resize_plane(cut_out(plane, box), size, resample=Image.Resampling.BOX)
            for plane in (
                field.mask,
                *(plane for planes in zip(*known, strict=True) for plane in planes),
            )
        )
        self.layers = torch.from_numpy(np.stack([*rgb.transpose(2, 0, 1), inside, *planes]))
        rows, columns = np.nonzero(inside > 0.5)
        self._inside = np.stack([columns, rows], axis=1)

    @classmethod
    def of_case(
        cls, case: Case, spec: InputSpec, outputs: Sequence[Structure] = (Structure.VESSEL,)
    ) -> Self:
        """Read a photograph and what experts drew of it.

        Args:
            outputs: the structures that are learnt; what the case does not tell of one is not
                believed.

        Raises:
            ConfigurationError: label or field mask do not fit.
            ImageReadError: a file cannot be read.
        """
        image = read_image(case.image)
        field = _field_of(case, image, spec)
        known = read_labels(case, (image.height, image.width), field.diameter_px, outputs)
        return cls(case.dataset, image, field, spec, known)

    def crop(
        self, side: int, spec: InputSpec, how: Augmentation, rng: Generator
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Cut one augmented crop.

        Returns:
            input (c, side, side), labels and weights (n, side, side), float32; a weight is 1
            where the label is to be believed, in the field, and 0 elsewhere.
        """
        x, y = self._inside[rng.integers(len(self._inside))]
        layers = warped_crop(self.layers, (float(x), float(y)), side, how, rng)
        field = layers[3] >= 0.5
        rgb = vary_appearance(layers[:3].permute(1, 2, 0).numpy(), how, rng)
        values = normalise(rgb, field.numpy(), self.diameter, spec)
        labels, beliefs = layers[self.first_label :].chunk(2)
        return torch.from_numpy(values), labels, (field & (beliefs >= 0.5)).float()


def _field_of(case: Case, image: FundusImage, spec: InputSpec) -> FieldOfView:
    """Return the field of view; its area is the official mask's where there is one."""
    field = find_field(image.pixels, spec)
    if case.mask is None:
        return field
    official = field_from_mask(read_mask(case.mask, (image.height, image.width)))
    if not official.area_px:
        raise ConfigurationError(
            message("The field mask “{name}” is empty.", name=case.mask.name),
            message("Mend the mask, or leave the masks out of the configuration."),
        )
    return FieldOfView(
        official.mask, field.center, field.diameter_px, field.method, field.confidence
    )
