import json
import re

import pytest

from app.ui.machine_settings import SETTABLE, allowed, load_machine_settings
from app.ui.preferences import NOTHING_SET, WINDOW_STATE, Preferences
from app.ui.settings import SETTINGS
from app.ui.state.view_state import VesselDrawing


@pytest.fixture
def read(tmp_path):
    """Write a file as an administrator does, and read it."""

    def read(content, encoding="utf-8"):
        file = tmp_path / "settings.json"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        file.write_bytes(text.encode(encoding))
        return load_machine_settings(file)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_settings_and_locks_are_read(read, encoding):
    machine = read({"settings": {"clinic_name": "眼科"}, "locked": ["theme"]}, encoding)
    assert machine.defaults == Preferences(clinic_name="眼科")
    assert (machine.stated, machine.locked) == ({"clinic_name"}, {"theme"})
    assert machine.faults == ()


def test_without_a_file_the_program_decides(tmp_path):
    assert load_machine_settings(tmp_path / "settings.json") == NOTHING_SET


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"settings": {"theme": "dark",}}', "not JSON: .*line 1 column"),
        ("[" * 100_000, "not JSON"),
        ("[]", "one object"),
        ({"settings": []}, "settings must be an object"),
        ({"locked": "theme"}, "locked must be a list"),
        ({"locked": [1]}, "locked must be a list"),
    ],
)
def test_file_without_anything_sound_sets_nothing_and_says_why(read, content, fault):
    machine = read(content)
    assert (machine.defaults, machine.locked) == (Preferences(), frozenset())
    (told,) = machine.faults
    assert re.search(fault, told)


def test_text_of_another_encoding_and_a_folder_in_place_of_the_file_are_told(read, tmp_path):
    assert "UTF-8" in read("{}", "utf-16").faults[0]
    assert "cannot be read" in load_machine_settings(tmp_path).faults[0]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"archive_hots": "x"}, "archive_hots is not a setting. Is archive_host meant?"),
        ({"archive_port": 70000}, "archive_port must be a whole number from 1 to 65535."),
        ({"font_scale": 9}, "font_scale must be a number from 0.8 to 2.0."),
        ({"archive_tls": "yes"}, "archive_tls must be true or false."),
        ({"language": "fr"}, 'language must be one of "en", "zh_CN" or null.'),
        ({"report_page": "A5"}, 'report_page must be one of "A4", "Letter".'),
        ({"clinic_name": 3}, "clinic_name must be a text."),
        ({"archive_called": "眼"}, "archive_called must be at most 16 ASCII characters, no"),
        ({"templates": [{}]}, "templates must be a list, each an object that may hold name, "),
        ({"vessels": 1}, "vessels must be an object that may hold style, colour, opacity, edge"),
        ({"vessels": {"colour": [1]}}, "vessels.colour must be a list, 3 of them, each a whole"),
        ({"vessels": {"visible": True}}, "vessels.visible is not a setting."),
        ({"geometry": "AA"}, "geometry is what each window remembers for itself"),
        ({"highest_threshold": 0.3}, "lowest_threshold, 0.3, must be at least 0.05 below highest"),
    ],
)
def test_fault_loses_that_setting_alone(read, settings, fault):
    machine = read({"settings": {**settings, "theme": "dark"}, "locked": ["theme"]})
    assert machine.defaults == Preferences(theme="dark")
    (told,) = machine.faults
    assert told.startswith(fault)
    assert machine.locked == {"theme"}


def test_faulty_part_of_the_drawing_loses_that_alone(read):
    machine = read({"settings": {"vessels": {"opacity": 2, "colour": [1, 2, 3]}}})
    assert machine.defaults.vessels == VesselDrawing(colour=(1, 2, 3))
    assert machine.faults == ("vessels.opacity must be a number from 0 to 1.",)


def test_unknown_locks_and_parts_are_told(read):
    machine = read({"locked": ["recent", "teme", "theme"], "lock": []})
    assert machine.locked == {"theme"}
    assert [fault.split(";")[0] for fault in machine.faults] == [
        "lock stands beside settings and locked, where it means nothing.",
        "In locked: recent is what each window remembers for itself",
        "In locked: teme is not a setting. Is theme meant?",
    ]


def test_faulty_value_that_is_locked_is_the_programs(read):
    machine = read({"settings": {"archive_port": 0}, "locked": ["archive_port"]})
    assert machine.enforce(Preferences(archive_port=11112)).archive_port == 104


def test_all_but_what_a_window_remembers_can_be_set():
    assert {setting.name for setting in SETTINGS} <= set(SETTABLE)
    assert set(Preferences.__struct_fields__) - set(SETTABLE) == WINDOW_STATE
    assert all(allowed(name) for name in SETTABLE)
