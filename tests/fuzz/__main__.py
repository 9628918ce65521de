"""Hunt longer than the tests do: ``python -m tests.fuzz [--minutes M] [--seed S]``."""

import argparse
import tempfile
import time
from pathlib import Path

from tests.fuzz.hunt import Finding, hunt
from tests.fuzz.sources import write_sources

_BATCH = 2000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--output", type=Path, default=Path("output/fuzz"))
    arguments = parser.parse_args()
    end, start, failures = time.monotonic() + 60 * arguments.minutes, 0, 0

    def keep(finding: Finding) -> None:
        arguments.output.mkdir(parents=True, exist_ok=True)
        path = arguments.output / f"{arguments.seed}-{finding.number}-{finding.source}"
        path.write_bytes(finding.content)
        print(f"{finding}\n  kept as {path}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder))
        while time.monotonic() < end:
            result = hunt(Path(folder), arguments.seed, start, start + _BATCH, keep)
            start, failures = start + _BATCH, failures + len(result.findings)
            print(
                f"seed {arguments.seed}, {start} files: {dict(result.outcomes)}, slowest "
                f"{result.slowest:.2f} s, most memory {result.greediest >> 20} MB",
                flush=True,
            )
    print(f"{failures} findings")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
