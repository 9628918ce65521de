import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.translation import LANGUAGES
from app.ui.preferences import (
    RECENT,
    SETTINGS,
    Preferences,
    load_preferences,
    save_preferences,
)
from app.ui.state.view_state import Layout, Look, VesselDrawing, VesselStyle

CHANGED = {
    "language": "zh_CN",
    "folder": "/data",
    "recent": ["/data/左眼.png"],
    "theme": "dark",
    "font_scale": 1.5,
    "lowest_threshold": 0.1,
    "highest_threshold": 0.9,
    "layout": "curtain",
    "geometry": "AAAA",
    "dock_state": "BBBB",
    "patient_shown": False,
    "browser_shown": False,
    "results_shown": False,
}
"""Of each field a value that is not its default; the remaining two have tests of their own."""


def write(settings, /, **content):
    (settings / "viewer.json").write_text(json.dumps(content))


def test_preferences_return_as_saved(tmp_path):
    folder = tmp_path / "设置" / "retivasc"
    drawing = VesselDrawing(True, VesselStyle.OUTLINE, (1, 2, 3), 0.25, 0.5)
    saved = msgspec.convert(CHANGED, Preferences).changed(vessels=drawing)
    save_preferences(saved, folder)
    assert load_preferences(folder) == saved
    others = set(Preferences.__struct_fields__) - {"remember_recent"}
    assert all(getattr(saved, name) != getattr(Preferences(), name) for name in others)


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
        ("recent", ["x"] * (RECENT + 1)),
        ("remember_recent", "yes"),
        ("theme", "pink"),
        ("font_scale", 0.1),
        ("font_scale", 9),
        ("lowest_threshold", 0.01),
        ("highest_threshold", 0.99),
        ("layout", "heap"),
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


@pytest.mark.parametrize(("lowest", "highest"), [(0.6, 0.5), (0.5, 0.5), (0.8, 0.70)])
def test_thresholds_that_cross_are_the_usual_ones(tmp_path, lowest, highest):
    write(tmp_path, lowest_threshold=lowest, highest_threshold=highest, theme="light")
    loaded = load_preferences(tmp_path)
    assert loaded.thresholds == (0.30, 0.70)
    assert loaded.theme == "light"


def test_folder_that_cannot_be_made_is_no_obstacle(tmp_path):
    (tmp_path / "file").touch()
    save_preferences(Preferences(), tmp_path / "file" / "settings")
    assert load_preferences(tmp_path / "file") == Preferences()


def test_newest_file_comes_first_and_each_once():
    preferences = Preferences()
    for number in range(RECENT + 2):
        preferences = preferences.with_recent(Path(f"{number}.png"))
    preferences = preferences.with_recent(Path("5.png"))
    assert preferences.recent == ("5.png", *(f"{n}.png" for n in (9, 8, 7, 6, 4, 3, 2)))
    assert preferences.forget_recent().recent == ()


def test_nothing_is_remembered_unless_wanted(tmp_path):
    preferences = Preferences().with_recent(Path("a.png")).changed(remember_recent=False)
    assert preferences.recent == ()
    assert preferences.with_recent(Path("b.png")).recent == ()
    write(tmp_path, recent=["a.png"], remember_recent=False)
    assert load_preferences(tmp_path).recent == ()


def test_look_returns_but_hidden_vessels_do_not_stay_hidden():
    look = Look(vessels=VesselDrawing(visible=False, opacity=0.2), layout=Layout.CURTAIN)
    assert Preferences().with_look(look).look == replace(
        look, vessels=replace(look.vessels, visible=True)
    )


def test_table_of_settings_fits_the_preferences():
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        default = getattr(Preferences(), setting.name)
        if setting.kind == "choice":
            values = [value for value, _ in setting.choices]
            assert default in values
            for value in values:
                assert (
                    getattr(Preferences().changed(**{setting.name: value}), setting.name) == value
                )
        elif setting.kind == "switch":
            assert isinstance(default, bool)
        else:
            assert setting.lowest <= default <= setting.highest
            for value in (setting.lowest, setting.highest):
                msgspec.convert({setting.name: value}, Preferences)
    languages = next(setting for setting in SETTINGS if setting.name == "language")
    assert [value for value, _ in languages.choices] == [None, *LANGUAGES]
