"""`Server`: the requests an app makes to the static server of its updates.

1. Redirects stay on the same scheme, host and port, and are at most five.
2. Nothing is waited for without end: metadata has a deadline, and so has the head of an archive.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio

from oro_framework.proxies import Proxy, client_options
from oro_framework.tls import modern
from oro_updater.errors import UpdateRefused, UpdateUnreachable
from oro_updater.pace import Pace

if TYPE_CHECKING:
    from ssl import SSLContext

    import httpx

__all__ = ("Server", "each_piece")

REDIRECTS = 5


class Server:
    """See the module.

    Args:
        url: the folder that the repository is served at.
        deadline: seconds that one file of metadata may take.
        silence: seconds without a byte after which a connection counts as broken.
        speed: bytes per second that an archive must come with, measured over `window`.
        window: seconds.
        proxy: returns the proxy of the app.
    """

    def __init__(
        self,
        url: str,
        *,
        deadline: float = 30.0,
        silence: float = 30.0,
        speed: float = 1024.0,
        window: float = 60.0,
        proxy: Callable[[], Proxy | None] = lambda: None,
    ) -> None:
        self.url = url.rstrip("/") + "/"
        self.deadline = deadline
        self._silence = silence
        self._speed = speed
        self._window = window
        self._proxy = proxy
        self._verify: SSLContext | bool | None = None

    async def metadata(self, name: str, limit: int) -> tuple[int, bytes]:
        """Return the status and contents of a file of metadata.

        Raises:
            UpdateRefused: it is longer than the limit.
            UpdateUnreachable: the server cannot be reached, or is too slow.
        """
        url = f"{self.url}metadata/{quote(name)}"
        data = bytearray()
        with anyio.move_on_after(self.deadline) as scope:
            async with self.get(url) as response:
                if response.status_code != 200:
                    return response.status_code, b""

                async def take(piece: bytes) -> None:
                    data.extend(piece)
                    if len(data) > limit:
                        raise UpdateRefused(f'Cannot update: "{url}" is longer than {limit} bytes')

                await each_piece(response, take)
        if scope.cancelled_caught:
            raise UpdateUnreachable(f'Cannot update: "{url}" took more than {self.deadline:g} seconds')
        return 200, bytes(data)

    def pace(self) -> Pace:
        """Return what holds an answer to the speed."""
        return Pace(self._speed, self._window)

    @asynccontextmanager
    async def get(self, url: str, headers: dict[str, str] | None = None) -> AsyncIterator[httpx.Response]:
        """Ask for an address, and give the answer while the block lasts.

        Raises:
            UpdateRefused: it leads to another server.
            UpdateUnreachable: the server cannot be reached, or is silent.
        """
        import httpx

        if self._verify is None:
            self._verify = self.url.startswith("https:") and modern(httpx.create_ssl_context())
        try:
            async with httpx.AsyncClient(
                headers={"user-agent": "oro-updater", "accept-encoding": "identity"},
                timeout=httpx.Timeout(self._silence),
                verify=self._verify,
                **client_options(self._proxy()),
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


async def each_piece(response: httpx.Response, take: Callable[[bytes], Awaitable[None]]) -> None:
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


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
