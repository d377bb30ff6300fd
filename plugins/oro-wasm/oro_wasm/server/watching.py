"""Waits for changes of sources, and leaves alone what builds write.

Changes wait `STEP_MS` for more and at most `DEBOUNCE_MS`: an editor that replaces a file writes, renames and removes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePath

import trio

from oro_framework.errors import Unsupported
from oro_wasm.server.target import Target

__all__ = ("Changes", "is_source", "watching")

DEBOUNCE_MS = 50
STEP_MS = 10
MADE_BY_TOOLS = frozenset({"target", "node_modules", "__pycache__", "zig-out", "zig-cache"})
_ENDINGS = ("~", ".swp", ".swx", ".tmp", ".pyc", ".crswap", "4913")

Changes = Callable[[], Awaitable[Sequence[Path]]]
"""Waits for the next changes and returns the paths of files that changed."""


def is_source(path: str) -> bool:
    """Return whether a relative path may be a source: not hidden, no editor's own file, not in a folder of a tool."""
    names = PurePath(path).parts
    hidden = any(name.startswith(".") or name in MADE_BY_TOOLS for name in names)
    return bool(names) and not hidden and not names[-1].endswith(_ENDINGS)


@asynccontextmanager
async def watching(target: Target, made: Callable[[Path], bool]) -> AsyncIterator[Changes]:
    """Watch what a target is made of; yield a function that waits for changes. No change is missed from then on.

    When the function is cancelled, its thread waits for `STEP_MS` at most.

    Args:
        target: a folder, with all below it, or one file.
        made: returns whether a file was made by a build, and is no source therefore.

    Raises:
        Unsupported: the library that watches is not installed.
        OSError: the system cannot watch the folder.
    """
    try:
        from watchfiles._rust_notify import RustNotify
    except ImportError as error:
        raise Unsupported(f'Cannot watch "{target.folder}": watchfiles is not installed; use --no-watch') from error
    stop = threading.Event()
    alone = target.path if target.path.is_file() else None
    notify = await trio.to_thread.run_sync(RustNotify, [str(target.folder)], False, False, 0, alone is None, True)

    def changed(raw: Iterable[tuple[int, str]]) -> list[Path]:
        found = {Path(path) for _, path in raw if is_source(os.path.relpath(path, target.folder))}
        if alone is not None and target.kind == "module":
            found = {path for path in found if path.stem.removesuffix("_bg") == alone.stem.removesuffix("_bg")}
        return sorted(path for path in found if not made(path))

    def wait() -> list[Path]:
        found: list[Path] = []
        while not found and not stop.is_set():
            raw = notify.watch(DEBOUNCE_MS, STEP_MS, 0, stop)
            found = [] if isinstance(raw, str) else changed(raw)
        return found

    async def changes() -> Sequence[Path]:
        return await trio.to_thread.run_sync(wait, abandon_on_cancel=True)

    try:
        yield changes
    finally:
        stop.set()  # the waiting thread releases the library's watch
