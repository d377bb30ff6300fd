"""`Server`: the requests an app makes to the static server of its updates.

1. Addresses are `https:`; `http:` is for this machine itself, or where the app's settings say so. What is signed
   cannot be forged on the way, but anyone there could see who updates what, and hold updates back.
2. Redirects stay on the same scheme, host and port, and are at most five.
3. Nothing is waited for without end: metadata has a deadline, an archive has to come at some speed.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import anyio
from anyio import from_thread, to_thread

from oro_framework.errors import ConfigError
from oro_framework.tls import modern
from oro_updater.errors import UpdateRefused, UpdateUnreachable
from oro_updater.manifest import digest_of
from oro_updater.offer import Archive

if TYPE_CHECKING:
    from ssl import SSLContext

    import httpx

__all__ = ("Server", "check_address")

REDIRECTS = 5
Progress = Callable[[int], None]


def check_address(url: str, *, plain: bool) -> None:
    """Raise `ConfigError` unless updates may come from an address, by rule 1."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f'Cannot update from "{url}": [updater] url must be as https://example.com/updates')
    if parts.scheme == "http" and not plain and not _is_loopback(parts.hostname):
        raise ConfigError(
            f'Cannot update from "{url}": it is not encrypted, so others on the way see who updates what; use https, '
            "or say [updater] http = true"
        )


