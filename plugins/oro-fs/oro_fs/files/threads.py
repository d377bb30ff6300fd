"""Running operations on files: at once where the kernel has the answer in memory, else in a thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

from oro_fs.files.operations import Files

__all__ = ("FileThreads", "check_cancelled")

P = ParamSpec("P")
T = TypeVar("T")


class FileThreads:
    """Runs operations on files.

    Args:
        files: the operations.
        limit: how many threads run them.
    """

    def __init__(self, files: Files, limit: int) -> None:
        self._files = files
        self._from_memory = files.from_memory()
        self._limiter = anyio.CapacityLimiter(limit)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run something that blocks in a thread. If cancelled, it is waited for first."""
        return await anyio.to_thread.run_sync(partial(function, *args, **kwargs), limiter=self._limiter)

    async def look(self, operation: Callable[[Files], T]) -> T:
        """Run an operation that changes nothing: here when the kernel has the answer in memory, else in a thread."""
        try:
            return operation(self._from_memory)
        except BlockingIOError:
            return await self.run(operation, self._files)


def check_cancelled() -> None:
    """Raise in a thread whose call was cancelled, to end its work."""
    from anyio import from_thread  # imports concurrent.futures, which only copying needs

    from_thread.check_cancelled()
