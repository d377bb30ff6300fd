"""`Pool`, guests that answer the requests of one site, started as they are needed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import trio

from oro_container.images.guest import Guest, GuestFailed, GuestProcess
from oro_framework.errors import Busy, Closed, OroError

__all__ = ("Pool", "StartProcess")

StartProcess = Callable[[], Awaitable[GuestProcess]]
_READY = 30.0
"""Seconds a guest may take until it is ready."""
_PAUSE = 1.0
"""Seconds in which no guest is started after one that could not."""


class Pool:
    """Lends guests to requests: one that is free, else a new one, else the next that becomes free.

    Args:
        start: starts the process of a guest.
        log: the log of the guests.
        size: guests at once.
        most_waiting: requests that may wait for a guest; those over it are refused.
        most_asked: requests after which a guest is replaced, as a runtime may not give memory back; None is never.
    """

    def __init__(
        self,
        start: StartProcess,
        log: logging.Logger,
        *,
        size: int = 2,
        most_waiting: int = 256,
        most_asked: int | None = None,
    ) -> None:
        self._start = start
        self._log = log
        self._size = size
        self._most_waiting = most_waiting
        self._most_asked = most_asked
        self._guests: list[Guest] = []
        self._starting = 0
        self._waiting = 0
        self._freed = trio.lowlevel.ParkingLot()
        self._failed: tuple[float, GuestFailed] | None = None
        self._nursery: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep guests during the block, and end them all with it."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            try:
                yield
            finally:
                self._nursery = None
                nursery.cancel_scope.cancel()

    @property
    def guests(self) -> int:
        """How many guests run."""
        return len(self._guests)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Guest]:
        """Lend a guest for one request.

        Raises:
            Busy: too many requests wait.
            Closed: the pool does not run.
            GuestFailed: none could be started.
        """
        guest = await self._reserved()
        try:
            yield guest
        finally:
            guest.reserved -= 1
            if self._most_asked is not None and guest.asked >= self._most_asked and not guest.reserved:
                with trio.CancelScope(shield=True):
                    await guest.kill()
            self._freed.unpark()

    async def _reserved(self) -> Guest:
        if self._waiting >= self._most_waiting:
            raise Busy(f"Cannot answer: {self._waiting} requests wait for a guest already")
        self._waiting += 1
        try:
            while (guest := self._least_busy()) is None:
                if len(self._guests) + self._starting < self._size:
                    await self._add()
                else:
                    await self._freed.park()
            guest.reserved += 1
            return guest
        finally:
            self._waiting -= 1

    def _least_busy(self) -> Guest | None:
        return max((each for each in self._guests if each.free > 0), key=lambda each: each.free, default=None)

    async def _add(self) -> None:
        if self._failed is not None and trio.current_time() < self._failed[0]:
            raise GuestFailed(str(self._failed[1]))
        if self._nursery is None:
            raise Closed("Cannot answer: the guests do not run; the app's lifespan starts them")
        self._starting += 1
        try:
            with trio.fail_after(_READY):
                error = await self._nursery.start(self._run)
        except trio.TooSlowError:
            raise GuestFailed(f"Cannot start a guest: it was not ready after {_READY:.0f} s") from None
        finally:
            self._starting -= 1
            self._freed.unpark()
        if error is not None:
            self._failed = (trio.current_time() + _PAUSE, error)
            raise error

    async def _run(self, task_status: trio.TaskStatus[GuestFailed | None]) -> None:
        """Run a guest to its end; what keeps it from starting is told, so that it ends no other."""
        try:
            guest = Guest(await self._start(), self._log)
        except (OroError, OSError) as error:
            task_status.started(GuestFailed(f"Cannot start a guest: {error}"))
            return

        def ready() -> None:
            self._guests.append(guest)
            task_status.started(None)

        try:
            await guest.run(ready)
        except GuestFailed as error:
            task_status.started(error)
        finally:
            if guest in self._guests:
                self._guests.remove(guest)
            self._freed.unpark()
