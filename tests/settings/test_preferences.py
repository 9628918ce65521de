from dataclasses import replace
from pathlib import Path

from app.pacs.network.connection import Archive
from app.settings.look import Layout, Look, VesselDrawing
from app.settings.preferences import (
    RECENT,
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
    assert Preferences(archive_called="PACS").archive is None


def test_empty_titles_and_files_are_the_usual_ones():
    assert Preferences(archive_host="pacs", archive_called=" ").archive == Archive("pacs", 104)