class Server:
    """See the module.

    Args:
        url: the folder that the repository is served at.
        deadline: seconds that one file of metadata may take.
        silence: seconds without a byte after which a connection counts as broken.
        speed: bytes per second that an archive must come with, measured over `window`.
        window: seconds.
    """

    def __init__(
        self, url: str, *, deadline: float = 30.0, silence: float = 30.0, speed: float = 1024.0, window: float = 60.0
    ) -> None:
        self.url = url.rstrip("/") + "/"
        self._deadline = deadline
        self._silence = silence
        self._speed = speed
        self._window = window
        self._verify: SSLContext | bool | None = None

    async def metadata(self, name: str, limit: int) -> tuple[int, bytes]:
        """Return the status and contents of a file of metadata.

        Raises:
            UpdateRefused: it is longer than the limit.
            UpdateUnreachable: the server cannot be reached, or is too slow.
        """
        url = f"{self.url}metadata/{quote(name)}"
        data = bytearray()
        with anyio.move_on_after(self._deadline) as scope:
            async with self._get(url) as response:
                if response.status_code != 200:
                    return response.status_code, b""

                async def take(piece: bytes) -> None:
                    data.extend(piece)
                    if len(data) > limit:
                        raise UpdateRefused(f'Cannot update: "{url}" is longer than {limit} bytes')

                await _each(response, take)
        if scope.cancelled_caught:
            raise UpdateUnreachable(f'Cannot update: "{url}" took more than {self._deadline:g} seconds')
        return 200, bytes(data)

    async def archive(self, archive: Archive, path: Path, progress: Progress) -> None:
        """Download an archive, from where an earlier download stopped, and verify it.

        What came stays at `path` if the connection breaks or the task is cancelled.

        Args:
            archive: what to download.
            path: the file to download to.
            progress: called with the bytes that are there.

        Raises:
            UpdateRefused: it is not what was signed; the file is removed.
            UpdateUnreachable: the server cannot be reached, broke off, or is too slow.
            OSError: the file cannot be written.
        """
        begun = await to_thread.run_sync(_size, path)
        for at in dict.fromkeys((begun if begun <= archive.length else 0, 0)):
            began = at if at == archive.length else await self._fetch(archive, path, at, progress)
            if await to_thread.run_sync(_is_signed, archive, path):
                return
            await to_thread.run_sync(path.unlink)
            if began == 0:
                break  # else its beginning was of another file: once more, all of it
        raise UpdateRefused(f'Cannot update: "{archive.path}" is not the file that was signed')

    async def _fetch(self, archive: Archive, path: Path, at: int, progress: Progress) -> int:
        """Download what is missing, and return where that began."""
        folder, _, name = archive.path.rpartition("/")
        url = f"{self.url}targets/{quote(folder)}{'/' if folder else ''}{archive.hashes['sha256']}.{quote(name)}"
        headers = {"range": f"bytes={at}-"} if at else {}
        with anyio.move_on_after(self._deadline) as scope:
            async with self._get(url, headers) as response:
                scope.deadline = math.inf  # the head is here; the rest is held to its speed
                at = self._beginning(response, at, url)
                await self._write(response, archive, path, at, progress)
        if scope.cancelled_caught:
            raise UpdateUnreachable(f'Cannot update: "{url}" did not answer within {self._deadline:g} seconds')
        return at

    def _beginning(self, response: httpx.Response, at: int, url: str) -> int:
        """Return where an answer begins in the file."""
        if response.status_code == 200:
            return 0
        if response.status_code != 206:
            raise UpdateUnreachable(f'Cannot update: "{url}" answered {response.status_code}')
        if not response.headers.get("content-range", "").startswith(f"bytes {at}-"):
            raise UpdateUnreachable(f'Cannot update: "{url}" answered with another part than was asked for')
        return at

    async def _write(self, response: httpx.Response, archive: Archive, path: Path, at: int, progress: Progress) -> None:
        pace = _Pace(self._speed, self._window)
        async with await anyio.open_file(path, "r+b" if at else "wb") as file:
            await file.seek(at)
            await file.truncate()

            async def take(piece: bytes) -> None:
                nonlocal at
                at += len(piece)
                if at > archive.length:
                    raise UpdateRefused(f'Cannot update: "{archive.path}" is longer than what was signed')
                await file.write(piece)
                progress(at)
                pace.add(len(piece))

            try:
                await _each(response, take)
            finally:
                with anyio.CancelScope(shield=True):
                    await file.flush()
            await to_thread.run_sync(os.fsync, file.wrapped.fileno())
        if at < archive.length:
            raise UpdateUnreachable(
                f"Cannot update: the connection broke off after {at} of {archive.length} bytes; the next try goes on"
            )

    @asynccontextmanager
    async def _get(self, url: str, headers: dict[str, str] | None = None) -> AsyncIterator[httpx.Response]:
        import httpx

        if self._verify is None:
            self._verify = self.url.startswith("https:") and modern(httpx.create_ssl_context())
        try:
            async with httpx.AsyncClient(
                headers={"user-agent": "oro-updater", "accept-encoding": "identity"},
                timeout=httpx.Timeout(self._silence),
                verify=self._verify,
            ) as client:
                for _ in range(REDIRECTS + 1):
                    async with client.stream("GET", url, headers=headers) as response:
                        if not response.has_redirect_location:
                            yield response
                            return
                        url = self._led_to(response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UpdateUnreachable(f'Cannot update: "{url}" cannot be reached ({_reason(error)})') from error
        raise UpdateUnreachable(f'Cannot update: the server leads in circles, at last to "{url}"')

    def _led_to(self, response: httpx.Response) -> str:
        wanted = response.url.join(response.headers["location"])
        if (wanted.scheme, wanted.host, wanted.port) != (response.url.scheme, response.url.host, response.url.port):
            raise UpdateRefused(
                f'Cannot update: the server leads to "{wanted}", another one; set [updater] url to where the files are'
            )
        return str(wanted)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Pace:
    """How fast an answer comes."""

    def __init__(self, speed: float, window: float) -> None:
        self._speed = speed
        self._window = window
        self._since = time.monotonic()
        self._got = 0

    def add(self, size: int) -> None:
        """Count bytes.

        Raises:
            UpdateUnreachable: too few came in the last window.
        """
        self._got += size
        passed = time.monotonic() - self._since
        if passed < self._window:
            return
        if self._got < self._speed * passed:
            speed = self._got / passed
            raise UpdateUnreachable(f"Cannot update: the server sends too slowly ({speed:.0f} bytes a second)")
        self._since, self._got = time.monotonic(), 0


async def _each(response: httpx.Response, take: Callable[[bytes], Awaitable[None]]) -> None:
    """Hand over an answer piece by piece; what `take` raises ends it.

    The generators of httpx close in order only if the error comes from within, so the answer is cancelled there.
    """
    trouble: Exception | None = None
    with anyio.CancelScope() as stop:
        async for piece in response.aiter_raw():
            if trouble is not None:
                continue
            try:
                await take(piece)
            except Exception as error:
                trouble = error
                stop.cancel()
    if trouble is not None:
        raise trouble


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _is_signed(archive: Archive, path: Path) -> bool:
    return _size(path) == archive.length and digest_of(path, from_thread.check_cancelled) == archive.hashes["sha256"]


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
