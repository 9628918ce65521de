import pytest

from app.ui.window import banner
from app.ui.window.banner import Banner


@pytest.fixture
def shown(qtbot):
    widget = Banner()
    qtbot.addWidget(widget)
    return widget


def test_error_stays_until_dismissed(qtbot, shown, monkeypatch):
    shown.show_error("<b>It</b> failed.", "Try again.")
    assert shown.isVisible()
    assert shown.text == "<b>It</b> failed. Try again."
    assert not shown._timer.isActive()
    shown.findChild(banner.QToolButton).click()
    assert shown.isHidden()


def test_notice_goes_away_by_itself(qtbot, shown):
    shown._timer.setInterval(1)
    shown.show_notice("Done.")
    assert shown.text == "Done."
    qtbot.waitUntil(shown.isHidden)
