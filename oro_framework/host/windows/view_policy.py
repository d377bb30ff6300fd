"""The policy of a view inside a window: the documents it may show. Sans-IO.

Where a view may go
1. The very address that the app gave it, and every document of that address's origin.
2. In the top frame, `http:` and `https:` of the origins in `allow`, where `*` stands for any text.
3. In frames, `http:`, `https:`, `about:blank`, `about:srcdoc`, `data:` and `blob:`.
4. Nothing else: no `file:`, none of the app's schemes, no other program.

What its pages may ask for is in its rights, and holds for the origin of the address that the app gave it, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from oro_framework.errors import InvalidArgument

__all__ = ("PORTS", "Flow", "ViewPolicy", "origin_of", "site_of")

_SITES = frozenset({"http", "https"})
_IN_FRAMES = frozenset({"http", "https", "data", "blob"})
_PATTERN = re.compile(r"\*|https?://[^/?#\s]+", re.ASCII)
_ODD = re.compile(r"[\s\\\x00-\x20\x7f]")
"""Characters that engines take for others than this parser does; what engines tell has none of them."""
PORTS = {"http": 80, "https": 443}
"""The ports of the schemes of sites, where an address names none."""


class ViewPolicy(Struct, frozen=True):
    """The policy of one view."""

    url: str
    """The address that the app gave it last."""
    origin: str | None
    """Of that address; None if it has none of its own, as `data:`."""
    allow: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, url: str, allow: Sequence[str]) -> ViewPolicy:
        """Return the policy of a view of a site.

        Raises:
            InvalidArgument: it is no address of a site, or a pattern is no origin.
        """
        for pattern in allow:
            if not _PATTERN.fullmatch(pattern):
                raise InvalidArgument(
                    f'Cannot add a view: "allow" names origins such as "https://*.example.com", got "{pattern[:80]}"'
                )
        return cls(url, site_of(url), tuple(_compiled(pattern) for pattern in allow))

    def navigate(self, url: str, top_level: bool) -> str:
        """Return `allow` or `deny` for a document."""
        if url == self.url or url.partition("#")[0] in ("about:blank", "about:srcdoc"):
            return "allow"
        scheme = url.partition(":")[0].lower()
        if not top_level:
            return "allow" if scheme in _IN_FRAMES else "deny"
        origin = origin_of(url)
        if scheme not in _SITES or origin is None:
            return "deny"
        return "allow" if origin == self.origin or any(each.fullmatch(origin) for each in self.allow) else "deny"


class Flow:
    """Lets a number of events through at once, and a number a second on average; counts those it held back."""

    def __init__(self, burst: int, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._left = float(burst)
        self._last = 0.0
        self.held = 0

    def passes(self, now: float) -> bool:
        """Return whether an event may pass at a time, in seconds."""
        self._left = min(self._burst, self._left + max(0.0, now - self._last) * self._rate)
        self._last = now
        if self._left < 1:
            self.held += 1
            return False
        self._left -= 1
        return True


def site_of(url: str) -> str | None:
    """Return the origin of a view's address; None for `data:`.

    Raises:
        InvalidArgument: views show no such addresses.
    """
    if url.startswith("data:"):
        return None
    origin = origin_of(url)
    if origin is None or origin.partition(":")[0] not in _SITES:
        raise InvalidArgument(f'Cannot show "{url[:200]}" in a view: it must be an address of http, https or data')
    return origin


def origin_of(url: str) -> str | None:
    """Return the origin of an address as engines write it; None if it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or _ODD.search(parts.netloc):
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != PORTS.get(parts.scheme) else "")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.lower().split("*")), re.DOTALL)
