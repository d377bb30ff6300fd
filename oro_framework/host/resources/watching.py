"""What changes below a folder, gathered until it is quiet: for those who write an app while it runs.

Rules
1. What editors, version control and caches leave is no change; neither is what lies in a hidden folder.
2. Changes wait `STEP_MS` for more and at most `DEBOUNCE_MS`; each path is then told once, with what is so now.
3. The folder is watched when `watching` gives; nothing that happens afterwards is missed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePath
from typing import Literal

import anyio
from msgspec import Struct

from oro_framework.errors import Unsupported

__all__ = ("Changed", "changed_in", "watching")

DEBOUNCE_MS = 400
STEP_MS = 50
_ADDED, _DELETED = 1, 3

Happened = Literal["added", "modified", "deleted"]


class Changed(Struct, frozen=True):
    """What happened to a file or folder; its path is relative, with slashes."""

    path: str
    happened: Happened


def changed_in(base: str, raw: Iterable[tuple[int, str]], ignored: Callable[[str], bool]) -> list[Changed]:
    """Turn what the watching library reports into one change for each path, in the order of their names.

    Args:
        base: the watched folder, as the library knows it.
        raw: pairs of what happened and the absolute path.
        ignored: tells of a relative path whether nobody wants to know.
    """
    happened: dict[str, set[int]] = {}
    for what, path in raw:
        relative = os.path.relpath(path, base)
        if relative != os.curdir and not ignored(relative):
            happened.setdefault(PurePath(relative).as_posix(), set()).add(what)
    return [Changed(path, _outcome(kinds)) for path, kinds in sorted(happened.items())]


def _outcome(kinds: set[int]) -> Happened:
    """Say what is so after all that: an editor that replaces a file has deleted and added it."""
    if _DELETED in kinds:
        return "modified" if len(kinds) > 1 else "deleted"
    return "added" if _ADDED in kinds else "modified"


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Callable[[], Awaitable[Sequence[Changed]]]]:
    """Watch a folder and all below it; give what waits for the next changes.

    If that is cancelled, no thread is left waiting for longer than `STEP_MS`.

    Raises:
        Unsupported: the library that watches is not installed.
        OSError: the system does not let it be watched.
    """
    try:
        from watchfiles import Change, DefaultFilter
        from watchfiles._rust_notify import RustNotify
    except ImportError as error:
        raise Unsupported(f'Cannot watch "{folder}": watchfiles is not installed') from error

    base, stop = str(await anyio.Path(folder).resolve()), threading.Event()
    wanted = DefaultFilter()
    notify = await anyio.to_thread.run_sync(RustNotify, [base], False, False, 0, True, True)

    def ignored(path: str) -> bool:
        hidden = any(part.startswith(".") for part in PurePath(path).parts[:-1])
        return hidden or not wanted(Change.modified, path)

    def wait() -> list[Changed]:
        found: list[Changed] = []
        while not found and not stop.is_set():
            raw = notify.watch(DEBOUNCE_MS, STEP_MS, 0, stop)
            found = [] if isinstance(raw, str) else changed_in(base, raw, ignored)
        return found

    async def changes() -> Sequence[Changed]:
        return await anyio.to_thread.run_sync(wait, abandon_on_cancel=True)

    try:
        yield changes
    finally:
        stop.set()  # the thread that waits lets go of the library's watch
