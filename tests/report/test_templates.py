import pytest

from app.base.messages import Message
from app.base.translation import LANGUAGES, load_catalogue
from app.report.templates import SHIPPED


def said(language):
    say = load_catalogue(language).say
    return [
        [
            say(text) if isinstance(text, Message) else text
            for text in (each.name, each.findings, each.impression, each.recommendation)
        ]
        for each in SHIPPED
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_template_has_a_name_of_its_own_and_findings(language):
    texts = said(language)
    assert len({name for name, *_ in texts}) == len(texts) == 8
    assert all(findings and "{" not in findings for _, findings, *_ in texts)


def test_every_template_is_translated():
    english, chinese = said("en"), said("zh_CN")
    for before, after in zip(english, chinese, strict=True):
        assert [bool(text) for text in before] == [bool(text) for text in after]
        assert all(a != b for a, b in zip(before, after, strict=True) if a)


def test_grades_of_diabetic_retinopathy_are_offered_in_their_order():
    names = [name for name, *_ in said("en") if name.startswith("Diabetes")]
    assert [name.partition(": ")[2] for name in names] == [
        "no retinopathy",
        "mild NPDR",
        "moderate NPDR",
        "severe NPDR",
        "PDR",
    ]
