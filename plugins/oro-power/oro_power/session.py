"""The person's session, as logind describes it: sleep, shutdown, the lock, idleness. Loop thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from oro_framework.desktop_bus import BusRefused, BusService, DesktopBus, NotOnBus, Signal
from oro_framework.errors import OroError
from oro_power.keepers import LogindKeeper, Release

__all__ = ("Delays", "Session")

MARGIN = 0.5
"""Seconds before logind's own limit at which the machine may sleep."""


class Session:
    """Tells of the session until the bus goes.

    Args:
        bus: the system's.
        told: called with `locked` or `idle`, and whether it is so.
    """

    def __init__(self, bus: DesktopBus, told: Callable[[str, bool], None]) -> None:
        self._bus = bus
        self._told = told
        self.locked: bool | None = None
        self.idle: bool | None = None

    async def begin(self) -> None:
        """Listen to the session of this program.

        Raises:
            OroError: logind is not there, or this program belongs to no session.
        """
        session = await self._find()
        await self._bus.listen(session, "Lock", lambda _: self._is("locked", True))
        await self._bus.listen(session, "Unlock", lambda _: self._is("locked", False))
        self._changed(await self._bus.follow(session, self._changed))

    async def _find(self) -> BusService:
        """Return the session this program was started in, or else the one the person sees."""
        interface = "org.freedesktop.login1.Session"
        manager = LogindKeeper.service
        try:
            if named := os.environ.get("XDG_SESSION_ID"):
                (path,) = await self._bus.call(manager, "GetSession", "s", named)
            else:
                (path,) = await self._bus.call(manager, "GetSessionByPID", "u", os.getpid())
        except (BusRefused, NotOnBus):
            (user,) = await self._bus.call(manager, "GetUser", "u", os.getuid())
            found = await self._bus.properties(manager.at(user, "org.freedesktop.login1.User"))
            path = found["Display"][1]
        return manager.at(path, interface)

    def _changed(self, properties: Mapping[str, Any]) -> None:
        if "LockedHint" in properties:
            self._is("locked", properties["LockedHint"])
        if "IdleHint" in properties:
            self._is("idle", properties["IdleHint"])

    def _is(self, name: str, now: bool) -> None:
        before = getattr(self, name)
        setattr(self, name, now)
        if before is not now and (before is not None or now):
            self._told(name, now)


class Delays:
    """Delays sleep and shutdown for a moment, so that what hears of them has time.

    Args:
        keeper: logind.
        told: called with `sleep` or `shutdown`, True before it and False when it is over, and the seconds there are.
    """

    def __init__(self, bus: DesktopBus, keeper: LogindKeeper, told: Callable[[str, bool, float], None]) -> None:
        self._bus = bus
        self._keeper = keeper
        self._told = told
        self._seconds = 0.0
        self._release: Release | None = None

    async def begin(self) -> None:
        """Listen, and hold the first delay.

        Raises:
            OroError: logind is not there.
        """
        manager = self._keeper.service
        limit = (await self._bus.properties(manager)).get("InhibitDelayMaxUSec", 5_000_000) / 1e6
        self._seconds = max(limit - MARGIN, limit / 2)
        await self._bus.listen(manager, "PrepareForSleep", self._prepares("sleep"))
        await self._bus.listen(manager, "PrepareForShutdown", self._prepares("shutdown"))
        await self.hold()

    def _prepares(self, what: str) -> Callable[[Signal], None]:
        def prepare(signal: Signal) -> None:
            self._told(what, bool(signal.body[0]), self._seconds if self._release is not None else 0.0)

        return prepare

    async def hold(self) -> None:
        """Delay the next sleep; where logind allows none, it is told all the same and waits for nothing."""
        if self._release is None:
            try:
                self._release = await self._keeper.inhibit("sleep:shutdown", "Finish what it is doing", "delay")
            except OroError:
                self._release = None

    async def release(self) -> None:
        """Let the machine sleep."""
        release, self._release = self._release, None
        if release is not None:
            await release()
