"""The service that answers `fs.*`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.protected import Use
from oro_framework.service import Service
from oro_framework.types import Host, Window, WindowStatus
from oro_fs import settings
from oro_fs.files.operations import Files
from oro_fs.files.threads import FileThreads
from oro_fs.handles.descriptors import Descriptors
from oro_fs.handles.watchers import Watchers
from oro_fs.routes.descriptor_routes import DescriptorRoutes
from oro_fs.routes.path_routes import PathRoutes
from oro_fs.routes.pipe_routes import PipeRoutes
from oro_fs.routes.watch_routes import WatchRoutes
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.location import located
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Root, Roots

__all__ = ("FS",)


class FS(Service):
    """Files, folders, descriptors and watchers for pages."""

    name = "fs"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        chosen = host.settings
        self._policy = Policy.of(chosen)
        self._roots, self._paths = _places(host)
        files = Files(Resolver(self._roots, self._policy), self._policy, Guarded(host.path_guard))
        threads = FileThreads(files, chosen[settings.THREADS])
        self.descriptors = Descriptors(chosen[settings.MAX_DESCRIPTORS], threads)
        self._watchers = Watchers(chosen[settings.MAX_WATCHERS], host.log)
        self.parts = (
            PathRoutes(self._paths, files, threads),
            DescriptorRoutes(self._paths, files, threads, self.descriptors),
            PipeRoutes(threads, self.descriptors),
            WatchRoutes(self._paths, files, threads, self._watchers, no_follow=self._policy.no_follow),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run watchers; at the end stop them and close every descriptor and root."""
        try:
            async with self._watchers.running():
                yield
        finally:
            await self.descriptors.close_everything()
            self._roots.close()

    def lend(self, window: Window | None, number: int) -> int:
        """Return another descriptor of a file that a page of the window holds open; the caller closes it.

        Raises:
            ErrnoError: EBADF, the window holds no file of that number; EMFILE, there are no more.
        """
        return self.descriptors.copy(window, number)

    def locate(self, path: str, use: Use, *, folder: bool = False) -> str:
        """Return where a file lies that pages may use so, for services that must open it by name; blocks.

        The path returned is absolute and had no link in it. Another program may put one there afterwards; pages may
        not while the caller is within `Host.path_guard.still()`.

        Args:
            path: as a page wrote it.
            use: what the file is for.
            folder: whether a folder is meant, not a file.

        Raises:
            SecurityError: pages may not open it.
            InvalidArgument: it is no path and no URL of a file.
        """
        place = self._paths.place(path)
        return os.fsdecode(located(place, self._roots, self._policy, self.host.path_guard, use, folder=folder))

    async def pause(self) -> None:
        """Stop every watcher; pages start them again after `applicationresume`."""
        await self._watchers.stop_all()

    async def release(self, window: Window) -> None:
        """Stop the page's watchers and close its descriptors; retained ones only when the window itself goes."""
        await self._watchers.stop_all(window)
        gone = window.status is WindowStatus.ERROR or window.status >= WindowStatus.CLOSING
        await self.descriptors.close_all(window, retained=gone)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of descriptors and watchers by window."""
        return {"descriptors": self.descriptors.held.ids(), "watchers": self._watchers.ids()}


def _places(host: Host) -> tuple[Roots, Paths]:
    resources = Root(host.root)
    mounts = [(os.fsencode(mount.prefix), Root(mount.folder)) for mount in host.mounts]
    own = [resources, *(root for _, root in mounts)]
    every = Roots([*own, *(Root(each.path, make=each.made) for each in host.path_guard.roots)])
    return every, Paths(host.bundle, resources, mounts, every if host.path_guard.confined else None)
