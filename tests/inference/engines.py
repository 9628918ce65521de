"""Engines that do what a test asks for, instead of what a network answers."""

import numpy as np

STRIDE = 8


class StubEngine:
    """An engine that finds the same everywhere in a picture.

    Args:
        logit: what it finds.
        seconds: how long it takes by the clock that it moves.
    """

    def __init__(self, logit=0.3, seconds=1.0, clock=None, stride=STRIDE, **described):
        self.logit, self.seconds, self.clock = logit, seconds, clock
        self.stride = self.reach = stride
        self.outputs = described.get("outputs", 1)
        self.device = described.get("device", "cpu")
        self.library = described.get("library", "torch")
        self.precision = described.get("precision", "float32")
        self.seen = []

    def logits(self, tile, _mixture):
        self.seen.append(tile.shape)
        if self.clock is not None:
            self.clock.now += self.seconds
        return np.full((self.outputs, *tile.shape[1:]), self.logit, dtype=np.float32)

    def for_style(self, _mixture):
        return self


class Clock:
    """A clock that only engines move."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now
