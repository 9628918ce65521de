"""Begin a run with weights that were learnt before."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from torch import Tensor

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.inference.model_card import MAX_WEIGHTS
from app.inference.unet import SegmentationNetwork
from app.training.config import Config

Tensors = dict[str, Tensor]


def load_initial_weights(network: SegmentationNetwork, config: Config, beside: Path) -> None:
    """Load the weights that a configuration names, if any, into a fresh network.

    Args:
        beside: folder that the configuration's paths start from.

    Raises:
        ConfigurationError: they cannot be read, or are those of another network.
    """
    if config.start is not None:
        _load_all(network, beside / config.start)
    if config.encoder_weights is not None:
        _load_encoder(network, beside / config.encoder_weights)


def _load_all(network: SegmentationNetwork, path: Path) -> None:
    try:
        network.load_state_dict(_with_fresh_styles(_read(path), network.state_dict()))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ConfigurationError(
            message(
                "The weights to start from, “{name}”, do not fit this network or cannot be read.",
                name=path.name,
            ),
            message("They must be of the same network, as .safetensors."),
        ) from error


def _with_fresh_styles(known: Tensors, fresh: Tensors) -> Tensors:
    """Return known weights with fresh ones for the styles they lack, which are the last."""
    styles = {name: rows.clone() for name, rows in fresh.items() if name.startswith("modulations.")}
    for name, rows in styles.items():
        if name in known:
            rows[: len(known[name])] = known[name]
    return known | styles


def _load_encoder(network: SegmentationNetwork, path: Path) -> None:
    try:
        network.load_encoder(_read(path))
    except (OSError, SafetensorError, RuntimeError, KeyError) as error:
        raise ConfigurationError(
            message(
                "The weights of the encoder, “{name}”, do not fit this network or cannot be read.",
                name=path.name,
            ),
            message(
                "They must be of a network with the same encoder, as .safetensors, or for "
                "“resnet34-unet” the model.safetensors of a ResNet-34 from transformers."
            ),
        ) from error


def _read(path: Path) -> Tensors:
    tensors: Tensors = load_tensors(read_input(path, limit=MAX_WEIGHTS))
    return tensors
