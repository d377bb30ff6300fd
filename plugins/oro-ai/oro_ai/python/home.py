"""`Home`, the loop that models are asked on, for callers on it, on asyncio, and in other threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import trio

from oro_framework.errors import Closed, UsageError
from oro_framework.types import Host

__all__ = ("Home",)

T = TypeVar("T")


class Home:
    """The host's loop, while the service runs.

    Args:
        host: the host, whose asyncio reaches its loop.
        nursery: what is to be done later is done in.
        token: of the loop.
    """

    def __init__(self, host: Host, nursery: trio.Nursery, token: trio.lowlevel.TrioToken) -> None:
        self._host = host
        self._nursery = nursery
        self._token = token

    async def run(self, function: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run an async function on the host's loop, from a task there or one of asyncio.

        Raises any exception of it. If cancelled, the function is cancelled, and has ended.
        """
        if trio.lowlevel.in_trio_task():
            return await function(*args)
        result: T = await self._host.asyncio.on_trio(function, *args)
        return result

    def wait(self, function: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run an async function on the host's loop, and wait for it in another thread.

        Raises any exception of it.

        Raises:
            UsageError: this is the thread of the loop, which would wait for itself.
            Closed: the app ends.
        """
        if trio.lowlevel.in_trio_run():
            raise UsageError(
                'Cannot wait for a model in the thread of the host\'s loop: await it there, as in "async def", '
                "or call from a thread, such as one of anyio.to_thread.run_sync()"
            )
        try:
            result: T = trio.from_thread.run(function, *args, trio_token=self._token)
        except trio.RunFinishedError as error:
            raise Closed("Cannot ask a model: the app ends") from error
        return result

    def soon(self, function: Callable[[], Awaitable[None]]) -> None:
        """Have an async function run on the host's loop, from any thread; nothing happens where the app has ended."""
        try:
            self._token.run_sync_soon(self._begin, function)
        except trio.RunFinishedError:
            return

    def _begin(self, function: Callable[[], Awaitable[None]]) -> None:
        try:
            self._nursery.start_soon(function)
        except RuntimeError:
            return  # the service has ended, and with it what it generated
