"""Watching files and folders: debounced changes, pushed to the page that asked (`fs.watch`).

Rules
1. The folder is held open and watched through what holds it, so a folder swapped in later is not watched.
2. A file is watched through its folder: an editor that replaces it does not end the watch.
3. Changes wait `STEP_MS` for more and at most `DEBOUNCE_MS`; then each path is told once with all that
   happened to it. Beyond `MOST` paths at once a single change with an empty path says: look again.
4. The library gives up at a name that is no UTF-8, for good. It is then made anew, at most every
   `DEBOUNCE_MS`, and the page is told to look again: what happened cannot be said.
5. A watcher owns one thread and ends it within `STEP_MS` of being stopped.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypedDict

import anyio

from oro_framework.types import Push, Window
from oro_fs.sandbox.kernel import inode_path

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

__all__ = ("DEBOUNCE_MS", "MOST", "STEP_MS", "Change", "Watcher", "changes_from")

DEBOUNCE_MS = 400
STEP_MS = 50
MOST = 256

Kind = Literal["rename", "change"]

_ADDED, _MODIFIED, _DELETED = 1, 2, 3


class Change(TypedDict):
    """A change of one path below the watched folder; an empty path means: look again."""

    id: str
    events: list[Kind]
    path: str


def changes_from(
    id: str, raw: Iterable[tuple[int, str]], base: str, only: str | None, known: Callable[[str], bool]
) -> list[Change]:
    """Turn what the watching library reports into changes, one for each path.

    Args:
        raw: pairs of what happened and the absolute path.
        base: the watched folder as the library knows it.
        only: the one name in it that is watched, or None for all.
        known: tells whether a folder, given relative to the base, may be spoken of.
    """
    found: dict[str, set[Kind]] = {}
    for what, path in raw:
        relative = "" if path == base else os.path.relpath(path, base)
        if only is not None and relative != only:
            continue
        folder = os.path.dirname(relative)
        if folder and not known(folder):
            continue
        found.setdefault(relative, set()).add("change" if what == _MODIFIED else "rename")
    by_path = sorted(found.items())
    changes: list[Change] = [{"id": id, "events": _ordered(kinds), "path": path} for path, kinds in by_path]
    if len(changes) > MOST:
        changes = [*changes[: MOST - 1], {"id": id, "events": ["rename", "change"], "path": ""}]
    return changes


def _ordered(kinds: set[Kind]) -> list[Kind]:
    order: tuple[Kind, ...] = ("rename", "change")
    return [kind for kind in order if kind in kinds]


class Watcher:
    """Watches one folder, or one name in it, for one page.

    Args:
        folder: the open folder; the watcher owns it.
        path: the folder's path, where descriptors have none of their own.
        only: the name to watch, or None for everything in the folder.
        recursive: folders inside too.
        known: see `changes_from`.

    Raises:
        OSError: the system cannot watch it.
    """

    def __init__(
        self,
        *,
        id: str,
        window: Window,
        folder: int,
        path: str,
        only: str | None,
        recursive: bool,
        known: Callable[[str], bool],
    ) -> None:
        self.id = id
        self.window = window
        self.finished = anyio.Event()
        self._folder = folder
        self._base = inode_path(folder) if sys.platform == "linux" else path
        self._only = only
        self._recursive = recursive
        self._known = known
        self._stop = threading.Event()
        try:
            self._notify = self._made()
        except BaseException:
            os.close(folder)
            raise

    def stop(self) -> None:
        """Ask the watcher to end; `finished` is set when its thread is gone. Idempotent."""
        self._stop.set()

    async def run(self, limiter: anyio.CapacityLimiter) -> None:
        """Push changes until stopped. If cancelled, the thread ends as if stopped."""
        try:
            while not self._stop.is_set():
                changes = await anyio.to_thread.run_sync(self._wait, limiter=limiter)
                if changes is None or self._stop.is_set():
                    return
                for change in changes:
                    self.window.push(Push(source="fs.watch", data=change))
        finally:
            self.close()
            self.finished.set()

    def close(self) -> None:
        """Free what the watcher holds; only when it does not run."""
        self._notify.close()
        os.close(self._folder)

    def _made(self) -> RustNotify:
        from watchfiles._rust_notify import RustNotify  # a third of this plugin's start, for apps that watch

        return RustNotify([self._base], False, False, 0, self._recursive, True)

    def _wait(self) -> list[Change] | None:
        try:
            raw = self._notify.watch(DEBOUNCE_MS, STEP_MS, 0, self._stop)
        except RuntimeError as error:
            if "decode" not in str(error):
                raise
            return self._begin_again()
        if isinstance(raw, str):
            return None
        return changes_from(self.id, raw, self._base, self._only, self._known)

    def _begin_again(self) -> list[Change] | None:
        self._notify.close()
        stopped = self._stop.wait(DEBOUNCE_MS / 1000)
        self._notify = self._made()
        return None if stopped else [{"id": self.id, "events": ["rename", "change"], "path": self._only or ""}]
