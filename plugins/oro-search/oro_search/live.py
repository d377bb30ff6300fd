"""Keep an index up to date while its folder changes."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from oro_framework.watching import watching_for
from oro_search.files import Files

__all__ = ("MOST", "follow")

MOST = 200
"""Changed paths above which the whole folder is looked at."""


async def follow(files: Files, refresh: Callable[[Sequence[str]], Awaitable[object]]) -> None:
    """Call a function for each change until cancelled, and once when the folder is watched.

    Args:
        files: of the folder.
        refresh: given the paths that changed; none stands for the whole folder.

    Raises:
        OSError: the system cannot watch the folder.
        Unsupported: the library that watches is not installed.
    """
    while True:
        async with watching_for(files.root, lambda raw: _changed(files, raw)) as changes:
            await refresh(())
            try:
                while True:
                    found = await changes()
                    await refresh(found if len(found) <= MOST and "" not in found else ())
            except RuntimeError as error:
                # The library gives up at a name that is no Unicode text; it is made anew, and all is looked at.
                if "decode" not in str(error):
                    raise


def _changed(files: Files, raw: Iterable[tuple[int, str]]) -> list[str]:
    """Return the paths below the folder that count, each once; the folder itself is the empty one."""
    paths = {_below(files.root, path) for _, path in raw}
    return sorted(path for path in paths if not path or not files.ignores(path))


def _below(root: Path, path: str) -> str:
    relative = os.path.relpath(path, root)
    return "" if relative == os.curdir else relative.replace(os.sep, "/")
