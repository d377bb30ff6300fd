"""Running blocking work one piece after another, off the loop thread; a cancelled caller interrupts it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import anyio
import anyio.to_thread

__all__ = ("Runner", "SerialWork")

T = TypeVar("T")
Tool = TypeVar("Tool", covariant=True)


class Runner(Protocol[Tool]):
    """Runs blocking work that needs a tool, such as a connection, and returns what it returned."""

    async def __call__(self, work: Callable[[Tool], T]) -> T: ...


class SerialWork:
    """Runs pieces of work in threads, never two at once.

    Args:
        interrupt: makes the piece that runs end soon, with an error; called from another thread. It may come a
            moment before there is anything to interrupt, so the piece must look at `stopping` now and then too.
    """

    def __init__(self, interrupt: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._limiter = anyio.CapacityLimiter(1)
        self._lock = threading.Lock()
        self._running: object = None
        self.stopping = False
        """Whether the piece that runs is to end."""

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread, after all that was asked before.

        Raises:
            Exception: what `work` raised.
        If cancelled while waiting, it did not run; while running, it was interrupted and waited for.
        """
        token = object()
        outcome: list[Any] = []
        failure: list[Exception] = []

        def piece() -> None:
            with self._lock:
                self._running = token
                self.stopping = False
            try:
                outcome.append(work())
            except Exception as error:
                failure.append(error)
            finally:
                with self._lock:
                    self._running = None

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch, token)
            await anyio.to_thread.run_sync(piece, limiter=self._limiter)
            tasks.cancel_scope.cancel()
        await anyio.lowlevel.checkpoint_if_cancelled()
        if failure:
            raise failure[0]
        result: T = outcome[0]
        return result

    def stop(self) -> None:
        """Interrupt whatever runs."""
        with self._lock:
            if self._running is not None:
                self._end()

    async def _watch(self, token: object) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            with self._lock:
                if self._running is token:
                    self._end()

    def _end(self) -> None:
        self.stopping = True
        self._interrupt()
