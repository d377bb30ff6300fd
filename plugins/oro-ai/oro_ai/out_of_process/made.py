"""What is made in a process, and made anew in the next one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import anyio

from oro_ai.out_of_process.child import Child

if TYPE_CHECKING:
    from oro_ai.out_of_process.engine import OutsideEngine

__all__ = ("Made",)


class Made(ABC):
    """A model or a context, known by the same number in every process.

    Args:
        engine: whose process it is in.
    """

    def __init__(self, engine: OutsideEngine) -> None:
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
