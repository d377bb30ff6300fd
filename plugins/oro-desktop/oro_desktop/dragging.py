"""The routes `desktop.drag*`: files that the person drags from a page to other programs."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from anyio import to_thread

from oro_framework.errors import InvalidArgument, NotFound, UsageError
from oro_framework.folders import Folders
from oro_framework.parameters import FilePath, Word
from oro_framework.service import route
from oro_framework.types import Call, Host

__all__ = ("DragRoutes",)

MOST = 1000
"""Files of one drag."""
LARGEST = 1 << 30
"""Bytes of contents that are dragged as a file."""
_UNFIT = re.compile(r"[/\\\x00-\x1f\x7f]")


class Dropped(TypedDict):
    """The action of the program that took the files: `copy`, `move` or `link`; empty where none took them."""

    action: str


class DragRoutes:
    """Files dragged out of pages.

    Args:
        host: the host.
    """

    def __init__(self, host: Host) -> None:
        self._folders = Folders(host)
        self._made: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Remove what was dragged as files."""
        if self._made is not None:
            self._made.cleanup()
            self._made = None

    @route("desktop.drag", permission="desktop_drag_files", deadline=0)
    async def drag(self, call: Call, *, paths: Sequence[FilePath]) -> Dropped:
        """Drag files to other programs, from when the person moves the mouse with its button down.

        Args:
            call: the call; its window is where the drag begins.
            paths: of the files, and of folders.

        Raises:
            InvalidArgument: there is no path, or there are more than 1000.
            NotFound: there is no such file.
            Denied: pages may not read it.
            Unsupported: the engine cannot.
        If cancelled, the drag goes on.
        """
        if not 0 < len(paths) <= MOST:
            raise InvalidArgument(f"Cannot drag {len(paths)} files: a drag has from 1 to {MOST}")
        return await _drag(call, [await self._found(path) for path in paths])

    @route("desktop.dragContents", permission="desktop_drag_files", deadline=0, max_body=LARGEST)
    async def drag_contents(self, call: Call, *, name: Word) -> Dropped:
        """Drag the body of the call as a file of a name, which is kept until the app ends; raises as `desktop.drag`.

        Raises:
            InvalidArgument: it can be no name of a file.
        """
        if not name.strip(". ") or _UNFIT.search(name) or len(name.encode()) > 255:
            raise InvalidArgument(f'Cannot drag "{name[:80]}": it can be no name of a file')
        return await _drag(call, [str(await to_thread.run_sync(self._write, name, bytes(call.body)))])

    def _write(self, name: str, contents: bytes) -> Path:
        if self._made is None:
            self._made = tempfile.TemporaryDirectory(prefix="oro-drag-")
        path = Path(tempfile.mkdtemp(dir=self._made.name), name)
        path.write_bytes(contents)
        return path

    async def _found(self, path: str) -> str:
        found = await self._folders.located(path)
        if not await to_thread.run_sync(found.exists):
            raise NotFound(f'Cannot drag "{path[:300]}": there is no such file')
        return str(found)


async def _drag(call: Call, paths: Sequence[str]) -> Dropped:
    if call.window is None:
        raise UsageError(f'Cannot call "{call.route}": it needs a window')
    return {"action": await call.window.drag_files(paths)}
