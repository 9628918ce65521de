from app.report.blocks import letterhead, paragraph, shortened
from app.report.fonts import register_fonts
from app.report.report_text import Clinic

WIDTH = 500.0  # points


def test_only_what_no_page_could_hold_is_cut():
    register_fonts()
    assert shortened("a" * 10, 10) == "a" * 10
    assert shortened("a" * 11, 10) == f"{'a' * 9}…"
    long = "word " * 400
    cut = paragraph(long, tallest=60)
    assert cut.wrap(200, 800)[1] <= 60
    assert cut.getPlainText().endswith("…")
    assert paragraph(long, tallest=70).wrap(200, 800)[1] > cut.wrap(200, 800)[1]  # no more is cut
    assert paragraph(long, tallest=None).getPlainText().split() == long.split()


def test_clinic_of_which_nothing_is_stated_leaves_no_letterhead():
    register_fonts()
    assert letterhead(Clinic(title="Vessels"), WIDTH) == []
    assert letterhead(Clinic("Eyes"), WIDTH)
    assert letterhead(Clinic(lines=("12 North Street",)), WIDTH)
