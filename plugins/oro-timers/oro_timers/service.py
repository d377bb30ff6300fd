"""The service that answers `timers.*`."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypedDict

import anyio
from anyio.abc import TaskGroup
from msgspec import Struct, field

from oro_framework.errors import Busy, InvalidArgument, NotFound
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Push, Window
from oro_timers import settings

__all__ = ("TimerId", "Timers")

SOURCE = "timers.setTimeout"
LONGEST = 2**31 - 1
"""Milliseconds; as in the engines."""


class TimerId(TypedDict):
    """The id of a timer."""

    id: str


class _Timer(Struct, frozen=True, eq=False):
    window: Window | None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    id: str = field(default_factory=lambda: str(secrets.randbits(64)))


class Timers(Service):
    """Timers that run in the host: an engine that slows down a hidden page does not slow them. They end with it."""

    name = "timers"
    on_demand = True
    _tasks: TaskGroup

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._limit = host.settings[settings.MAX_TIMERS]
        self._running: dict[str, _Timer] = {}

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run timers; at the end forget those that run."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    @route("timers.setTimeout", permission="timers", deadline=0)
    async def set_timeout(self, call: Call, *, timeout: int, wait: bool = False) -> TimerId:
        """Answer when the time is over, with `wait`; or at once, and push `{id}` of this route when it is.

        Args:
            call: the call.
            timeout: milliseconds.
            wait: the answer itself comes late; a synchronous call so makes the page stand still.

        Raises:
            InvalidArgument: the time is none, or over 24 days.
            Busy: the window has as many timers as it may.
        If cancelled, the timer is forgotten.
        """
        if not 0 <= timeout <= LONGEST:
            raise InvalidArgument(
                f'Cannot call "{call.route}": parameter "timeout" must be 0 to {LONGEST}, got {timeout}'
            )
        if sum(1 for timer in self._running.values() if timer.window is call.window) >= self._limit:
            raise Busy(f"Cannot set a timer: the window has {self._limit} already")
        timer = _Timer(call.window)
        self._running[timer.id] = timer
        if wait:
            await self._run(timer, timeout / 1000)
        else:
            self._tasks.start_soon(self._tell, timer, timeout / 1000)
        return {"id": timer.id}

    @route("timers.clearTimeout", permission="timers")
    def clear_timeout(self, call: Call, *, id: str) -> TimerId:
        """End a timer of the calling window before its time; a call that waits for it is answered now.

        Raises:
            NotFound: none of that id runs.
        """
        timer = self._running.get(id)
        if timer is None or timer.window is not call.window:
            raise NotFound("No timer found with that id", id=id)
        timer.scope.cancel()
        return {"id": id}

    async def release(self, window: Window) -> None:
        """End the timers of a page that went."""
        for timer in self._running.values():
            if timer.window is window:
                timer.scope.cancel()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of timers; intervals and immediates are the page's own, and none of them is here."""
        return {"timeout": list(self._running), "interval": [], "immediate": []}

    async def _run(self, timer: _Timer, seconds: float) -> bool:
        """Wait, and return whether the time is over."""
        try:
            with timer.scope:
                await anyio.sleep(seconds)
            return not timer.scope.cancelled_caught
        finally:
            self._running.pop(timer.id, None)

    async def _tell(self, timer: _Timer, seconds: float) -> None:
        if await self._run(timer, seconds) and timer.window is not None:
            timer.window.push(Push(source=SOURCE, data={"id": timer.id}))
