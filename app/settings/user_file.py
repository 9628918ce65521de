"""Read and write the preferences of a user, which other windows may change too."""

import codecs
import logging
import os
from collections.abc import Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.base.errors import ReportWriteError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.messages import message
from app.settings.archives import ARCHIVE_KINDS, OLD_NAMES, ArchiveNode, with_archives
from app.settings.look import Layout
from app.settings.preferences import (
    ANATOMY_KINDS,
    DRAWING_KINDS,
    KINDS,
    NOTHING_SET,
    RECENT,
    MachineSettings,
    Preferences,
    RecentFile,
    Template,
    can_be_written,
)

MAX_BYTES = 1 << 23
"""Of a file of settings, a user's or an administrator's."""

_LOG = logging.getLogger(__name__)
_FILE = "viewer.json"
_DAMAGE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_Name = TypeVar("_Name", bound=Hashable)

_NAMES_OF_FILES = ("recent", "folder")

_WRITTEN_IN_0_1 = frozenset(
    {
        *("language", "folder", "recent", "remember_recent", "theme", "font_scale"),
        *("lowest_threshold", "highest_threshold", "vessels", "layout"),
        *("clinic_name", "clinic_lines", "clinic_logo"),
        *("report_title", "report_page", "report_languages", "report_author", "templates"),
        *OLD_NAMES,
        *("geometry", "dock_state", "patient_shown", "browser_shown", "results_shown"),
    }
)
"""What version 0.1 wrote down, chosen or not."""

_PROGRAM = {
    **msgspec.json.decode(msgspec.json.encode(Preferences())),
    **{name: getattr(ArchiveNode(), part) for name, part in OLD_NAMES.items()},
    "layout": Layout.SIDE_BY_SIDE.value,
}
"""The defaults of version 0.1, those of what came later included."""

_DRAWN: Mapping[str, Mapping[str, Any]] = {"vessels": DRAWING_KINDS, "anatomy": ANATOMY_KINDS}
_IN_PARTS = (*_DRAWN, "templates", "archives")


def load_preferences(folder: Path, machine: MachineSettings = NOTHING_SET) -> Preferences:
    """Read the preferences; what is missing, damaged or out of range takes its default."""
    return machine.defaults.changed(**load_choices(folder, machine))


def load_choices(folder: Path, machine: MachineSettings) -> dict[str, Any]:
    """Return, by name, what the user chose and may choose."""
    try:
        content = _read(folder)
    except (OSError, *_DAMAGE) as error:
        _LOG.info("no preferences: %s", type(error).__name__)
        return {}
    for name in sound_values(content)[1]:
        _LOG.info("a preference is not valid: %s", name)
    return _choices(content, machine)


def needs_saving(folder: Path, machine: MachineSettings) -> bool:
    """Return whether the user's file has to be written although nothing was set.

    It has if it is damaged, or holds names of files that are not to be remembered.
    """
    try:
        content = _read(folder)
    except OSError:
        return False
    except _DAMAGE:
        return True
    return _without_forbidden_names(content, machine) != content


def save_preferences(
    preferences: Preferences,
    before: Preferences,
    folder: Path,
    machine: MachineSettings = NOTHING_SET,
) -> Path | None:
    """Write down what was set since the preferences were as before, and leave the rest of the file.

    What is set to the administrator's default again is taken out, so that a later default reaches
    everybody who did not choose otherwise; not while the administrator's file has faults, when
    that default may not be known.

    Returns:
        Where the file was moved to as it was damaged; None if it was not.

    Raises:
        ReportWriteError: it cannot be written, or not be read before.
    """
    make_folder(folder)
    content, aside = _read_or_set_aside(folder / _FILE)
    content = _without_forbidden_names(_updated(content, preferences, before, machine), machine)
    write_whole(folder / _FILE, msgspec.json.encode(content))
    return aside


def sound_values(
    content: Mapping[str, Any], defaults: Preferences = NOTHING_SET.defaults
) -> tuple[dict[str, Any], list[str]]:
    """Return the preferences that an object holds, and the names of those that are not valid.

    What is no preference is left out. Of what is drawn and of each archive each part
    counts by itself, is named like "vessels.colour", and is as in the defaults if it is not there;
    of the templates each counts by itself.
    """
    plain = {n: v for n, v in content.items() if n not in _IN_PARTS}
    parts = (
        _sound(plain, KINDS),
        *(_sound_drawing(name, content.get(name, {}), defaults) for name in _DRAWN),
        _sound_templates(content["templates"]) if "templates" in content else ({}, []),
        _sound_archives(content["archives"], defaults) if "archives" in content else ({}, []),
    )
    found = {name: value for sound, _ in parts for name, value in sound.items()}
    return found, [name for _, wrong in parts for name in wrong]


def _sound_drawing(
    name: str, content: object, defaults: Preferences
) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(content, dict):
        return {}, [name]
    parts, wrong = _sound(content, _DRAWN[name])
    found = {name: replace(getattr(defaults, name), **parts)} if parts else {}
    return found, [f"{name}.{part}" for part in wrong]


def _sound_templates(content: object) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(content, list):
        return {}, ["templates"]
    found, wrong = _sound(dict(enumerate(content)), dict.fromkeys(range(len(content)), Template))
    # Where none is sound, nobody chose to have none.
    sound = {"templates": tuple(found.values())} if found or not wrong else {}
    return sound, ["templates"] if wrong else []


