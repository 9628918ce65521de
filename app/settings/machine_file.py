"""Read what an administrator set for all users of this computer, and find what is wrong with it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from app.base.inputs import read_input
from app.settings.archives import (
    ARCHIVE_KINDS,
    OLD_NAMES,
    PATTERNS,
    ArchiveNode,
    with_archives,
)
from app.settings.preferences import (
    ANATOMY_KINDS,
    DRAWING_KINDS,
    KINDS,
    NOTHING_SET,
    THRESHOLD_STEP,
    WINDOW_STATE,
    MachineSettings,
    Preferences,
    Template,
    thresholds_fit,
)
from app.settings.user_file import MAX_BYTES, sound_values

SETTABLE = tuple(name for name in KINDS if name not in WINDOW_STATE)
"""The names of what can be set for all users."""

_DRAWN = {
    "vessels": tuple(part for part in DRAWING_KINDS if part != "visible"),  # for a moment only
    "anatomy": tuple(ANATOMY_KINDS),
}
_PARTS = ("settings", "locked")
_KINDS_OF_PARTS = {
    "vessels": DRAWING_KINDS,
    "anatomy": ANATOMY_KINDS,
    "archives": ARCHIVE_KINDS,
}
_KNOWN = (*SETTABLE, *OLD_NAMES)
_THRESHOLDS = ("lowest_threshold", "highest_threshold")

_LISTED = {"templates": Template.__struct_fields__, "archives": ArchiveNode.__struct_fields__}
_OF_ARCHIVES_ALONE = frozenset(_LISTED["archives"]).difference(_LISTED["templates"])


@dataclass(frozen=True)
class _Fault:
    """What is wrong, and which setting it concerns; None if that cannot be known."""

    sentence: str
    about: str | None = None


@dataclass(frozen=True)
class _Caution:
    """What applies as long as a fault hides what the administrator wants.

    Attributes:
        about: how the names of the settings begin whose faults call for it.
        name, value: the setting that is made safe, and how.
        locks: users cannot undo it, and a fault that may be about anything calls for it too.
        told: of it.
    """

    about: str | tuple[str, ...]
    name: str
    value: object
    locks: bool
    told: str

    def is_called_for(self, fault: _Fault) -> bool:
        return self.locks if fault.about is None else fault.about.startswith(self.about)


_CAUTIONS = (
    _Caution("archive", "archives", (), True, "nothing can be sent to an archive"),
    _Caution("remember_recent", "remember_recent", False, True, "no files are remembered"),
    _Caution(("keep_patients", "store"), "keep_patients", False, True, "no patients are kept"),
    _Caution("patient_shown", "patient_shown", False, False, "patients' names are hidden at first"),
)


def load_machine_settings(file: Path) -> MachineSettings:
    """Read the administrator's file, if there is one, as read_machine_settings does."""
    try:
        return read_machine_settings(file)
    except FileNotFoundError:
        return NOTHING_SET


def read_machine_settings(file: Path) -> MachineSettings:
    """Read the administrator's file; the valid parts of a faulty one still apply.

    Where a fault hides what is wanted of sending, or of names of patients, the safe value holds.

    Raises:
        FileNotFoundError: there is none.
    """
    faults: list[_Fault] = []
    content = _read_object(file, faults)
    faults += [
        _Fault(f"{name} is next to {' and '.join(_PARTS)}, where it has no meaning.")
        for name in content
        if name not in _PARTS
    ]
    stated = _read_settings(content.get("settings", {}), faults)
    locked = _read_locked(content.get("locked", []), faults)
    return _made_safe(stated, locked, faults)


def _read_object(file: Path, faults: list[_Fault]) -> dict[str, Any]:
    """Return what a file contains, without settings given twice; faults are added."""

    def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = {name for name, count in Counter(name for name, _ in pairs).items() if count > 1}
        faults.extend(
            _Fault(f"{name} appears twice in one object.", _about(name)) for name in sorted(twice)
        )
        unknown = twice.intersection((*_KNOWN, *_OF_ARCHIVES_ALONE))
        return {n: value for n, value in pairs if n not in unknown}

    try:
        text = read_input(file, limit=MAX_BYTES).decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=make_object)
    except FileNotFoundError:
        raise
    except OSError as error:
        why = error.strerror or type(error).__name__
        faults.append(_Fault(f"The file cannot be read: {why}."))
    except UnicodeDecodeError:
        faults.append(_Fault("The file is not text in UTF-8."))
    except (ValueError, RecursionError) as error:
        faults.append(_Fault(f"The file is not JSON: {error}."))
    else:
        if isinstance(content, dict):
            return content
        faults.append(_Fault("The file must contain one object: { … }."))
    return {}


def _about(name: str) -> str | None:
    """Return which setting a name is about, whatever object it stands in."""
    if name in _PARTS:
        return None
    return f"archives.{name}" if name in _OF_ARCHIVES_ALONE else name


