from itertools import groupby

import msgspec

from app.base.translation import LANGUAGES
from app.settings.preferences import Preferences
from app.ui.settings import SETTINGS


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
        elif setting.kind in ("text", "lines", "file"):
            assert default == ""
        else:
            assert setting.lowest <= default <= setting.highest
            for value in (setting.lowest, setting.highest):
                msgspec.convert({setting.name: value}, Preferences)
    languages = next(setting for setting in SETTINGS if setting.name == "language")
    assert [value for value, _ in languages.choices] == [None, *LANGUAGES]


def test_settings_of_a_page_stand_together():
    pages = [page for page, _ in groupby(setting.page for setting in SETTINGS)]
    assert pages == ["General", "Report", "Archive"]
