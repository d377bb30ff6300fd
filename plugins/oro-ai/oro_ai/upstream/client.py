"""`Client`, which sends requests to upstreams: no redirects, no cookies, no address but theirs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import anyio
import httpx
from anyio import to_thread

from oro_ai.upstream.errors import UpstreamFailed, UpstreamTimedOut
from oro_ai.upstream.events import EventReader, StreamBroken
from oro_ai.upstream.failure import Failed, Failure, failure_of
from oro_ai.upstream.keyring import Keys
from oro_ai.upstream.targets import Target
from oro_ai.upstream.upstream import Upstream
from oro_framework.proxies import DIRECT, client_options
from oro_framework.types import Host

__all__ = ("MOST_ANSWER", "Client")

MOST_ANSWER = 64 << 20
"""The most bytes of an answer that is no stream."""
MOST_ERROR = 64 << 10
DRAIN = 0.5
"""Seconds in which a stream ends that has said that it is done."""
CONNECT = 10.0
"""Seconds a connection may take."""
_HEADERS = {"content-type": "application/json", "user-agent": "oro-ai"}


class Client:
    """Sends requests to upstreams, over connections that are kept.

    Args:
        host: whose proxy and secrets are used.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._keys = Keys(host)
        self._opening = anyio.Lock()
        self._http: httpx.AsyncClient | None = None

    async def whole(self, target: Target, path: str, body: bytes | None) -> bytes:
        """Return the whole answer to a request.

        Args:
            target: the model that is asked.
            path: the endpoint, such as `/embeddings`.
            body: JSON to post; None for a GET.

        Raises:
            Failed: there is none.
        If cancelled, the connection is closed.
        """
        async with self._answered(target, path, body) as (response, _):
            data = await _read(response, MOST_ANSWER + 1)
            if len(data) > MOST_ANSWER:
                why = f"its answer has more than {MOST_ANSWER} bytes"
                raise Failed(Failure(error=UpstreamFailed(target.upstream.name, why)))
            return data

    async def events(self, target: Target, path: str, body: bytes) -> AsyncGenerator[bytes, None]:
        """Yield an answer in pieces as they come, each of one or more whole events.

        Raises:
            Failed: there is no answer.
            UpstreamFailed: the answer broke off after its first piece.
            UpstreamTimedOut: the upstream fell silent after its first piece.
        Closing it closes the connection.
        """
        begun = False
        try:
            async with self._answered(target, path, body) as (response, key):
                _check_stream(target, response)
                reader = EventReader(key)
                async with aclosing(_chunks(response)) as chunks:
                    async for chunk in chunks:
                        if told := reader.feed(chunk):
                            begun = True
                            yield told
                        if reader.done:
                            break
                    with anyio.move_on_after(DRAIN if reader.done else 0):
                        async for _ in chunks:  # to its very end, so that the connection can be used again
                            pass
                if told := reader.finish():
                    yield told
        except StreamBroken as error:
            failure = Failure(error=UpstreamFailed(target.upstream.name, str(error)), again=True)
            raise (failure.error if begun else Failed(failure)) from error
        except Failed as error:
            raise (error.failure.error if begun else error) from error.__cause__

    async def close(self) -> None:
        """Close all connections."""
        if self._http is not None:
            await self._http.aclose()

    @asynccontextmanager
    async def _answered(
        self, target: Target, path: str, body: bytes | None
    ) -> AsyncIterator[tuple[httpx.Response, str]]:
        """Send a request and give the successful answer, whose body is not read yet, and the key that was sent."""
        upstream = target.upstream
        try:
            key = await self._keys.of(upstream)
        except UpstreamFailed as error:
            raise Failed(Failure(error=error)) from error
        http = await self._opened()
        seconds = httpx.Timeout(upstream.timeout, connect=min(upstream.timeout, CONNECT))
        request = http.build_request(
            "GET" if body is None else "POST",
            upstream.url + path,
            content=body,
            headers=[*_HEADERS.items(), *upstream.headers.items(), *_key_header(upstream, key)],
            timeout=seconds,
        )
        with _mapped(upstream):
            response = await http.send(request, stream=True, follow_redirects=False)
            try:
                if response.status_code != 200:
                    failure = await _refused(target, response, key)
                    if response.status_code in (401, 403):
                        self._keys.forget(upstream)
                    raise Failed(failure)
                yield response, key
            finally:
                with anyio.CancelScope(shield=True):
                    await response.aclose()

    async def _opened(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._http is None:
                context = await to_thread.run_sync(httpx.create_ssl_context)
                direct = {"mounts": dict.fromkeys(DIRECT)}
                options = {**direct, **client_options(self._host.session().proxy)}
                jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
                self._http = httpx.AsyncClient(verify=context, cookies=jar, **options)
            return self._http


@contextmanager
def _mapped(upstream: Upstream) -> Iterator[None]:
    """Raise `Failed` for what goes wrong on the way to an upstream."""
    try:
        yield
    except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
        raise Failed(Failure(error=UpstreamTimedOut(upstream.name, upstream.timeout))) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise Failed(Failure(error=UpstreamFailed(upstream.name, _network(error)), again=True)) from error


def _network(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "it cannot be connected to in time"
    if isinstance(error, httpx.ConnectError):
        return f"it cannot be connected to ({_text(error)})"
    if isinstance(error, httpx.PoolTimeout):
        return "too many requests wait for it"
    return f"the connection broke ({_text(error)})"


def _text(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__


def _key_header(upstream: Upstream, key: str) -> list[tuple[str, str]]:
    if not key:
        return []
    bearer = upstream.key_header.lower() == "authorization" and " " not in key
    return [(upstream.key_header, f"Bearer {key}" if bearer else key)]


def _check_stream(target: Target, response: httpx.Response) -> None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        why = f'it answers with "{kind[:80]}" where a stream of events was asked for'
        raise Failed(Failure(error=UpstreamFailed(target.upstream.name, why)))


async def _refused(target: Target, response: httpx.Response, key: str) -> Failure:
    body = await _read(response, MOST_ERROR)
    headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}
    return failure_of(target, response.status_code, headers, body, key)


async def _read(response: httpx.Response, most: int) -> bytes:
    """Return a body, or so many bytes of it."""
    data = bytearray()
    async with aclosing(_chunks(response)) as chunks:
        async for chunk in chunks:
            data += chunk
            if len(data) >= most:
                break
    return bytes(data[:most])


async def _chunks(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Yield a body as it comes. Closing it reads no further, and leaves none of httpx's generators open."""
    pieces = response.aiter_bytes()
    try:
        async for piece in pieces:
            yield piece
    finally:
        # They end when what they wait for is cancelled; closing the outermost one leaves the others behind.
        with anyio.CancelScope() as leaving:
            leaving.cancel()
            async for _ in pieces:
                pass
