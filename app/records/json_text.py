"""Plain values as JSON that every program reads: UTF-8, indented, without NaN."""

import json
import math
from typing import Any


def to_json(plain: Any) -> bytes:  # noqa: ANN401
    """Return plain values as UTF-8 text.

    Raises:
        ValueError: a number is NaN or infinite, which JSON cannot hold.
    """
    text = json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False)
    # A file name that is no valid text (another code page's) keeps its bytes as \\udcXX.
    return text.encode(errors="backslashreplace") + b"\n"


def from_json(content: bytes) -> Any:  # noqa: ANN401
    """Read plain values back.

    Raises:
        ValueError: it is no JSON, or a number is NaN, infinite or too large.
    """
    try:
        return json.loads(content, parse_float=_finite, parse_constant=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no finite number")
    return number
