"""Show a tray icon by Qt: over D-Bus where the desktop takes that, in a tray of X11 elsewhere. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from qtpy.QtCore import QTimer
from qtpy.QtGui import QIcon
from qtpy.QtWidgets import QApplication, QMenu, QStyle, QSystemTrayIcon

from oro_framework.host.backends.interface.tray_icon import TrayIcon
from oro_framework.host.backends.qt.menu import fill_menu
from oro_framework.host.configuration.menu import MenuSection

__all__ = ("QtTray",)


class QtTray:
    """One icon, from when it is made until it is removed."""

    def __init__(self, tray: TrayIcon, chosen: Callable[[int, int], None], clicked: Callable[[], None]) -> None:
        icon = QIcon(tray.icon) if tray.icon else QIcon()
        if icon.isNull():
            icon = QApplication.style().standardIcon(QStyle.StandardPixmap.SP_ComputerIcon)
        self.icon: QSystemTrayIcon = QSystemTrayIcon(icon)
        self.icon.setToolTip(tray.tooltip)
        self.menu: QMenu = _menu(tray.sections, chosen)
        self.menu.aboutToHide.connect(_closing)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(partial(_activated, clicked))
        self.icon.show()

    @classmethod
    def shown(cls, tray: TrayIcon, chosen: Callable[[int, int], None], clicked: Callable[[], None]) -> QtTray | None:
        """Show an icon, or return None where the desktop has no tray."""
        return cls(tray, chosen, clicked) if QSystemTrayIcon.isSystemTrayAvailable() else None

    def remove(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self.icon.deleteLater()
        self.menu.deleteLater()


def _closing() -> None:
    """Have the page in front hear of the keyboard again: a menu without a window leaves QtWebEngine unsure of it."""

    def anew() -> None:
        if (widget := QApplication.focusWidget()) is not None:
            widget.clearFocus()
            widget.setFocus()

    QTimer.singleShot(0, anew)


def _activated(clicked: Callable[[], None], reason: QSystemTrayIcon.ActivationReason) -> None:
    if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.MiddleClick):
        clicked()


def _menu(sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> QMenu:
    """Return one menu: the items of a section without a title, or a menu of menus."""
    menu = QMenu()
    if len(sections) == 1:
        fill_menu(menu, sections[0].items, partial(chosen, 0))
        return menu
    for number, section in enumerate(sections):
        fill_menu(menu.addMenu(section.title.replace("&", "&&")), section.items, partial(chosen, number))
    return menu
