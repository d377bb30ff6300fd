"""Read a `WKURLSchemeTask` as the framework's `Request`. GUI thread; unverified.

WebKit is taken to say of a request what WebKitGTK says of it (webkit/mark.py): an Origin header when it crosses
origins, the preload's mark when a script of a page or worker sent it. A document being loaded by the top frame is
its own main document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from oro_framework.errors import TooLarge
from oro_framework.host.backends.webkit.mark import MARK, parse_mark, sender_of
from oro_framework.host.requests.protocol import Caller, Request, parse_target

if TYPE_CHECKING:
    from Foundation import NSURL, NSInputStream, NSURLRequest
    from WebKit import WKURLSchemeTask

__all__ = ("read_request",)

BLOCK = 1 << 16
MAX_BODY = 1 << 30
BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


def read_request(
    task: WKURLSchemeTask,
    secret: str,
    modules: frozenset[str],
    bundle: str,
    caller: Callable[[str | None, bool], Caller],
) -> tuple[Request, bool]:
    """Normalise a task's request; tell whether it is a navigation of the top frame.

    Raises:
        OroError: its URL or body cannot be read.
    """
    native: NSURLRequest = task.request()
    url, _, fragment = str(native.URL().absoluteString()).partition("#")
    target = parse_target(url, module_schemes=modules, bundle=bundle)
    fields: Mapping[str, str] = native.allHTTPHeaderFields() or {}
    headers = [(str(name).lower(), str(value)) for name, value in fields.items()]
    found = dict(headers)
    mark = parse_mark(found.get(MARK) or fragment.removeprefix(f"{MARK}="), secret)
    kept = [(name, value) for name, value in headers if name != MARK]
    main: NSURL | None = native.mainDocumentURL()
    navigation = main is not None and str(main.absoluteString()) == url and "text/html" in found.get("accept", "")
    top_level = navigation or (mark is not None and mark.top)
    method = str(native.HTTPMethod() or "GET")
    origin, opaque = sender_of(kept, mark, f"oro://{bundle}")
    request = Request(
        target=target,
        method=method,
        headers=kept,
        body=b"" if method in BODILESS else _body(native),
        caller=replace(caller(origin, top_level), opaque=opaque),
        scripted=mark is not None,
    )
    return request, navigation


def _body(native: NSURLRequest) -> bytes:
    """Read a body, which WebKit gives whole or as a stream.

    Raises:
        TooLarge: it has more than `MAX_BODY` bytes.
    """
    if (data := native.HTTPBody()) is not None:
        return bytes(data)
    stream: NSInputStream | None = native.HTTPBodyStream()
    if stream is None:
        return b""
    body = bytearray()
    stream.open()
    try:
        while True:
            count, block = stream.read_maxLength_(None, BLOCK)
            if count <= 0:
                return bytes(body)
            body += bytes(block[:count])
            if len(body) > MAX_BODY:
                raise TooLarge(f"Cannot take a body of more than {MAX_BODY} bytes")
    finally:
        stream.close()
