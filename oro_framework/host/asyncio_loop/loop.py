"""`AsyncioLoop`: a loop of asyncio in a thread of its own, beside the host's loop of trio.

Rules
1. The thread begins with the first call, and ends with `close`; an app that needs no asyncio has none.
2. `run` calls from trio to asyncio, `on_trio` from asyncio to trio. Either returns once the function has ended there,
   with its result or its exception, and sees the context variables of its caller.
3. A cancelled caller cancels the function, and waits until it has ended.
4. `close` cancels what still runs on asyncio, and waits a limited time for it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import trio

from oro_framework.errors import Closed
from oro_framework.service import load

if TYPE_CHECKING:
    import asyncio

    from oro_framework.host.asyncio_loop.crossings import FromTrio
    from oro_framework.host.asyncio_loop.thread import LoopThread

__all__ = ("AsyncioLoop",)

T = TypeVar("T")
STOP = 5.0
"""Seconds that tasks of asyncio may take to end once they are cancelled."""


class AsyncioLoop:
    """See the module. Loop thread, but for `on_trio`.

    Args:
        nursery: returns the one in which functions run that asyncio calls; None before the app runs and after.
        log: for tasks that do not end.
    """

    def __init__(self, nursery: Callable[[], trio.Nursery | None], log: logging.Logger) -> None:
        self._nursery = nursery
        self._log = log
        self._thread: LoopThread | None = None
        self._token: trio.lowlevel.TrioToken | None = None
        self._crossing: type[FromTrio[Any]] | None = None
        self._closed = False

    @property
    def running(self) -> bool:
        """Whether the thread was started."""
        return self._thread is not None

    async def run(self, function: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run an async function on asyncio, and return its result.

        Raises any exception of it.

        Raises:
            Closed: the app ends, or the function was cancelled by something else than this call.
        If cancelled, the function is cancelled, and has ended.
        """
        return await self.run_until_left(None, function, *args)

    async def run_until_left(
        self, leave: Callable[[], bool] | None, function: Callable[..., Awaitable[T]], *args: Any
    ) -> T:
        """Run an async function as `run` does, which may be asked to end before it is cancelled; see `FromTrio`."""
        if self._crossing is None:
            await load("oro_framework.host.asyncio_loop.crossings")
            from oro_framework.host.asyncio_loop.crossings import FromTrio

            self._crossing = FromTrio
        result: T = await self._crossing(self._begun(), function, args, leave).result()
        return result

    async def on_trio(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a function, async or not, on the host's loop, and return its result. Thread of asyncio.

        Raises any exception of it.

        Raises:
            Closed: the app ends.
        If cancelled, the function is cancelled, and has ended.
        """
        from oro_framework.host.asyncio_loop.crossings import FromAsyncio

        if self._token is None:
            raise Closed("Cannot run a function on trio: the app does not run")
        return await FromAsyncio(self._token, self._nursery, function, args).result()

    def _begun(self) -> asyncio.AbstractEventLoop:
        """Return the loop, in a thread that is begun when there is none."""
        if self._closed:
            raise Closed("Cannot use asyncio: the app ends")
        if self._thread is None:
            from oro_framework.host.asyncio_loop.thread import LoopThread

            self._token = trio.lowlevel.current_trio_token()
            self._thread = LoopThread(self._log)
            self._thread.start()
        return self._thread.loop

    async def close(self) -> None:
        """Cancel what runs on asyncio, and end the thread; a task that does not end in time is named in the log."""
        self._closed = True
        thread = self._thread
        if thread is None:
            return
        thread.stop()
        with trio.CancelScope(shield=True):
            await trio.to_thread.run_sync(thread.join, STOP)
        if thread.is_alive():
            self._log.error("Cannot end the loop of asyncio within %g seconds: %s", STOP, _left(thread))


def _left(thread: LoopThread) -> str:
    from asyncio import all_tasks

    return ", ".join(sorted(task.get_name() for task in all_tasks(thread.loop))) or "its thread is blocked"
