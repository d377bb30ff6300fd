"""Which file a page means by a path it names.

Where paths lead is for the plugin `fs` to say, for it knows the app's folders and the sandbox. Without it they lead
where they do for any other program of the user, relative ones from the app's own folder; with the sandbox on, nowhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol, cast

from anyio import to_thread

from oro_framework.errors import Denied
from oro_framework.types import Host

__all__ = ("Folders",)

_SANDBOX = "filesystem_sandbox_enabled"
_FALSE = ("", "0", "false", "no", "off")


class Files(Protocol):
    """What is asked of the service `fs`, when there is one."""

    def locate(self, path: str) -> str:
        """Return the absolute path of what pages may read and write; blocks."""
        ...


class Folders:
    """Says where paths lead.

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
        files = cast("Files | None", self._host.service("fs"))
        if files is not None:
            return Path(await to_thread.run_sync(files.locate, path))
        if self._sandboxed():
            raise Denied(f'Cannot look into "{path[:300]}": {_SANDBOX} is on, and the plugin fs is not here')
        return self._host.root / path

    def _sandboxed(self) -> bool:
        written = self._host.settings.family("filesystem_").get("sandbox_enabled", False)
        values = [written, os.environ.get("FS_SANDBOX", ""), os.environ.get("ORO_FS_SANDBOX", "")]
        return any(str(value).strip().lower() not in _FALSE for value in values)
