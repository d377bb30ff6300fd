"""The engine of a process of its own, started when something is asked of it, and anew after it has ended."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path

import anyio

from oro_ai.errors import Crashed
from oro_ai.out_of_process.backoff import Backoff
from oro_ai.out_of_process.child import Child
from oro_ai.out_of_process.model import OutsideModel

__all__ = ("OutsideEngine",)


class OutsideEngine:
    """Loads models into another process; see `Engine`.

    Args:
        memory: bytes the process may have; 0 for as many as there are.
        cleared: told when a cache was emptied in place.
    """

    def __init__(self, *, memory: int = 0, cleared: Callable[[], None] = lambda: None) -> None:
        self._memory = memory
        self._cleared = cleared
        self._backoff = Backoff()
        self._starting = anyio.Lock()
        self._numbers = itertools.count(1)
        self._closed = False
        self.child: Child | None = None
        """The process there is, or was last."""

    def number(self) -> int:
        """Return a number for a model or a context, which no other one has in any process."""
        return next(self._numbers)

    async def ready(self) -> Child:
        """Return the process, started unless it runs.

        Raises:
            Crashed: the last one has just ended, and not for the first time; or none can be started.
            Unsupported: there is no Python to run one.
        """
        async with self._starting:
            if self.child is not None and self.child.error is None:
                return self.child
            if self._closed:
                raise Crashed("was ended with the app")
            if (wait := self._backoff.wait()) > 0:
                raise Crashed(f"has ended again and again; it is started in {math.ceil(wait)} s", wait)
            self._backoff.started()
            try:
                self.child = await Child.start(self._memory, cleared=self._cleared, ended=self._backoff.ended)
            except OSError as error:
                self._backoff.ended()
                raise Crashed(f"cannot be started: {error.strerror}") from error
            return self.child

    async def load(self, path: Path, layers: int) -> OutsideModel:
        """Load a model."""
        return await OutsideModel.load(self, path, layers)

    async def close(self) -> None:
        """End the process."""
        async with self._starting:
            self._closed = True
        if self.child is not None:
            await self.child.close()
