"""Read and de-identify spoilt files one after the other, in a process that may die of it.

    python -m tests.fuzz.worker FOLDER SEED START STOP

Writes one line of JSON before each file and one after it to stdout; who started it can tell from
the last line which file the process died of.
"""

import faulthandler
import json
import logging
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path
from random import Random

import pydicom

from app.base.errors import RetivascError
from app.deidentification.pseudonyms import Pseudonyms
from app.deidentification.rewriting import Policy, deidentify
from app.reading.listing import Entry
from app.reading.opening import read_image
from tests.fuzz.mutations import mutate

HANGS_AFTER = 120.0  # seconds, on a busy machine too; then the process ends itself
_ADDRESS_SPACE = 4 << 30  # bytes more than at the start: a file that wants it all must not get it
_SMALL = 1_000_000  # samples; writing more would take most of the time
_STATUS = Path("/proc/self/status")


def main(folder: Path, seed: int, start: int, stop: int) -> None:
    faulthandler.enable()
    warnings.simplefilter("ignore")
    logging.disable()
    pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
    _limit_memory()
    contents = load(folder)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "spoilt"
        for number in range(start, stop):
            print(json.dumps({"starts": number}), flush=True)
            content, _, _ = spoilt(contents, seed, number)
            path.write_bytes(content)
            os.utime(path, (0, 0))  # one written just now would be looked at again a little later
            _forget_peak()
            before, began = _peak(), time.process_time()
            faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
            outcome = read(path)
            faulthandler.cancel_dump_traceback_later()
            seconds, grown = time.process_time() - began, _peak() - before
            print(json.dumps({"outcome": outcome, "seconds": seconds, "bytes": grown}), flush=True)


def load(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def spoilt(contents: list[tuple[str, bytes]], seed: int, number: int) -> tuple[bytes, str, str]:
    """Return the mutation of one number: its bytes, its source, and what was done to it."""
    name, sound = contents[number % len(contents)]
    content, steps = mutate(sound, Random(f"{seed} {number}"))
    return content, name, steps


def read(path: Path) -> str:
    """Return the name of the typed error, ``opened``, or what escaped."""
    try:
        image = read_image(path)
        if image.pixels.size < _SMALL:
            deidentify(Entry(path), Policy(), Pseudonyms())
    except RetivascError as error:
        return f"{error.kind}" if str(error) else "a wordless error"
    except BaseException as error:  # noqa: BLE001 - what the hunt is for
        return f"escaped: {type(error).__name__}: {error}"
    if image.pixels.dtype != "uint8" or image.pixels.ndim != 3 or not image.pixels.size:
        return f"escaped: pixels of {image.pixels.dtype}, {image.pixels.shape}"
    return "opened" if all(map(str, image.warnings)) else "a wordless warning"


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    used = int(_STATUS.read_text().split("VmSize:")[1].split()[0]) << 10 if _STATUS.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (used + _ADDRESS_SPACE,) * 2)


def _forget_peak() -> None:
    if _STATUS.exists():
        _STATUS.with_name("clear_refs").write_text("5")


def _peak() -> int:
    """Return the most memory in use since it was forgotten, in bytes; 0 where Linux is not."""
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text().split("VmHWM:")[1].split()[0]) << 10


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
