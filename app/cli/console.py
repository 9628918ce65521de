"""Say something on the terminal, without disturbing a progress bar."""

import sys

from tqdm import tqdm

from app.text import plain_line


def say(*lines: object) -> None:
    """Print lines on the standard output, each as plain text."""
    _write(lines, error=False)


def complain(*lines: object) -> None:
    """Print lines on the standard error, each as plain text."""
    _write(lines, error=True)


def _write(lines: tuple[object, ...], *, error: bool) -> None:
    stream = sys.stderr if error else sys.stdout
    tqdm.write("\n".join(map(plain_line, lines)), file=stream)
