"""Check the grants that pages ask for: a guest gets no more than its page has."""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from msgspec.structs import replace

from oro_framework.errors import Denied
from oro_framework.folders import Folders
from oro_framework.protected import Use
from oro_framework.types import Call, Host
from oro_wasm import settings
from oro_wasm.guests.start import Directory, Grants, Limits

__all__ = ("Granting",)


class Granting:
    """Checks the grants and limits that a page asks for, and resolves its paths."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folders = Folders(host)

    async def module(self, path: str) -> str:
        """Return the absolute path of a module that pages may read.

        Raises:
            Denied: they may not.
        """
        return str(await self._folders.located(path))

    async def project(self, path: str) -> Path:
        """Return the absolute path of a project that pages may read: its folder, or its one source file.

        Raises:
            Denied: they may not.
        """
        return await self._folders.located(path, folder=True)

    async def folder(self, path: str) -> Path:
        """Return the absolute path of a folder that pages may change.

        Raises:
            Denied: they may not.
        """
        return await self._folders.located(path, Use.WRITE, folder=True)

    async def grants(self, call: Call, asked: Grants) -> Grants:
        """Return what a guest is granted.

        Raises:
            Denied: the page may not use a folder itself, or the app grants no network.
        """
        if asked.network and not self._host.scoped("wasm_network", "network", self._host.settings[settings.NETWORK]):
            raise Denied("Cannot grant the network to a guest: the app does not; wasm_network = true grants it")
        if asked.directories:
            self._host.check_permission(call, "fs")
        directories = [await self._directory(each) for each in asked.directories]
        return replace(asked, directories=tuple(directories))

    def limits(self, asked: Limits) -> Limits:
        """Return how far a guest may go: no further than the app allows."""
        return replace(asked, memory=min(asked.memory, self._host.settings[settings.MAX_MEMORY]))

    async def _directory(self, asked: Directory) -> Directory:
        use = Use.WRITE if asked.writable else Use.READ
        real = str(await self._folders.located(asked.host, use, folder=True))
        # A guest opens files below by itself, so nothing that pages may not use may lie there.
        if (why := await to_thread.run_sync(self._host.path_guard.refusal, real, Use.RENAME)) is not None:
            raise Denied(f'Cannot grant "{asked.host[:300]}" to a guest: {why}')
        return replace(asked, host=real)
