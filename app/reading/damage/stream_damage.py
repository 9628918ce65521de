"""What can be wrong with a picture's coded data."""

from enum import Enum, auto


class Damage(Enum):
    """What happened to a stream."""

    MISSING = auto()
    CHANGED = auto()


class DamagedStreamError(Exception):
    """The coded data of a picture is not what an encoder wrote."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage.name)
        self.damage = damage
