import importlib
import json
import pickle
import pkgutil
from pathlib import Path

import pytest

import app
from app.base.errors import ImageReadError, RetivascError, error_from_plain
from app.base.messages import Message, message

for found in pkgutil.walk_packages(app.__path__, "app."):
    if not found.name.startswith(("app.__main__", "app.training", "app.inference")):
        importlib.import_module(found.name)


def kinds(kind=RetivascError):
    return [kind, *(below for each in kind.__subclasses__() for below in kinds(each))]


WHAT = message(
    "“{name}” is {width} wide: {why}", name=Path("左眼.png"), width=3, why=message("{n}", n=0.5)
)
HINT = message("Open another one.")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling_and_json(kind):
    told = dict.fromkeys(kind.facts, True)
    error = kind(WHAT, HINT, **told)
    written = json.loads(json.dumps(error.to_plain()))
    for again in (pickle.loads(pickle.dumps(error)), error_from_plain(written)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert all(getattr(again, name) is True for name in kind.facts)


def test_the_kinds_are_all_there():
    names = {kind.__name__ for kind in kinds()}
    assert {"SendError", "SampleError", "UnsavedError", "UnexpectedError"} <= names


def test_a_kind_that_is_not_known_is_told_all_the_same():
    plain = {**ImageReadError(WHAT, HINT).to_plain(), "kind": "ErrorOfALaterVersion"}
    error = error_from_plain(plain)
    assert type(error) is RetivascError
    assert str(error).startswith("“左眼.png” is 3 wide: 0.5")


@pytest.mark.parametrize("plain", [{}, {"kind": "ImageReadError", "message": "x", "hint": "y"}])
def test_what_was_not_written_by_it_is_refused(plain):
    with pytest.raises((KeyError, TypeError, AttributeError)):
        error_from_plain(plain)


def test_a_sentence_survives_as_it_is_translated():
    again = Message.from_plain(json.loads(json.dumps(WHAT.to_plain())))
    assert again.source == WHAT.source
    assert again.values["why"] == message("{n}", n=0.5)
    assert again.values["width"] == 3
    assert pickle.loads(pickle.dumps(WHAT)) == WHAT
