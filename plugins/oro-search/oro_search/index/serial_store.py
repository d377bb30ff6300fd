"""A store whose work is done in threads, one piece after another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import to_thread

from oro_framework.errors import Closed

if TYPE_CHECKING:
    from oro_search.index.store import Store

__all__ = ("SerialStore",)

T = TypeVar("T")


class SerialStore:
    """Opens a store at the first piece of work. Loop thread.

    Args:
        path: its file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = anyio.CapacityLimiter(1)
        self._store: Store | None = None
        self._closed = False

    async def run(self, work: Callable[[Store], T]) -> T:
        """Return what some blocking work with the store returned.

        Raises:
            Closed: it was closed.
            Exception: what it raised.
        If cancelled while it waits, nothing was done; otherwise it is done.
        """
        return await to_thread.run_sync(self._work, work, limiter=self._turn)

    def _work(self, work: Callable[[Store], T]) -> T:
        from oro_search.index.store import Store  # loads SQLite, which takes long for the loop thread

        if self._closed:
            raise Closed(f'Cannot use the index "{self.path}": it is closed')
        self._store = self._store or Store(self.path)
        return work(self._store)

    async def close(self) -> None:
        """Close the file, even if cancelled; idempotent."""
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._close, limiter=self._turn)

    def _close(self) -> None:
        self._closed = True
        if self._store is not None:
            self._store.close()
            self._store = None
