"""Models and contexts of a separate process, made again in the next one after it has ended."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

import anyio

from oro_ai.out_of_process.child import Child

__all__ = ("Made", "Processes")


class Processes(Protocol):
    """The part of an engine that starts processes, one at a time."""

    def number(self) -> int:
        """Return a number that is unique across all of its processes."""
        ...

    async def ready(self) -> Child:
        """Return the process, starting it if it does not run.

        Raises:
            Crashed: the process has ended and cannot be started.
        """
        ...


class Made(ABC):
    """A model or a context, with the same number in every process.

    Args:
        engine: the engine that runs the process.
    """

    def __init__(self, engine: Processes) -> None:
        self.engine = engine
        self.number = engine.number()
        self._child: Child | None = None
        self._making = anyio.Lock()

    @property
    def child(self) -> Child | None:
        """The process that holds it; None if that has ended."""
        return self._child if self._child is not None and self._child.error is None else None

    async def in_child(self) -> Child:
        """Return a process that holds it, making it there if necessary. If cancelled, it is made all the same.

        Raises:
            Crashed: the process has ended and cannot be started.
            CannotLoad: the model or context cannot be made.
        """
        async with self._making:
            child = await self.engine.ready()
            if self._child is not child:
                with anyio.CancelScope(shield=True):
                    await self._make(child)
                self._child = child
            return child

    @abstractmethod
    async def _make(self, child: Child) -> None:
        """Make the model or context in a process."""
