"""The HTTP client for other sites: follows redirects, and passes answers on as they come."""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import anyio
import httpx

from oro_framework.errors import Broken, Closed
from oro_framework.proxies import Proxy, client_options
from oro_framework.requests import Head
from oro_framework.tls import modern
from oro_sw.answers.fetched import Fetched
from oro_sw.answers.redirects import REDIRECTS

__all__ = ("WebClient", "hidden", "kept")

MOST_REDIRECTS = 20
CONNECTING = 30.0
"""Seconds a connection may take."""
KEPT = frozenset({"content-type", "content-range", "vary", "x-content-type-options"})
_HIDDEN = re.compile(r"(?:text/html|(?:text|application)/(?:[\w.+-]+\+)?(?:json|xml)|[\w.+-]+/[\w.+-]+\+json)")
"""Types that no element can use; pictures in XML have a type of their own, `image/svg+xml`."""


class WebClient:
    """Asks other sites without cookies.

    Args:
        check_url: raises unless a URL may be asked; called for each redirect as well.
        check_certificate: called with httpx's trace events, and raises for a certificate that is not pinned.
        proxy: returns the proxy of the app.
    """

    def __init__(
        self,
        check_url: Callable[[str], None],
        check_certificate: Callable[[str, Mapping[str, Any]], Awaitable[None]],
        proxy: Callable[[], Proxy | None] = lambda: None,
    ) -> None:
        self._check_url = check_url
        self._extensions = {"trace": check_certificate}
        self._proxy = proxy
        self._verify = modern(ssl.create_default_context())
        self._clients: dict[Proxy | None, httpx.AsyncClient] = {}

    def _client(self) -> httpx.AsyncClient:
        """Return the client of the proxy there is now."""
        proxy = self._proxy()
        if proxy not in self._clients:
            self._clients[proxy] = httpx.AsyncClient(
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                timeout=httpx.Timeout(None, connect=CONNECTING),
                verify=self._verify,
                **client_options(proxy),
            )
        return self._clients[proxy]

    async def ask(self, method: str, url: str, headers: Mapping[str, str], fetched: Fetched) -> None:
        """Send a request, follow redirects, and pass the answer on.

        Raises:
            Broken: there is no answer, or it is not for other sites.
            Denied: a URL or a certificate was refused.
        """
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self._check_url(url)
                client = self._client()
                request = client.build_request(method, url, headers=headers, extensions=self._extensions)
                response = await client.send(request, stream=True)
                try:
                    location = response.headers.get("location") if response.status_code in REDIRECTS else None
                    if location is None:
                        await _pass_on(response, fetched)
                        return
                finally:
                    await response.aclose()
                url = urljoin(url, location)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            raise Broken(f'Cannot fetch "{url[:200]}": {error}') from error
        raise Broken(f'Cannot fetch "{url[:200]}": it was redirected more than {MOST_REDIRECTS} times')

    async def close(self) -> None:
        """Close its connections."""
        for client in self._clients.values():
            await client.aclose()


async def _pass_on(response: httpx.Response, fetched: Fetched) -> None:
    """Pass an answer on as it comes.

    Raises:
        Broken: it says that it is not for other sites.
        httpx.HTTPError: it broke off before it began.
    """
    if response.headers.get("cross-origin-resource-policy", "").strip() in ("same-origin", "same-site"):
        raise Broken(f'Cannot fetch "{response.url}": its Cross-Origin-Resource-Policy keeps it for its own site')
    headers = kept(response.headers.multi_items())
    if hidden(response.headers.get("content-type", "")):
        fetched.respond(Head(response.status_code, headers), b"")
        return
    writer, chunks = fetched.spool(Head(response.status_code, headers)), response.aiter_bytes()
    try:
        async for chunk in chunks:
            await writer.write(chunk)
        writer.close()
    except Closed:
        return
    finally:
        writer.abort()
        await _end(response, chunks)


async def _end(response: httpx.Response, chunks: AsyncIterator[bytes]) -> None:
    """Run a generator that reads an answer to its end; left in the middle it would end in the garbage collector."""
    with anyio.CancelScope(shield=True), suppress(Exception):
        await response.aclose()
        async for _ in chunks:
            pass


def hidden(content_type: str) -> bool:
    """Tell whether an answer is of a type that no element can use."""
    return _HIDDEN.fullmatch(content_type.partition(";")[0].strip().lower()) is not None


def kept(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers that elements need."""
    return [(name.lower(), value) for name, value in headers if name.lower() in KEPT]
