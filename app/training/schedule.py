"""How fast to learn at each step."""

import math

from app.training.config import Optimisation


def learning_rate(step: int, settings: Optimisation) -> float:
    """Return the rate after a linear warm-up.

    It falls on one or more cosines to zero (Loshchilov, 2017), or in steps.
    """
    if step < settings.warmup:
        return settings.learning_rate * (step + 1) / settings.warmup
    if settings.schedule == "steps":
        drops = (step - settings.warmup) // settings.drop_every
        return settings.learning_rate * settings.drop**drops
    done = min(1.0, (step - settings.warmup) / max(1, settings.steps - settings.warmup))
    if settings.schedule == "cosine-restarts":
        done = _part_of_cycle(done, settings.cycles)
    return settings.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


def _part_of_cycle(done: float, cycles: int) -> float:
    """Return how far the present cycle is, each cycle being twice as long as the one before."""
    elapsed = done * ((1 << cycles) - 1)  # in lengths of the first cycle
    cycle = min(int(math.log2(elapsed + 1)), cycles - 1)
    begun = float(1 << cycle)
    return (elapsed + 1 - begun) / begun
