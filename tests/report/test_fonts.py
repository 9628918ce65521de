from app.report.fonts import FALLBACK, markup


def test_markup_escapes_and_switches_fonts_only_where_needed():
    assert markup("a<b>&") == "a&lt;b&gt;&amp;"
    assert markup("眼 OD") == f'<font name="{FALLBACK}">眼</font> OD'
