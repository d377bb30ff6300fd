"""URLs of the app's origin; the standard library resolves only against schemes it knows."""

from __future__ import annotations

from urllib.parse import urljoin

__all__ = ("joined", "without_fragment")


def joined(base: str, url: str) -> str:
    """Resolve a URL against one of any scheme that has a host."""
    scheme, _, rest = base.partition("://")
    if not rest or (url.partition(":")[0].isalnum() and ":" in url.partition("/")[0]):
        return url
    return scheme + urljoin("http://" + rest, url).removeprefix("http")


def without_fragment(url: str) -> str:
    """Return a URL up to its `#`."""
    return url.partition("#")[0]
