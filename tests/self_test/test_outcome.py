from app.base.errors import ImageReadError
from app.base.messages import message
from app.self_test.outcome import BrokenError, Outcome, attempt, collect, obtain


def fail(error):
    raise error


def test_what_works_passes():
    assert attempt("x", lambda: None) == Outcome("x")
    assert obtain("x", lambda: 7) == (7, Outcome("x"))
    assert Outcome("x").passed


def test_whatever_is_raised_is_a_failure_in_one_line():
    for error, told in (
        (BrokenError("it is blank"), "it is blank"),
        (OSError("two\nlines"), "OSError: two lines"),
        (ModuleNotFoundError("No module named 'x'"), "ModuleNotFoundError: No module named 'x'"),
        (
            ImageReadError(message("It is gone."), message("Copy it.")),
            "It is gone.",
        ),
    ):
        outcome = attempt("x", lambda error=error: fail(error))
        assert outcome.failure == told
        assert not outcome.passed
        assert obtain("x", lambda error=error: fail(error)) == (None, outcome)


def test_the_first_cause_is_told_too():
    def decode():
        try:
            raise KeyError("pylibjpeg")
        except KeyError as error:
            raise ImageReadError(message("Damaged."), message("Copy.")) from error

    assert attempt("x", decode).failure == "Damaged. (KeyError: 'pylibjpeg')"


def test_a_group_that_breaks_off_keeps_its_rows_and_says_why():
    def checks():
        yield Outcome("first")
        raise ImportError("no DLL")

    assert list(collect("group", checks)) == [
        Outcome("first"),
        Outcome("group", "ImportError: no DLL"),
    ]


def test_a_group_that_cannot_even_begin_is_a_failure():
    assert list(collect("group", lambda: fail(ImportError("no DLL")))) == [
        Outcome("group", "ImportError: no DLL")
    ]
