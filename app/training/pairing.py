"""See that files which belong together by their order are all there."""

from collections.abc import Sequence
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import Message, message


def check_paired(images: Sequence[Path], labels: Sequence[Path], *more: Sequence[Path]) -> None:
    """Check that each image has a label, and whatever else is given.

    Raises:
        ConfigurationError: the counts differ, or the names, where labels are named after their
            images, tell that one is missing.
    """
    counts = [len(files) for files in (images, labels, *more)]
    alone = _first_without_namesake(images, labels)
    if alone is not None or len(set(counts)) > 1:
        raise ConfigurationError(
            _incomplete(alone, ", ".join(map(str, counts))),
            message("Each image needs exactly one label, and one mask if masks are given."),
        )


def _first_without_namesake(images: Sequence[Path], labels: Sequence[Path]) -> Path | None:
    """Return the first image without a label of its name; None where labels have other names."""
    names = {label.stem for label in labels}
    if names.isdisjoint(image.stem for image in images):
        return None
    return next((image for image in images if image.stem not in names), None)


def _incomplete(alone: Path | None, counts: str) -> Message:
    if alone is None:
        return message(
            "The numbers of files differ (images, labels, masks): {counts}.",
            counts=counts,
        )
    return message(
        "“{name}” has no label of the same name (files of images, labels, masks: {counts}).",
        name=alone.name,
        counts=counts,
    )
