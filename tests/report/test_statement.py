from app.report.statement import Statement


def test_statement_is_empty_until_something_is_said_of_the_photograph():
    assert Statement(author="Dr. A", findings=" \n").empty
    assert not Statement(recommendation="Control.").empty
