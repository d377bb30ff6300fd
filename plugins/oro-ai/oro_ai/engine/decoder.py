"""The decode thread: the only thread of the process that computes.

libgomp keeps a pool for every thread that ever called it, and two such pools halve each other's speed; so
contexts are made, prompts computed and embeddings made on this thread alone, for all apps and contexts.
Model files are read in other threads, as that does not call libgomp.

Rules
1. Orders are carried out between steps, in the order of arrival.
2. Workers step in turn; with nothing to do, the thread sleeps until an order or a wake-up comes.
3. An exception of a worker ends only that worker.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import anyio
import trio

__all__ = ("Decoder", "Worker")

T = TypeVar("T")
LOG = logging.getLogger("oro.ai")


class Worker(Protocol):
    """A computation that proceeds step by step on the decode thread."""

    def step(self) -> bool:
        """Compute one step; return False when there is nothing to do."""
        ...

    def fail(self, error: Exception) -> None:
        """End all jobs with an error that a step raised."""
        ...


class Decoder:
    """The decode thread. `Decoder.shared()` returns the one of the process; release it with `leave`."""

    _lock = threading.Lock()
    _shared: Decoder | None = None
    _users = 0

    def __init__(self) -> None:
        self._orders: deque[Callable[[], None]] = deque()
        self._workers: list[Worker] = []
        self._wake = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="oro-ai decoder", daemon=True)

    @classmethod
    def shared(cls) -> Decoder:
        """Return the process's decoder, starting it if it does not run."""
        with cls._lock:
            if cls._shared is None:
                cls._shared = cls()
                cls._shared._thread.start()
            cls._users += 1
            return cls._shared

    def leave(self) -> None:
        """Release the decoder; the last release ends the thread and waits for its current step."""
        with Decoder._lock:
            Decoder._users -= 1
            last = Decoder._users == 0
            if last:
                Decoder._shared = None
        if last:
            self._ending = True
            self.wake()
            self._thread.join()

    # -- any thread --------------------------------------------------------------------------------

    def wake(self) -> None:
        """Wake the thread because a worker has something to do."""
        self._wake.set()

    def order(self, function: Callable[[], object]) -> None:
        """Call a function between two steps; log what it raises."""
        self._orders.append(lambda: _logged(function))
        self._wake.set()

    def add(self, worker: Worker) -> None:
        """Start stepping a worker."""
        self.order(lambda: self._workers.append(worker))

    def remove(self, worker: Worker) -> None:
        """Stop stepping a worker; removing a worker twice does nothing."""

        def remove() -> None:
            with suppress(ValueError):
                self._workers.remove(worker)

        self.order(remove)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function on the thread and return what it returns.

        Raises what the function raises. A cancellation takes effect when the function has ended.
        """
        done, token = anyio.Event(), trio.lowlevel.current_trio_token()
        outcome: list[tuple[T | None, BaseException | None]] = []

        def call() -> None:
            try:
                outcome.append((function(*arguments), None))
            except BaseException as error:
                outcome.append((None, error))
            with suppress(trio.RunFinishedError):
                token.run_sync_soon(done.set)

        self._orders.append(call)
        self._wake.set()
        with anyio.CancelScope(shield=True):
            await done.wait()
        result, error = outcome.pop()
        if error is not None:
            raise error
        return result  # type: ignore[return-value]

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._ending or self._orders:
            self._wake.clear()
            while self._orders:
                self._orders.popleft()()
            if not self._step() and not self._ending:
                self._wake.wait()

    def _step(self) -> bool:
        worked = False
        for worker in tuple(self._workers):
            try:
                worked = worker.step() or worked
            except Exception as error:
                LOG.exception("Cannot go on computing: a step raised")
                _logged(lambda failed=worker, why=error: failed.fail(why))  # type: ignore[misc]
        return worked


def _logged(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        LOG.exception("Cannot carry out an order of the decode thread: it raised")
