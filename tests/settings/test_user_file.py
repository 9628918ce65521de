import json
from dataclasses import replace

import msgspec
import pytest

from app.base.errors import ReportWriteError
from app.settings.archives import Archive, ArchiveNode
from app.settings.look import AnatomyDrawing, KindColours, VesselDrawing, VesselStyle
from app.settings.preferences import (
    NOTHING_SET,
    RECENT,
    MachineSettings,
    Preferences,
    RecentFile,
    Template,
)
from app.settings.user_file import load_preferences, needs_saving, save_preferences
from tests.support import make_pipe

CHANGED = {
    "language": "zh_CN",
    "folder": "/data",
    "recent": [{"path": "/data/左眼.zip", "member": "左眼.png", "sha256": "0a"}],
    "theme": "dark",
    "font_scale": 1.5,
    "lowest_threshold": 0.1,
    "highest_threshold": 0.9,
    "layout": "curtain",
    "clinic_name": "眼科",
    "clinic_lines": "Main Street 1\nTel. 4711",
    "clinic_logo": "/data/logo.png",
    "report_title": "Retina",
    "report_page": "Letter",
    "report_languages": "both",
    "report_author": "Dr. Wu",
    "templates": [{"name": "normal", "findings": "a", "impression": "b", "recommendation": "c"}],
    "archives": [
        {
            "name": "Main",
            "host": "pacs",
            "port": 11112,
            "called": "PACS",
            "calling": "EYES",
            "tls": True,
            "ca": "/ca.pem",
            "cert": "/cert.pem",
            "key": "/key.pem",
        },
        {"host": "second"},
    ],
    "store": "/data/cases",
    "keep_patients": False,
    "retention_days": 3650,
    "geometry": "AAAA",
    "dock_state": "BBBB",
    "patient_shown": False,
    "calibration": "own.json",
    "browser_shown": False,
    "results_shown": False,
    "findings_shown": False,
    "words_under_icons": True,
    "tour": False,
    "phrases": ["Pale."],
}
"""Of each field a value that is not its default; the remaining two have tests of their own."""


MACHINE = MachineSettings(
    Preferences(theme="dark", archives=(ArchiveNode(host="pacs"),), font_scale=1.5),
    stated=frozenset({"theme", "archives", "font_scale"}),
    locked=frozenset({"archives"}),
)
NO_TEXT = "/\udcd7\udcf3\udcd1\udcdb/a.png"  # how Python names 左眼 of another encoding


def write(settings, /, **content):
    (settings / "viewer.json").write_text(json.dumps(content))


def keep(folder, machine=NOTHING_SET, /, **changes):
    """Do what a window does that is opened, has some preferences changed, and is closed."""
    before = load_preferences(folder, machine)
    return save_preferences(before.changed(**changes), before, folder, machine)


def kept(folder):
    return json.loads((folder / "viewer.json").read_bytes())


def test_preferences_return_as_saved(tmp_path):
    folder = tmp_path / "设置" / "retivasc"
    drawing = VesselDrawing(True, VesselStyle.OUTLINE, (1, 2, 3), 0.25, 0.5)
    anatomy = AnatomyDrawing(False, KindColours.ORANGE_BLUE, zone_b=True)
    saved = msgspec.convert(CHANGED, Preferences).changed(vessels=drawing, anatomy=anatomy)
    save_preferences(saved, Preferences(), folder)
    assert load_preferences(folder) == saved
    others = set(Preferences.__struct_fields__) - {"remember_recent"}
    assert all(getattr(saved, name) != getattr(Preferences(), name) for name in others)


def test_a_pipe_in_place_of_the_preferences_is_not_waited_for(tmp_path):
    make_pipe(tmp_path / "viewer.json")
    assert load_preferences(tmp_path) == Preferences()
    with pytest.raises(ReportWriteError, match="not an ordinary file"):
        keep(tmp_path, theme="dark")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff", b'{"language": 3}'])
