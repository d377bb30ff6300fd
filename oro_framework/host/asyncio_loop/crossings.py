"""One call from trio to asyncio, and one from asyncio to trio.

Each has two ends, in two threads. What a thread tells the other is a callback on the other's loop, and none of these
raises: one that did would end the loop of trio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context, copy_context
from inspect import isawaitable
from typing import Any, Generic, TypeVar

import trio

from oro_framework.errors import Closed

__all__ = ("FromAsyncio", "FromTrio")

T = TypeVar("T")
GRACE = 2.0
"""Seconds that a coroutine has which was asked to end by itself."""


class FromTrio(Generic[T]):
    """A coroutine on asyncio, for which a task of trio waits.

    Args:
        loop: of asyncio.
        function: what it awaits, called on asyncio.
        args: of the function.
        leave: asks the coroutine to end by itself, on asyncio, when the caller is cancelled; returns whether it will.
            It is cancelled if it does not, or takes longer than `GRACE` seconds.
    """

    __slots__ = (
        "_args", "_cancelled", "_error", "_function", "_leave", "_loop", "_task", "_token", "_value", "_waiting",
    )  # fmt: skip

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        function: Callable[..., Awaitable[T]],
        args: tuple[Any, ...],
        leave: Callable[[], bool] | None = None,
    ) -> None:
        self._leave = leave
        self._loop = loop
        self._function = function
        self._args = args
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self._value: Any = None
        self._error: BaseException | None = None

    async def result(self) -> T:
        """Wait for the coroutine; see `AsyncioLoop.run`. Thread of trio."""
        raise_cancel: Callable[[], Any] | None = None

        def cancel(given: Callable[[], Any]) -> trio.lowlevel.Abort:
            nonlocal raise_cancel
            raise_cancel = given
            self._loop.call_soon_threadsafe(self._cancel)
            return trio.lowlevel.Abort.FAILED

        await trio.lowlevel.checkpoint_if_cancelled()
        self._token, self._waiting = trio.lowlevel.current_trio_token(), trio.lowlevel.current_task()
        self._loop.call_soon_threadsafe(self._begin, copy_context())
        await trio.lowlevel.wait_task_rescheduled(cancel)
        error, self._error = self._error, None
        try:
            if isinstance(error, asyncio.CancelledError):
                if raise_cancel is not None:
                    raise_cancel()
                raise Closed(f"Cannot finish {_name(self._function)}: its task of asyncio was cancelled") from error
            if error is not None:
                raise error
        finally:
            del error, raise_cancel  # an exception refers to this frame, and this frame to it
        value: T = self._value
        return value

    # -- thread of asyncio -----------------------------------------------------------------------------

    def _begin(self, context: Context) -> None:
        self._task = self._loop.create_task(self._run(), name=_name(self._function), context=context)
        self._task.add_done_callback(self._ended)

    def _cancel(self) -> None:
        self._cancelled = True
        if self._task is None:
            return
        if self._leave is not None and self._leave():
            self._loop.call_later(GRACE, self._task.cancel)
        else:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            if self._cancelled:
                raise asyncio.CancelledError
            self._value = await self._function(*self._args)
        except BaseException as error:  # raised to the caller, `SystemExit` too
            self._error = error

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():  # before it began
            self._error = asyncio.CancelledError()
        self._task = None
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(trio.lowlevel.reschedule, self._waiting)


class FromAsyncio:
    """A function on trio, for which a task of asyncio waits.

    Args:
        token: of the run of trio.
        nursery: returns the one in which the function runs, if any is open.
        function: async or not.
        args: of the function.
    """

    __slots__ = ("_args", "_done", "_ended", "_function", "_loop", "_nursery", "_scope", "_token")

    def __init__(
        self,
        token: trio.lowlevel.TrioToken,
        nursery: Callable[[], trio.Nursery | None],
        function: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        self._token = token
        self._nursery = nursery
        self._function = function
        self._args = args
        self._scope = trio.CancelScope()

    async def result(self) -> Any:
        """Wait for the function; see `AsyncioLoop.on_trio`. Thread of asyncio."""
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[Any] = self._loop.create_future()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._soon(self._begin, copy_context())
        try:
            return await self._done
        except asyncio.CancelledError:
            if not self._ended.done():
                self._soon(self._scope.cancel)
                await _whatever_cancels(self._ended)
            raise

    def _soon(self, function: Callable[..., object], *args: object) -> None:
        try:
            self._token.run_sync_soon(function, *args)
        except trio.RunFinishedError:
            self._finish(None, _ends(self._function))

    def _finish(self, value: Any, error: BaseException | None) -> None:
        self._ended.set_result(None)
        if self._done.done():
            return
        if error is None:
            self._done.set_result(value)
        else:
            self._done.set_exception(error)

    # -- thread of trio --------------------------------------------------------------------------------

    def _begin(self, context: Context) -> None:
        nursery = self._nursery()
        try:
            if nursery is None:
                raise _ends(self._function)
            context.run(nursery.start_soon, self._run)
        except (Closed, RuntimeError):  # the nursery is closed
            self._tell(None, _ends(self._function))

    async def _run(self) -> None:
        value: Any = None
        error: BaseException | None = None
        try:
            with self._scope:
                value = self._function(*self._args)
                if isawaitable(value):
                    value = await value
            if self._scope.cancelled_caught:
                error = _ends(self._function)
        except trio.Cancelled:
            error = _ends(self._function)
            raise
        except BaseException as raised:
            error = raised
        finally:
            self._tell(value, error)
            del error

    def _tell(self, value: Any, error: BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._finish, value, error)


async def _whatever_cancels(future: asyncio.Future[None]) -> None:
    """Wait for a future, however often this task is cancelled meanwhile."""
    while not future.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([future])


def _ends(function: Callable[..., Any]) -> Closed:
    return Closed(f"Cannot finish {_name(function)} on trio: the app ends")


def _name(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__qualname__", None) or type(function).__qualname__)
