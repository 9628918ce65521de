"""Build any network by the name that a configuration or a model card gives it."""

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.inference.architecture import RESNET, Architecture
from app.inference.resnet_unet import ResNetUNet
from app.inference.unet import SegmentationNetwork, UNet


def build_network(
    architecture: Architecture, planes: int = 3, outputs: int = 1
) -> SegmentationNetwork:
    """Build a network with fresh weights that sees so many planes and answers in so many.

    Raises:
        ModelLoadError: no network of that name exists, or a library that it needs is missing.
    """
    if architecture.name == RESNET:
        return ResNetUNet(architecture.widths, planes, outputs=outputs)
    if architecture.name not in ("unet", "plain-unet", "attention-unet"):
        raise ModelLoadError(
            message("The model asks for an unknown network “{name}”.", name=architecture.name),
            message("Update Retivasc, or choose another model."),
        )
    return UNet(
        architecture.widths,
        planes,
        attention=architecture.name == "attention-unet",
        residual=architecture.name != "plain-unet",
        styles=len(architecture.styles),
        outputs=outputs,
    )
