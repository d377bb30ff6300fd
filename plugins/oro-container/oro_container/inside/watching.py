"""Watches a folder of a container from within the walls, so that no link leads out of it.

Rules
1. A change is `[kind, path]` or `["renamed", path, to]`; kinds are `created`, `modified` and `removed`, paths are
   relative to what is watched. A file that is watched itself has its name.
2. Links are not followed below what is watched.
3. What comes into a folder before it is watched is found by looking once it is, so it may be told twice, never not.
4. `lost` says that the kernel dropped changes.
"""

from __future__ import annotations

import os
import select
import stat
import time
from collections.abc import Iterator
from typing import NamedTuple

from oro_container.inside import inotify
from oro_container.inside.channel import Channel
from oro_container.inside.inotify import Inotify

__all__ = ("Watcher", "watch")

Change = list[str]
_AT_ONCE = 500
"""Changes in one message."""
_SETTLE = 0.02
"""Seconds in which changes of one file become one."""


def watch(watcher: Watcher, link: Channel) -> None:
    """Tell the host of changes until it closes its end."""
    while True:
        sources: list[Watcher | Channel] = [watcher, link]
        ready, _, _ = select.select(sources, [], [])
        if link in ready and link.receive() is None:
            return
        if watcher in ready:
            time.sleep(_SETTLE)
            changes, lost = watcher.changes()
            for start in range(0, max(len(changes), 1), _AT_ONCE):
                link.send({"changes": changes[start : start + _AT_ONCE], "lost": lost and start == 0})


class _Origin(NamedTuple):
    """Where something was before it was moved, and which change said that it had gone."""

    at: int
    path: str
    is_folder: bool


class Watcher:
    """The folders below one, watched.

    Args:
        top: the absolute path of a folder, or of a file.
        recursive: whether folders in it are watched, too.

    Raises:
        OSError: it cannot be watched.
    """

    def __init__(self, top: str, recursive: bool) -> None:
        self._top = os.path.realpath(top, strict=True)
        self._recursive = recursive
        self._notify = Inotify()
        self._paths: dict[int, str] = {}
        self._file = "" if os.path.isdir(self._top) else os.path.basename(self._top)
        self._paths[self._notify.add(self._top, folder=not self._file)] = ""
        if recursive and not self._file:
            list(self._look(""))

    def fileno(self) -> int:
        return self._notify.fileno()

    def changes(self) -> tuple[list[Change], bool]:
        """Return the changes that wait, in their order, and whether some were dropped."""
        told: list[Change] = []
        moved: dict[int, _Origin] = {}
        lost = False
        for number, mask, cookie, name in self._notify.read():
            if mask & inotify.OVERFLOW:
                lost = True
                continue
            if (folder := self._paths.get(number)) is None:
                continue
            path = self._file or (f"{folder}/{name}" if folder else name)
            if mask & inotify.MOVED_TO and (origin := moved.pop(cookie, None)) is not None:
                told[origin.at] = self._renamed(origin.path, path)
                continue
            if mask & inotify.MOVED_FROM:
                moved[cookie] = _Origin(len(told), path, bool(mask & inotify.IS_FOLDER))
            for change in self._told(number, mask, path):
                if mask & inotify.MOVED_FROM or not told or told[-1] != change:
                    told.append(change)
        for origin in moved.values():
            if origin.is_folder:
                self._forget(origin.path)
        return told, lost

    def _told(self, number: int, mask: int, path: str) -> Iterator[Change]:
        if mask & inotify.GONE:
            if not self._paths[number]:
                yield ["removed", path or "."]
        elif mask & (inotify.MOVED_FROM | inotify.REMOVED):
            yield ["removed", path]
        elif mask & (inotify.MOVED_TO | inotify.CREATED):
            yield ["created", path]
            if mask & inotify.IS_FOLDER and self._recursive:
                yield from self._look(path)
        elif mask & inotify.CHANGED and path:
            yield ["modified", path]

    def _renamed(self, old: str, new: str) -> Change:
        for number, folder in self._paths.items():
            if folder == old or folder.startswith(f"{old}/"):
                self._paths[number] = new + folder[len(old) :]
        return ["renamed", old, new]

    def _look(self, path: str) -> Iterator[Change]:
        """Watch a folder and those below, and tell what is there already."""
        waiting = [path]
        while waiting:
            path = waiting.pop()
            try:
                if path:
                    self._paths[self._notify.add(os.path.join(self._top, path))] = path
                with os.scandir(os.path.join(self._top, path)) as found:
                    entries = sorted((entry.name, entry.stat(follow_symlinks=False).st_mode) for entry in found)
            except (FileNotFoundError, NotADirectoryError):
                # It has gone meanwhile.
                continue
            for name, mode in entries:
                below = f"{path}/{name}" if path else name
                yield ["created", below]
                if stat.S_ISDIR(mode):
                    waiting.append(below)

    def _forget(self, path: str) -> None:
        for number, folder in list(self._paths.items()):
            if folder == path or folder.startswith(f"{path}/"):
                self._notify.remove(number)
                del self._paths[number]
