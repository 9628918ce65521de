"""Turn the style that is asked for into shares of the annotators' styles that a network knows."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.domain.style import Style


def shares_of(
    style: Style, known: tuple[str, ...], default: Mapping[str, float], drawn: Mapping[str, float]
) -> dict[str, float]:
    """Return the share of each known style, with the sum 1, in what is to be drawn.

    Args:
        known: styles of the network.
        default: shares in what the model draws by default; equal ones if empty.
        drawn: how much each style draws, in any unit; tells the sparsest from the fullest.

    Returns:
        Only shares above 0; none where the network knows no styles.

    Raises:
        ModelLoadError: the network does not know the hand, or draws in one style alone.

    Examples:
        >>> known, drawn = ("fine", "coarse"), {"fine": 12.5, "coarse": 8.0}
        >>> shares_of(Style(detail=0.5), known, {}, drawn)
        {'fine': 0.75, 'coarse': 0.25}
        >>> shares_of(Style("coarse"), known, {}, drawn)
        {'coarse': 1.0}
    """
    if style.hand is not None:
        _check_known(style.hand, known)
        return {style.hand: 1.0}
    if not known:
        if style.detail:
            raise ModelLoadError(
                message("The model draws vessels in one style only; its detail cannot be set."),
                message("Choose another model, or leave the detail out."),
            )
        return {}
    end = {_extreme(drawn, fullest=style.detail > 0): 1.0} if style.detail else {}
    return _mixed(_normalised(default or dict.fromkeys(known, 1.0)), end, abs(style.detail))


def mixture_of(shares: Mapping[str, float], known: Sequence[str]) -> NDArray[np.float32]:
    """Return the mixture, (styles,) float32 with the sum 1, that shares of named styles make up.

    Args:
        shares: of some of the known styles, above 0; equal ones of all of them if empty.

    Raises:
        ValueError: the network has no style of a name, or a share is not above 0.
    """
    if strangers := shares.keys() - set(known):
        raise ValueError(f"the network has no style {', '.join(sorted(strangers))}")
    if any(not share > 0 for share in shares.values()):
        raise ValueError("the share of a style must be above 0")
    weights = shares or dict.fromkeys(known, 1.0)
    total = sum(weights.values())
    return np.array([weights.get(style, 0.0) / total for style in known], dtype=np.float32)


def _check_known(hand: str, known: tuple[str, ...]) -> None:
    if hand in known:
        return
    if not known:
        raise ModelLoadError(
            message("The model draws vessels in one style only, not in “{style}”.", style=hand),
            message("Choose another model, or leave the style out."),
        )
    raise ModelLoadError(
        message("The model knows no style “{style}”.", style=hand),
        message("Choose one of these: {styles}.", styles=", ".join(known)),
    )


def _extreme(drawn: Mapping[str, float], *, fullest: bool) -> str:
    if not drawn:
        raise ModelLoadError(
            message("The model does not say how much each of its styles draws."),
            message("Choose another model, or leave the detail out."),
        )
    return (max if fullest else min)(drawn, key=lambda name: drawn[name])


def _normalised(shares: Mapping[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _mixed(
    first: Mapping[str, float], second: Mapping[str, float], weight: float
) -> dict[str, float]:
    """Return so much of the second shares in the first."""
    names = dict.fromkeys((*first, *second))
    mixed = {
        name: (1 - weight) * first.get(name, 0.0) + weight * second.get(name, 0.0) for name in names
    }
    return {name: share for name, share in mixed.items() if share > 0}