def test_damaged_preferences_mean_the_defaults(tmp_path, content):
    (tmp_path / "viewer.json").write_bytes(content)
    assert load_preferences(tmp_path) == Preferences()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "xx"),
        ("folder", 4),
        ("recent", "file"),
        ("recent", [1]),
        ("recent", ["/x"] * (RECENT + 1)),
        ("remember_recent", "yes"),
        ("theme", "pink"),
        ("font_scale", 0.1),
        ("font_scale", 9),
        ("lowest_threshold", 0.01),
        ("highest_threshold", 0.99),
        ("layout", "heap"),
        ("report_page", "A5"),
        ("report_languages", "fr"),
        ("templates", [{"findings": "of no name"}]),
        ("archives", 3),
        ("archives", {"host": "pacs"}),
        ("archives", [3, {"host": "second"}]),
        ("geometry", None),
        ("patient_shown", 1),
        ("vessels", "thick"),
    ],
)
def test_wrong_value_loses_that_field_alone(tmp_path, name, value):
    write(tmp_path, **{**CHANGED, name: value, "unheard_of": 1})
    expected = msgspec.convert(CHANGED, Preferences)
    expected = expected.changed(**{name: getattr(Preferences(), name)})
    assert load_preferences(tmp_path) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opacity", 1.5),
        ("edge_strength", -1),
        ("colour", [1, 2]),
        ("colour", [1, 2, 300]),
        ("style", "dotted"),
        ("visible", 0),
    ],
)
def test_wrong_value_of_the_drawing_loses_that_alone(tmp_path, name, value):
    drawing = {"style": "outline", "colour": [9, 9, 9], "opacity": 0.1, "edge_strength": 0.2}
    write(tmp_path, theme="dark", vessels={**drawing, name: value})
    sound = VesselDrawing(True, VesselStyle.OUTLINE, (9, 9, 9), 0.1, 0.2)
    loaded = load_preferences(tmp_path)
    assert loaded.vessels == replace(sound, **{name: getattr(VesselDrawing(), name)})
    assert loaded.theme == "dark"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("host", 3),
        ("port", 0),
        ("port", 65536),
        ("called", "seventeen letters"),
        ("calling", "眼科"),
        ("calling", "A\\B"),
        ("calling", "PACS\n"),
        ("tls", "yes"),
    ],
)
def test_wrong_value_of_an_archive_loses_that_alone(tmp_path, part, value):
    first, second = CHANGED["archives"]
    write(tmp_path, theme="dark", archives=[{**first, part: value}, {**second, part: value}])
    usual = {part: getattr(ArchiveNode(), part)}
    assert load_preferences(tmp_path) == Preferences(
        theme="dark", archives=(ArchiveNode(**first | usual), ArchiveNode(**second | usual))
    )


@pytest.mark.parametrize(("lowest", "highest"), [(0.6, 0.5), (0.5, 0.5), (0.8, 0.70), (0.5, 0.54)])
def test_thresholds_that_cross_are_the_usual_ones(tmp_path, lowest, highest):
    write(tmp_path, lowest_threshold=lowest, highest_threshold=highest, theme="light")
    loaded = load_preferences(tmp_path)
    assert loaded.thresholds == (0.30, 0.70)
    assert loaded.theme == "light"


def test_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ReportWriteError, match="cannot be made"):
        save_preferences(Preferences(), Preferences(), tmp_path / "file" / "settings")
    assert load_preferences(tmp_path / "file") == Preferences()


def test_mark_that_editors_put_before_the_text_is_passed_over(tmp_path):
    (tmp_path / "viewer.json").write_text('{"theme": "dark"}', encoding="utf-8-sig")
    assert load_preferences(tmp_path).theme == "dark"


def test_choice_of_a_user_goes_before_the_machines_and_that_before_the_programs(tmp_path):
    write(tmp_path, theme="system", clinic_name="Eyes")
    loaded = load_preferences(tmp_path, MACHINE)
    assert (loaded.theme, loaded.clinic_name) == ("system", "Eyes")
    assert (loaded.font_scale, loaded.report_page) == (1.5, "A4")


def test_locked_values_hold_whatever_the_users_file_says(tmp_path):
    write(tmp_path, archives=[{"host": "elsewhere", "port": 11112}])
    loaded = load_preferences(tmp_path, MACHINE)
    assert loaded.archives == MACHINE.defaults.archives
    changed = loaded.changed(archives=(ArchiveNode(host="elsewhere"),), theme="light")
    assert MACHINE.enforce(changed) == loaded.changed(theme="light")


