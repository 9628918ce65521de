"""What the program says when something is wrong, read from its code: what, and what to do."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

_ENGLISH_ONLY = ("app/cli/", "app/training/")
_OF_KIND = {
    "ImageReadError": "reading",
    "UnsupportedImageError": "unsupported",
    "InputError": "reading",
    "ModelLoadError": "model",
    "InferenceError": "model",
    "EngineLostError": "model",
    "ReportWriteError": "writing",
    "NotKeptError": "writing",
    "ArchiveError": "sending",
    "SendError": "sending",
    "StoreError": "keeping",
    "DamagedStoreError": "keeping",
    "UnreachableStoreError": "keeping",
    "CaseConflictError": "keeping",
    "ConfigurationError": "settings_wrong",
    "MachineSettingsError": "settings_wrong",
}
_REST = "other"

KINDS = tuple(dict.fromkeys((*_OF_KIND.values(), _REST)))
"""Under which messages are listed, in this order."""

Told = tuple[str, str]
"""The English texts of what happened, and of what to do."""


@cache
def told_by_kind() -> Mapping[str, tuple[Told, ...]]:
    """Return every message of the program's errors that stands literally in its code."""
    found: dict[str, dict[Told, None]] = {kind: {} for kind in KINDS}
    for path in sorted((ROOT / "app").rglob("*.py")):
        if path.relative_to(ROOT).as_posix().startswith(_ENGLISH_ONLY):
            continue
        for name, told in _errors(ast.parse(path.read_text(encoding="utf-8"))):
            found[_OF_KIND.get(name, _REST)][told] = None
    return {kind: tuple(told) for kind, told in found.items()}


def _errors(module: ast.Module) -> Iterator[tuple[str, Told]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and len(node.args) == 2:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [text for each in node.args if (text := _text(each)) is not None]
            if name.endswith("Error") and len(texts) == 2:
                yield name, (texts[0], texts[1])


def _text(node: ast.expr) -> str | None:
    """Return the English text of a call of ``message``."""
    if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message"):
        return None
    (first, *_) = node.args
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
