"""Between what a browser asks and what the app's schemes answer. Sans-IO.

Rules
1. `/.oro/ipc/TOKEN/ROUTE?k=v` is `ipc://ROUTE/?k=v`, `/.oro/preload.js` the script that documents begin with,
   `/.oro/begun/TOKEN` what the document of a tab then asks first, and every other path that of `oro://BUNDLE`.
2. The app's origin in headers, documents and scripts becomes the browser's, and the other way round in headers and
   parameters of requests.
3. Where a policy allows the app's schemes, it allows the browser's origin, WebSockets included.
4. A document begins with the preload, which the app's policy lets through by the nonce of its import map.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote

from oro_framework.errors import InvalidArgument
from oro_framework.host.resources.html import head_of
from oro_framework.requests import Target, parse_target
from oro_framework.types import Headers
from oro_http.arrival import Arrival

__all__ = ("BEGUN", "CALLS", "PRELOAD", "Translation")

BEGUN = "/.oro/begun/"
CALLS = "/.oro/ipc/"
PRELOAD = "/.oro/preload.js"
_TEXTS = ("text/html", "text/javascript", "application/javascript")
_HOP_BY_HOP = frozenset({"connection", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_UNSEEN = frozenset({"cookie", "if-modified-since", "if-none-match", *_HOP_BY_HOP})
"""Pages of an engine send neither; a document that is kept would have another nonce than its policy."""
_POLICY = "content-security-policy"
_SCHEME_SOURCE = re.compile(r"(?<= )(?:ipc|oro|node):(?=[ ;]|$)")
_NONCE = re.compile(rb'<script type="importmap" nonce="([0-9a-f]+)"')


class Translation:
    """See the module.

    Args:
        bundle: the app's identifier.
        app: the app's origin.
        browser: the origin of its pages in the browser.
    """

    def __init__(self, bundle: str, app: str, browser: str) -> None:
        self._bundle = bundle
        self._app = app
        self._browser = browser

    def call(self, arrival: Arrival) -> tuple[str, Target]:
        """Return the token that a call names, and what it asks the app for.

        Raises:
            InvalidArgument: it names no route.
        """
        token, _, route = arrival.path.removeprefix(CALLS).partition("/")
        if not route or "/" in route:
            raise InvalidArgument(f'Cannot call "{arrival.path[-200:]}": expected {CALLS}TOKEN/ROUTE')
        return token, parse_target(f"ipc://{route}/?{self._query(arrival)}", bundle=self._bundle)

    def shown(self, arrival: Arrival) -> str:
        """Return the app's address of the document that begins."""
        return parse_qs(self._query(arrival)).get("url", [f"{self._app}/"])[0]

    def file(self, arrival: Arrival) -> Target:
        """Return the part of the app that a request asks for.

        Raises:
            InvalidArgument: its path is none that a URL can have.
        """
        query = f"?{arrival.query}" if arrival.query else ""
        return parse_target(f"{self._app}{arrival.path}{query}", bundle=self._bundle)

    def asked(self, arrival: Arrival) -> Headers:
        """Return the headers of a request as a page of the app's own scheme sends them."""
        kept = [pair for pair in arrival.headers if pair[0] not in _UNSEEN and not pair[0].startswith("sec-")]
        return [(name, value.replace(self._browser, self._app)) for name, value in kept]

    def is_text(self, headers: Headers) -> bool:
        """Return whether a body may name the app's origin: that of a document or a script."""
        return dict(headers).get("content-type", "").partition(";")[0].strip() in _TEXTS

    def headers(self, headers: Headers) -> Headers:
        """Return the headers of an answer for the browser, without those that let pages of other origins read it."""
        kept = [pair for pair in headers if not pair[0].startswith("access-control-")]
        own = [(name, value.replace(self._app, self._browser)) for name, value in kept]
        return [(name, self._policy(value) if name.startswith(_POLICY) else value) for name, value in own]

    def text(self, headers: Headers, body: bytes) -> bytes:
        """Return the body of a document or a script for the browser."""
        if dict(headers).get("content-type", "").startswith("text/html"):
            nonce = _NONCE.search(body)
            said = b' nonce="' + nonce[1] + b'"' if nonce else b""
            at = head_of(body)
            body = body[:at] + b'<script src="' + PRELOAD.encode() + b'"' + said + b"></script>" + body[at:]
        return self.script(body)

    def script(self, body: bytes) -> bytes:
        """Return a script for the browser."""
        return body.replace(self._app.encode(), self._browser.encode())

    def _query(self, arrival: Arrival) -> str:
        return arrival.query.replace(_in_query(self._browser), _in_query(self._app))

    def _policy(self, text: str) -> str:
        sockets = self._browser.replace("http", "ws", 1)
        return _SCHEME_SOURCE.sub(f"{self._browser} {sockets}", text)


def _in_query(origin: str) -> str:
    """Return an origin as `encodeURIComponent` and `URLSearchParams` write it."""
    return quote(origin, safe="")