def test_choice_that_was_locked_away_returns_with_the_lock_lifted(tmp_path):
    write(tmp_path, archives=[{"host": "elsewhere"}], theme="light")
    keep(tmp_path, MACHINE, theme="system")
    assert kept(tmp_path) == {"archives": [{"host": "elsewhere"}], "theme": "system"}
    assert load_preferences(tmp_path).archives == (ArchiveNode(host="elsewhere"),)


ARCHIVE_OF_0_1 = {
    "archive_host": "pacs",
    "archive_port": 11112,
    "archive_called": "PACS",
    "archive_calling": "EYES",
    "archive_tls": True,
    "archive_ca": "/ca.pem",
    "archive_cert": "/cert.pem",
    "archive_key": "/key.pem",
}


def test_archive_of_version_0_1_is_read_and_written_as_the_first_of_the_list(tmp_path):
    write(tmp_path, **ARCHIVE_OF_0_1)
    first = {name.removeprefix("archive_"): value for name, value in ARCHIVE_OF_0_1.items()}
    assert load_preferences(tmp_path).archives == (ArchiveNode(**first),)
    keep(tmp_path, theme="dark")
    assert kept(tmp_path) == {"archives": [first], "theme": "dark"}


def test_list_of_archives_goes_before_what_version_0_1_left(tmp_path):
    write(tmp_path, archives=[{"host": "new"}], archive_host="old", archive_tls=True)
    assert load_preferences(tmp_path).archives == (ArchiveNode(host="new"),)
    keep(tmp_path, theme="dark")
    assert kept(tmp_path) == {"archives": [{"host": "new"}], "theme": "dark"}


def test_part_of_an_archive_that_was_chosen_in_version_0_1_completes_the_machines(tmp_path):
    write(tmp_path, archive_calling="EYES")
    machine = MachineSettings(Preferences(archives=(ArchiveNode(host="pacs", tls=True),)))
    loaded = load_preferences(tmp_path, machine)
    assert loaded.archives == (ArchiveNode(host="pacs", calling="EYES", tls=True),)


def test_archives_that_are_set_again_as_the_machines_leave_the_file(tmp_path):
    write(tmp_path, archives=[{"host": "elsewhere"}])
    machine = MachineSettings(Preferences(archives=(ArchiveNode(host="pacs"),)))
    keep(tmp_path, machine, archives=machine.defaults.archives)
    assert kept(tmp_path) == {}
    keep(tmp_path, machine, archives=())
    assert load_preferences(tmp_path, machine).archive is None


def test_later_change_of_the_administrator_reaches_who_did_not_choose(tmp_path):
    keep(tmp_path, MACHINE, font_scale=1.0)
    later = MachineSettings(Preferences(theme="light", font_scale=1.2))
    loaded = load_preferences(tmp_path, later)
    assert (loaded.theme, loaded.font_scale) == ("light", 1.0)


OF_0_1 = """{
"language": null, "folder": "/data", "recent": ["/data/a.png"], "remember_recent": true,
"theme": "system", "font_scale": 1.0, "lowest_threshold": 0.3, "highest_threshold": 0.7,
"vessels": {"visible": true, "style": "filled", "colour": [0, 229, 255], "opacity": 0.6,
"edge_strength": 0.0}, "layout": "side by side", "clinic_name": "Eyes", "clinic_lines": "",
"clinic_logo": "", "report_title": "", "report_page": "A4", "report_languages": "window",
"report_author": "", "templates": [], "archive_host": "", "archive_port": 104,
"archive_called": "", "archive_calling": "", "archive_tls": false, "archive_ca": "",
"archive_cert": "", "archive_key": "", "geometry": "AAAA", "dock_state": "BBBB",
"patient_shown": true, "browser_shown": true, "results_shown": true}"""
"""As version 0.1 wrote it for one who had only named the clinic."""


