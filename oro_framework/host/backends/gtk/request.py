"""Read a request of WebKitGTK as the framework's `Request`, with the mark that vouches for it. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from oro_framework.host.backends.gtk.body import read_body, read_unmarked_body
from oro_framework.host.backends.webkit.mark import MARK, NAVIGATION, Mark, parse_mark, sender_of
from oro_framework.host.requests.protocol import MODULE_SCHEMES, Caller, Request, parse_target

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("read_headers", "read_request")

MAX_BODY = 1 << 30
BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})

Headers = list[tuple[str, str]]


def read_request(
    source: WebKit2.URISchemeRequest, secret: str, app_id: str, caller: Callable[[str | None, bool], Caller]
) -> tuple[Request, Mark | None, bool]:
    """Normalise a WebKit request; return it, its mark, and whether it is for a document.

    Raises:
        OroError: its URL or body cannot be read.
    """
    url, _, fragment = source.get_uri().partition("#")
    target = parse_target(url, module_schemes=MODULE_SCHEMES, bundle=app_id)
    headers, value = read_headers(source)
    mark = parse_mark(value or fragment.removeprefix(f"{MARK}="), secret)
    method = source.get_http_method() or "GET"
    body = b""
    if method not in BODILESS:
        body = read_unmarked_body(source, MAX_BODY) if mark is None else read_body(source, MAX_BODY)
    origin, opaque = sender_of(headers, mark, f"oro://{app_id}")
    if mark is None and target.scheme == "ipc":
        origin = None
    who = replace(caller(origin, mark is None or mark.top), opaque=opaque)
    mode = "no-cors" if mark is not None and mark.bare else ""
    request = Request(
        target=target, method=method, headers=headers, body=body, caller=who, scripted=mark is not None, mode=mode
    )
    return request, mark, NAVIGATION in headers


def read_headers(request: WebKit2.URISchemeRequest) -> tuple[Headers, str]:
    """Return the headers with lower-case names, and the value of the mark apart from them."""
    headers: Headers = []
    found = request.get_http_headers()
    if found is not None:
        found.foreach(lambda name, value: headers.append((name.lower(), value)))
    for index, (name, value) in enumerate(headers):
        if name == MARK:
            del headers[index]
            return headers, value
    return headers, ""
