"""The service that answers `power.*`, and keeps the machine awake for the framework."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypedDict

import anyio

from oro_framework.errors import InvalidArgument, NotFound, OroError, Unsupported, UsageError
from oro_framework.held import Held, owner_of
from oro_framework.parameters import Word
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Event, Host, StartCondition, Window
from oro_power import settings
from oro_power.events import BATTERY, RELEASED, Supply
from oro_power.turns import Turns

if TYPE_CHECKING:
    from oro_framework.desktop_buses import Which
    from oro_power.hold import Hold
    from oro_power.machine import Machine

__all__ = ("PowerService",)

MAX_HOLDS = 32
SHORT = 1.0
"""Seconds of work of the app's own parts for which the desktop is not asked: no machine falls asleep in these."""


class HeldAwake(TypedDict):
    """The page's own name for what it holds, and the programs of the desktop that hold it."""

    id: str
    by: list[str]


class Status(Supply):
    """The machine now; `locked` and `idle` are null where the desktop does not say, and `missing` says why."""

    locked: bool | None
    idle: bool | None
    missing: list[str]


class PowerService(Service):
    """The machine's power: kept awake for pages and for the framework, and watched for pages that ask."""

    name = "power"
    on_demand = True
    at_start = (StartCondition(setting=settings.WATCH.key),)

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._holds: Held[Hold] = Held(MAX_HOLDS, missing=_missing, taken=_taken, full=_too_many)
        self._watchers: dict[str, Window] = {}
        self._turns = Turns()
        self._machine: Machine | None = None
        self._watched = False

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Hold and watch until the host stops; then everything is released."""
        self._starting = anyio.Lock()
        async with anyio.create_task_group() as self._connections, anyio.create_task_group() as self._work:
            if self.host.settings[settings.WATCH]:
                self._work.start_soon(self._watch_or_warn)
            yield
            self._work.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await self._let_go()
            self._connections.cancel_scope.cancel()

    async def _let_go(self) -> None:
        for hold in self._holds:
            await hold.release()
        if self._machine is not None:
            await self._machine.end()

    async def release(self, window: Window) -> None:
        """End what a page held, and tell it nothing more."""
        self._watchers.pop(window.id, None)
        self._turns.gone(window.id)
        for id in self._holds.ids().get(window.id, ()):
            await self._holds.remove(window, id).release()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of holds, and of windows that watch."""
        return {"holds": [id for ids in self._holds.ids().values() for id in ids], "watchers": list(self._watchers)}

    # -- awake -----------------------------------------------------------------------------------------------

    @route("power.awake", permission="power")
    async def awake(self, call: Call, *, id: str, reason: Word, sleep: bool = True, display: bool = False) -> HeldAwake:
        """Keep the machine awake until `power.release`, or until the page goes.

        Args:
            call: the call.
            id: the page's own name for it.
            reason: one line that the desktop shows to the person.
            sleep: whether the machine must not go to sleep by itself.
            display: whether the display must stay on.

        Raises:
            InvalidArgument: there is no id or no reason, or nothing is to be held.
            UsageError: the page holds something of that id, or 32 things already.
            Unsupported: nothing of this desktop can hold it; the message says what was tried.
        If cancelled, nothing is held.
        """
        if not id or not reason.strip():
            raise InvalidArgument('Cannot keep the machine awake: "id" and "reason" must not be empty')
        wants = _wants(sleep, display)
        if not wants:
            raise InvalidArgument('Cannot keep the machine awake: neither "sleep" nor "display" is wanted')
        self._holds.check_new(call.window, id)
        hold = await (await self._begun()).hold(wants, reason)
        try:
            self._holds.add(call.window, id, hold)
        except OroError:
            await hold.release()
            raise
        return {"id": id, "by": list(hold.by)}

    @route("power.release", permission="power")
    async def release_hold(self, call: Call, *, id: str) -> None:
        """End what the page holds by that id.

        Raises:
            NotFound: it holds nothing of that id.
        """
        await self._holds.remove(call.window, id).release()

    def hold(self, reason: str, *, sleep: bool, display: bool) -> Callable[[], None]:
        """Begin to keep the machine awake, and return what ends it; see `oro_framework.host.power`."""
        wants = _wants(sleep, display)
        if not wants or not self.host.settings[settings.AWAKE]:
            return lambda: None
        over = anyio.Event()
        self._work.start_soon(self._hold_until, over, wants, reason)
        return over.set

    async def _hold_until(self, over: anyio.Event, wants: frozenset[str], reason: str) -> None:
        with anyio.move_on_after(SHORT):
            await over.wait()
            return
        try:
            hold = await (await self._begun()).hold(wants, reason)
        except OroError as error:
            self.host.log.info("The machine may go to sleep meanwhile (%s): %s", reason, error)
            return
        try:
            await over.wait()
        finally:
            await hold.release()

    # -- watching ----------------------------------------------------------------------------------------------

    @route("power.watch", permission="power")
    async def watch(self, call: Call) -> Status:
        """Tell the page's window of the machine from now on, and return its state.

        Raises:
            UsageError: the call has no window.
            Unsupported: nothing of this desktop tells anything; the message says what was tried.
        """
        if call.window is None:
            raise UsageError(f'Cannot call "{call.route}": it needs a window')
        status = await self._status()
        self._watchers[call.window.id] = call.window
        return status

    @route("power.unwatch", permission="power")
    def unwatch(self, call: Call) -> None:
        """Tell the page's window nothing more."""
        self._watchers.pop(owner_of(call.window), None)
        self._turns.gone(owner_of(call.window))

    @route("power.ready", permission="power")
    def ready(self, call: Call, *, turn: int) -> None:
        """Note that the page has finished what it does before the machine sleeps, of the event's `turn`."""
        self._turns.ready(owner_of(call.window), turn)

    @route("power.status", permission="power")
    async def status(self, call: Call) -> Status:
        """Return the battery, the lock and the rest; raises as `power.watch` does."""
        return await self._status()

    async def _status(self) -> Status:
        machine = await self._begun()
        async with self._starting:
            if not self._watched:
                await machine.watch()
                self._watched = True
        return {**machine.supply, "locked": machine.locked, "idle": machine.idle, "missing": machine.missing}

    async def _watch_or_warn(self) -> None:
        try:
            await self._status()
        except OroError as error:
            self.host.log.warning("%s", error)

    # -- the machine -------------------------------------------------------------------------------------------

    async def _begun(self) -> Machine:
        if sys.platform != "linux":
            raise Unsupported(f"Cannot use the power of the machine: not yet on {sys.platform}")
        await load("oro_power.machine")
        from oro_framework.desktop_buses import Buses
        from oro_power.machine import Machine

        if self._machine is None:
            buses = Buses(self._connections, self._lost)
            self._machine = Machine(self._work, buses, self.host.bundle, self._told, self._ready)
        return self._machine

    def _told(self, event: str) -> None:
        assert self._machine is not None
        self._tell(event, self._machine.supply if event == BATTERY else {})

    def _tell(self, event: str, detail: Any) -> None:
        self.host.event(Event(name=event, detail=detail))
        for window in list(self._watchers.values()):
            window.emit(event, detail)

    async def _ready(self, event: str, seconds: float) -> None:
        turn = self._turns.begin(self._watchers)
        self._tell(event, {"turn": turn, "milliseconds": round(seconds * 1000)})
        if not await self._turns.wait(turn, seconds):
            self.host.log.warning("The machine does not wait longer for pages: %g s have passed", seconds)

    def _lost(self, which: Which) -> None:
        """Forget what went with a bus, and tell the pages whose holds these were.

        A descriptor of logind holds without its bus.
        """
        assert self._machine is not None
        self._watched = False
        self._machine.lost(which)
        if which == "SYSTEM":
            return
        for window in self.host.windows:
            for id in self._holds.ids().get(window.id, ()):
                hold = self._holds.get(window, id)
                if hold.by != ("logind",):
                    self._holds.discard(window, id, hold)
                    self._work.start_soon(hold.release)
                    window.emit(RELEASED, {"id": id, "reason": "the session bus is gone"})


def _wants(sleep: bool, display: bool) -> frozenset[str]:
    return frozenset([*(["sleep"] if sleep else []), *(["display"] if display else [])])


def _missing(id: str) -> NotFound:
    return NotFound(f'Cannot release "{id[:40]}": the page holds nothing of that id', id=id)


def _taken(id: str) -> UsageError:
    return UsageError(f'Cannot keep the machine awake as "{id[:40]}": the page does so already')


def _too_many(id: str) -> UsageError:
    return UsageError(f"Cannot keep the machine awake: a page holds at most {MAX_HOLDS} at once")
