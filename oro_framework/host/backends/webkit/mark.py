"""Find the sender of a request of WebKit, by what the engine tells and by the mark of own documents. Sans-IO.

WebKitGTK 2.50 says this about the caller, as measured:

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
the Origin is the truth). Documents and workers name themselves by the mark: a header the preload puts on their
requests, a fragment where there can be none, with a secret that documents of other origins cannot read.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_framework.host.backends.webkit.preload import strangers_secret

__all__ = ("MARK", "NAVIGATION", "Mark", "origin_of_url", "parse_mark", "sender_of")

MARK = "x-oro-mark"
"""The header, or fragment, by which the preload vouches for a request: `secret;flags;origin`."""
NAVIGATION = ("upgrade-insecure-requests", "1")
"""Only the request for a document carries this header."""


class Mark(Struct, frozen=True):
    """The claims the preload vouches for; besides, that the body holds no Blob."""

    origin: str
    top: bool
    follow: bool
    """Redirects are followed for the page."""
    file: bool = False
    """The page can open a file instead of reading bytes."""
    address: bool = False
    """The page wants an address for its player instead of an answer."""
    keep: bool = False
    """The page has the body kept, to send it with a form."""
    bare: bool = False
    """The page asks by the mode `no-cors`."""
    stranger: bool = False
    """It comes from a document which the preload cannot tell to be the app's, so it does not say that it is."""


def parse_mark(value: str, secret: str) -> Mark | None:
    """Parse a mark; return None when it does not carry the secret."""
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
        keep="k" in flags,
        bare="n" in flags,
        stranger=given != secret,
    )


def sender_of(headers: Sequence[tuple[str, str]], mark: Mark | None, own: str) -> tuple[str | None, bool]:
    """Return the origin of the document or worker that asks, and whether it is foreign with an opaque origin.

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
