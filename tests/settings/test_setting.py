from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from app.base.messages import message
from app.settings.setting import GENERAL, Setting, read_rows


class Declared(msgspec.Struct):
    share: Annotated[
        float, Meta(ge=0.2, le=0.8), Setting(GENERAL, message("Share"), widget="percent")
    ] = 0.5
    count: Annotated[Annotated[int, Meta(ge=1, le=9)], Setting(GENERAL, message("Count"))] = 1
    code: Annotated[str, Meta(pattern="^[a-z]*$"), Setting(GENERAL, message("Code"))] = ""
    shown: Annotated[bool, Setting()] = True


SHARE, COUNT, CODE, SHOWN = read_rows(Declared)


def test_bounds_and_pattern_are_those_of_the_type():
    assert SHARE.bounds == (0.2, 0.8)
    assert COUNT.bounds == (1, 9)
    assert (CODE.pattern, SHARE.pattern) == ("^[a-z]*$", "")
    with pytest.raises(ValueError, match="unpack"):
        _ = SHOWN.bounds
    for row in (SHARE, COUNT):
        for value in row.bounds:
            assert msgspec.convert(value, row.kind) == value
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(row.bounds[1] + 1, row.kind)


def test_widget_follows_from_the_type_unless_it_is_declared():
    assert [row.widget for row in (SHARE, COUNT, CODE, SHOWN)] == [
        *("percent", "count", "text", "switch")
    ]


def test_field_that_is_not_declared_is_refused():
    class Forgotten(msgspec.Struct):
        theme: str = ""

    with pytest.raises(ValueError, match="unpack"):
        read_rows(Forgotten)
