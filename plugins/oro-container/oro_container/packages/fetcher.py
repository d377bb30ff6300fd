"""`Fetcher`, asks servers over HTTP, with limits, further tries and redirects.

Rules
1. Headers are made anew for each address, so that a redirect never carries a token to another one.
2. A redirect from https to http is refused.
3. Connection errors, answers that end early, 408, 429 and 5xx are tried again, a few times, ever later.
4. An answer has a limit of bytes, without its compression, and of seconds.
5. Every address, those of redirects too, must be one that the caller admits, and its host must lead where it may.
6. HTTP/1.1 over several connections, as h2 takes three times as long for archives (115 of vite and express, 174 MB:
   2.3 and 7.5 s), and saves a third for metadata (68 of express: 0.44 and 0.29 s).
7. Proxies and certificates are those of the environment (`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`).
"""

from __future__ import annotations

import random
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
import trio

from oro_container.errors import CannotFetch
from oro_container.packages.network import Network
from oro_container.packages.reaching import Leads, hold_addresses

__all__ = ("Answer", "Fetcher", "shown_address")

Headers = Mapping[str, str]
_REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 1 << 20
_AGAIN = (408, 420, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a server."""

    status: int
    headers: Headers
    body: bytes


def _is_address(text: str) -> bool:
    """Whether an address can be taken apart."""
    try:
        _ = urlsplit(text).port
    except ValueError:
        return False
    return True


class _Again(Exception):
    """A try failed, and another one may not; the text says why."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


def shown_address(url: str) -> str:
    """Return an address without the password and the query it may have."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


class Fetcher:
    """Ask servers; an async context manager.

    Args:
        network: how.
        headers: makes the headers of a request, its token among them, from the address.
        admits: tells whether an address may be asked.
        leads: tells whether the host of one may lead where it does; anywhere unless given.
    """

    def __init__(
        self,
        network: Network,
        headers: Callable[[str], Headers],
        admits: Callable[[str], bool] = lambda url: True,
        leads: Leads | None = None,
    ) -> None:
        self._leads = leads
        self._network = network
        self._admits = admits
        self._headers = headers
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._making = trio.Lock()
        self._limiter = trio.CapacityLimiter(network.connections)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with trio.CancelScope(shield=True):
            for client in self._clients.values():
                await client.aclose()

    async def get(
        self,
        url: str,
        what: str,
        limit: int,
        headers: Headers | None = None,
        arrived: Callable[[int], None] | None = None,
    ) -> Answer:
        """Return the answer to a GET, whatever its status; if cancelled, the request is.

        Args:
            url: where.
            what: what is fetched, for errors.
            limit: most bytes of its body.
            headers: headers beside those every request has.
            arrived: is told of bytes as they come.

        Raises:
            CannotFetch: it failed, and did so again.
        """
        async with self._limiter:
            for attempt in range(self._network.tries):
                try:
                    return await self._followed(url, what, limit, headers or {}, arrived)
                except _Again as error:
                    if attempt + 1 == self._network.tries:
                        raise CannotFetch(what, shown_address(url), f"{error}, {attempt + 1} times") from error
                    await trio.sleep(self._wait(attempt, error.wait))
        raise AssertionError

    def _wait(self, attempt: int, asked: float) -> float:
        wait = self._network.wait_seconds * float(4**attempt) * (1 + random.random() / 4)
        return min(max(wait, asked), self._network.longest_wait)

    async def _followed(
        self, url: str, what: str, limit: int, headers: Headers, arrived: Callable[[int], None] | None
    ) -> Answer:
        for _ in range(self._network.redirects + 1):
            if not _is_address(url):
                raise CannotFetch(what, url[:500], "that is no address")
            if not self._admits(url):
                raise CannotFetch(what, shown_address(url), "the container's policy does not allow its host")
            answer = await self._asked(url, what, limit, headers, arrived)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            location = answer.headers["location"]
            following = urljoin(url, location) if _is_address(location) else ""
            if not following.startswith("https:" if url.startswith("https:") else ("http:", "https:")):
                raise CannotFetch(
                    what,
                    shown_address(url),
                    f"it leads to {shown_address(following) or location[:200]}, which is not safe",
                )
            url = following
        raise CannotFetch(what, shown_address(url), f"it leads on more than {self._network.redirects} times")

    async def _asked(
        self, url: str, what: str, limit: int, headers: Headers, arrived: Callable[[int], None] | None
    ) -> Answer:
        client = await self._client(url)
        sent = {**self._headers(url), **headers, "accept-encoding": "gzip"}
        try:
            with trio.fail_after(self._network.total_seconds):
                async with client.stream("GET", url, headers=sent) as response:
                    if response.status_code in _AGAIN:
                        raise _Again(f"it was answered with status {response.status_code}", _asked_wait(response))
                    coding = response.headers.get("content-encoding", "identity").lower()
                    body = await _read(response, _Body(what, shown_address(url), limit, coding), arrived)
                    return Answer(response.status_code, response.headers, body)
        except trio.TooSlowError as error:
            raise CannotFetch(
                what, shown_address(url), f"it took more than {self._network.total_seconds:g} seconds"
            ) from error
        except httpx.TimeoutException as error:
            raise _Again(f"no byte came within {self._network.silent_seconds:g} seconds") from error
        except httpx.TransportError as error:
            raise _Again(str(error).rstrip(".") or type(error).__name__) from error
        except httpx.InvalidURL as error:
            raise CannotFetch(what, shown_address(url)[:300], str(error)) from error

    async def _client(self, url: str) -> httpx.AsyncClient:
        """Return the client of http or of https; to load certificates takes long and is done when they are needed."""
        safe = not url.startswith("http:")
        async with self._making:
            if safe not in self._clients:
                context = await trio.to_thread.run_sync(httpx.create_ssl_context) if safe else _trusting_none()
                network = self._network
                client = self._clients[safe] = httpx.AsyncClient(
                    verify=context,
                    timeout=httpx.Timeout(network.silent_seconds, connect=network.connect_seconds, pool=None),
                    limits=httpx.Limits(
                        max_connections=network.connections, max_keepalive_connections=network.connections
                    ),
                )
                if self._leads is not None:
                    hold_addresses(client, self._leads)
            return self._clients[safe]


class _Body:
    """The bytes of an answer as they come, without gzip."""

    def __init__(self, what: str, url: str, limit: int, coding: str) -> None:
        self._pieces: list[bytes] = []
        self._what = what
        self._url = url
        self._limit = limit
        self._left = limit
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS) if coding in ("gzip", "x-gzip") else None
        if self._stream is None and coding != "identity":
            raise _Again(f'it came with the encoding "{coding[:40]}", which was not asked for')

    def add(self, piece: bytes) -> None:
        """Add what came.

        Raises:
            CannotFetch: it is too much.
            _Again: it is damaged.
        """
        if self._stream is None:
            self._keep(piece)
            return
        try:
            while piece and not self._stream.eof:
                self._keep(self._stream.decompress(piece, _BLOCK))
                piece = self._stream.unconsumed_tail
        except zlib.error as error:
            raise _Again(f"its gzip data are damaged ({error})") from error

    def whole(self) -> bytes:
        """Return everything.

        Raises:
            CannotFetch: it is too much.
            _Again: its end is missing.
        """
        while self._stream is not None and not self._stream.eof:
            if not (piece := self._stream.decompress(b"", _BLOCK)):
                if self._pieces:
                    raise _Again("its gzip data end early")
                break
            self._keep(piece)
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._left -= len(piece)
        if self._left < 0:
            raise CannotFetch(self._what, self._url, f"it has more than the {self._limit:,} bytes that are allowed")
        self._pieces.append(piece)


async def _read(response: httpx.Response, body: _Body, arrived: Callable[[int], None] | None) -> bytes:
    """Read an answer to its end; httpx leaves generators behind if it is not."""
    failure: Exception | None = None
    try:
        async for piece in response.aiter_raw():
            if failure is not None:
                continue
            try:
                body.add(piece)
                if arrived is not None:
                    arrived(len(piece))
            except (CannotFetch, _Again) as error:
                failure = error
                await response.aclose()
    except httpx.TransportError:
        if failure is None:
            raise
    if failure is not None:
        raise failure
    return body.whole()


def _asked_wait(response: httpx.Response) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _trusting_none() -> ssl.SSLContext:
    """Return a context without certificates, for a client that speaks plain http."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
