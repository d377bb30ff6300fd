"""Models and contexts of a process, made anew in the next one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

import anyio

from oro_ai.out_of_process.child import Child

__all__ = ("Made", "Processes")


class Processes(Protocol):
    """The processes of an engine, of which one runs at a time."""

    def number(self) -> int:
        """Return a number that means nothing yet in any of them."""
        ...

    async def ready(self) -> Child:
        """Return the process that runs, started if need be.

        Raises:
            Crashed: there is none.
        """
        ...


class Made(ABC):
    """A model or a context, known by the same number in every process.

    Args:
        engine: runs the process it is in.
    """

    def __init__(self, engine: Processes) -> None:
        self.engine = engine
        self.number = engine.number()
        self._child: Child | None = None
        self._making = anyio.Lock()

    @property
    def child(self) -> Child | None:
        """The process that has it; None when that has ended."""
        return self._child if self._child is not None and self._child.error is None else None

    async def in_child(self) -> Child:
        """Return the process that has it, and have it made there if need be. If cancelled, it is made all the same.

        Raises:
            Crashed: there is none.
            CannotLoad: it cannot be made.
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
        """Make it in a process."""
