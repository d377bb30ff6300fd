"""The programs that keep a machine awake for others, each by its interface on D-Bus. Loop thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.portal import Portal

__all__ = ("DISPLAY", "SLEEP", "GnomeKeeper", "Keeper", "LogindKeeper", "PortalKeeper", "Release", "ScreenSaverKeeper")

SLEEP, DISPLAY = "sleep", "display"
_SUSPEND, _IDLE = 4, 8
"""Flags of the portal's Inhibit, which are those of GNOME's session manager."""

Release = Callable[[], Awaitable[object]]


class Keeper(Protocol):
    """One way to keep the machine awake."""

    name: str
    can: frozenset[str]

    async def hold(self, wants: frozenset[str], reason: str) -> Release:
        """Keep the machine from what is wanted, and return what ends it.

        Raises:
            OroError: it is not there, or refused.
        """
        ...


def _flags(wants: frozenset[str]) -> int:
    return _SUSPEND * (SLEEP in wants) | _IDLE * (DISPLAY in wants)


class PortalKeeper:
    """`org.freedesktop.portal.Inhibit`."""

    name = "portal"
    can = frozenset({SLEEP, DISPLAY})

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def hold(self, wants: frozenset[str], reason: str) -> Release:
        await self._portal.version("Inhibit")
        options = {"reason": ("s", reason)}
        request = await self._portal.request("Inhibit", "Inhibit", "su", "", _flags(wants), options=options)
        return request.close


class GnomeKeeper:
    """`org.gnome.SessionManager`, whose inhibitors GNOME, Cinnamon and MATE heed."""

    name = "session manager"
    can = frozenset({SLEEP, DISPLAY})
    _service = BusService("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager")

    def __init__(self, bus: DesktopBus, app: str) -> None:
        self._bus = bus
        self._app = app

    async def hold(self, wants: frozenset[str], reason: str) -> Release:
        (cookie,) = await self._bus.call(self._service, "Inhibit", "susu", self._app, 0, reason, _flags(wants))
        return lambda: self._bus.call(self._service, "Uninhibit", "u", cookie)


class ScreenSaverKeeper:
    """`org.freedesktop.ScreenSaver`, which keeps the display on."""

    name = "screen saver"
    can = frozenset({DISPLAY})
    _service = BusService("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")

    def __init__(self, bus: DesktopBus, app: str) -> None:
        self._bus = bus
        self._app = app

    async def hold(self, wants: frozenset[str], reason: str) -> Release:
        (cookie,) = await self._bus.call(self._service, "Inhibit", "ss", self._app, reason)
        return lambda: self._bus.call(self._service, "UnInhibit", "u", cookie)


class LogindKeeper:
    """`org.freedesktop.login1.Manager`: a descriptor that holds for as long as it is open."""

    name = "logind"
    can = frozenset({SLEEP})
    service = BusService("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")

    def __init__(self, bus: DesktopBus, app: str) -> None:
        self._bus = bus
        self._app = app

    async def hold(self, wants: frozenset[str], reason: str) -> Release:
        return await self.inhibit("sleep:idle", reason, "block")

    async def inhibit(self, what: str, reason: str, mode: str) -> Release:
        """Hold what is named, as `systemd-inhibit --what` names it."""
        (held,) = await self._bus.call(self.service, "Inhibit", "ssss", what, self._app, reason, mode)

        async def release() -> None:
            held.close()

        return release
