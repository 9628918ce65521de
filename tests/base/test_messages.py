import ast
from pathlib import Path

import pytest

from app.base.errors import ImageReadError
from app.base.messages import Message, message
from tests.support import ROOT


def test_a_sentence_is_filled_in():
    sentence = message("“{name}” is {width} wide.", name="左眼.png", width=3)
    assert sentence == Message("“{name}” is {width} wide.", {"name": "左眼.png", "width": 3})
    assert str(sentence) == "“左眼.png” is 3 wide."


@pytest.mark.parametrize("value", ["{x}", "%s", "{0}", "<b>", "}{"])
def test_values_are_never_read_as_templates(value):
    assert str(message("Got {value}.", value=value)) == f"Got {value}."


def test_an_error_says_what_and_what_to_do():
    error = ImageReadError(message("It is empty."), message("Copy it again."))
    assert str(error) == "It is empty. Copy it again."
    assert error.kind == "ImageReadError"


def sentences():
    """Yield the place, the text and the named values of every message(...) in the program."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
                yield f"{path.name}:{node.lineno}", node


def test_every_sentence_of_the_program_can_be_extracted_and_filled_in():
    found = 0
    for place, call in sentences():
        (source,) = call.args
        assert isinstance(source, ast.Constant), place
        values = {keyword.arg: "x" for keyword in call.keywords}
        if None not in values:  # values passed on as **values are known only when it runs
            assert source.value.format(**values), place
            assert all(f"{{{name}" in source.value for name in values), place
        found += 1
    assert found > 50


def test_what_a_sentence_holds_of_a_file_is_plain_text():
    inner = message("“{name}” is empty.", name="\x1b[2J")
    said = message("{why} ({name})", why=inner, name=Path("a\n\u202e<b>"))
    assert str(said) == "“\ufffd[2J” is empty. (a\ufffd\ufffd<b>)"
