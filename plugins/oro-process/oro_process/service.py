"""The service that answers `child_process.*` and `process.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.types import Window
from oro_process.host_routes import HostRoutes
from oro_process.push_routes import PushRoutes

__all__ = ("Process",)


class Process(PushRoutes, HostRoutes):
    """Programs for pages. One belongs to the window that started it, and ends with its page unless detached."""

    name = "process"
    on_demand = True

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run keepers; at the end everything that was not detached is ended."""
        async with self.keeping():
            yield

    async def release(self, window: Window) -> None:
        """End the programs of a page that went."""
        self.forget(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of programs by window."""
        found: dict[str, list[str]] = {}
        for child in self.of_window(None):
            found.setdefault("" if child.window is None else child.window.id, []).append(child.id)
        return {"children": found}
