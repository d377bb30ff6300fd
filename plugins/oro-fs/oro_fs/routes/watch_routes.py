"""Routes that start and end watchers."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable

import anyio
from anyio.abc import TaskGroup
from anyio.lowlevel import checkpoint_if_cancelled

from oro_framework.endpoints import check_id
from oro_framework.errors import Busy, ErrnoError, InvalidArgument, Unsupported
from oro_framework.parameters import FilePath
from oro_framework.protected import Use
from oro_framework.types import Call, Host, Window
from oro_fs import settings
from oro_fs.base import Base, Id
from oro_fs.errors import NotWatching, fs_route
from oro_fs.handles.watcher import Watcher
from oro_fs.sandbox.kernel import path_of
from oro_fs.sandbox.roots import Place

__all__ = ("WatchRoutes",)

_FAILED = "Failed to start 'fs.Watcher'"


class WatchRoutes(Base):
    """Watchers, by window and id; their tasks live in the group the service's lifespan opens."""

    tasks: TaskGroup

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._most = host.settings[settings.MAX_WATCHERS]
        self._watchers: dict[tuple[str, str], Watcher | None] = {}
        self._watching = anyio.CapacityLimiter(self._most)

    @fs_route("fs.watch")
    async def watch(self, call: Call, *, id: str, path: FilePath, recursive: bool = False) -> Id:
        """Push every change of a file, or in a folder, to the calling page until it goes or says stop.

        If cancelled, nothing is watched.

        Raises:
            Busy: as many watchers run as may.
            ErrnoError: the system cannot watch it.
        """
        window = call.window
        if window is None:
            raise Unsupported(f"{_FAILED}: a caller without a window cannot be told of changes")
        key = (window.id, check_id(id))
        if key in self._watchers:
            raise InvalidArgument(f'{_FAILED}: id "{id}" is in use')
        if len(self._watchers) >= self._most:
            raise Busy(f"{_FAILED}: {self._most} run already, filesystem_max_watchers allows no more")
        place = self.paths.place(path)
        self._watchers[key] = None
        try:
            watcher = await self.threaded(self._start, id, window, place, recursive)
            await self._wanted(watcher)
        except BaseException as error:
            del self._watchers[key]
            if isinstance(error, OSError):
                raise ErrnoError(error.errno or errno.EIO, _FAILED, id=id) from error
            raise
        self._watchers[key] = watcher
        self.tasks.start_soon(self._run, key, watcher)
        return {"id": id}

    @fs_route("fs.stopWatch")
    async def stop_watch(self, call: Call, *, id: str) -> Id:
        """End a watcher; its thread is gone when this answers."""
        watcher = self._watchers.get(("" if call.window is None else call.window.id, id))
        if watcher is None:
            raise NotWatching(id)
        await self.ended([watcher])
        return {"id": id}

    def watchers_of(self, window: Window | None) -> list[Watcher]:
        """Return the running watchers of a window, or with None of all."""
        running = (watcher for watcher in self._watchers.values() if watcher is not None)
        return [watcher for watcher in running if window is None or watcher.window.id == window.id]

    async def ended(self, watchers: Iterable[Watcher]) -> None:
        """Stop watchers and wait until their threads are gone, even if cancelled."""
        going = list(watchers)
        for watcher in going:
            watcher.stop()
        with anyio.CancelScope(shield=True):
            for watcher in going:
                await watcher.finished.wait()

    async def _run(self, key: tuple[str, str], watcher: Watcher) -> None:
        try:
            await watcher.run(self._watching)
        except Exception:
            self.host.log.exception('Cannot go on watching for id "%s"', watcher.id)
        finally:
            if self._watchers.get(key) is watcher:
                del self._watchers[key]

    async def _wanted(self, watcher: Watcher) -> None:
        """Drop a watcher whose page went, or gave up, while it was being made."""
        try:
            await checkpoint_if_cancelled()
        except BaseException:
            watcher.close()
            raise

    def _start(self, id: str, window: Window, place: Place, recursive: bool) -> Watcher:
        with self.files.pinned(place) as fd:
            folder = stat.S_ISDIR(os.fstat(fd).st_mode)
        at = place if folder else place.up()
        opened = self.files.open(at, os.O_RDONLY | os.O_DIRECTORY)
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
        free = at.root is None and not self.policy.no_follow

        def known(folder: str) -> bool:
            name = os.fsencode(folder)
            allowed = self.files.guarded.allows(os.path.join(path, name), Use.READ)
            return allowed and (free or self.files.resolver.holds(at.child(name)))

        return known
