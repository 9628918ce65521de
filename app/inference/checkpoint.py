"""Build a model's network in torch, with its weights."""

from pathlib import Path

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.inference.model_card import Model, ModelCard, read_model
from app.inference.networks import build_network
from app.inference.styles import mixture_of
from app.inference.unet import PlainBlock, SegmentationNetwork


class Checkpoint(msgspec.Struct, frozen=True):
    """A network ready to run and its card."""

    network: SegmentationNetwork
    card: ModelCard


def load_checkpoint(weights: Path) -> Checkpoint:
    """Read a model and build its network.

    Args:
        weights: the ``.safetensors`` file; its card is the ``.json`` of the same name.

    Raises:
        ModelLoadError: as ``read_model`` and ``load_network``.
    """
    model = read_model(weights)
    return Checkpoint(load_network(model), model.card)


def load_network(model: Model) -> SegmentationNetwork:
    """Build a model's network, ready to run.

    Raises:
        ModelLoadError: the card asks for a network that is not known, or its weights do not fit.
    """
    card = model.card
    network = build_network(card.architecture, card.input.planes, len(card.outputs))
    try:
        network.load_state_dict(load_tensors(model.weights))
        network.style = torch.from_numpy(mixture_of(card.style, card.architecture.styles))
    except (SafetensorError, RuntimeError, ValueError) as error:
        raise ModelLoadError(
            message("The model “{name}” cannot be loaded.", name=model.path.name),
            message("Its file is damaged; install Retivasc again."),
        ) from error
    return ready(network)


def ready(network: SegmentationNetwork) -> SegmentationNetwork:
    """Return a trained network as it runs fastest; it cannot be trained on."""
    network.eval()
    for module in network.modules():
        if isinstance(module, PlainBlock):
            module.fold_norms()
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
