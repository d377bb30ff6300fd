"""A task with others beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

__all__ = ("run_beside",)

Task = Callable[[], Awaitable[None]]


async def run_beside(main: Task, *others: Task) -> None:
    """Run a task with others that end with it, and raise its own error, which a nursery would wrap."""
    error: Exception | None = None
    async with trio.open_nursery() as nursery:
        for other in others:
            nursery.start_soon(other)
        try:
            await main()
        except Exception as raised:  # raised anew below
            error = raised
        nursery.cancel_scope.cancel()
    if error is not None:
        raise error
