"""Follow a redirect for an engine that does not follow those of custom schemes. Sans-IO."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from msgspec.structs import replace

from oro_framework.asgi import Headers
from oro_framework.errors import InvalidArgument
from oro_framework.host.requests.protocol import Request, parse_target
from oro_framework.host.requests.reply import Head

__all__ = ("MAX_HOPS", "REDIRECTS", "isolation_of", "keeps_body", "location_of", "redirected", "resolve")

MAX_HOPS = 20
"""Redirects that are followed for one request, as the Fetch standard has it."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def location_of(head: Head, url: str) -> str | None:
    """Return where an answer from `url` sends the page, or None when it is no redirect."""
    if head.status not in REDIRECTS:
        return None
    location = next((value for name, value in head.headers if name == "location"), None)
    return None if location is None else resolve(url, location)


def isolation_of(head: Head) -> Headers:
    """Return the headers of isolation in a redirect, for a document that an engine is given in its place."""
    return tuple(pair for pair in head.headers if pair[0].startswith("cross-origin-"))


def resolve(base: str, location: str) -> str:
    """Return the URL a Location header names, or the base when it names none.

    urllib joins only the schemes it knows, so the base takes part as http.
    """
    if _SCHEME.match(location):
        return location
    scheme, _, rest = base.partition(":")
    try:
        joined = urljoin(f"http:{rest}", location)
    except ValueError:
        return base
    return f"{scheme}:{joined.partition(':')[2]}"


def keeps_body(method: str, status: int) -> bool:
    """Return whether a redirect repeats the request; otherwise it becomes a GET without the body."""
    return not (status == 303 and method not in ("GET", "HEAD")) and not (status in (301, 302) and method == "POST")


def redirected(request: Request, status: int, url: str, modules: frozenset[str], bundle: str) -> Request | None:
    """Return the request a redirect asks for (Fetch, HTTP-redirect fetch), or None when it leaves the scheme."""
    try:
        target = parse_target(url, module_schemes=modules, bundle=bundle)
    except InvalidArgument:
        return None
    if target.scheme != request.target.scheme:
        return None
    if not keeps_body(request.method, status):
        headers = [(name, value) for name, value in request.headers if not name.startswith("content-")]
        return replace(request, target=target, method="GET", body=b"", headers=headers)
    return replace(request, target=target)
