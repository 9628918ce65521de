"""In whose hand vessels are drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """In whose hand a model is to draw, of the annotators that it learnt from.

    Attributes:
        hand: name of one annotator's style; None for the model's own mixture of them.
        detail: how far that mixture is moved, without ``hand``: towards the sparsest hand, -1,
            or the fullest, 1.
    """

    hand: str | None = None
    detail: float = 0.0

    def __post_init__(self) -> None:
        if not -1 <= self.detail <= 1:
            raise ValueError("detail lies between -1 and 1")
        if self.hand is not None and self.detail:
            raise ValueError("detail moves the model's own mixture, not a single hand")


OWN_STYLE = Style()
"""A model's own mixture of the hands that it learnt from."""
