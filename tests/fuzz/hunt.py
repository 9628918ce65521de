"""Send spoilt files to workers and collect what went wrong."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.worker import load, spoilt
from tests.support import ROOT

SOUND = ("opened", "ImageReadError", "UnsupportedImageError")
SLOW = 10.0  # seconds of processor time; far above the two that are wanted: computers differ
GREEDY = 1 << 30  # bytes


@dataclass(frozen=True)
class Finding:
    """One file that should not have done what it did."""

    number: int
    source: str
    steps: str
    problem: str
    content: bytes

    def __str__(self) -> str:
        return f"mutation {self.number} of {self.source} ({self.steps}): {self.problem}"


@dataclass
class Hunt:
    """The outcome of a range of mutations."""

    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    slowest: float = 0.0
    greediest: int = 0


def hunt(
    folder: Path, seed: int, start: int, stop: int, tell: Callable[[Finding], None] = print
) -> Hunt:
    """Read the mutations ``start`` to ``stop`` of the files in a folder, in other processes.

    A worker that dies is replaced by one which goes on behind the file that it died of.
    """
    result, contents = Hunt(), load(folder)

    def found(number: int, problem: str) -> None:
        content, source, steps = spoilt(contents, seed, number)
        result.findings.append(Finding(number, source, steps, problem, content))
        tell(result.findings[-1])

    while start < stop:
        done = _run_worker(folder, seed, start, stop)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for begun, ended in zip(lines[::2], lines[1::2], strict=False):
            start = begun["starts"] + 1
            result.outcomes[ended["outcome"]] += 1
            result.slowest = max(result.slowest, ended["seconds"])
            result.greediest = max(result.greediest, ended["bytes"])
            for problem in _problems(ended):
                found(begun["starts"], problem)
        if done.returncode:
            if not lines:
                raise RuntimeError(f"the worker does not start: {done.stderr}")
            result.outcomes["killed"] += 1
            found(start, f"ended the process with {done.returncode}: {done.stderr[-1500:]}")
            start += 1
    return result


def _problems(ended: dict[str, object]) -> list[str]:
    problems = []
    if ended["outcome"] not in SOUND:
        problems.append(str(ended["outcome"]))
    if float(str(ended["seconds"])) > SLOW:
        problems.append(f"took {ended['seconds']:.1f} s")
    if int(str(ended["bytes"])) > GREEDY:
        problems.append(f"took {int(str(ended['bytes'])) >> 20} MB")
    return problems


def _run_worker(folder: Path, seed: int, start: int, stop: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.worker", str(folder)]
    return subprocess.run(
        [*command, *map(str, (seed, start, stop))],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
