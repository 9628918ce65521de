import json
import re

import pytest

from app.settings.archives import OLD_NAMES, Archive, ArchiveNode
from app.settings.look import VesselDrawing
from app.settings.machine_file import SETTABLE, allowed, load_machine_settings
from app.settings.preferences import NOTHING_SET, WINDOW_STATE, Preferences, Template
from tests.support import make_pipe


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


ELSEWHERE = Preferences(archives=(ArchiveNode(host="elsewhere"),))
NO_SENDING = "Until this is corrected, nothing can be sent to an archive"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"settings": {"theme": "dark",}}', "not JSON: .*line 1 column"),
        ("[" * 100_000, "not JSON"),
        ("[]", "one object"),
        ({"settings": []}, "settings must be an object"),
        ({"locked": "theme"}, "locked must be a list"),
        ({"lock": ["theme"]}, "lock is next to settings and locked"),
        ('{"locked": [], "locked": []}', "locked appears twice in one object"),
    ],
)
def test_file_that_cannot_be_understood_sends_nothing_and_says_so(read, content, fault):
    machine = read(content)
    assert machine.defaults == Preferences(remember_recent=False, keep_patients=False)
    assert machine.locked == {"archives", "remember_recent", "keep_patients"}
    assert machine.enforce(ELSEWHERE).archive is None
    (told,) = machine.faults
    assert re.search(fault, told)
    assert told.endswith(f"{NO_SENDING} and no files are remembered and no patients are kept.")


@pytest.mark.parametrize("name", ["store", "keep_patients"])
def test_a_fault_in_where_patients_are_kept_keeps_nobody(read, name):
    machine = read({"settings": {name: 3}})
    assert not machine.enforce(Preferences()).keep_patients
    assert machine.faults[0].endswith("no patients are kept.")


def test_what_is_sound_beside_locks_that_are_not_holds_but_nothing_is_sent(read):
    machine = read({"settings": {"theme": "dark", "archives": [{"host": "pacs"}]}, "locked": "all"})
    cautious = {"remember_recent": False, "keep_patients": False}
    assert machine.defaults == Preferences(theme="dark", **cautious)
    assert machine.stated == {"theme"}


def test_text_of_another_encoding_and_a_folder_in_place_of_the_file_are_told(read, tmp_path):
    pipe = load_machine_settings(make_pipe(tmp_path / "pipe.json"))
    for machine in (read("{}", "utf-16"), load_machine_settings(tmp_path), pipe):
        assert machine.enforce(ELSEWHERE).archive is None
    assert "UTF-8" in read("{}", "utf-16").faults[0]
    assert "cannot be read" in load_machine_settings(tmp_path).faults[0]


@pytest.mark.parametrize(
    "content",
    [
        {"settings": {"archive_host": "pacs", "archive_port": 0}},
        {"settings": {"archive_host": "pacs", "archive_tls": "yes"}},
        {"settings": {"archive_host": "pacs", "ACHIVE_TLS": True}},
        {"settings": {"archive_host": "pacs", "archive_secret": 1}},
        {"settings": {"archive_host": "pacs"}, "locked": ["archive_hots"]},
        '{"settings": {"archive_host": "pacs", "archive_host": "elsewhere"}}',
        {"settings": {"archive_host": "pacs", "archive_called": "PACS\n"}},
        {"settings": {"archive_host": "pacs", "archives": [{"host": "pacs"}]}},
        {"settings": {"archives": [{"host": "pacs", "port": 0}]}},
        {"settings": {"archives": [{"host": "pacs"}, {"host": "second", "tls": "yes"}]}},
        {"settings": {"archives": [{"host": "pacs", "TSL": True}]}},
        {"settings": {"archives": [{"host": "pacs", "secret": 1}]}},
        {"settings": {"archives": [3, {"host": "second"}]}},
        {"settings": {"archives": {"host": "pacs"}}},
        {"settings": {"archive": [{"host": "pacs"}]}},
        {"settings": {"archives": [{"host": "pacs"}]}, "locked": ["archives.host"]},
        '{"settings": {"archives": [{"host": "pacs", "host": "elsewhere"}]}}',
        '{"settings": {"archives": [{"host": "pacs"}], "archives": []}}',
    ],
)
def test_nothing_is_sent_while_a_setting_of_the_archive_has_a_fault(read, content):
    machine = read(content)
    assert machine.enforce(ELSEWHERE).archive is None
    assert machine.locked == {"archives"}
    assert machine.defaults.remember_recent
    (told,) = machine.faults
    assert told.endswith(f"{NO_SENDING}.")


@pytest.mark.parametrize(
    "content",
    [{"settings": {"remember_recent": "no"}}, {"locked": ["remember_recents"]}],
)
def test_no_files_are_remembered_while_it_is_not_known_whether_they_may_be(read, content):
    machine = read(content)
    assert not machine.enforce(Preferences()).remember_recent
    assert machine.locked == {"remember_recent"}
    assert machine.faults[0].endswith("Until this is corrected, no files are remembered.")


