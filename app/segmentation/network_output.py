"""What a network says about a photograph, one plane for each structure."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.domain.structures import Structure


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which structure one plane of a network's answer shows, and how it is read.

    Attributes:
        threshold: probability at and above which a pixel counts as that structure, by default.
        hysteresis: how many times the odds of the threshold a piece must reach somewhere to be
            kept; 1 for plain thresholds.
        temperature: logits are divided by it, so that probabilities are calibrated.
    """

    structure: Structure
    threshold: Annotated[float, Meta(ge=0, le=1)] = 0.5
    hysteresis: Annotated[float, Meta(ge=1)] = 1.0
    temperature: Annotated[float, Meta(gt=0)] = 1.0


def output_of(structure: Structure, outputs: Iterable[Output]) -> Output:
    """Return the output that fills a structure.

    Raises:
        ModelLoadError: none does.
    """
    for output in outputs:
        if output.structure is structure:
            return output
    raise ModelLoadError(
        message("The model does not find the structure “{structure}”.", structure=structure),
        message("Choose another model."),
    )
