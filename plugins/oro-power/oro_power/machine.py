"""The machine as this plugin knows it: who keeps it awake, and what it does. Loop thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import anyio

from oro_framework.desktop_buses import Buses, Which
from oro_framework.errors import OroError, Unsupported
from oro_framework.portal import Portal, is_sandboxed
from oro_power.events import ACTIVE, IDLE, LOCK, SHUTDOWN, SLEEP, UNLOCK, WAKE, Supply
from oro_power.hold import Hold, hold_by
from oro_power.keepers import GnomeKeeper, Keeper, LogindKeeper, PortalKeeper, ScreenSaverKeeper
from oro_power.monitor import PortalMonitor, ScreenSaver
from oro_power.session import Delays, Session
from oro_power.supply import PowerSupply

if TYPE_CHECKING:
    from anyio.abc import TaskGroup

__all__ = ("Machine",)

PORTAL_SECONDS = 1.0
"""Seconds that the end of a session may be delayed through the portal, which asks for an answer soon."""

Ready = Callable[[str, float], Awaitable[None]]


class Machine:
    """See the module.

    Args:
        tasks: where what it waits for runs.
        buses: the desktop's.
        app: the name of the app's desktop file without its ending.
        told: called with the name of an event that has no details, or of the battery's.
        ready: tells pages that the machine is about to sleep or to shut down, and waits for them at most so long.
    """

    def __init__(self, tasks: TaskGroup, buses: Buses, app: str, told: Callable[[str], None], ready: Ready) -> None:
        self._tasks = tasks
        self._buses = buses
        self._app = app
        self._told = told
        self._ready = ready
        self._portal: tuple[object, Portal] | None = None
        self._session: Session | None = None
        self._supply: PowerSupply | None = None
        self._delays: Delays | None = None
        self._monitor: PortalMonitor | None = None
        self._ending = anyio.CancelScope()
        self._idle: dict[str, bool] = {}
        self.missing: list[str] = []
        """Why something is not told."""

    # -- awake -----------------------------------------------------------------------------------------------

    async def hold(self, wants: frozenset[str], reason: str) -> Hold:
        """Keep the machine awake; raises as `hold_by` does."""
        keepers: list[Keeper] = []
        reasons = []
        try:
            session = await self._buses.get("SESSION")
            keepers.append(PortalKeeper(await self._portal_of()))
            if not is_sandboxed():
                keepers += [GnomeKeeper(session, self._app), ScreenSaverKeeper(session, self._app)]
        except OroError as error:
            reasons.append(error.message)
        try:
            keepers.append(LogindKeeper(await self._buses.get("SYSTEM"), self._app))
        except OroError as error:
            reasons.append(error.message)
        if not keepers:
            raise Unsupported(f"Cannot keep the machine awake: {'; '.join(reasons)}")
        return await hold_by(keepers, wants, reason)

    async def _portal_of(self) -> Portal:
        """Return the portal of the present connection, to which the app tells its name once."""
        bus = await self._buses.get("SESSION")
        if self._portal is None or self._portal[0] is not bus:
            self._portal = (bus, Portal(bus, self._app))
        return self._portal[1]

    # -- watching ----------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Begin to tell.

        Raises:
            Unsupported: nothing can be told here; the message has every reason.
        """
        self.missing = []
        parts = (self._watch_sleep, self._watch_session, self._watch_screen_saver, self._watch_supply)
        for part in (self._watch_portal, self._watch_supply) if is_sandboxed() else parts:
            try:
                await part()
            except OroError as error:
                self.missing.append(error.message)
        if len(self.missing) == (2 if is_sandboxed() else len(parts)):
            raise Unsupported(f"Cannot tell what the machine does: {'; '.join(dict.fromkeys(self.missing))}")

    async def _watch_sleep(self) -> None:
        bus = await self._buses.get("SYSTEM")
        delays = Delays(bus, LogindKeeper(bus, self._app), self._prepares)
        await delays.begin()
        self._delays = delays

    async def _watch_session(self) -> None:
        session = Session(await self._buses.get("SYSTEM"), self._session_is)
        await session.begin()
        self._session = session

    async def _watch_screen_saver(self) -> None:
        await ScreenSaver(await self._buses.get("SESSION"), lambda active: self._idle_is("saver", active)).begin()

    async def _watch_portal(self) -> None:
        bus = await self._buses.get("SESSION")
        monitor = PortalMonitor(
            await self._portal_of(), bus, lambda active: self._idle_is("saver", active), self._session_ends
        )
        await monitor.begin()
        self._monitor = monitor

    async def _watch_supply(self) -> None:
        supply = PowerSupply(await self._buses.get("SYSTEM"), lambda: self._told("powerbattery"))
        await supply.begin()
        self._supply = supply

    async def end(self) -> None:
        """Let the machine sleep without delay."""
        if self._delays is not None:
            await self._delays.release()

    def lost(self, which: Which) -> None:
        """Forget what a bus told that went."""
        if which == "SYSTEM":
            self._session = self._supply = self._delays = None
        else:
            self._monitor = None
        self._idle.clear()

    # -- the present state -----------------------------------------------------------------------------------

    @property
    def supply(self) -> Supply:
        """The battery, the mains and the lid."""
        if self._supply is None:
            return {"battery": None, "onBattery": None, "lidClosed": None}
        return self._supply.as_mapping()

    @property
    def locked(self) -> bool | None:
        """Whether the screen is locked; None where the desktop does not say."""
        return None if self._session is None else self._session.locked

    @property
    def idle(self) -> bool | None:
        """Whether the person does nothing; None where the desktop does not say."""
        return any(self._idle.values()) if self._idle else None

    # -- what the desktop tells ------------------------------------------------------------------------------

    def _session_is(self, name: str, now: bool) -> None:
        if name == "locked":
            self._told(LOCK if now else UNLOCK)
        else:
            self._idle_is("logind", now)

    def _idle_is(self, source: str, now: bool) -> None:
        before = self.idle
        self._idle[source] = now
        if self.idle != before and (before is not None or self.idle):
            self._told(IDLE if self.idle else ACTIVE)

    def _prepares(self, what: str, before: bool, seconds: float) -> None:
        self._ending.cancel()
        if before:
            self._ending = anyio.CancelScope()
            self._tasks.start_soon(self._going, SLEEP if what == "sleep" else SHUTDOWN, seconds, self._ending)
        else:
            self._tasks.start_soon(self._back, what)

    async def _going(self, event: str, seconds: float, scope: anyio.CancelScope) -> None:
        with scope:
            await self._ready(event, seconds)
            await self.end()

    async def _back(self, what: str) -> None:
        if self._delays is not None:
            await self._delays.hold()
        if what == "sleep":
            self._told(WAKE)

    def _session_ends(self, ending: bool) -> None:
        self._ending.cancel()
        if ending:
            self._ending = anyio.CancelScope()
            self._tasks.start_soon(self._session_going, self._ending)

    async def _session_going(self, scope: anyio.CancelScope) -> None:
        with scope:
            await self._ready(SHUTDOWN, PORTAL_SECONDS)
            if self._monitor is not None:
                await self._monitor.may_end()
