"""`Download`: one archive that comes from the server, from where an earlier download stopped, and is verified."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio
from anyio import from_thread, to_thread

from oro_updater.errors import UpdateRefused, UpdateUnreachable
from oro_updater.manifest import digest_of
from oro_updater.offer import Archive
from oro_updater.server import Server, each_piece

if TYPE_CHECKING:
    import httpx

__all__ = ("Download",)

Progress = Callable[[int], None]


class Download:
    """See the module.

    Args:
        server: the server of updates.
        archive: what to download.
        path: the file to download to.
        progress: called with the bytes that are there.
    """

    def __init__(self, server: Server, archive: Archive, path: Path, progress: Progress) -> None:
        self._server = server
        self._archive = archive
        self._path = path
        self._progress = progress

    async def run(self) -> None:
        """Download the archive, and verify it.

        What came stays in the file if the connection breaks or the task is cancelled.

        Raises:
            UpdateRefused: it is not what was signed; the file is removed.
            UpdateUnreachable: the server cannot be reached, broke off, or is too slow.
            OSError: the file cannot be written.
        """
        begun = await to_thread.run_sync(self._size)
        for at in dict.fromkeys((begun if begun <= self._archive.length else 0, 0)):
            began = at if at == self._archive.length else await self._fetch(at)
            if await to_thread.run_sync(self._is_signed):
                return
            await to_thread.run_sync(self._path.unlink)
            if began == 0:
                break  # else its beginning was of another file: once more, all of it
        raise UpdateRefused(f'Cannot update: "{self._archive.path}" is not the file that was signed')

    async def _fetch(self, at: int) -> int:
        """Download what is missing, and return where that began."""
        folder, _, name = self._archive.path.rpartition("/")
        named = f"{quote(folder)}{'/' if folder else ''}{self._archive.hashes['sha256']}.{quote(name)}"
        url, deadline = f"{self._server.url}targets/{named}", self._server.deadline
        headers = {"range": f"bytes={at}-"} if at else {}
        with anyio.move_on_after(deadline) as scope:
            async with self._server.get(url, headers) as response:
                scope.deadline = math.inf  # the head is here; the rest is held to its speed
                at = _beginning(response, at, url)
                await self._write(response, at)
        if scope.cancelled_caught:
            raise UpdateUnreachable(f'Cannot update: "{url}" did not answer within {deadline:g} seconds')
        return at

    async def _write(self, response: httpx.Response, at: int) -> None:
        try:
            at = await self._append(response, at)
        except UpdateRefused:
            await to_thread.run_sync(self._path.unlink)
            raise
        if at < self._archive.length:
            raise UpdateUnreachable(
                f"Cannot update: the connection broke off after {at} of {self._archive.length} bytes; the next try "
                "goes on"
            )

    async def _append(self, response: httpx.Response, at: int) -> int:
        """Write an answer to the file from a place on, and return the bytes that are there."""
        pace = self._server.pace()
        async with await anyio.open_file(self._path, "r+b" if at else "wb") as file:
            await file.seek(at)
            await file.truncate()

            async def take(piece: bytes) -> None:
                nonlocal at
                at += len(piece)
                if at > self._archive.length:
                    raise UpdateRefused(f'Cannot update: "{self._archive.path}" is longer than what was signed')
                await file.write(piece)
                self._progress(at)
                pace.add(len(piece))

            try:
                await each_piece(response, take)
            finally:
                with anyio.CancelScope(shield=True):
                    await file.flush()
            await to_thread.run_sync(os.fsync, file.wrapped.fileno())
        return at

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def _is_signed(self) -> bool:
        length, digest = self._archive.length, self._archive.hashes["sha256"]
        return self._size() == length and digest_of(self._path, from_thread.check_cancelled) == digest


def _beginning(response: httpx.Response, at: int, url: str) -> int:
    """Return where an answer begins in the file."""
    if response.status_code == 200:
        return 0
    if response.status_code != 206:
        raise UpdateUnreachable(f'Cannot update: "{url}" answered {response.status_code}')
    if not response.headers.get("content-range", "").startswith(f"bytes {at}-"):
        raise UpdateUnreachable(f'Cannot update: "{url}" answered with another part than was asked for')
    return at
