"""Compare what two copies of the program measured in the same photographs.

python packaging/windows/compare_results.py FOLDER FOLDER
"""

import json
import math
import sys
from pathlib import Path
from typing import Any


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return what differs between two analyses as JSON: model, threshold, or a measured number.

    Each program decides by a trial whether it computes in bfloat16; if they decided differently,
    5 % are allowed, otherwise only rounding.
    """
    allowed = 1e-9 if one["model"]["precision"] == other["model"]["precision"] else 0.05
    found = [key for key in ("threshold", "field_of_view") if one[key] != other[key]]
    if one["model"]["sha256"] != other["model"]["sha256"]:
        found.append("model")
    for name in sorted({*one["measurements"], *other["measurements"]}):
        first, second = (read["measurements"].get(name, {}).get("value") for read in (one, other))
        same = first == second
        if not same and None not in (first, second):
            same = math.isclose(first, second, rel_tol=allowed)
        if not same:
            found.append(f"{name}: {first} and {second}")
    return found


def main() -> int:
    """Print each difference; return 1 if there is one, or nothing to compare."""
    first, second = (sorted(Path(folder).glob("*.json")) for folder in sys.argv[1:3])
    if not first or [path.name for path in first] != [path.name for path in second]:
        print("not the same photographs")
        return 1
    found = [
        f"{one.name}: {text}"
        for one, other in zip(first, second, strict=True)
        for text in differences(*(json.loads(path.read_text("utf-8")) for path in (one, other)))
    ]
    print("\n".join(found) or f"{len(first)} alike")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
