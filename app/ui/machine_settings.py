"""Read what an administrator set for all users of this computer, and tell what is wrong with it."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from app.ui.preferences import (
    DRAWING_KINDS,
    KINDS,
    NOTHING_SET,
    THRESHOLD_STEP,
    WINDOW_STATE,
    MachineSettings,
    Preferences,
    sound_values,
)

SETTABLE = tuple(name for name in KINDS if name not in WINDOW_STATE)
"""The names of what can be set for all users."""

_DRAWING = tuple(part for part in DRAWING_KINDS if part != "visible")  # hidden for a moment only
_PARTS = ("settings", "locked")
_THRESHOLDS = ("lowest_threshold", "highest_threshold")


def load_machine_settings(file: Path) -> MachineSettings:
    """Read the administrator's file; of a faulty one, what is sound holds. None need exist."""
    try:
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return NOTHING_SET
    except OSError as error:
        return MachineSettings(faults=(f"The file cannot be read: {error.strerror}.",))
    except UnicodeDecodeError:
        return MachineSettings(faults=("The file is not text in UTF-8.",))
    except (ValueError, RecursionError) as error:
        return MachineSettings(faults=(f"The file is not JSON: {error}.",))
    if not isinstance(content, dict):
        return MachineSettings(faults=("The file must hold one object: { … }.",))
    faults = [
        f"{name} stands beside {' and '.join(_PARTS)}, where it means nothing."
        for name in content
        if name not in _PARTS
    ]
    stated = _read_settings(content.get("settings", {}), faults)
    locked = _read_locked(content.get("locked", []), faults)
    return MachineSettings(Preferences(**stated), frozenset(stated), locked, tuple(faults))


def _read_settings(given: object, faults: list[str]) -> dict[str, Any]:
    """Return the sound ones; what is wrong with the others is added to the faults."""
    if not isinstance(given, dict):
        faults.append("settings must be an object: { … }.")
        return {}
    faults += _name_faults(given, SETTABLE)
    drawing = given.get("vessels")
    if isinstance(drawing, dict):
        faults += _name_faults(drawing, _DRAWING, "vessels.")
        given = {**given, "vessels": {n: v for n, v in drawing.items() if n in _DRAWING}}
    found, wrong = sound_values({name: given[name] for name in SETTABLE if name in given})
    faults += [f"{name} must be {allowed(name)}." for name in wrong]
    low, high = (found.get(name, getattr(Preferences(), name)) for name in _THRESHOLDS)
    if round(high - low, 6) < THRESHOLD_STEP:
        faults.append(
            f"lowest_threshold, {low:g}, must be at least {THRESHOLD_STEP:g} below "
            f"highest_threshold, {high:g}."
        )
        found = {name: value for name, value in found.items() if name not in _THRESHOLDS}
    return found


def _read_locked(given: object, faults: list[str]) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        faults.append("locked must be a list of names: [ … ].")
        return frozenset()
    faults += [f"In locked: {fault}" for fault in _name_faults(given, SETTABLE)]
    return frozenset(given).intersection(SETTABLE)


def _name_faults(names: Iterable[str], known: tuple[str, ...], before: str = "") -> list[str]:
    return [_name_fault(name, known, before) for name in names if name not in known]


def _name_fault(name: str, known: tuple[str, ...], before: str) -> str:
    if name in WINDOW_STATE:
        return f"{name} is what each window remembers for itself; it cannot be set for all users."
    meant = get_close_matches(name, known, 1)
    guess = f" Is {before}{meant[0]} meant?" if meant else ""
    return f"{before}{name} is not a setting.{guess}"


def allowed(name: str) -> str:
    """Say in English which values a setting can have; a part of one is named "vessels.colour"."""
    if name == "vessels":
        return f"an object that may hold {', '.join(_DRAWING)}"
    part = name.partition(".")[2]
    schema = msgspec.json.schema(DRAWING_KINDS[part] if part else KINDS[name])
    return _in_words(schema, schema.get("$defs", {}))


def _in_words(schema: dict[str, Any], named: dict[str, Any]) -> str:
    schema = named[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in schema:
        return " or ".join(_in_words(choice, named) for choice in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(json.dumps(value) for value in schema["enum"])
    bounds = f" from {schema['minimum']} to {schema['maximum']}" if "minimum" in schema else ""
    each = (schema.get("prefixItems") or [schema.get("items")])[0]
    words = {
        "null": "null",
        "boolean": "true or false",
        "integer": f"a whole number{bounds}",
        "number": f"a number{bounds}",
        "string": "at most 16 ASCII characters, no backslash" if "pattern" in schema else "a text",
        "object": "an object that may hold " + ", ".join(schema.get("properties", ())),
    }
    if schema["type"] == "array":
        count = f"{schema['minItems']} of them, " if "minItems" in schema else ""
        return f"a list, {count}each {_in_words(each, named)}"
    return words[schema["type"]]
