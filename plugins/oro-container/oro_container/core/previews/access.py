"""The rule that decides which requests a preview answers. Sans-IO.

Both engines send `Sec-Fetch-*` to `*.localhost`; QtWebEngine leaves them out of WebSockets, WebKitGTK out of the
updates of service workers. Where they are left out, `Origin` or `Referer` must be the preview's own.

| asked by                                        | answer                                                  |
|-------------------------------------------------|---------------------------------------------------------|
| the preview's own documents and workers         | allow                                                   |
| a document of the app, to show it in a frame    | allow                                                   |
| another document, to show it in a frame         | allow; `frame-ancestors` keeps it from being shown      |
| a form of another origin                        | refuse                                                  |
| fetch, images, scripts of another origin        | refuse, also those of the app and of other previews     |
| a WebSocket of another origin                   | refuse                                                  |
| a window or tab that goes to the address        | refuse                                                  |
| a sandboxed frame without `allow-same-origin`   | the document only: what it loads has an opaque origin   |
| a program that is no engine                     | refuse                                                  |
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("is_allowed",)

FRAMES = frozenset({b"frame", b"iframe"})
SAFE = frozenset({b"GET", b"HEAD"})


def is_allowed(method: bytes, headers: Mapping[bytes, bytes], own: bytes) -> bool:
    """Return whether a preview answers a request.

    Args:
        method: of the request.
        headers: of the request, names in lower case.
        own: the origin of the preview.
    """
    origin, site = headers.get(b"origin"), headers.get(b"sec-fetch-site")
    if b"upgrade" in headers:
        return origin == own
    if site is None:
        referer = headers.get(b"referer", b"")
        return origin == own or (origin is None and method in SAFE and referer.startswith(own + b"/"))
    if site == b"same-origin":
        return origin is None or origin == own
    framed = headers.get(b"sec-fetch-mode") == b"navigate" and headers.get(b"sec-fetch-dest") in FRAMES
    return framed and method in SAFE
