from app.cli.console import complain, say


def test_each_line_is_said_as_plain_text(capsys):
    say("eye\x1b[2J.png: good", "  blurred\nperhaps")
    assert capsys.readouterr() == ("eye�[2J.png: good\n  blurred�perhaps\n", "")


def test_complaints_go_to_the_standard_error(capsys):
    complain("eye\u202e.png: damaged")
    assert capsys.readouterr() == ("", "eye�.png: damaged\n")
