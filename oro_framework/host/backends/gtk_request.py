"""A WebKit scheme request as the framework's `Request`, and who it comes from. GUI thread.

What WebKitGTK 2.50 says about the caller, measured:

| request                                        | Origin          | Referer        |
|------------------------------------------------|-----------------|----------------|
| fetch, XHR, EventSource, module to another origin | the truth, `null` when opaque | fetch only |
| the same with `mode: 'no-cors'`                | absent          | fetch only     |
| fetch to its own origin                        | absent          | document's URL |
| XHR, EventSource to its own origin             | absent          | absent         |
| img, script, style, iframe, media              | absent          | absent         |

Neither header can be set by a page. A Referer does not tell an opaque (sandboxed) document from the origin
it was loaded from, so that of a document does not count, only that of a worker. Documents say who they are
by the mark: a header the preload puts on their requests, with a secret that page scripts cannot read.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.host.backends.gtk_body import read_body, read_unmarked_body
from oro_framework.host.protocol import Caller, Request, Target, parse_target

__all__ = ("MARK", "Mark", "origin_of", "origin_of_url", "parse_mark", "read_headers", "read_request")

MARK = "x-oro-mark"
"""The header by which the preload vouches for a request: `secret;flags;origin`."""
MODULE_SCHEMES = frozenset({"oro", "node"})
MAX_BODY = 1 << 30
BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})

NAVIGATION = ("upgrade-insecure-requests", "1")
"""Only the request for a document carries this header."""

Headers = list[tuple[str, str]]


class Mark(Struct, frozen=True):
    """What the preload vouches for; besides, that the body holds no Blob."""

    origin: str
    top: bool
    follow: bool
    """Redirects are followed for the page."""
    file: bool = False
    """The page can open a file instead of reading bytes."""
    address: bool = False
    """The page wants an address for its player instead of an answer."""


def read_request(
    source: Any, secret: str, app_id: str, caller: Callable[[str | None, bool], Caller], documents: Container[str]
) -> tuple[Request, Mark | None, bool]:
    """Normalise a WebKit request; return it, its mark, and whether it is for a document.

    Args:
        documents: addresses of every document the view has begun to load, fragments removed.

    Raises:
        OroError: its URL or body cannot be read.
    """
    target = parse_target(source.get_uri(), module_schemes=MODULE_SCHEMES, bundle=app_id)
    headers, mark = read_headers(source, secret)
    who = caller(origin_of(target, headers, mark, documents), mark is None or mark.top)
    if ("origin", "null") in headers or (mark is not None and mark.origin == "null"):
        who = replace(who, opaque=True)
    method = source.get_http_method() or "GET"
    body = b""
    if method not in BODILESS:
        body = read_unmarked_body(source, MAX_BODY) if mark is None else read_body(source, MAX_BODY)
    scripted = mark is not None
    request = Request(target=target, method=method, headers=headers, body=body, caller=who, scripted=scripted)
    return request, mark, NAVIGATION in headers


def read_headers(request: Any, secret: str) -> tuple[Headers, Mark | None]:
    """Return the headers with lower-case names, and the mark apart from them."""
    headers: Headers = []
    found = request.get_http_headers()
    if found is not None:
        found.foreach(lambda name, value: headers.append((name.lower(), value)))
    for index, (name, value) in enumerate(headers):
        if name == MARK:
            del headers[index]
            return headers, parse_mark(value, secret)
    return headers, None


def parse_mark(value: str, secret: str) -> Mark | None:
    """Return what a mark says, or None when it does not carry the secret."""
    given, _, rest = value.partition(";")
    if not secret or given != secret:
        return None
    flags, _, origin = rest.partition(";")
    return Mark(origin=origin, top="t" in flags, follow="m" not in flags, file="f" in flags, address="v" in flags)


def origin_of(
    target: Target, headers: Sequence[tuple[str, str]], mark: Mark | None, documents: Container[str]
) -> str | None:
    """Return the origin of the document or worker that asks, or None when it is opaque or unknown."""
    found = dict(headers)
    if (origin := found.get("origin")) is not None:
        return None if origin == "null" else origin.lower()
    if mark is not None:
        return None if mark.origin in ("", "null") else mark.origin.lower()
    if (referer := found.get("referer")) is not None and referer not in documents:
        origin = origin_of_url(referer)
        return origin if origin == f"{target.scheme}://{target.host}" else None
    return None


def origin_of_url(url: str) -> str | None:
    """Return the origin a URL stands for, or None when it has none of its own (`data:`, `about:`)."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme.lower() == "blob":
        return origin_of_url(rest)
    if not colon or not rest.startswith("//"):
        return None
    host = rest[2:].partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
    return f"{scheme}://{host}".lower() if host else None
