"""The engine that computes in a separate process, started on first use, and again after it has ended."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path

import anyio

from oro_ai.engine.placement import Placement
from oro_ai.errors import Crashed
from oro_ai.out_of_process.backoff import Backoff
from oro_ai.out_of_process.child import Child
from oro_ai.out_of_process.model import OutsideModel

__all__ = ("OutsideEngine",)


class OutsideEngine:
    """Load models into another process; see `Engine`.

    Args:
        memory: the most bytes of memory the process may use; 0 for no limit.
        cleared: called when a cache was emptied in place.
    """

    def __init__(self, *, memory: int = 0, cleared: Callable[[], None] = lambda: None) -> None:
        self._memory = memory
        self._cleared = cleared
        self._backoff = Backoff()
        self._starting = anyio.Lock()
        self._numbers = itertools.count(1)
        self._closed = False
        self.child: Child | None = None
        """The current process, or the last one."""

    def number(self) -> int:
        """Return a number for a model or a context, unique across all processes of this engine."""
        return next(self._numbers)

    async def ready(self) -> Child:
        """Return the process, starting it if it does not run.

        Raises:
            Crashed: the process ended repeatedly and may not be started yet, or it cannot be started.
            Unsupported: there is no Python to run it.
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

    async def load(self, path: Path, placement: Placement) -> OutsideModel:
        """Load a model."""
        return await OutsideModel.load(self, path, placement)

    async def close(self) -> None:
        """End the process."""
        async with self._starting:
            self._closed = True
        if self.child is not None:
            await self.child.close()
