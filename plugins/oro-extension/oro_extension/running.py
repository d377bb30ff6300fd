"""The lifespan of a loaded extension: entered and left in one task, as context managers want it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
from anyio.abc import TaskGroup, TaskStatus

__all__ = ("Running",)


class Running:
    """An extension that is inside its lifespan."""

    def __init__(self) -> None:
        self._stop = anyio.Event()
        self._ended = anyio.Event()
        self._failure: Exception | None = None

    @classmethod
    async def start(cls, tasks: TaskGroup, enter: Callable[[], AbstractAsyncContextManager[Any]]) -> Running:
        """Enter a lifespan in a task of its own.

        Raises what entering raised. If cancelled, it is left again.
        """
        running = cls()
        await tasks.start(running._run, enter)
        if running._failure is not None:
            raise running._failure
        return running

    async def stop(self) -> Exception | None:
        """Leave the lifespan; return what it raised, now or before."""
        self._stop.set()
        await self._ended.wait()
        return self._failure

    async def _run(
        self,
        enter: Callable[[], AbstractAsyncContextManager[Any]],
        *,
        task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED,
    ) -> None:
        begun = False
        try:
            async with enter():
                begun = True
                task_status.started()
                await self._stop.wait()
        except Exception as error:
            self._failure = error
            if not begun:
                task_status.started()
        finally:
            self._ended.set()
