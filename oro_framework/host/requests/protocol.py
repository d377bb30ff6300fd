"""URLs in, one request shape out. Sans-IO: no clock, no socket, no thread.

Rules
1. Any text is either a `Request` or an `InvalidArgument`; nothing else is raised.
2. `SCHEME://HOST/PATH?QUERY` keeps host and path apart. For `ipc:` the host is the command.
3. `SCHEME:NAME` (an opaque module specifier such as `oro:fs/promises`), and `SCHEME://NAME` with a
   host that is no bundle, both become host `""` and path `/NAME` when the scheme is a module scheme.
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

MODULE_SCHEMES = frozenset({"oro", "node"})
"""Schemes whose opaque form names a JavaScript module, as `node:fs` does."""
MAX_URL = 1 << 20
MAX_FIELDS = 1000
MAX_KEPT = 256
"""Characters of a URL without its query that are kept to be recognised."""


class Caller(Struct, frozen=True, kw_only=True):
    """Who asks, as the backend knows it."""

    window: Any = None
    """The `Window`, or None when the request belongs to none."""
    origin: str | None = None
    """Serialised origin of the calling document; None when opaque or unknown."""
    client: str = ""
    top_level: bool = True
    opaque: bool = False
    """The calling document has an origin that nothing can name: it is sandboxed, or a `data:` URL."""
    outside: bool = False
    """The caller is no page but somebody it is answered for, as over HTTP: internal routes are not there."""

    def foreign(self, own: str) -> bool:
        """Return whether the caller is known to be another origin than `own`."""
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
    """Waits for the next piece of a body that comes piece by piece, empty at its end; None: the body is whole."""
    scripted: bool | None = None
    """Whether a script sent it by `fetch()` or `XMLHttpRequest`, and not an element; None where nobody can tell."""

    mode: str = ""
    """The mode of a script's request where the preload tells it, as `no-cors`; else empty."""

    def header(self, name: str) -> str | None:
        """Return the first header of that lower-case name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    def fields(self) -> Mapping[str, str]:
        """Return the headers by name, repeated ones joined by a comma (RFC 9110, 5.3)."""
        found: dict[str, str] = {}
        for name, value in self.headers:
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found


def parse_target(url: str, *, module_schemes: frozenset[str] = frozenset(), bundle: str = "") -> Target:
    """Parse a URL of one of our schemes.

    Args:
        url: as the engine gives it, at most 1 MiB of text.
        module_schemes: schemes whose opaque form names a JavaScript module.
        bundle: the app's bundle identifier, to tell `oro://<bundle>/x` from `oro://fs`.

    Raises:
        InvalidArgument: it is too long, has no scheme, or holds text no URL can hold.
    """
    if len(url) > MAX_URL:
        raise InvalidArgument(f"Cannot parse a URL of {len(url)} characters: the limit is {MAX_URL}")
    base, _, query = url.partition("#")[0].partition("?")
    read = _read_base if len(base) < MAX_KEPT else _read_base.__wrapped__
    scheme, host, path, raw = read(base, module_schemes, bundle)
    return Target(url, scheme, host, path, raw, _ascii(query))


# An app calls the same routes again and again; only their parameters differ.
@lru_cache(maxsize=512)
def _read_base(base: str, module_schemes: frozenset[str], bundle: str) -> tuple[str, str, str, bytes]:
    """Read what stands before the query: scheme, host, decoded path, raw path."""
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

    Bytes that are no UTF-8 become lone surrogates, so that a file name made of them survives.

    Raises:
        InvalidArgument: it has more than 1,000 fields.
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
    """Percent-encode what is not ASCII, as a browser does, so that `raw_path` is a legal URL part."""
    if text.isascii():
        return text.encode("ascii")
    return b"".join(
        bytes([byte]) if byte < 0x80 else b"%%%02X" % byte for byte in text.encode("utf-8", "surrogatepass")
    )


def _decoded(raw: bytes) -> str:
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("utf-8", "replace")
