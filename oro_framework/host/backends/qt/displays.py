"""Tell the displays as Qt knows them. GUI thread."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING

from qtpy.QtGui import QCursor, QGuiApplication

from oro_framework.host.backends.interface.display import Display
from oro_framework.host.backends.qt.x_server import x_server

if TYPE_CHECKING:
    from qtpy.QtGui import QScreen

__all__ = ("all_displays", "composited", "cursor", "screen_named", "watch")


def all_displays() -> list[Display]:
    """Return the displays, the primary one first."""
    found = [_described(screen) for screen in QGuiApplication.screens()]
    return sorted(found, key=lambda each: not each.primary)


def _described(screen: QScreen) -> Display:
    box, free = screen.geometry(), screen.availableGeometry()
    return Display(
        name=screen.name(),
        x=box.x(),
        y=box.y(),
        width=box.width(),
        height=box.height(),
        work_area=(free.x(), free.y(), free.width(), free.height()),
        scale=screen.devicePixelRatio(),
        refresh_rate=screen.refreshRate(),
        rotation=screen.angleBetween(screen.nativeOrientation(), screen.orientation()),
        primary=screen is QGuiApplication.primaryScreen() or screen == QGuiApplication.primaryScreen(),
    )


def screen_named(name: str) -> QScreen | None:
    """Return the screen of a name, or None."""
    return next((screen for screen in QGuiApplication.screens() if name and screen.name() == name), None)


def watch(changed: Callable[[], None]) -> None:
    """Call `changed` whenever a display comes, goes, or is another."""
    application = QGuiApplication.instance()

    def follow(screen: QScreen) -> None:
        for signal in (
            screen.geometryChanged,
            screen.availableGeometryChanged,
            screen.refreshRateChanged,
            screen.orientationChanged,
        ):
            signal.connect(lambda *_: changed())

    def added(screen: QScreen) -> None:
        follow(screen)
        changed()

    application.screenAdded.connect(added)
    application.screenRemoved.connect(lambda *_: changed())
    application.primaryScreenChanged.connect(lambda *_: changed())
    for screen in QGuiApplication.screens():
        follow(screen)


def cursor() -> tuple[int, int]:
    """Return where the pointer is."""
    at = QCursor.pos()
    return at.x(), at.y()


def composited() -> bool:
    """Return whether windows are blended with what is behind them: always by Wayland, by a program of its own on X."""
    if QGuiApplication.platformName() != "xcb":
        return True
    with x_server() as (x, server):
        if not server:
            return False
        atom = x.XInternAtom(server, b"_NET_WM_CM_S%d" % x.XDefaultScreen(server), 0)
        return bool(x.XGetSelectionOwner(server, ctypes.c_ulong(atom)))
