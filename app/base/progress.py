"""The whole vocabulary of a long job: its progress, and whether it should stop."""

from collections.abc import Callable

OnProgress = Callable[[float, str], None]
"""Called with the finished fraction (0 to 1) and the name of the present stage."""

ShouldStop = Callable[[], bool]
"""Asked between the pieces of a job; true means: stop as soon as possible."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The job was stopped because its owner asked for it; not an error."""


def ignore_progress(_fraction: float, _stage: str) -> None:
    """Ignore a progress report."""


def never_stop() -> bool:
    """Answer that the job should continue."""
    return False


def stop_if_asked(should_stop: ShouldStop) -> None:
    """Raise Cancelled when the owner of the job asked to stop."""
    if should_stop():
        raise Cancelled


def part_of(on_progress: OnProgress, start: float, end: float) -> OnProgress:
    """Map a sub-job's progress from 0..1 to start..end of the whole job's."""

    def report(fraction: float, stage: str) -> None:
        on_progress(start + (end - start) * fraction, stage)

    return report
