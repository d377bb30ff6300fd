"""What workers fetch of other sites without asking for their consent (`mode: 'no-cors'`).

No engine lets a script have such an answer, so what the engine fetched could not be handed on nor cached. The host
fetches in its stead, and the worker never has more of the answer than its name.

Rules
1. No cookies, credentials or referrer are sent, and none are kept.
2. The permission, and what it is narrowed to, holds for every address a redirect leads to; so do the app's pins.
3. An answer that says whom it is for (`Cross-Origin-Resource-Policy`) is not for us.
4. What no element can use, such as a page or JSON, is empty; of headers only those elements need are kept.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import anyio

from oro_framework.errors import Broken, Closed, Denied, OroError
from oro_framework.requests import Head
from oro_framework.scopes import HostPattern
from oro_framework.tls import modern
from oro_framework.types import Host
from oro_sw import settings
from oro_sw.answers.fetched import Fetched
from oro_sw.answers.redirects import REDIRECTS

if TYPE_CHECKING:
    import anyio.abc
    import httpx

__all__ = ("Foreign", "hidden", "kept")

MOST_REDIRECTS = 20
CONNECTING = 30.0
"""Seconds a connection may take."""
SENT = frozenset({"accept", "accept-language", "content-language", "range", "user-agent"})
"""Headers a worker may send: those that need no site's consent."""
KEPT = frozenset({"content-type", "content-range", "vary", "x-content-type-options"})
FETCH_METADATA = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "empty"}
_HIDDEN = re.compile(r"(?:text/html|(?:text|application)/(?:[\w.+-]+\+)?(?:json|xml)|[\w.+-]+/[\w.+-]+\+json)")
"""Types of what no element can use; pictures in XML have a type of their own, `image/svg+xml`."""


class Foreign:
    """See the module. Loop thread.

    Args:
        host: whose settings narrow the permission.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._peers = host.settings[settings.OPAQUE_PEERS]
        self._group: anyio.abc.TaskGroup | None = None
        self._client: httpx.AsyncClient | None = None

    def run(self, group: anyio.abc.TaskGroup) -> None:
        """Give what it fetches a place to run in."""
        self._group = group

    async def fetch(self, method: str, url: str, headers: Sequence[tuple[str, str]]) -> Fetched:
        """Ask another site; return its answer once its head is there. If cancelled, so is the request.

        Args:
            method: GET or HEAD.
            url: of http or https.
            headers: of the request; those that would need the site's consent are left out.

        Raises:
            Broken: there is no answer, or it is not for us.
            Denied: the permission is narrowed to others.
        """
        sent = {name.lower(): value for name, value in headers if name.lower() in SENT} | FETCH_METADATA

        def begin(fetched: Fetched) -> _Errand:
            assert self._group is not None, "run() comes first"
            errand = _Errand()
            self._group.start_soon(self._answer, errand, fetched, method, url, sent)
            return errand

        return await Fetched.open(begin)

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _answer(
        self, errand: _Errand, fetched: Fetched, method: str, url: str, headers: Mapping[str, str]
    ) -> None:
        with errand.scope:
            try:
                await self._ask(fetched, method, url, headers)
            except OroError as error:
                fetched.fail(error)

    async def _ask(self, fetched: Fetched, method: str, url: str, headers: Mapping[str, str]) -> None:
        import httpx

        client = self._connected()
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self._check(url)
                request = client.build_request(method, url, headers=headers, extensions={"trace": self._pinned})
                response = await client.send(request, stream=True)
                try:
                    location = response.headers.get("location") if response.status_code in REDIRECTS else None
                    if location is None:
                        await _give(response, fetched)
                        return
                finally:
                    await response.aclose()
                url = urljoin(url, location)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            raise Broken(f'Cannot fetch "{url[:200]}": {error}') from error
        raise Broken(f'Cannot fetch "{url[:200]}": it was redirected more than {MOST_REDIRECTS} times')

    def _check(self, url: str) -> None:
        """Raise unless the permission reaches where a URL leads."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in ("http", "https") or not host:
            raise Broken(f'Cannot fetch "{url[:200]}": it is no address of a web site')
        allowed = self._peers.allows(host, port)
        if not self._host.scoped(settings.OPAQUE_PEERS.key, HostPattern.exact(host, port), allowed):
            raise Denied(f'Cannot fetch "{url[:200]}": {settings.OPAQUE_PEERS.key} allows only {self._peers}')

    async def _pinned(self, event: str, info: Mapping[str, Any]) -> None:
        """Refuse a certificate that the app's pins do not name, before anything is sent."""
        if event != "connection.start_tls.complete":
            return
        connection = info["return_value"].get_extra_info("ssl_object")
        name, der = connection.server_hostname or "", connection.getpeercert(binary_form=True)
        port = info["return_value"].get_extra_info("server_addr")[1]
        if self._host.settings["webview_tls_pins"].accepts(name, port, der) is False:
            raise Denied(f'Cannot fetch of "{name}": its certificate is none of those webview_tls_pins names')

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            import ssl
            from http.cookiejar import CookieJar, DefaultCookiePolicy

            import httpx

            forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=()))
            timeout = httpx.Timeout(None, connect=CONNECTING)
            trusting = modern(ssl.create_default_context())
            self._client = httpx.AsyncClient(cookies=forgetful, timeout=timeout, verify=trusting)
        return self._client


class _Errand:
    """One request under way."""

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()

    def abort(self) -> None:
        self.scope.cancel()


async def _give(response: httpx.Response, fetched: Fetched) -> None:
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
    """Have what reads an answer come to its end: generators left in the midst end wherever they are collected."""
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
