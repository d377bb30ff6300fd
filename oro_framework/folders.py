"""Resolve paths as pages write them.

The plugin `fs` resolves them where it is installed, as it knows the app's folders. Without it they resolve as in any
other program, relative ones from the app's own folder. The app's guard decides which paths pages may read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol, runtime_checkable

from anyio import to_thread

from oro_framework.errors import Denied
from oro_framework.protected import Use
from oro_framework.types import Host

__all__ = ("Folders",)


@runtime_checkable
class Files(Protocol):
    """The part of the service `fs` that is used here."""

    def locate(self, path: str, use: Use, *, folder: bool = False) -> str:
        """Return the absolute path of a file, or of a folder, that pages may use this way; blocks."""
        ...


class Folders:
    """Resolve paths to files.

    Args:
        host: the host, whose service `fs` resolves paths.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def located(self, path: str, use: Use = Use.READ, *, folder: bool = False) -> Path:
        """Return the absolute path of a file, which need not exist.

        Args:
            path: as a page wrote it.
            use: what the file is for.
            folder: whether a folder is meant, not a file.

        Raises:
            Denied: pages may not use the file so.
        """
        return Path(await to_thread.run_sync(self._locate, path, use, folder))

    def _locate(self, path: str, use: Use, folder: bool) -> str:
        files: object = self._host.service("fs")
        if isinstance(files, Files):
            return files.locate(path, use, folder=folder)
        real = os.path.realpath(self._host.root / path)
        if (why := self._host.path_guard.refusal(real, use)) is not None:
            raise Denied(f'Cannot {use.value} "{path[:300]}": {why}')
        return real
