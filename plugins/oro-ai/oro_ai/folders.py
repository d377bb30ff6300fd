"""Paths as pages write them.

The plugin `fs` reads them where it is there, for it knows the app's folders. Without it they lead where they do for any
other program of the user, relative ones from the app's own folder. The app's guard says which of them are for pages.
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
    """The service `fs`, as far as it is asked."""

    def locate(self, path: str, use: Use) -> str:
        """Return the absolute path of what pages may use so; blocks."""
        ...


class Folders:
    """Finds where paths lead.

    Args:
        host: whose service `fs` knows.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def located(self, path: str) -> Path:
        """Return where a file lies, or would.

        Raises:
            Denied: pages may not read it.
        """
        return Path(await to_thread.run_sync(self._locate, path))

    def _locate(self, path: str) -> str:
        files: object = self._host.service("fs")
        if isinstance(files, Files):
            return files.locate(path, Use.READ)
        real = os.path.realpath(self._host.root / path)
        if (why := self._host.path_guard.refusal(real, Use.READ)) is not None:
            raise Denied(f'Cannot read "{path[:300]}": {why}')
        return real
