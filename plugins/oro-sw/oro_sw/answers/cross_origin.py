"""Requests of workers to other sites without these sites' consent (`mode: 'no-cors'`).

No engine lets a script have such an answer, so an answer the engine fetched could not be handed on nor cached. The
host fetches instead, and the worker never has more of the answer than its name.

Rules
1. No cookies, credentials or referrer are sent, and none are kept.
2. The permission and its scope hold for every address a redirect leads to; so do the app's pins.
3. An answer for its own site alone (`Cross-Origin-Resource-Policy`) is refused.
4. An answer that no element can use, such as a page or JSON, is empty; of headers only those elements need are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
import anyio.abc

from oro_framework.errors import Broken, Denied, OroError
from oro_framework.scopes import HostPattern
from oro_framework.types import Host
from oro_sw import settings
from oro_sw.answers.fetched import Fetched

if TYPE_CHECKING:
    from oro_sw.answers.web_client import WebClient

__all__ = ("CrossOriginFetch",)

SENT = frozenset({"accept", "accept-language", "content-language", "range", "user-agent"})
"""Headers a worker may send: those that need no site's consent."""
FETCH_METADATA = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "empty"}


class CrossOriginFetch:
    """Fetches from other sites for workers, by the rules of the module. Loop thread.

    Args:
        host: its settings narrow the permission.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._peers = host.settings[settings.OPAQUE_PEERS]
        self._group: anyio.abc.TaskGroup | None = None
        self._client: WebClient | None = None

    def run(self, group: anyio.abc.TaskGroup) -> None:
        """Run requests in a task group."""
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

        def begin(fetched: Fetched) -> _Request:
            assert self._group is not None, "run() comes first"
            request = _Request()
            self._group.start_soon(self._answer, request, fetched, method, url, sent)
            return request

        return await Fetched.open(begin)

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.close()

    async def _answer(
        self, request: _Request, fetched: Fetched, method: str, url: str, headers: Mapping[str, str]
    ) -> None:
        with request.scope:
            try:
                await self._connected().ask(method, url, headers, fetched)
            except OroError as error:
                fetched.fail(error)

    def _check_url(self, url: str) -> None:
        """Raise unless the permission reaches the host of a URL."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in ("http", "https") or not host:
            raise Broken(f'Cannot fetch "{url[:200]}": it is no address of a web site')
        allowed = self._peers.allows(host, port)
        if not self._host.scoped(settings.OPAQUE_PEERS.key, HostPattern.exact(host, port), allowed):
            raise Denied(f'Cannot fetch "{url[:200]}": {settings.OPAQUE_PEERS.key} allows only {self._peers}')

    async def _check_certificate(self, event: str, info: Mapping[str, Any]) -> None:
        """Refuse a certificate that the app's pins do not name, before anything is sent."""
        if event != "connection.start_tls.complete":
            return
        connection = info["return_value"].get_extra_info("ssl_object")
        name, der = connection.server_hostname or "", connection.getpeercert(binary_form=True)
        port = info["return_value"].get_extra_info("server_addr")[1]
        if self._host.settings["webview_tls_pins"].accepts(name, port, der) is False:
            raise Denied(f'Cannot fetch of "{name}": its certificate is none of those webview_tls_pins names')

    def _connected(self) -> WebClient:
        if self._client is None:
            # httpx takes long to import: apps whose workers ask no other site go without.
            from oro_sw.answers.web_client import WebClient

            self._client = WebClient(self._check_url, self._check_certificate, lambda: self._host.session().proxy)
        return self._client


class _Request:
    """One request under way."""

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()

    def abort(self) -> None:
        self.scope.cancel()
