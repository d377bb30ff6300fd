"""Translate our URLs to the addresses WebView2 loads: `oro://app/x` is `https://app.oro.localhost/x`. Sans-IO.

Rules
1. `SCHEME://HOST/PATH?QUERY` is `https://HOST.SCHEME.localhost/PATH?QUERY`; the rest of the URL is untouched.
2. `SCHEME:NAME`, an opaque module specifier, is `https://SCHEME.localhost/NAME`.
3. Any other URL stays as it is, in both directions, so every URL can be passed through both.
4. `localhost` and what lies under it never leaves the machine; WebView2 asks the backend before it asks the network.
"""

from __future__ import annotations

from collections.abc import Collection

__all__ = ("SUFFIX", "from_engine", "to_engine")

SUFFIX = ".localhost"


def to_engine(url: str, schemes: Collection[str]) -> str:
    """Return the address under which WebView2 loads a URL of ours."""
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in schemes:
        return url
    if not rest.startswith("//"):
        return f"https://{scheme}{SUFFIX}/{rest.lstrip('/')}"
    host, tail = _split(rest[2:])
    host = host.lower()
    return f"https://{host}.{scheme}{SUFFIX}{tail}" if host else f"https://{scheme}{SUFFIX}{tail}"


def from_engine(url: str, schemes: Collection[str]) -> str:
    """Return the URL of ours that WebView2 loads under an address; origins are URLs here too."""
    if not url.lower().startswith("https://"):
        return url
    host, tail = _split(url[8:])
    name, dot, suffix = host.lower().rpartition(".")
    if not dot or f".{suffix}" != SUFFIX:
        return url
    before, _, scheme = name.rpartition(".")
    if scheme not in schemes:
        return url
    return f"{scheme}://{before}{tail}" if before else f"{scheme}:{tail.lstrip('/')}"


def _split(text: str) -> tuple[str, str]:
    """Split `host/path?query#fragment` after the host."""
    end = min((at for at in (text.find(mark) for mark in "/?#") if at >= 0), default=len(text))
    return text[:end], text[end:]