def test_defaults_that_version_0_1_wrote_down_are_no_choices(tmp_path):
    (tmp_path / "viewer.json").write_text(OF_0_1)
    loaded = load_preferences(tmp_path, MACHINE)
    assert (loaded.theme, loaded.clinic_name) == ("dark", "Eyes")
    keep(tmp_path, MACHINE, report_page="Letter")
    assert kept(tmp_path) == {
        "clinic_name": "Eyes",
        "folder": "/data",
        "recent": [{"path": "/data/a.png"}],
        "geometry": "AAAA",
        "dock_state": "BBBB",
        "report_page": "Letter",
    }


def test_usual_value_is_a_choice_even_in_a_file_that_was_of_version_0_1(tmp_path):
    (tmp_path / "viewer.json").write_text(OF_0_1)
    keep(tmp_path, MACHINE, theme="system")
    assert load_preferences(tmp_path, MACHINE).theme == "system"


def test_what_another_window_set_meanwhile_stays(tmp_path):
    before = load_preferences(tmp_path)
    keep(tmp_path, theme="dark", templates=(Template("theirs"),))
    now = before.changed(font_scale=1.5, templates=(Template("ours"),))
    save_preferences(now, before, tmp_path)
    loaded = load_preferences(tmp_path)
    assert (loaded.theme, loaded.font_scale) == ("dark", 1.5)
    assert loaded.templates == (Template("theirs"), Template("ours"))
    keep(tmp_path, templates=(Template("ours", "else"),))
    assert load_preferences(tmp_path).templates == (Template("ours", "else"),)


def test_files_that_another_window_opened_or_forgot_meanwhile(tmp_path):
    a, b, ours, theirs = (RecentFile(f"/{name}", sha256="0") for name in ("a", "b", "ours", "they"))
    keep(tmp_path, recent=(b, a))
    before = load_preferences(tmp_path)
    keep(tmp_path, recent=(theirs, b, a))
    now = before.with_recent(a).with_recent(ours)
    save_preferences(now, before, tmp_path)
    assert load_preferences(tmp_path).recent == (ours, theirs, b, a)
    keep(tmp_path, recent=())
    save_preferences(now.with_recent(a), now, tmp_path)
    assert load_preferences(tmp_path).recent == (a,)
    save_preferences(now.forget_recent(), now, tmp_path)
    assert "recent" not in kept(tmp_path)


def test_a_file_that_two_windows_opened_is_remembered_once_as_it_was_last(tmp_path):
    before = load_preferences(tmp_path)
    keep(tmp_path, recent=(RecentFile("/a", sha256="0a"),))
    now = before.with_recent(RecentFile("/a", sha256="0b"))
    save_preferences(now, before, tmp_path)
    assert load_preferences(tmp_path).recent == (RecentFile("/a", sha256="0b"),)


def test_relative_paths_of_an_older_version_are_dropped_and_the_others_kept(tmp_path):
    """A relative path named a photograph in a folder that nobody knows any more."""
    write(tmp_path, recent=["/data/a.png", "IM0001", "folder/IM0002", "/b.png"], theme="dark")
    loaded = load_preferences(tmp_path)
    assert loaded.recent == (RecentFile("/data/a.png"), RecentFile("/b.png"))
    keep(tmp_path, font_scale=1.5)
    assert "IM000" not in (tmp_path / "viewer.json").read_text()


def test_what_this_version_does_not_know_stays_in_the_file(tmp_path):
    write(tmp_path, of_tomorrow=3, theme="pink")
    keep(tmp_path, font_scale=1.5)
    assert kept(tmp_path) == {"of_tomorrow": 3, "theme": "pink", "font_scale": 1.5}


def test_choice_that_is_undone_leaves_the_file_and_one_that_only_agrees_does_not(tmp_path):
    write(tmp_path, theme="dark", font_scale=1.2)
    keep(tmp_path, MACHINE, font_scale=1.5)
    assert kept(tmp_path) == {"theme": "dark"}


