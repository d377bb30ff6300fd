"""The service that answers `fs.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio

from oro_framework.types import Window, WindowStatus
from oro_fs.routes.descriptor_routes import DescriptorRoutes
from oro_fs.routes.path_routes import PathRoutes
from oro_fs.routes.pipe_routes import PassingRoutes
from oro_fs.routes.watch_routes import WatchRoutes

__all__ = ("FS",)


class FS(PathRoutes, DescriptorRoutes, PassingRoutes, WatchRoutes):
    """Files, folders, descriptors and watchers for pages."""

    name = "fs"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run watchers; at the end stop them and close every descriptor and root."""
        try:
            async with anyio.create_task_group() as self.tasks:
                try:
                    yield
                finally:
                    await self.ended(self.watchers_of(None))
        finally:
            with anyio.CancelScope(shield=True):
                await self.closed(self.descriptors.take_everything())
            self.roots.close()

    def lend(self, window: Window | None, number: int) -> int:
        """Return another descriptor of a file that a page of the window holds open; the caller closes it.

        Raises:
            ErrnoError: EBADF, the window holds no file of that number; EMFILE, there are no more.
        """
        return self.descriptors.copy(window, number)

    async def pause(self) -> None:
        """Stop every watcher; pages start them again after `applicationresume` (seed 001)."""
        await self.ended(self.watchers_of(None))

    async def release(self, window: Window) -> None:
        """Stop the page's watchers and close its descriptors; retained ones only when the window itself goes."""
        await self.ended(self.watchers_of(window))
        gone = window.status is WindowStatus.ERROR or window.status >= WindowStatus.CLOSING
        await self.closed(self.descriptors.take_all(window, retained=gone))

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of descriptors and watchers by window."""
        watchers: dict[str, list[str]] = {}
        for watcher in self.watchers_of(None):
            watchers.setdefault(watcher.window.id, []).append(watcher.id)
        return {"descriptors": self.descriptors.by_owner(), "watchers": watchers}
