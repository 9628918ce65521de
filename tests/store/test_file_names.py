from datetime import date

import pytest

from app.base.errors import StoreError
from app.base.messages import Message
from app.domain.photograph import Laterality
from app.store.facts import Facts
from app.store.file_names import name_pattern

TODAY = date(2026, 4, 1)


def read(pattern: str, name: str) -> Facts | Message:
    return name_pattern(pattern).read(name, today=TODAY)


@pytest.mark.parametrize(
    ("pattern", "name", "told"),
    [
        (
            "{id}_{eye}_{date}",
            "A-17_OD_20260301",
            Facts(patient_id="A-17", eye=Laterality.RIGHT, date="20260301"),
        ),
        (
            "{id}_{eye}_{date}",
            "A_17_left_2026-03-01",
            Facts(patient_id="A_17", eye=Laterality.LEFT, date="20260301"),
        ),
        (
            "{name} {birth} {sex} {eye}",
            "王小明 1950.01.31 男 右眼",
            Facts(name="王小明", birth_date="19500131", sex="M", eye=Laterality.RIGHT),
        ),
        ("{any}-{id}", "IMG1-007", Facts(patient_id="007")),
        ("fundus ({id})", "Fundus (9)", Facts(patient_id="9")),
        ("{date}{eye}", "20260301OU", Facts(date="20260301", eye=Laterality.BOTH)),
        ("{id}{date}", "A1720260301", Facts(patient_id="A17", date="20260301")),
    ],
)
def test_a_name_tells_what_its_pattern_states(pattern, name, told):
    assert read(pattern, name) == told


@pytest.mark.parametrize(
    ("pattern", "name", "why"),
    [
        ("{id}_{eye}", "A-17", "does not fit"),
        ("{id}_{eye}", "A-17_middle", "does not fit"),
        ("{id}_{eye}", "_OD", "does not fit"),
        ("{id}_{eye}", " _OD", "does not fit"),
        ("{name}_{id}", "Wang_Xiaoming_17", "several ways"),
        ("{id}_{date}", "A_20260230", "not a possible day"),
        ("{id}_{date}", "A_20260402", "not a possible day"),  # tomorrow
        ("{id}_{date}", "A_18000101", "not a possible day"),
        ("{id}_{date}", "A_2026-0301", "does not fit"),
        ("a.b{id}", "axb1", "does not fit"),  # a stop is no wildcard
    ],
)
def test_nothing_is_guessed(pattern, name, why):
    told = read(pattern, name)
    assert isinstance(told, Message)
    assert why in str(told)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "not a pattern"),
        ("no braces", "not a pattern"),
        ("{any}", "not a pattern"),
        ("{id}_{eye", "not a pattern"),
        ("{patient}", "nothing that a name tells"),
        ("{id}_{id}", "twice"),
        ("{id}{name}", "nothing between"),
        ("{any}{id}", "nothing between"),
    ],
)
def test_what_is_no_pattern_is_said(pattern, why):
    with pytest.raises(StoreError, match=why) as error:
        name_pattern(pattern)
    assert "{id}_{eye}_{date}" in str(error.value.hint)