def test_machine_file_that_is_broken_for_a_while_loses_no_choice(tmp_path):
    write(tmp_path, theme="system", archives=[{"host": "elsewhere"}])
    broken = MachineSettings(locked=frozenset({"archives"}), faults=("Broken.",))
    keep(tmp_path, broken, font_scale=1.5)
    keep(tmp_path, broken, font_scale=1.0)
    assert kept(tmp_path) == {
        "theme": "system",
        "archives": [{"host": "elsewhere"}],
        "font_scale": 1.0,
    }


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"a":' + b"[" * 100_000])
def test_damaged_file_is_kept_aside(tmp_path, content):
    (tmp_path / "viewer.json").write_bytes(content)
    assert needs_saving(tmp_path, NOTHING_SET)
    assert keep(tmp_path, theme="dark") == tmp_path / "viewer.json.damaged"
    assert (tmp_path / "viewer.json.damaged").read_bytes() == content
    assert kept(tmp_path) == {"theme": "dark"}
    assert keep(tmp_path, theme="light") is None
    assert not needs_saving(tmp_path, NOTHING_SET)


def test_file_that_cannot_be_read_now_is_not_overwritten(tmp_path):
    (tmp_path / "viewer.json").mkdir()
    with pytest.raises(ReportWriteError, match="cannot be written"):
        keep(tmp_path, theme="dark")
    assert not needs_saving(tmp_path, NOTHING_SET)


def test_sound_templates_survive_an_unsound_one(tmp_path):
    write(tmp_path, templates=[{"name": "a"}, {"findings": "of no name"}, {"name": "b"}])
    assert load_preferences(tmp_path).templates == (Template("a"), Template("b"))


def test_names_of_files_leave_the_file_when_they_are_not_to_be_remembered(tmp_path):
    write(tmp_path, recent=["/王/a.png"], folder="/王", theme="dark")
    machine = MachineSettings(
        Preferences(remember_recent=False), locked=frozenset({"remember_recent"})
    )
    assert not needs_saving(tmp_path, NOTHING_SET)
    assert needs_saving(tmp_path, machine)
    keep(tmp_path, machine)
    assert (tmp_path / "viewer.json").read_bytes() == b'{"theme":"dark"}'


def test_window_that_still_remembers_names_does_not_write_them_against_the_others(tmp_path):
    before = load_preferences(tmp_path)
    keep(tmp_path, remember_recent=False)
    save_preferences(before.with_recent(RecentFile("/王.png")), before, tmp_path)
    assert (tmp_path / "viewer.json").read_bytes() == b'{"remember_recent":false}'


def test_paths_that_are_no_text_are_not_remembered_and_do_not_end_saving(tmp_path):
    preferences = Preferences().with_recent(RecentFile("/a.png"))
    assert preferences.with_recent(RecentFile(NO_TEXT)) == preferences
    assert preferences.with_folder(NO_TEXT) == preferences
    assert preferences.with_folder("/data").folder == "/data"
    keep(tmp_path, clinic_logo=NO_TEXT, theme="dark")
    assert kept(tmp_path) == {"theme": "dark"}


def test_drawing_is_completed_by_the_machines(tmp_path):
    machine = MachineSettings(Preferences(vessels=VesselDrawing(opacity=0.1, colour=(1, 2, 3))))
    write(tmp_path, vessels={"colour": [4, 5, 6]})
    assert load_preferences(tmp_path, machine).vessels == VesselDrawing(
        opacity=0.1, colour=(4, 5, 6)
    )


def test_thresholds_that_cross_the_machines_are_the_machines(tmp_path):
    machine = MachineSettings(
        Preferences(lowest_threshold=0.5, highest_threshold=0.9),
        locked=frozenset({"lowest_threshold"}),
    )
    write(tmp_path, highest_threshold=0.4)
    assert load_preferences(tmp_path, machine).thresholds == (0.5, 0.9)


def test_nothing_is_remembered_unless_wanted(tmp_path):
    preferences = Preferences().with_recent(RecentFile("/a.png")).changed(remember_recent=False)
    assert preferences.recent == ()
    assert preferences.with_recent(RecentFile("/b.png")).recent == ()
    write(tmp_path, recent=["/a.png"], remember_recent=False)
    assert load_preferences(tmp_path).recent == ()


def test_archive_is_as_it_was_set():
    archive = msgspec.convert(CHANGED, Preferences).archive
    assert archive == Archive(
        "pacs", 11112, "PACS", "EYES", True, "/ca.pem", "/cert.pem", "/key.pem"
    )
