import os
from itertools import islice

import pytest

from app.batch.naming import SUFFIXES, candidates, folded, is_free, names_of, with_tail

DIGEST = "0123456789abcdef" * 4


def first(stem: str, taken: set[str]) -> str:
    return next(name for name in candidates(stem, DIGEST) if is_free(name, taken))


def test_the_stem_itself_comes_first_then_ever_more_of_the_hash_then_numbers():
    assert list(islice(candidates("eye", DIGEST), 7)) == [
        "eye",
        "eye-01234567",
        "eye-0123456789abcdef",
        f"eye-{DIGEST[:32]}",
        f"eye-{DIGEST}",
        "eye-01234567-2",
        "eye-01234567-3",
    ]


@pytest.mark.parametrize(
    "there",
    [
        "eye.json",
        "EYE.JSON",
        "eye_mask.png",
        "Eye_Report.pdf",
        "eye_report.json",
        "eye.csv",
        "eye_pdf.dcm",
    ],
)
def test_a_stem_is_free_when_none_of_its_files_is_there_in_any_case(there: str):
    assert first("eye", folded([there])) == "eye-01234567"
    assert first("eye", folded(["eyes.json", "eye.txt", "eye.png"])) == "eye"


def test_names_are_compared_as_file_systems_do_that_compose_letters():
    assert first("Müller", folded(["Mu\u0308ller.json"])) == "Müller-01234567"


def test_a_name_that_another_result_may_yet_need_is_not_free():
    # Of "eye" no report was written so far.
    assert first("eye_report", folded(["eye.json"])) == "eye_report-01234567"
    assert first("eye", folded(["eye_report.json"])) == "eye-01234567"
    assert first("eye_mask", folded(["eye.json"])) == "eye_mask"
    assert first("eye.json", folded(["eye.json"])) == "eye.json"


def test_the_name_of_the_table_is_nobodys():
    assert first("results", set()) == "results-01234567"
    assert first("Results", set()) == "Results-01234567"


@pytest.mark.parametrize("stem", ["x" * 250, "左" * 83, "é" * 125, "👁" * 60 + "x"])
def test_long_names_are_shortened_at_a_character_and_keep_the_hash(stem: str):
    named = list(islice(candidates(stem, DIGEST), 8))
    assert len(set(named)) == 8
    for name in named:
        assert "-01234567" in name
        assert stem.startswith(name[: name.index("-01234567")])
        assert all(len(os.fsencode(each)) <= 255 for each in names_of(name))


def test_a_name_just_short_enough_is_kept():
    room = 255 - max(map(len, SUFFIXES))
    assert next(candidates("x" * room, DIGEST)) == "x" * room
    assert next(candidates("x" * (room + 1), DIGEST)) == with_tail("x" * room, "-01234567", room)
