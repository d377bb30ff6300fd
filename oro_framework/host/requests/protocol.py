"""Requests as backends hand them over, and the parsing of their URLs. The module does no I/O.

Rules
1. Every text parses to a `Target` or raises `InvalidArgument`; no other exception is raised.
2. `SCHEME://HOST/PATH?QUERY` keeps host and path apart. For `ipc:` the host is the command.
3. `SCHEME:NAME` (an opaque module specifier such as `oro:fs/promises`), and `SCHEME://NAME` with a
   host that is not the app's bundle, both become host `""` and path `/NAME` if the scheme is a module scheme.
4. Paths stay percent-encoded in `raw_path`; `path` is decoded once, as UTF-8.
5. A fragment is never part of a request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from msgspec import Struct, field

from oro_framework.errors import InvalidArgument

__all__ = ("MODULE_SCHEMES", "Caller", "Request", "Target", "parse_query", "parse_target")

MODULE_SCHEMES = frozenset({"oro", "node", "socket"})
"""Schemes whose opaque form names a JavaScript module, as `node:fs` does."""
MAX_URL = 1 << 20
MAX_FIELDS = 1000
MAX_KEPT = 256
"""The length from which a URL, without its query, is not cached."""


class Caller(Struct, frozen=True, kw_only=True):
    """The sender of a request, as far as the backend knows it."""

    window: Any = None
    """The `Window` of the request, or None if it has none."""
    origin: str | None = None
    """The serialised origin of the calling document; None if it is opaque or unknown."""
    client: str = ""
    top_level: bool = True
    opaque: bool = False
    """Whether the calling document has an opaque origin: it is sandboxed, or a `data:` URL."""
    outside: bool = False
    """Whether the request came from outside the app, such as over HTTP; internal routes are hidden from it."""

    def foreign(self, own: str) -> bool:
        """Return whether the caller is known to have another origin than `own`."""
        return self.opaque or self.origin not in (None, own)


class Target(Struct, frozen=True):
    """A parsed URL of one of our schemes."""

    url: str
    scheme: str
    host: str
    path: str
    raw_path: bytes
    query: bytes


class Request(Struct, kw_only=True):
    """One request as a backend hands it over; header names are lower case."""

    target: Target
    method: str = "GET"
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    caller: Caller = field(default_factory=Caller)
    incoming: Callable[[], Awaitable[bytes]] | None = None
    """Waits for the next piece of a streamed body, empty at its end; None if `body` is the whole body."""
    scripted: bool | None = None
    """Whether a script sent it by `fetch()` or `XMLHttpRequest`, rather than an element; None if unknown."""
    mode: str = ""
    """The mode of a script's request, such as `no-cors`, where the preload reports it; else empty."""

    def header(self, name: str) -> str | None:
        """Return the first header of a lower-case name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    def fields(self) -> Mapping[str, str]:
        """Return the headers by name, with repeated ones joined by commas (RFC 9110, 5.3)."""
        found: dict[str, str] = {}
        for name, value in self.headers:
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found


def parse_target(url: str, *, module_schemes: frozenset[str] = frozenset(), bundle: str = "") -> Target:
    """Parse a URL of one of our schemes.

    Args:
        url: the URL as the engine gives it, at most 1 MiB of text.
        module_schemes: schemes whose opaque form names a JavaScript module.
        bundle: the app's bundle identifier, to tell `oro://<bundle>/x` from `oro://fs`.

    Raises:
        InvalidArgument: the URL is too long, has no scheme, or holds text that no URL can hold.
    """
    if len(url) > MAX_URL:
        raise InvalidArgument(f"Cannot parse a URL of {len(url)} characters: the limit is {MAX_URL}")
    base, _, query = url.partition("#")[0].partition("?")
    read = _read_base if len(base) < MAX_KEPT else _read_base.__wrapped__
    scheme, host, path, raw = read(base, module_schemes, bundle)
    return Target(url, scheme, host, path, raw, _ascii(query))


# Cached, since an app calls the same routes again and again: only their parameters differ.
@lru_cache(maxsize=512)
def _read_base(base: str, module_schemes: frozenset[str], bundle: str) -> tuple[str, str, str, bytes]:
    """Split a URL without its query into scheme, host, decoded path and raw path."""
    scheme, colon, rest = base.partition(":")
    scheme = scheme.lower()
    if not colon or not scheme.isascii() or not scheme.replace("-", "").replace("+", "").replace(".", "").isalnum():
        raise InvalidArgument(f'Cannot parse "{base[:200]}": it has no scheme')
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        path = slash + path
        host = host.rpartition("@")[2].lower()
    else:
        host, path = "", "/" + rest.lstrip("/")
    if scheme in module_schemes and host and host != bundle.lower():
        host, path = "", "/" + host + path.rstrip("/")
    raw = _ascii(path or "/")
    return scheme, _decoded(_ascii(host)), _decoded(raw), raw


def parse_query(query: bytes) -> dict[str, str]:
    """Decode a query string; the first value of a repeated key wins and `+` is a space.

    Bytes that are not UTF-8 become lone surrogates, so that file names made of them are preserved.

    Raises:
        InvalidArgument: the query has more than 1,000 fields.
    """
    fields = query.decode("latin-1").split("&")
    if len(fields) > MAX_FIELDS:
        raise InvalidArgument(f"Cannot parse the query: it has more than {MAX_FIELDS} fields")
    params: dict[str, str] = {}
    for pair in fields:
        if pair:
            key, _, value = pair.partition("=")
            params.setdefault(_unquoted(key), _unquoted(value))
    return params


def _unquoted(text: str) -> str:
    if "%" in text or "+" in text:
        return unquote(text.replace("+", " "), errors="surrogateescape")
    return text


def _ascii(text: str) -> bytes:
    """Percent-encode the characters that are not ASCII, as a browser does, so that `raw_path` is legal in a URL."""
    if text.isascii():
        return text.encode("ascii")
    return b"".join(
        bytes([byte]) if byte < 0x80 else b"%%%02X" % byte for byte in text.encode("utf-8", "surrogatepass")
    )


def _decoded(raw: bytes) -> str:
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("utf-8", "replace")
