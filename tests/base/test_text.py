import pytest

from app.base.text import plain_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("eye.png", "eye.png"),
        ("病例 左眼.png", "病例 左眼.png"),
        ("王　明.png", "王　明.png"),  # an ideographic space
        ("می‌خواهم.png", "می‌خواهم.png"),  # a joiner that the word is spelled with
        ("<b>bold</b>", "<b>bold</b>"),
        ("\x1b[2Jgone", "�[2Jgone"),
        ("one\ntwo\r\x07", "one�two��"),
        ("\u202egpj.exe", "�gpj.exe"),
        ("\u2066left\u2069", "�left�"),
        ("\x9b31mred", "�31mred"),
        ("one\u2028two\u2029", "one�two�"),
        ("eye\udcff.png", "eye�.png"),
    ],
)
def test_nothing_in_a_text_steers_its_display(text, shown):
    assert plain_line(text) == shown
    plain_line(text).encode("utf-8")


def test_anything_that_can_be_worded_is_shown():
    assert plain_line(ValueError("a\nb")) == "a�b"
