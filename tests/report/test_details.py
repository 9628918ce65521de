from dataclasses import replace

import pytest

from app.analysis.analysis import Analysis
from app.base.messages import message
from app.base.translation import Catalogue, load_catalogue
from app.domain.photograph import Patient
from app.report.details import date_words, identification, quality_words, words
from tests.support import make_fundus

ENGLISH = load_catalogue("en")


@pytest.mark.parametrize(
    ("recorded", "written"),
    [("20260301", "2026-03-01"), ("2026", "2026"), ("about 2026", "about 2026"), (None, None)],
)
def test_dates_are_written_with_hyphens_where_they_are_whole(recorded, written):
    assert date_words(recorded) == written


def test_missing_values_are_said_to_be_missing():
    chinese = Catalogue("zh_CN", {("Core", "not recorded"): "未记录"})
    assert (words(None, ENGLISH), words(None, chinese)) == ("not recorded", "未记录")
    assert words("as it is", chinese) == "as it is"
    assert words(message("not recorded"), chinese) == "未记录"


def test_reasons_follow_the_verdict(analysis: Analysis):
    reasons = (message("It is dark."), message("It is blurred."))
    told = quality_words(replace(analysis.quality, reasons=reasons), ENGLISH)
    assert told.endswith(" of 1) It is dark. It is blurred.")


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("F", "female", "女"),
        ("M", "male", "男"),
        ("O", "other", "其他"),
        ("X", "X", "X"),
        (None, "not recorded", "未记录"),
    ],
)
def test_sex_is_said_in_words(code, english, chinese):
    pairs = identification(replace(make_fundus(256).image, patient=Patient(sex=code)))
    (sex,) = (value for label, value in pairs if str(label) == "Sex")
    assert words(sex, load_catalogue("en")) == english
    assert words(sex, load_catalogue("zh_CN")) == chinese
