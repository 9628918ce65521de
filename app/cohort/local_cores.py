"""How many workers a machine takes, and how much of it each may use."""

from dataclasses import dataclass

NEEDED = 1_500 << 20
"""Bytes that a worker with the bundled model needs for a photograph of 12 megapixels."""

_USABLE = 0.9  # of the memory


@dataclass(frozen=True)
class Share:
    """How a machine is shared out.

    Attributes:
        workers: processes, each of which analyses one photograph at a time.
        threads: that each of them computes with.
        memory: bytes that each may use; a process that needs more is ended.
    """

    workers: int
    threads: int
    memory: int


def share_out(cores: int, memory: int, workers: int | None = None) -> Share:
    """Share a machine out so that no core is idle, and none is fought over.

    One thread a process does most: little of an analysis gains from a second one. Where the
    memory does not suffice for a process on each core, the processes that there are get several.

    Args:
        memory: of the machine, in bytes.
        workers: how many a person asks for; as many as fit if None.
    """
    usable = int(_USABLE * memory)
    if workers is None:
        workers = max(1, min(cores, usable // NEEDED))
    return Share(workers, max(1, cores // workers), usable // workers)
