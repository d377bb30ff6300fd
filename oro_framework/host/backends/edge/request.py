"""Read a request of WebView2 as the framework's `Request`. GUI thread; imported on Windows only; unverified."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from msgspec.structs import replace
from System.IO import MemoryStream, Stream

from oro_framework.host.backends.edge.url import from_engine
from oro_framework.host.requests.protocol import Caller, Request, parse_target

if TYPE_CHECKING:
    from Microsoft.Web.WebView2.Core import CoreWebView2WebResourceRequest

__all__ = ("read_request",)


def read_request(
    source: CoreWebView2WebResourceRequest,
    document: str,
    schemes: Collection[str],
    modules: frozenset[str],
    bundle: str,
    caller: Callable[[str | None, bool], Caller],
) -> Request | None:
    """Normalise a request; return None for one that is not of our schemes.

    Args:
        document: the URL the view shows.

    Raises:
        InvalidArgument: its URL cannot be read.
    """
    target = parse_target(from_engine(str(source.Uri), schemes), module_schemes=modules, bundle=bundle)
    if target.scheme not in schemes:
        return None
    headers = [(str(pair.Key).lower(), str(pair.Value)) for pair in source.Headers]
    origin = from_engine(dict(headers).get("origin", ""), schemes)
    asking = caller(origin if "://" in origin else None, origin == _origin_of(document))
    return Request(
        target=target,
        method=str(source.Method),
        headers=headers,
        body=_read(source.Content),
        caller=replace(asking, opaque=origin == "null"),
    )


def _read(content: Stream | None) -> bytes:
    """Read a request's body from the .NET stream that holds it, if there is one."""
    if content is None:
        return b""
    memory = MemoryStream()
    content.CopyTo(memory)
    return bytes(memory.ToArray())


def _origin_of(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if rest else ""
