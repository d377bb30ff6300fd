"""A WebKit scheme request as the framework's `Request`, and who it comes from. GUI thread.

What WebKitGTK 2.50 says about the caller, measured:

| request                                           | Origin                        | Referer        |
|---------------------------------------------------|-------------------------------|----------------|
| fetch, XHR, EventSource, module to another origin | the truth, `null` when opaque | fetch only     |
| the same with `mode: 'no-cors'`                   | absent                        | fetch only     |
| form that is posted                               | the truth                     | absent         |
| module of a worklet, to another origin            | of the document's address     | the address    |
| fetch to its own origin                           | absent                        | document's URL |
| XHR, EventSource to its own origin                | absent                        | absent         |
| img, script, style, iframe, media                 | absent                        | absent         |

A worklet of an opaque document so names the origin of the address the document came from.
So an Origin or Referer that is not the app's own is believed, for it takes rights away, and one that is the app's own
is not, but for the form, whose request alone also has the header of navigations (a script may set that one, and then
the Origin is the truth). Documents and workers say who they are by the mark: a header the preload puts on their
requests, a fragment where there can be none, with a secret that documents of other origins cannot read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.host.backends.gtk_body import read_body, read_unmarked_body
from oro_framework.host.backends.gtk_preload import strangers_secret
from oro_framework.host.protocol import Caller, Request, parse_target

__all__ = ("MARK", "Mark", "origin_of_url", "parse_mark", "read_headers", "read_request", "sender_of")

MARK = "x-oro-mark"
"""The header, or fragment, by which the preload vouches for a request: `secret;flags;origin`."""
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
    bare: bool = False
    """The page asks by the mode `no-cors`."""
    stranger: bool = False
    """It comes from a document which the preload cannot tell to be the app's, so it does not say that it is."""


def read_request(
    source: Any, secret: str, app_id: str, caller: Callable[[str | None, bool], Caller]
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


def read_headers(request: Any) -> tuple[Headers, str]:
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


def parse_mark(value: str, secret: str) -> Mark | None:
    """Return what a mark says, or None when it does not carry the secret."""
    given, _, rest = value.partition(";")
    if not secret or given not in (secret, strangers_secret(secret)):
        return None
    flags, _, origin = rest.partition(";")
    return Mark(
        origin=origin,
        top="t" in flags,
        follow="m" not in flags,
        file="f" in flags,
        address="v" in flags,
        bare="n" in flags,
        stranger=given != secret,
    )


def sender_of(headers: Sequence[tuple[str, str]], mark: Mark | None, own: str) -> tuple[str | None, bool]:
    """Return the origin of the document or worker that asks, and whether it is foreign without a name that counts.

    `(None, False)` is a sender that nothing tells: it may be the app, and may be a frame of another origin.

    Args:
        own: the app's origin.
    """
    if mark is not None:
        named = mark.origin not in ("", "null") and not (mark.stranger and mark.origin.lower() == own)
        return (mark.origin.lower() if named else None), not named
    found = dict(headers)
    origin, referer = found.get("origin", own).lower(), found.get("referer", "about:")
    navigation = NAVIGATION in headers
    if origin != own or not (navigation or referer.startswith("about:") or origin_of_url(referer) == own):
        return None, True
    return (own if navigation and "origin" in found else None), False


def origin_of_url(url: str) -> str | None:
    """Return the origin a URL stands for, or None when it has none of its own (`data:`, `about:`)."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme.lower() == "blob":
        return origin_of_url(rest)
    if not colon or not rest.startswith("//"):
        return None
    host = rest[2:].partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
    return f"{scheme}://{host}".lower() if host else None