def _sound_archives(content: object, defaults: Preferences) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(content, list) or not all(isinstance(node, dict) for node in content):
        # What remains of it could put another archive first, where reports are sent to.
        return {}, ["archives"]
    nodes, wrong = [], dict[str, None]()
    for place, node in enumerate(content):
        usual = ArchiveNode() if place else defaults.first_archive
        parts, faulty = _sound(node, ARCHIVE_KINDS)
        nodes.append(msgspec.structs.replace(usual, **parts))
        wrong |= dict.fromkeys(f"archives.{part}" for part in faulty)
    return {"archives": tuple(nodes)}, list(wrong)


def _sound(
    content: Mapping[_Name, Any], kinds: Mapping[_Name, Any]
) -> tuple[dict[_Name, Any], list[_Name]]:
    found, wrong = {}, []
    for name in (name for name in content if name in kinds):
        try:
            value = msgspec.convert(content[name], kinds[name])
        except msgspec.ValidationError:
            wrong.append(name)
            continue
        if can_be_written(value):
            found[name] = value
        else:
            wrong.append(name)
    return found, wrong


# --- the user's file -----------------------------------------------------------------------


def _read(folder: Path) -> dict[str, Any]:
    """Return the content of the user's file, by this version's names; nothing if there is none.

    Raises:
        OSError: it cannot be read.
        MsgspecError, UnicodeDecodeError, RecursionError: it is damaged.
    """
    try:
        # Editors of Windows put a mark before the text.
        text = read_input(folder / _FILE, limit=MAX_BYTES).removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        return {}
    content = msgspec.json.decode(text, type=dict[str, Any])
    if isinstance(content.get("recent"), list):
        content["recent"] = _with_places(content["recent"])
    if content.keys() >= _WRITTEN_IN_0_1:
        content = {n: v for n, v in content.items() if n not in _PROGRAM or v != _PROGRAM[n]}
    return with_archives(content)


def _with_places(recent: list[Any]) -> list[Any]:
    """Return recent files as they are kept now; version 0.1 kept their paths, as they were given.

    Nobody knows what a relative one was relative to: it may name another patient's file today.
    """
    named = [each for each in recent if not isinstance(each, str) or Path(each).is_absolute()]
    return [{"path": each} if isinstance(each, str) else each for each in named]


def _read_or_set_aside(file: Path) -> tuple[dict[str, Any], Path | None]:
    """Return the content of the user's file, and where it was moved to if it was damaged."""
    try:
        try:
            return _read(file.parent), None
        except _DAMAGE:
            aside = file.with_name(f"{file.name}.damaged")
            os.replace(file, aside)
            return {}, aside
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ReportWriteError(
            message("“{name}” cannot be written: {why}.", name=file.name, why=why),
            message("Choose another folder, or close the program that is using the file."),
        ) from error


def _choices(content: Mapping[str, Any], machine: MachineSettings) -> dict[str, Any]:
    return machine.allowed(sound_values(content, machine.defaults)[0])


def _updated(
    content: Mapping[str, Any], now: Preferences, before: Preferences, machine: MachineSettings
) -> dict[str, Any]:
    """Return the new content of the file, where another window may have written meanwhile."""
    changed = {
        name: getattr(now, name)
        for name in KINDS
        if getattr(now, name) != getattr(before, name)  # never of what is locked
    }
    there = machine.defaults.changed(**_choices(content, machine))
    if "templates" in changed:
        changed["templates"] = _merge_templates(there.templates, now.templates, before.templates)
    if "phrases" in changed:
        changed["phrases"] = _merge_phrases(there.phrases, now.phrases, before.phrases)
    if "recent" in changed:
        changed["recent"] = _merge_recent(there.recent, now.recent, before.recent)
    written = {name: value for name, value in changed.items() if can_be_written(value)}
    usual = {
        name
        for name, value in written.items()
        if value == getattr(machine.defaults, name) and not machine.faults
    }
    return {name: value for name, value in {**content, **written}.items() if name not in usual}


def _merge_templates(
    there: tuple[Template, ...], now: tuple[Template, ...], before: tuple[Template, ...]
) -> tuple[Template, ...]:
    """Return the templates that are there, with what was added and taken away here."""
    gone = set(before).difference(now)
    new = [template for template in now if template not in before]
    names = {template.name for template in new}
    return (*(t for t in there if t not in gone and t.name not in names), *new)


def _merge_phrases(
    there: tuple[str, ...], now: tuple[str, ...], before: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the phrases that are there, with what was added and taken away here."""
    gone = set(before).difference(now)
    new = (phrase for phrase in now if phrase not in before and phrase not in there)
    return (*(phrase for phrase in there if phrase not in gone), *new)


def _merge_recent(
    there: tuple[RecentFile, ...], now: tuple[RecentFile, ...], before: tuple[RecentFile, ...]
) -> tuple[RecentFile, ...]:
    """Return the files that are there, after those opened here; none if forgotten here."""
    opened = tuple(each for each in now if each not in before) or now[:1]
    paths = {each.path for each in opened}
    return (*opened, *(e for e in there if e.path not in paths))[:RECENT] if now else ()


def _without_forbidden_names(
    content: Mapping[str, Any], machine: MachineSettings
) -> dict[str, Any]:
    """Return a file's content without the names of files, if they are not to be remembered."""
    if machine.defaults.changed(**_choices(content, machine)).remember_recent:
        return dict(content)
    return {name: value for name, value in content.items() if name not in _NAMES_OF_FILES}
