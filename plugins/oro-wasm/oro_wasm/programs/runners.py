"""The runners of an app: started when needed, kept for the next guest, ended with the app."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from oro_wasm.engine.cache import Cache
from oro_wasm.programs.runner import Runner

__all__ = ("Runners",)

LOG = logging.getLogger("oro.wasm")

_SOON = 0.05
"""Seconds after which the next guest is not kept waiting for a runner that is still at work."""


class Runners:
    """Lends runners, one to each guest.

    Args:
        cache: compiled code.
        idle: runners kept ready once one was needed.
    """

    def __init__(self, cache: Cache, idle: int) -> None:
        self.cache = cache
        self._keep = idle
        self._idle: list[Runner] = []
        self._lent: set[Runner] = set()
        self._refilling = False
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Lend runners; at the end, end them all."""
        try:
            async with trio.open_nursery() as self._tasks:
                try:
                    yield
                finally:
                    self._tasks.cancel_scope.cancel()
        finally:
            for runner in [*self._idle, *self._lent]:
                await runner.aclose()
            self._idle.clear()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Runner]:
        """Lend a runner; it is kept for the next guest unless it was killed meanwhile.

        Raises:
            Unsupported: there is no Python to run it.
            OSError: it cannot be started.
        """
        runner = await self._ready()
        self._lent.add(runner)
        self._refill_soon()
        try:
            yield runner
        finally:
            self._lent.discard(runner)
            await self._keep_or_end(runner)

    @asynccontextmanager
    async def low(self) -> AsyncIterator[Runner]:
        """Lend a runner of its own that works when other processes have no work; it is ended afterwards.

        Raises:
            Unsupported: there is no Python to run it.
            OSError: it cannot be started.
        """
        runner = await Runner.start(self.cache, low=True)
        self._lent.add(runner)
        try:
            yield runner
        finally:
            self._lent.discard(runner)
            await runner.aclose()

    def pause(self) -> None:
        """Stop the guests that run, where the system can, until `resume`; they can be ended meanwhile."""
        for runner in self._lent:
            runner.pause()

    def resume(self) -> None:
        """Let the guests go on."""
        for runner in self._lent:
            runner.resume()

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that run."""
        return [runner.process.pid for runner in [*self._idle, *self._lent]]

    async def _ready(self) -> Runner:
        while self._idle:
            runner = self._idle.pop()
            if runner.process.poll() is None:
                return runner
            await runner.aclose()  # the system, or a person, has ended it
        return await Runner.start(self.cache)

    async def _keep_or_end(self, runner: Runner) -> None:
        if runner.usable and len(self._idle) < self._keep:
            self._idle.append(runner)
        else:
            await runner.aclose()

    def _refill_soon(self) -> None:
        if self._tasks is not None and not self._refilling and self._keep:
            self._refilling = True
            self._tasks.start_soon(self._refill)

    async def _refill(self) -> None:
        try:
            await trio.sleep(_SOON)
            while len(self._idle) < self._keep:
                await self._keep_or_end(await Runner.start(self.cache))
        except OSError as error:
            LOG.warning("Cannot start a process for the next guest: %s", error)
        finally:
            self._refilling = False
