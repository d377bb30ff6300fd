"""The watchers of every window, each run in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import anyio
from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint_if_cancelled

from oro_framework.errors import Busy, InvalidArgument
from oro_framework.held import Held
from oro_framework.types import Window
from oro_fs.errors import NotWatching
from oro_fs.handles.watcher import Watcher

__all__ = ("FAILED", "Watchers")

FAILED = "Failed to start 'fs.Watcher'"


class _Slot:
    """The place of a watcher, taken while it is being made."""

    watcher: Watcher | None = None


class Watchers:
    """Starts, runs and stops the watchers of windows.

    Args:
        limit: how many all windows may run.
        log: where a watcher that fails is reported.
    """

    _tasks: TaskGroup

    def __init__(self, limit: int, log: logging.Logger) -> None:
        self._limit = limit
        self._log = log
        self._held: Held[_Slot] = Held(limit, missing=NotWatching, taken=_taken, full=self._busy)
        self._threads = anyio.CapacityLimiter(limit)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the tasks of watchers; at the end stop every one."""
        async with anyio.create_task_group() as self._tasks:
            try:
                yield
            finally:
                await self.stop_all()

    async def start(self, window: Window, id: str, make: Callable[[], Awaitable[Watcher]]) -> None:
        """Make a watcher and run it. If cancelled, nothing is watched.

        Raises:
            InvalidArgument: the window has a watcher of that id.
            Busy: as many watchers run as may.
            Exception: as `make`.
        """
        self._held.check_new(window, id)
        if len(list(self._held)) >= self._limit:
            raise self._busy(id)
        slot = self._held.add(window, id, _Slot())
        try:
            slot.watcher = await _made(make)
        except BaseException:
            self._held.discard(window, id, slot)
            raise
        self._tasks.start_soon(self._run, slot, slot.watcher)

    async def stop(self, window: Window | None, id: str) -> None:
        """Stop a watcher; its thread is gone afterwards, even if cancelled.

        Raises:
            NotWatching: the window has no running watcher of that id.
        """
        watcher = self._held.get(window, id).watcher
        if watcher is None:
            raise NotWatching(id)
        await _stopped([watcher])

    async def stop_all(self, window: Window | None = None) -> None:
        """Stop the running watchers of a window, or with None of all, and wait for their threads."""
        await _stopped(list(self._running(window)))

    def ids(self) -> Mapping[str, list[str]]:
        """Return the ids of running watchers, by window."""
        found: dict[str, list[str]] = {}
        for watcher in self._running(None):
            found.setdefault(watcher.window.id, []).append(watcher.id)
        return found

    def _running(self, window: Window | None) -> Iterable[Watcher]:
        slots = self._held if window is None else self._held.of(window)
        return (slot.watcher for slot in slots if slot.watcher is not None)

    async def _run(self, slot: _Slot, watcher: Watcher) -> None:
        try:
            await watcher.run(self._threads)
        except Exception:
            self._log.exception('Cannot go on watching for id "%s"', watcher.id)
        finally:
            self._held.discard(watcher.window, watcher.id, slot)

    def _busy(self, id: str) -> Busy:
        return Busy(f"{FAILED}: {self._limit} run already, filesystem_max_watchers allows no more")


def _taken(id: str) -> InvalidArgument:
    return InvalidArgument(f'{FAILED}: id "{id}" is in use')


async def _made(make: Callable[[], Awaitable[Watcher]]) -> Watcher:
    """Make a watcher; close it again if the call was cancelled meanwhile."""
    watcher = await make()
    try:
        await checkpoint_if_cancelled()
    except BaseException:
        watcher.close()
        raise
    return watcher


async def _stopped(watchers: Iterable[Watcher]) -> None:
    going = list(watchers)
    for watcher in going:
        watcher.stop()
    with anyio.CancelScope(shield=True):
        for watcher in going:
            await watcher.finished.wait()
