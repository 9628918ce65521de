from app.report.fonts import FALLBACK, TEXT, markup, reads_right_to_left, runs


def test_markup_escapes_and_switches_fonts_only_where_needed():
    assert markup("a<b>&") == "a&lt;b&gt;&amp;"
    assert markup("眼 OD") == f'<font name="{FALLBACK}">眼</font> OD'


def test_text_is_cut_where_another_font_is_needed():
    assert runs("左 OS 眼") == [(FALLBACK, "左"), (TEXT, " OS "), (FALLBACK, "眼")]
    assert runs("") == []


def test_scripts_that_run_leftwards_are_known():
    assert reads_right_to_left("Mr. כהן")
    assert reads_right_to_left("محمد")
    assert not reads_right_to_left("Wang 王丽 Ж 12")
