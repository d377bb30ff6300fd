"""Watches a folder for changes while an app is being developed, and reports them once they come to rest.

Rules
1. Files of editors, version control and caches are ignored, and so are hidden folders; `watching_for` leaves that to
   its caller.
2. Changes wait `STEP_MS` for more and at most `DEBOUNCE_MS`; each path is then reported once, in its present state.
3. The folder is watched once `watching` yields; no later change is missed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePath
from typing import Literal, TypeVar

import trio
from msgspec import Struct

from oro_framework.errors import Unsupported

__all__ = ("Changed", "Changes", "changed_in", "watching", "watching_for")

T = TypeVar("T")
DEBOUNCE_MS = 400
STEP_MS = 50
_ADDED, _DELETED = 1, 3

Happened = Literal["added", "modified", "deleted"]


class Changed(Struct, frozen=True):
    """A change of a file or folder; its path is relative, with slashes."""

    path: str
    happened: Happened


Changes = Callable[[], Awaitable[Sequence[Changed]]]
"""Waits for the next changes and returns them."""


def changed_in(base: str, raw: Iterable[tuple[int, str]], ignored: Callable[[str], bool]) -> list[Changed]:
    """Turn the reports of the watching library into one change for each path, in the order of their names.

    Args:
        base: the watched folder, as the library knows it.
        raw: pairs of the kind of change and the absolute path.
        ignored: returns whether to ignore a relative path.
    """
    happened: dict[str, set[int]] = {}
    for what, path in raw:
        relative = os.path.relpath(path, base)
        if relative != os.curdir and not ignored(relative):
            happened.setdefault(PurePath(relative).as_posix(), set()).add(what)
    return [Changed(path, _outcome(kinds)) for path, kinds in sorted(happened.items())]


def _outcome(kinds: set[int]) -> Happened:
    """Return the outcome of several changes: an editor that replaces a file deletes and adds it."""
    if _DELETED in kinds:
        return "modified" if len(kinds) > 1 else "deleted"
    return "added" if _ADDED in kinds else "modified"


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Changes]:
    """Watch a folder and all below it; yield a function that waits for the next changes.

    When the function is cancelled, its thread waits for `STEP_MS` at most.

    Raises:
        Unsupported: the library that watches is not installed.
        OSError: the system cannot watch the folder.
    """
    try:
        from watchfiles import Change, DefaultFilter  # optional dependency
    except ImportError as error:
        raise _not_installed(folder) from error

    base, wanted = await trio.Path(folder).resolve(), DefaultFilter()

    def ignored(path: str) -> bool:
        hidden = any(part.startswith(".") for part in PurePath(path).parts[:-1])
        return hidden or not wanted(Change.modified, path)

    async with watching_for(Path(base), lambda raw: changed_in(str(base), raw, ignored)) as changes:
        yield changes


@asynccontextmanager
async def watching_for(
    folder: Path,
    read: Callable[[Iterable[tuple[int, str]]], Sequence[T]],
    *,
    below: bool = True,
    debounce_ms: int = DEBOUNCE_MS,
    step_ms: int = STEP_MS,
) -> AsyncIterator[Callable[[], Awaitable[Sequence[T]]]]:
    """Watch a folder; yield a function that waits until something that counts has changed, and returns it.

    When the function is cancelled, its thread waits for `step_ms` at most.

    Args:
        folder: the folder, by the name it has in the reports.
        read: returns what counts of the library's reports: pairs of the kind of change and the absolute path.
        below: whether the folders in it are watched, too.
        debounce_ms: the longest that changes wait for more.
        step_ms: how long each waits for the next.

    Raises:
        Unsupported: the library that watches is not installed.
        OSError: the system cannot watch the folder.
    """
    try:
        from watchfiles._rust_notify import RustNotify
    except ImportError as error:
        raise _not_installed(folder) from error
    stop = threading.Event()
    notify = await trio.to_thread.run_sync(RustNotify, [str(folder)], False, False, 0, below, True)

    def wait() -> Sequence[T]:
        found: Sequence[T] = ()
        while not found and not stop.is_set():
            raw = notify.watch(debounce_ms, step_ms, 0, stop)
            found = () if isinstance(raw, str) else read(raw)
        return found

    async def changes() -> Sequence[T]:
        return await trio.to_thread.run_sync(wait, abandon_on_cancel=True)

    try:
        yield changes
    finally:
        stop.set()  # the waiting thread releases the library's watch


def _not_installed(folder: Path) -> Unsupported:
    return Unsupported(f'Cannot watch "{folder}": watchfiles is not installed')
