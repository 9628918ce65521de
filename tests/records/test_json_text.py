import os

import pytest

from app.records.json_text import from_json, to_json


def test_it_is_indented_text_that_people_can_read():
    assert to_json({"name": "左眼"}) == '{\n  "name": "左眼"\n}\n'.encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_finite_number_is_not_written(number: float):
    with pytest.raises(ValueError, match="JSON"):
        to_json({"value": number})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_finite_number_is_not_read(text: str):
    with pytest.raises(ValueError, match="no finite number"):
        from_json(b'{"value": %s}' % text.encode())


def test_a_file_name_that_is_no_text_keeps_its_bytes():
    name = os.fsdecode(b"\xfc.png")
    assert from_json(to_json([name])) == [name]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 99999])
def test_what_is_no_json_is_told(content: bytes):
    with pytest.raises(ValueError, match=r"JSON|utf-8|value|nested|Expecting"):
        from_json(content)
