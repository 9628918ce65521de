"""Find out whether the desktop is dark, and notice when that changes."""

import os
import sys
from pathlib import Path

from PyQt5.QtCore import QObject, QSettings, Qt, pyqtSignal, pyqtSlot
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication

try:
    from PyQt5 import QtDBus
except ImportError:  # not part of every build of Qt
    QtDBus = None  # type: ignore[assignment]

_PERSONALIZE = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
_PORTAL = "org.freedesktop.portal.Desktop"
_PORTAL_PATH = "/org/freedesktop/portal/desktop"
_PORTAL_SETTINGS = "org.freedesktop.portal.Settings"
_APPEARANCE = ("org.freedesktop.appearance", "color-scheme")
_PORTAL_WAIT_MS = 150
_FIRST_SEEN = "darkBeforeOurStyle"


def system_is_dark(application: QApplication) -> bool:
    """Return whether the desktop says it is dark; first call it before our palette is set."""
    # Once our own palette is set, that of the desktop cannot be seen any more.
    if application.property(_FIRST_SEEN) is None:
        window = application.palette().color(QPalette.Window)
        application.setProperty(_FIRST_SEEN, window.lightness() < 128)
    stated = _registry_says_dark() if sys.platform == "win32" else _portal_says_dark()
    return bool(application.property(_FIRST_SEEN)) if stated is None else stated


class SystemTheme(QObject):
    """A watcher of the desktop's theme.

    Signals:
        changed: it may be another one.
    """

    changed = pyqtSignal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._dark = system_is_dark(application)
        if sys.platform == "win32":
            # Windows tells it by a message that Qt keeps to itself.
            application.applicationStateChanged.connect(self._on_activity)
        elif (bus := _session_bus()) is not None:
            bus.connect(
                _PORTAL,
                _PORTAL_PATH,
                _PORTAL_SETTINGS,
                "SettingChanged",
                self._on_setting,
            )

    def _on_activity(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._look_again()

    @pyqtSlot("QDBusMessage")
    def _on_setting(self, message: "QtDBus.QDBusMessage") -> None:
        if tuple(message.arguments()[:2]) == _APPEARANCE:
            self._look_again()

    def _look_again(self) -> None:
        dark = system_is_dark(self._application)
        if dark != self._dark:
            self._dark = dark
            self.changed.emit()


def _registry_says_dark() -> bool | None:
    light = QSettings(_PERSONALIZE, QSettings.Format.NativeFormat).value("AppsUseLightTheme")
    return None if light is None else not int(light)


def _portal_says_dark() -> bool | None:
    """Ask the desktop portal; None where there is none, or it does not answer at once."""
    bus = _session_bus()
    if bus is None:
        return None
    question = QtDBus.QDBusMessage.createMethodCall(_PORTAL, _PORTAL_PATH, _PORTAL_SETTINGS, "Read")
    question.setArguments(list(_APPEARANCE))
    answer = bus.call(question, QtDBus.QDBus.CallMode.Block, _PORTAL_WAIT_MS)
    if answer.type() != QtDBus.QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
        return None
    # 1 prefers dark, 2 light; 0 prefers none.
    scheme = _unwrapped(answer.arguments()[0])
    return {1: True, 2: False}.get(scheme) if isinstance(scheme, int) else None


def _session_bus() -> "QtDBus.QDBusConnection | None":
    """Return the bus of this session, unless asking for it would start one."""
    if QtDBus is None:
        return None
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    known = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (folder and Path(folder, "bus").exists())
    bus = QtDBus.QDBusConnection.sessionBus() if known else None
    return bus if bus is not None and bus.isConnected() else None


def _unwrapped(value: object) -> object:
    while hasattr(value, "variant"):
        value = value.variant()
    return value
