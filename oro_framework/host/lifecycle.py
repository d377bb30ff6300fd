"""Lifetimes on the loop thread: services start in order, each in a task of its own, and stop in reverse.

Loop states and the moves between them (seed 001, event loop):

    none → init → idle ⇄ polling → paused → init …
                     idle, paused → stopped → shutdown

A service whose lifespan raises, at start or later, ends alone; the rest of the app runs on.
"""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Callable, Iterable

import trio

from oro_framework.host.plugins import PluginInfo
from oro_framework.service import Service

__all__ = ("LoopState", "Services")


class LoopState(enum.Enum):
    """Where the loop is in its life; names as in the seeds."""

    NONE = "none"
    INIT = "init"
    IDLE = "idle"
    POLLING = "polling"
    PAUSED = "paused"
    STOPPED = "stopped"
    SHUTDOWN = "shutdown"


class _Running:
    """One service's task: enter its lifespan, wait, leave it."""

    def __init__(self, info: PluginInfo, service: Service) -> None:
        self.info = info
        self.service = service
        self.stop = trio.Event()
        self.ended = trio.Event()
        self.scope = trio.CancelScope()
        self.failure: Exception | None = None

    async def run(self, log: logging.Logger, task_status: trio.TaskStatus[None]) -> None:
        try:
            with self.scope:
                async with self.service.lifespan():
                    task_status.started()
                    await self.stop.wait()
        except Exception as error:
            self.failure = error
            log.error('Service "%s" of plugin "%s" failed', self.service.name, self.info.name, exc_info=error)
        finally:
            self.ended.set()


class Services:
    """The running services of one host.

    Args:
        log: where a failing service is reported.
        failed: told of a service that failed, with its plugin and the error.
    """

    def __init__(self, log: logging.Logger, failed: Callable[[PluginInfo, Service, Exception], None]) -> None:
        self._log = log
        self._failed = failed
        self._running: list[_Running] = []

    async def start(self, nursery: trio.Nursery, services: Iterable[tuple[PluginInfo, Service]]) -> None:
        """Start services one after another.

        Raises whatever `failed` raises for a service that cannot start.
        """
        for info, service in services:
            began = time.perf_counter()
            running = _Running(info, service)
            started = trio.Event()
            nursery.start_soon(self._watch, running, started)
            await started.wait()
            info.milliseconds += (time.perf_counter() - began) * 1000
            if running.failure is not None:
                self._failed(info, service, running.failure)
            else:
                self._running.append(running)

    async def _watch(self, running: _Running, started: trio.Event) -> None:
        class Status:
            def started(self, value: None = None) -> None:
                started.set()

        await running.run(self._log, Status())
        if started.is_set() and running.failure is not None and running in self._running:
            self._running.remove(running)
            self._failed(running.info, running.service, running.failure)
        started.set()

    def names(self) -> dict[str, Service]:
        """Return what runs, by name."""
        return {running.service.name: running.service for running in self._running}

    async def each(self, action: Callable[[Service], object], what: str) -> None:
        """Await `action(service)` for every running service; what one raises stops no other."""
        for running in tuple(self._running):
            try:
                result = action(running.service)
                if hasattr(result, "__await__"):
                    await result
            except Exception:
                self._log.exception('Cannot %s service "%s": it raised', what, running.service.name)

    async def stop(self, deadline: float) -> None:
        """Leave every lifespan in reverse order; one that is not out `deadline` seconds from now is cancelled."""
        until = trio.current_time() + deadline
        while self._running:
            running = self._running.pop()
            running.stop.set()
            with trio.CancelScope(deadline=until, shield=True) as scope:
                await running.ended.wait()
            if scope.cancelled_caught:
                self._log.warning('Service "%s" did not stop in time: it is cancelled', running.service.name)
                running.scope.cancel()
                with trio.CancelScope(shield=True, deadline=trio.current_time() + 1):
                    await running.ended.wait()
