"""Waits for changes of sources, and leaves alone what builds write.

Changes wait `STEP_MS` for more and at most `DEBOUNCE_MS`: an editor that replaces a file writes, renames and removes.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path, PurePath

from oro_framework.errors import Unsupported
from oro_framework.watching import watching_for
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

    Args:
        target: a folder, with all below it, or one file.
        made: returns whether a file was made by a build, and is no source therefore.

    Raises:
        Unsupported: the library that watches is not installed.
        OSError: the system cannot watch the folder.
    """
    if find_spec("watchfiles") is None:
        raise Unsupported(f'Cannot watch "{target.folder}": watchfiles is not installed; use --no-watch')
    alone = target.path if target.path.is_file() else None

    def changed(raw: Iterable[tuple[int, str]]) -> list[Path]:
        found = {Path(path) for _, path in raw if is_source(os.path.relpath(path, target.folder))}
        if alone is not None and target.kind == "module":
            found = {path for path in found if path.stem.removesuffix("_bg") == alone.stem.removesuffix("_bg")}
        return sorted(path for path in found if not made(path))

    watched = watching_for(target.folder, changed, below=alone is None, debounce_ms=DEBOUNCE_MS, step_ms=STEP_MS)
    async with watched as changes:
        yield changes
