"""Start and stop services on the loop thread: in order, each in a task of its own, and in reverse at the end.

A service whose lifespan raises, at start or later, ends without affecting the rest of the app. A service that has not
started, or not stopped, by its deadline is cancelled; the error or warning names the line it waits at.
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
"""Seconds that a service may take to pause, to resume or to free the resources of a page."""
LAST = 1.0
"""Seconds that a service may take to end once it is cancelled."""


class _Running:
    """The task of one service: enter its lifespan, wait for `stop`, leave it."""

    def __init__(self, info: PluginInfo, service: Service) -> None:
        self.info = info
        self.service = service
        self.up = trio.Event()
        """Set once the service has started, or has failed to."""
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
            said = isinstance(self.failure, OroError)  # its message is logged when its plugin is set aside
            log.log(
                logging.DEBUG if said else logging.ERROR,
                'Service "%s" of plugin "%s" failed', self.service.name, self.info.name, exc_info=error,
            )  # fmt: skip
        finally:
            self.task = None
            self.up.set()
            self.ended.set()

    async def cancel(self) -> bool:
        """Cancel the service; return whether it ended."""
        self.scope.cancel()
        with trio.CancelScope(shield=True, deadline=trio.current_time() + LAST):
            await self.ended.wait()
        return self.ended.is_set()


class Services:
    """The running services of one host.

    Args:
        log: the log for failures of services.
        failed: called with the plugin, the service and the error when a service has failed.
        code_owners: returns a `CodeOwners`, which finds the line a task waits at.
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
            nursery: the nursery of their tasks.
            services: the services with their plugins.
            deadline: seconds that each service may take; 0 means no limit.

        Raises any exception of `failed`, if a service cannot start.
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
        """Return the running services by name."""
        return {running.service.name: running.service for running in self._running}

    def find(self, name: str) -> Service | None:
        """Return the running service of a name, or None. Fast enough to call for every request."""
        return self._names.get(name)

    async def each(self, action: Callable[[Service], object], what: str) -> None:
        """Await `action(service)` for every running service; errors and timeouts are logged and affect no other."""
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
        """Stop all services in reverse order; those that have not stopped in time are cancelled.

        Args:
            until: the deadline, by trio's clock.
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