def test_patients_are_not_shown_at_first_while_it_is_not_known_whether_they_may_be(read):
    machine = read({"settings": {"patient_shown": "no"}})
    assert not machine.defaults.patient_shown
    assert machine.locked == set()
    assert machine.faults[0].endswith(
        "Until this is corrected, patients' names are hidden at first."
    )


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"archive_hots": "x"}, "archive_hots is not a setting. Did you mean archive_host?"),
        (
            {"archives": [{"hots": "x"}]},
            "archives.hots is not a setting. Did you mean archives.host?",
        ),
        (
            {"archives": 3},
            ("archives must be a list, each an object that may contain name, host, port"),
        ),
        ({"archives": [{"port": 70000}]}, "archives.port must be a whole number from 1 to 65535."),
        ({"archive_port": 70000}, "archive_port must be a whole number from 1 to 65535."),
        ({"font_scale": 9}, "font_scale must be a number from 0.8 to 2.0."),
        ({"archive_tls": "yes"}, "archive_tls must be true or false."),
        ({"language": "fr"}, 'language must be one of "en", "zh_CN" or null.'),
        ({"report_page": "A5"}, 'report_page must be one of "A4", "Letter".'),
        ({"clinic_name": 3}, "clinic_name must be a text."),
        ({"archive_called": "眼"}, "archive_called must be at most 16 ASCII characters, no"),
        ({"templates": [{}]}, "templates must be a list, each an object that may contain name, "),
        ({"vessels": 1}, "vessels must be an object that may contain style, colour, opacity, edge"),
        ({"vessels": {"colour": [1]}}, "vessels.colour must be a list, 3 of them, each a whole"),
        ({"vessels": {"visible": True}}, "vessels.visible is not a setting."),
        ({"geometry": "AA"}, "geometry is remembered by each window for itself"),
        ({"highest_threshold": 0.3}, "lowest_threshold, 0.3, must be at least 0.05 below highest"),
    ],
)
def test_fault_loses_that_setting_alone(read, settings, fault):
    machine = read({"settings": {**settings, "theme": "dark"}, "locked": ["theme"]})
    assert machine.defaults == Preferences(theme="dark")
    (told,) = machine.faults
    assert told.startswith(fault)
    assert machine.locked - {"archives"} == {"theme"}


def test_sound_templates_hold_beside_one_with_a_fault(read):
    machine = read({"settings": {"templates": [{"name": "a", "finding": "x"}, {}]}})
    assert machine.defaults.templates == (Template("a"),)
    assert machine.faults[0] == (
        "templates.finding is not a setting. Did you mean templates.findings?"
    )
    assert machine.faults[1].startswith("templates must be a list, each an object")


def test_setting_that_stands_twice_is_the_programs(read):
    machine = read('{"settings": {"theme": "dark", "theme": "light", "font_scale": 1.5}}')
    assert machine.defaults == Preferences(font_scale=1.5)
    assert machine.faults == ("theme appears twice in one object.",)


def test_text_that_is_not_unicode_is_a_fault_that_can_be_printed(read):
    machine = read('{"settings": {"clinic_name": "\\ud800", "\\ud800": 1}, "locked": ["\\ud800"]}')
    assert machine.defaults == Preferences()
    assert machine.faults == (
        "\\ud800 is not a setting.",
        "clinic_name must be a text.",
        "In locked: \\ud800 is not a setting.",
    )


def test_faulty_part_of_the_drawing_loses_that_alone(read):
    machine = read({"settings": {"vessels": {"opacity": 2, "colour": [1, 2, 3]}}})
    assert machine.defaults.vessels == VesselDrawing(colour=(1, 2, 3))
    assert machine.faults == ("vessels.opacity must be a number from 0 to 1.",)


def test_sound_locks_hold_beside_others_which_are_told(read):
    machine = read({"locked": ["recent", "teme", 3, "theme", "archives"]})
    assert machine.locked == {"theme", "archives"}
    assert [fault.split(";")[0] for fault in machine.faults] == [
        "In locked: 3 is not a name.",
        "In locked: recent is remembered by each window for itself",
        "In locked: teme is not a setting. Did you mean theme?",
    ]


def test_all_but_what_a_window_remembers_can_be_set():
    assert set(Preferences.__struct_fields__) - set(SETTABLE) == WINDOW_STATE
    assert all(allowed(name) for name in SETTABLE)


OF_0_1 = {
    "settings": {"archive_host": "pacs", "archive_port": 11112, "archive_tls": True},
    "locked": ["archive_host", "archive_port", "theme"],
}


def test_archive_of_version_0_1_is_the_first_of_the_list_and_locked_as_a_whole(read):
    machine = read(OF_0_1)
    assert machine.defaults.archives == (ArchiveNode(host="pacs", port=11112, tls=True),)
    assert (machine.stated, machine.locked) == ({"archives"}, {"archives", "theme"})
    assert machine.faults == ()
    assert machine.enforce(ELSEWHERE).archives == machine.defaults.archives


@pytest.mark.parametrize("old", OLD_NAMES)
def test_each_lock_of_version_0_1_on_an_archive_holds_it(read, old):
    assert read({"locked": [old]}).locked == {"archives"}


def test_several_archives_are_read_and_reports_go_to_the_first(read):
    machine = read({"settings": {"archives": [{"host": "pacs"}, {"name": "Old", "host": "old"}]}})
    assert machine.defaults.archives == (
        ArchiveNode(host="pacs"),
        ArchiveNode(name="Old", host="old"),
    )
    assert machine.defaults.archive == Archive("pacs", 104)
    assert machine.faults == ()


def test_name_that_stands_twice_in_a_template_holds_no_sending_back(read):
    machine = read('{"settings": {"templates": [{"name": "a", "name": "b"}]}}')
    assert machine.faults == ("name appears twice in one object.",)
    assert machine.locked == set()
