"""The thread in which asyncio runs."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress

__all__ = ("LoopThread",)


class LoopThread(threading.Thread):
    """Runs a loop of asyncio until `stop`; then cancels its tasks, and ends its generators and worker threads.

    Args:
        log: for exceptions that are meant to end a program, and end a task here.
    """

    def __init__(self, log: logging.Logger) -> None:
        super().__init__(name="oro-asyncio", daemon=True)
        self._log = log
        self.loop = asyncio.new_event_loop()
        self._ending = False
        self._told: asyncio.Event | None = None

    def run(self) -> None:
        """Run the loop."""
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            while not self._ending:
                try:
                    runner.run(self._until_told())
                except (SystemExit, KeyboardInterrupt) as error:  # raised by a task without a waiter
                    self._log.error("A task of asyncio raised, which ends no app: %r", error, exc_info=error)

    async def _until_told(self) -> None:
        self._told = asyncio.Event()
        if not self._ending:
            await self._told.wait()

    def stop(self) -> None:
        """Have the loop end soon. Any thread; idempotent."""
        with suppress(RuntimeError):  # it has ended
            self.loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._ending = True
        if self._told is not None:
            self._told.set()
