import pytest

from app.store.names import folded, initials, search_keys, sorted_name, words_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王小明", "wxm"),
        ("单^小明", "sxm"),
        ("小单", "xd"),
        ("欧阳玥", "oyy"),
        ("Wang^Xiaoming=王^小明", "wxm"),
        ("Müller", ""),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    "typed",
    [
        "wang",
        "xiaoming",
        "wangxiaoming",
        "WANG xiao",
        "王",
        "小明",
        "王小明",
        "wxm",
        "a-17",
        "１７",
    ],
)
def test_what_a_patient_is_found_by(typed):
    keys = search_keys("Wang^Xiaoming=王^小明", "A-17")
    assert all(word in keys for word in words_of(typed))


def test_what_a_patient_is_not_found_by():
    keys = search_keys("Wang^Xiaoming=王^小明", None)
    assert not any(word in keys for word in ("wx ", "ming王", "a-17", "^"))


def test_accents_case_width_and_spaces_do_not_matter():
    assert folded("  MÜLLER　Ｊörg ") == "muller jorg"


def test_chinese_names_are_sorted_among_the_others_by_pinyin():
    names = ["赵一", "Smith^John", "安娜", "Brown^Ann"]
    assert sorted(names, key=sorted_name) == ["安娜", "Brown^Ann", "Smith^John", "赵一"]
