"""Lifetimes on the loop thread: services start in order, each in a task of its own, and stop in reverse.

A service whose lifespan raises, at start or later, ends alone; the rest of the app runs on. So does one that is not
up by the deadline of a start; one that is not down by the deadline of a stop is cancelled. Both are named, with the
line they wait at.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable

import trio

from oro_framework.errors import OroError, TimedOut
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.plugins.blame import CodeOwners
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.service import Service

__all__ = ("Services",)

STEP = 5.0
"""Seconds a service may take to pause, to resume or to free what a page held."""
LAST = 1.0
"""Seconds a service has to end once it is cancelled."""


class _Running:
    """One service's task: enter its lifespan, wait, leave it."""

    def __init__(self, info: PluginInfo, service: Service) -> None:
        self.info = info
        self.service = service
        self.up = trio.Event()
        """It is started, or has ended without."""
        self.stop = trio.Event()
        self.ended = trio.Event()
        self.scope = trio.CancelScope()
        self.failure: BaseException | None = None
        self.task: trio.lowlevel.Task | None = None

    async def run(self, log: logging.Logger) -> None:
        self.task = trio.lowlevel.current_task()
        try:
            with self.scope:
                async with self.service.lifespan():
                    self.up.set()
                    await self.stop.wait()
        except BaseException as error:
            self.failure = fault_of(error)
            said = isinstance(self.failure, OroError)  # what it says is told with the plugin that is set aside
            log.log(
                logging.DEBUG if said else logging.ERROR,
                'Service "%s" of plugin "%s" failed', self.service.name, self.info.name, exc_info=error,
            )  # fmt: skip
        finally:
            self.task = None
            self.up.set()
            self.ended.set()

    async def cancel(self) -> bool:
        """Cancel it; return whether it ended."""
        self.scope.cancel()
        with trio.CancelScope(shield=True, deadline=trio.current_time() + LAST):
            await self.ended.wait()
        return self.ended.is_set()


class Services:
    """The running services of one host.

    Args:
        log: where a failing service is reported.
        failed: told of a service that failed, with its plugin and the error.
        code_owners: makes what names where a task waits.
    """

    def __init__(
        self,
        log: logging.Logger,
        failed: Callable[[PluginInfo, Service, BaseException], None],
        code_owners: Callable[[], CodeOwners],
    ) -> None:
        self._log = log
        self._failed = failed
        self._code_owners = code_owners
        self._running: list[_Running] = []
        self._names: dict[str, Service] = {}

    async def start(
        self, nursery: trio.Nursery, services: Iterable[tuple[PluginInfo, Service]], deadline: float = 0
    ) -> None:
        """Start services one after another.

        Args:
            nursery: where their tasks live.
            services: with the plugins they are of.
            deadline: seconds each of them may take, 0 for no limit.

        Raises whatever `failed` raises for a service that cannot start.
        """
        for info, service in services:
            began = time.perf_counter()
            running = _Running(info, service)
            nursery.start_soon(self._watch, running)
            with trio.move_on_after(deadline or math.inf):
                await running.up.wait()
            if not running.up.is_set():
                running.failure = TimedOut(f"Cannot start within {deadline:g} s: it waits at {self._where(running)}")
                await self._cancel(running)
            info.milliseconds += (time.perf_counter() - began) * 1000
            if running.failure is not None:
                self._failed(info, service, running.failure)
            else:
                self._running.append(running)
                self._names = self.names()

    async def _watch(self, running: _Running) -> None:
        await running.run(self._log)
        if running.failure is not None and running in self._running:
            self._running.remove(running)
            self._names = self.names()
            self._failed(running.info, running.service, running.failure)

    def names(self) -> dict[str, Service]:
        """Return what runs, by name."""
        return {running.service.name: running.service for running in self._running}

    def find(self, name: str) -> Service | None:
        """Return what runs under a name, or None. Every request may ask."""
        return self._names.get(name)

    async def each(self, action: Callable[[Service], object], what: str) -> None:
        """Await `action(service)` for every running service; one that raises or takes too long stops no other."""
        for running in tuple(self._running):
            try:
                with trio.fail_after(STEP):
                    result = action(running.service)
                    if hasattr(result, "__await__"):
                        await result
            except trio.TooSlowError:
                self._log.error('Cannot %s service "%s": it took more than %g s', what, running.service.name, STEP)
            except BaseException as error:
                fault = fault_of(error)
                self._log.error('Cannot %s service "%s": it raised', what, running.service.name, exc_info=fault)

    async def stop(self, until: float) -> None:
        """Leave every lifespan in reverse order; one that is not out by then is cancelled.

        Args:
            until: a time of trio's clock.
        """
        while self._running:
            running = self._running.pop()
            self._names = self.names()
            running.stop.set()
            with trio.CancelScope(deadline=until, shield=True) as scope:
                await running.ended.wait()
            if scope.cancelled_caught:
                self._log.warning(
                    'Service "%s" of plugin "%s" did not stop in time, it waits at %s: it is cancelled',
                    running.service.name, running.info.name, self._where(running),
                )  # fmt: skip
                await self._cancel(running)

    async def _cancel(self, running: _Running) -> None:
        if not await running.cancel():
            self._log.error(
                'Service "%s" of plugin "%s" does not end although it is cancelled: it waits at %s',
                running.service.name, running.info.name, self._where(running),
            )  # fmt: skip

    def _where(self, running: _Running) -> str:
        return self._code_owners().of_task(running.task).where if running.task is not None else "its end"
