"""Decides which callers may use HTTP. Sans-IO.

Order of questions
1. `Host` must be a name or address of ours: a web page that has its own name lead here is told apart by it.
2. A web page of another origin, by `Origin` or `Sec-Fetch-Site`, may call only with CORS; what it may not read
   it must not have done either. What a browser fetches ahead of a click a page had it fetch, though
   `Sec-Fetch-Site` may say otherwise.
3. With a shared key every call shows it. Only the question whether a page may call needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hmac import compare_digest
from ipaddress import ip_address

from oro_framework.errors import Denied
from oro_framework.types import Headers
from oro_http.arrival import Arrival
from oro_http.mapping import METHODS

__all__ = ("Gate",)

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)
_OWN_SITES = (None, "none", "same-origin")
_READABLE: Headers = (("access-control-allow-origin", "*"), ("access-control-expose-headers", "*"))
_PREFLIGHT: Headers = (
    *_READABLE,
    ("access-control-allow-methods", ", ".join(METHODS)),
    ("access-control-allow-headers", "*, X-ORO-Auth, X-IPC-URI, X-IPC-Window-Index, Content-Type"),
    ("access-control-allow-private-network", "true"),
    ("access-control-max-age", "600"),
)


class Gate:
    """The verdict about a request, before anything of it is used.

    Args:
        names: names that are ours, addresses aside.
        loopback: whether only this machine can connect; then only loopback addresses are ours.
        key: the shared key, or empty.
        cors: whether web pages of every origin may call.
    """

    def __init__(self, *, names: Iterable[str], loopback: bool, key: str, cors: bool) -> None:
        self._names = frozenset({"localhost", *(_normal(name) for name in names)})
        self._loopback = loopback
        self._key = key.encode()
        self._cors = cors

    def admit(self, arrival: Arrival) -> None:
        """Let a request in or raise.

        Raises:
            Denied: it is for another host, of a page that may not call, or without the key.
        """
        host = self._host(arrival)
        if not self._cors:
            self._same_origin(arrival, host)
        if self._key and not arrival.preflight:
            shown = arrival.all("x-oro-auth")
            if len(shown) != 1 or not compare_digest(shown[0].encode("utf-8", "replace"), self._key):
                raise Denied("Cannot call over HTTP: header X-ORO-Auth does not hold the shared key")

    def headers(self, arrival: Arrival) -> Headers:
        """Return what lets a web page read the answer to a request."""
        if not self._cors or arrival.header("origin") is None:
            return ()
        return _PREFLIGHT if arrival.preflight else _READABLE

    def _host(self, arrival: Arrival) -> str:
        hosts = arrival.all("host")
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found is None or not self._ours(_normal(found[1])):
            named = hosts[0][:100] if hosts else ""
            raise Denied(f'Cannot call over HTTP: host "{named}" is none of ours; http_ipc_hosts can name it')
        return hosts[0].lower()

    def _ours(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._loopback

    def _same_origin(self, arrival: Arrival, host: str) -> None:
        origins = arrival.all("origin")
        strange = origins and [origin.lower() for origin in origins] != [f"http://{host}"]
        if strange or arrival.header("sec-fetch-site") not in _OWN_SITES or _is_ahead(arrival):
            page = f"page of {origins[0][:100]}" if origins else "page of another site"
            raise Denied(f"Cannot call over HTTP: a {page} may not; http_ipc_allow_cors = true lets every page")


def _is_ahead(arrival: Arrival) -> bool:
    """Return whether a browser asks before a person does, as speculation rules of a page have it do."""
    return any("prefetch" in (arrival.header(name) or "").lower() for name in ("sec-purpose", "purpose"))


def _normal(name: str) -> str:
    return name.lower().removeprefix("[").removesuffix("]").removesuffix(".")
