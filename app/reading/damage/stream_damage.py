"""Name what is wrong with a picture's coded data."""

from enum import Enum, auto


class Damage(Enum):
    """Say what happened to a stream."""

    MISSING = auto()
    CHANGED = auto()


class DamagedStreamError(Exception):
    """Tell that the coded data of a picture is not what an encoder wrote."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage.name)
        self.damage = damage
