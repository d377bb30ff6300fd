"""Routes that start and stop watchers."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from functools import partial

from oro_framework.endpoints import check_id
from oro_framework.errors import ErrnoError, Unsupported
from oro_framework.parameters import FilePath
from oro_framework.protected import Use
from oro_framework.types import Call, Window
from oro_fs.files.operations import Files
from oro_fs.files.threads import FileThreads
from oro_fs.handles.watcher import Watcher
from oro_fs.handles.watchers import FAILED, Watchers
from oro_fs.routes.answers import Id
from oro_fs.routes.fs_route import fs_route
from oro_fs.sandbox.kernel import path_of
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.roots import Place

__all__ = ("WatchRoutes",)


class WatchRoutes:
    """Watching files and folders.

    Args:
        no_follow: whether links are refused wherever they lie.
    """

    def __init__(
        self, paths: Paths, files: Files, threads: FileThreads, watchers: Watchers, *, no_follow: bool
    ) -> None:
        self._paths = paths
        self._files = files
        self._threads = threads
        self._watchers = watchers
        self._no_follow = no_follow

    @fs_route("fs.watch")
    async def watch(self, call: Call, *, id: str, path: FilePath, recursive: bool = False) -> Id:
        """Push every change of a file, or in a folder, to the calling page until it goes or says stop.

        If cancelled, nothing is watched.

        Raises:
            Busy: as many watchers run as may.
            ErrnoError: the system cannot watch it.
        """
        if call.window is None:
            raise Unsupported(f"{FAILED}: a caller without a window cannot be told of changes")
        make = partial(self._make, check_id(id), call.window, path, recursive)
        try:
            await self._watchers.start(call.window, id, make)
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, FAILED, id=id) from error
        return {"id": id}

    @fs_route("fs.stopWatch")
    async def stop_watch(self, call: Call, *, id: str) -> Id:
        """End a watcher; its thread is gone when this answers."""
        await self._watchers.stop(call.window, id)
        return {"id": id}

    async def _make(self, id: str, window: Window, path: FilePath, recursive: bool) -> Watcher:
        return await self._threads.run(self._open, id, window, self._paths.place(path), recursive)

    def _open(self, id: str, window: Window, place: Place, recursive: bool) -> Watcher:
        with self._files.pinned(place) as fd:
            folder = stat.S_ISDIR(os.fstat(fd).st_mode)
        at = place if folder else place.up()
        opened = self._files.open(at, os.O_RDONLY | os.O_DIRECTORY)
        return Watcher(
            id=id,
            window=window,
            folder=opened,
            path=at.shown,
            only=None if folder else os.fsdecode(place.path.rpartition(b"/")[2]),
            recursive=recursive and folder,
            known=self._known(at, path_of(opened) or at.full),
        )

    def _known(self, at: Place, path: bytes) -> Callable[[str], bool]:
        """Return what tells whether changes in a folder, given relative to `at`, are for pages."""
        free = at.root is None and not self._no_follow

        def known(folder: str) -> bool:
            name = os.fsencode(folder)
            allowed = self._files.guarded.allows(os.path.join(path, name), Use.READ)
            return allowed and (free or self._files.resolver.holds(at.child(name)))

        return known
