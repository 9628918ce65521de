import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QPalette

from app.ui.look import system_theme
from app.ui.look.system_theme import SystemTheme, system_is_dark

FIRST_SEEN = system_theme._FIRST_SEEN


@pytest.fixture
def application(qapp):
    palette, seen = qapp.palette(), qapp.property(FIRST_SEEN)
    qapp.setProperty(FIRST_SEEN, None)
    yield qapp
    qapp.setPalette(palette)
    qapp.setProperty(FIRST_SEEN, seen)


@pytest.fixture
def portal(monkeypatch):
    """Simulate a desktop that says what a test puts into the list."""
    answers = [None]
    monkeypatch.setattr(system_theme.sys, "platform", "linux")
    monkeypatch.setattr(system_theme, "_portal_says_dark", lambda: answers[-1])
    monkeypatch.setattr(system_theme, "_session_bus", lambda: None)
    return answers


def set_window(application, colour):
    application.setPalette(QPalette(QColor(colour)))


@pytest.mark.parametrize(("colour", "dark"), [("#202020", True), ("#f0f0f0", False)])
def test_palette_tells_where_nothing_else_does(application, portal, colour, dark):
    set_window(application, colour)
    assert system_is_dark(application) is dark
    # Our own palette says nothing of the desktop's.
    set_window(application, "#f0f0f0" if dark else "#202020")
    assert system_is_dark(application) is dark


def test_desktop_that_says_it_is_believed(application, portal):
    set_window(application, "#f0f0f0")
    portal.append(True)
    assert system_is_dark(application)
    portal.append(False)
    assert not system_is_dark(application)


@pytest.mark.parametrize(("light", "dark"), [(0, True), (1, False), ("0", True)])
def test_registry_of_windows(application, monkeypatch, light, dark):
    class Settings:
        Format = system_theme.QSettings.Format

        def __init__(self, place, _format):
            assert place.endswith(r"Themes\Personalize")

        def value(self, name):
            assert name == "AppsUseLightTheme"
            return light

    monkeypatch.setattr(system_theme.sys, "platform", "win32")
    monkeypatch.setattr(system_theme, "QSettings", Settings)
    assert system_is_dark(application) is dark


def test_no_bus_is_started_or_waited_for(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert system_theme._session_bus() is None
    assert system_theme._portal_says_dark() is None
    monkeypatch.setattr(system_theme, "QtDBus", None)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert system_theme._session_bus() is None


class Message:
    def __init__(self, *arguments):
        self._arguments = list(arguments)

    def arguments(self):
        return self._arguments


def test_change_of_the_desktop_is_told_once(qtbot, application, portal):
    watched = SystemTheme(application)
    changes = []
    watched.changed.connect(lambda: changes.append(True))
    portal.append(True)
    watched._on_setting(Message("org.freedesktop.appearance", "accent-color", 1))
    assert changes == []
    for _ in range(2):
        watched._on_setting(Message("org.freedesktop.appearance", "color-scheme", 1))
    assert changes == [True]
    watched.deleteLater()


def test_windows_is_asked_again_when_the_program_comes_to_the_front(application, portal):
    watched = SystemTheme(application)
    changes = []
    watched.changed.connect(lambda: changes.append(True))
    portal.append(True)
    watched._on_activity(Qt.ApplicationState.ApplicationInactive)
    assert changes == []
    watched._on_activity(Qt.ApplicationState.ApplicationActive)
    assert changes == [True]
    watched.deleteLater()
