from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from app.base.translation import LANGUAGES, load_catalogue
from app.settings.archives import ARCHIVE_KINDS, Archive, ArchiveNode
from app.settings.look import Layout, Look, VesselDrawing
from app.settings.preferences import (
    DIALOG_ROWS,
    KINDS,
    RECENT,
    WINDOW_STATE,
    MachineSettings,
    Preferences,
    RecentFile,
    Template,
    thresholds_fit,
)


def test_lock_of_one_threshold_holds_against_the_other():
    machine = MachineSettings(
        Preferences(lowest_threshold=0.5, highest_threshold=0.9),
        locked=frozenset({"lowest_threshold"}),
    )
    wanted = Preferences(lowest_threshold=0.2, highest_threshold=0.4)
    assert machine.enforce(wanted).thresholds == (0.5, 0.9)
    assert machine.enforce(wanted.changed(highest_threshold=0.6)).thresholds == (0.5, 0.6)


def test_thresholds_fit_from_one_step_on():
    assert thresholds_fit(0.30, 0.35)
    assert not thresholds_fit(0.30, 0.34)


def test_newest_file_comes_first_and_each_once():
    preferences = Preferences()
    for number in range(RECENT + 2):
        preferences = preferences.with_recent(RecentFile(f"/{number}.png"))
    preferences = preferences.with_recent(RecentFile("/5.png", sha256="new"))
    assert [file.path for file in preferences.recent] == [
        f"/{number}.png" for number in (5, 9, 8, 7, 6, 4, 3, 2)
    ]
    assert preferences.recent[0].sha256 == "new"
    assert preferences.forget_recent().recent == ()


def test_another_photograph_in_the_place_of_a_recent_one_is_told_from_it():
    file = RecentFile("/a.zip", "IM0001", "0a")
    assert not file.is_other_than("IM0001", "0a")
    assert file.is_other_than("IM0001", "0b")
    assert file.is_other_than("IM0002", "0a")
    assert file.is_other_than(None, "0a")
    assert not RecentFile("/a.png", sha256="0a").is_other_than(None, "0a")
    assert not RecentFile("/a.png").is_other_than(None, "0a")  # version 0.1 kept no digest
    assert file.location == Path("/a.zip/IM0001")


def test_look_returns_but_hidden_vessels_do_not_stay_hidden():
    look = Look(vessels=VesselDrawing(visible=False, opacity=0.2), layout=Layout.CURTAIN)
    assert Preferences().with_look(look).look == replace(
        look, vessels=replace(look.vessels, visible=True)
    )


def test_template_replaces_the_one_of_its_name():
    first, other, second = (
        Template("normal", "a"),
        Template("other"),
        Template("normal", "b", "c", "d"),
    )
    preferences = Preferences()
    for template in (first, other, second):
        preferences = preferences.with_template(template)
    assert preferences.templates == (other, second)
    assert preferences.without_template("normal").templates == (other,)
    assert preferences.without_template("unheard of") == preferences


def test_there_is_no_archive_without_an_address():
    assert Preferences().archive is None
    assert Preferences(archives=(ArchiveNode(called="PACS"),)).archive is None


def test_empty_titles_and_files_are_the_usual_ones():
    node = ArchiveNode(host="pacs", called=" ")
    assert Preferences(archives=(node,)).archive == Archive("pacs", 104)


def test_archive_that_nobody_filled_in_is_none():
    assert Preferences(archives=(ArchiveNode(),)) == Preferences()
    second = ArchiveNode(host="second")  # it must not become the first
    assert Preferences(archives=(ArchiveNode(), second)).archive is None


def test_dialog_sets_the_first_archive_and_leaves_the_others():
    others = (ArchiveNode(host="second"), ArchiveNode(host="third"))
    before = Preferences(archives=(ArchiveNode(name="Main", host="pacs", tls=True), *others))
    assert before.shown("archives.host") == "pacs"
    changes = before.as_set({"archives.host": "elsewhere", "theme": "dark"})
    first = ArchiveNode(name="Main", host="elsewhere", tls=True)
    assert changes == {"archives": (first, *others), "theme": "dark"}
    assert before.as_set({"theme": "dark"}) == {"theme": "dark"}


# --- the table ----------------------------------------------------------------------------

ROWS = pytest.mark.parametrize("row", DIALOG_ROWS, ids=[row.name for row in DIALOG_ROWS])
SET_WHERE_USED = {
    *("vessels", "anatomy", "layout", "browser_shown", "results_shown", "findings_shown"),
    *("report_author", "templates", "phrases", "archives", "store", "keep_patients"),
    "retention_days",
}


def test_each_preference_is_asked_for_or_set_where_it_is_used_or_the_windows():
    asked = {row.name for row in DIALOG_ROWS}
    of_archives = {f"archives.{part}" for part in ARCHIVE_KINDS}
    assert set(KINDS) == (asked - of_archives) | SET_WHERE_USED | WINDOW_STATE
    assert asked >= of_archives
    assert {"folder", "recent", "geometry", "dock_state"} == WINDOW_STATE


@ROWS
def test_row_fits_the_type_and_the_default_of_its_field(row):
    default, (kind, *_) = Preferences().shown(row.name), get_args(row.kind)
    if row.widget == "choice":
        literal = kind if get_origin(kind) is Literal else get_args(kind)[0]
        nothing = {None} if default is None else set()
        assert set(row.setting.choices) == set(get_args(literal)) | nothing
        assert default in row.setting.choices
    elif row.widget in ("number", "percent", "count"):
        lowest, highest = row.bounds
        assert lowest <= default <= highest
    else:
        assert kind is {"switch": bool}.get(row.widget, str)
    assert row.setting.label


def test_settings_of_a_page_stand_together():
    pages = [str(page) for page, _ in groupby(row.setting.page for row in DIALOG_ROWS)]
    assert pages == ["General", "Report", "Archive"]


@ROWS
def test_row_is_worded_in_chinese(row):
    setting, catalogue = row.setting, load_catalogue("zh_CN")
    words = (setting.page, setting.label, setting.hint, setting.example, *setting.choices.values())
    for word in words:
        if not isinstance(word, str):
            assert catalogue.text("Core", word.source)
    assert isinstance(setting.example, str) == (setting.example in ("", "ANY-SCP", "RETIVASC"))


def test_languages_name_themselves():
    language = next(row for row in DIALOG_ROWS if row.name == "language")
    assert list(language.setting.choices) == [None, *LANGUAGES]