def _made_safe(
    stated: dict[str, Any], locked: frozenset[str], faults: Sequence[_Fault]
) -> MachineSettings:
    """Return the settings, but safe ones where a fault hides what the administrator wants."""
    called_for = [c for c in _CAUTIONS if any(c.is_called_for(fault) for fault in faults)]
    safe = {caution.name: caution.value for caution in called_for}
    return MachineSettings(
        Preferences(**{**stated, **safe}),
        frozenset(stated).difference(safe),
        locked.union(caution.name for caution in called_for if caution.locks),
        tuple(_in_full(fault) for fault in faults),
    )


def _in_full(fault: _Fault) -> str:
    """Return what is wrong and what follows; text that is not Unicode is given as codes."""
    told = [caution.told for caution in _CAUTIONS if caution.is_called_for(fault)]
    follows = f" Until this is corrected, {' and '.join(told)}." if told else ""
    return f"{fault.sentence}{follows}".encode(errors="backslashreplace").decode()


def _read_settings(given: object, faults: list[_Fault]) -> dict[str, Any]:
    """Return the valid settings; what is wrong with the others is added to the faults."""
    if not isinstance(given, dict):
        faults.append(_Fault("settings must be an object: { … }."))
        return {}
    faults += _name_faults(given, _KNOWN)
    faults += [
        _Fault(f"{name} is next to archives, where it has no meaning.", name)
        for name in given
        if name in OLD_NAMES and "archives" in given
    ]
    written, given = given, with_archives(given)
    for whole, parts in _DRAWN.items():
        drawing = given.get(whole)
        if isinstance(drawing, dict):
            faults += _name_faults(drawing, parts, f"{whole}.")
            given = {**given, whole: {n: v for n, v in drawing.items() if n in parts}}
    for name, parts in _LISTED.items():
        listed = given.get(name)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                faults += _name_faults(each, parts, f"{name}.")
    found, wrong = sound_values({name: given[name] for name in SETTABLE if name in given})
    faults += [
        _Fault(f"{_as_written(name, written)} must be {allowed(name)}.", name) for name in wrong
    ]
    low, high = (found.get(name, getattr(Preferences(), name)) for name in _THRESHOLDS)
    if not thresholds_fit(low, high):
        sentence = (
            f"lowest_threshold, {low:g}, must be at least {THRESHOLD_STEP:g} below "
            f"highest_threshold, {high:g}."
        )
        faults.append(_Fault(sentence, "lowest_threshold"))
        found = {name: value for name, value in found.items() if name not in _THRESHOLDS}
    return found


def _as_written(name: str, written: Mapping[str, Any]) -> str:
    """Return the name a file uses for a setting: version 0.1 named an archive's differently."""
    old = f"archive_{name.partition('.')[2]}"
    return old if old in written and name.startswith("archives.") else name


def _read_locked(given: object, faults: list[_Fault]) -> frozenset[str]:
    if not isinstance(given, list):
        faults.append(_Fault("locked must be a list of names: [ … ]."))
        return frozenset()
    names = [name for name in given if isinstance(name, str)]
    faults += [
        _Fault(f"In locked: {json.dumps(other, ensure_ascii=False)} is not a name.", "")
        for other in given
        if not isinstance(other, str)
    ]
    faults += [
        _Fault(f"In locked: {fault.sentence}", fault.about) for fault in _name_faults(names, _KNOWN)
    ]
    # Half an archive is not locked: where one part is held, nobody may lead the rest elsewhere.
    meant = {"archives" if name in OLD_NAMES else name for name in names}
    return frozenset(meant).intersection(SETTABLE)


def _name_faults(names: Iterable[str], known: tuple[str, ...], before: str = "") -> list[_Fault]:
    return [_name_fault(name, known, before) for name in names if name not in known]


def _name_fault(name: str, known: tuple[str, ...], before: str) -> _Fault:
    if name in WINDOW_STATE:
        sentence = (
            f"{name} is remembered by each window for itself; it cannot be set for all users."
        )
        return _Fault(sentence, name)
    meant = get_close_matches(name.lower(), known, 1)
    guess = f" Did you mean {before}{meant[0]}?" if meant else ""
    return _Fault(
        f"{before}{name} is not a setting.{guess}", f"{before}{meant[0] if meant else name.lower()}"
    )


def allowed(name: str) -> str:
    """Return in English which values a setting can have; a part is named "vessels.colour"."""
    if name in _DRAWN:
        return f"an object that may contain {', '.join(_DRAWN[name])}"
    whole, _, part = name.partition(".")
    schema = msgspec.json.schema(_KINDS_OF_PARTS[whole][part] if part else KINDS[name])
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
        "string": PATTERNS.get(schema.get("pattern", ""), "a text"),
        "object": "an object that may contain " + ", ".join(schema.get("properties", ())),
    }
    if schema["type"] == "array":
        count = f"{schema['minItems']} of them, " if "minItems" in schema else ""
        return f"a list, {count}each {_in_words(each, named)}"
    return words[schema["type"]]
