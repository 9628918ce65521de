from app.report.report_text import ReportText


def test_statement_is_empty_until_something_is_said_of_the_photograph():
    assert ReportText(author="Dr. A", findings=" \n").empty
    assert not ReportText(recommendation="Control.").empty
