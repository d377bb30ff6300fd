"""A loop of asyncio in a thread of its own, for libraries that stand on asyncio alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import CapacityLimiter, to_thread

from oro_framework.errors import Closed
from oro_framework.service import load

if TYPE_CHECKING:
    import asyncio

__all__ = ("AsyncioThread",)

T = TypeVar("T")
MAX_CALLS = 256


class AsyncioThread:
    """The thread is started by the first call, and ends with `close`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._limiter = CapacityLimiter(MAX_CALLS)

    async def run(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine there and return what it returns. If cancelled, so is the coroutine, without waiting for it.

        Raises:
            Closed: the thread has ended.
        """
        await load("asyncio")
        import asyncio
        from concurrent.futures import CancelledError

        future = asyncio.run_coroutine_threadsafe(make(), self._started())
        try:
            return await to_thread.run_sync(future.result, abandon_on_cancel=True, limiter=self._limiter)
        except CancelledError as error:
            raise Closed("Cannot wait for a Bluetooth device: the app ends") from error
        finally:
            future.cancel()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            import asyncio

            loop = self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(loop,), name="oro-devices-asyncio", daemon=True)
            self._thread.start()
        return self._loop

    async def close(self) -> None:
        """End what runs there, and the thread."""
        loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        await to_thread.run_sync(thread.join)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
