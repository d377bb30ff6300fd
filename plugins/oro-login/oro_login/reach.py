"""The addresses that an account's token may be sent to. Sans-IO.

Rules
1. A pattern is an address that ends in a path, with `*` for the rest of it: `https://api.example.com/v1/*`.
   Without `*` it is that one path. A query is not part of it: any is allowed.
2. Its scheme is `https`; `http` is for this machine alone (`127.0.0.1`, `[::1]`, `localhost`).
3. Its host is a name or an address in full; `*.example.com` is every name below `example.com`.
4. An address with a name or a password in it, or with `..` in its path however it is written, is in no reach.
5. No pattern means no address.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

__all__ = ("Reach", "is_here", "is_safe", "origin_of")

_PORTS = {"https": 443, "http": 80}


class Reach(Struct, frozen=True):
    """Patterns of addresses."""

    patterns: tuple[SplitResult, ...] = ()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Reach:
        """Read patterns.

        Raises:
            ValueError: one is none.
        """
        return cls(tuple(_pattern(text) for text in texts))

    def allows(self, url: str) -> bool:
        """Return whether the token may be sent to an address."""
        try:
            split = urlsplit(url)
            return not _odd(split) and any(_matches(pattern, split) for pattern in self.patterns)
        except ValueError:
            return False

    def __str__(self) -> str:
        return ", ".join(pattern.geturl() for pattern in self.patterns) or "nothing"


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address.

    Raises:
        ValueError: it has none.
    """
    split = urlsplit(url)
    return split.scheme, (split.hostname or "").removesuffix("."), split.port or _PORTS.get(split.scheme, 0)


def is_here(url: str) -> bool:
    """Return whether an address leads to this machine by the loopback interface."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Return whether secrets may be sent to an address: by https, or to this machine."""
    try:
        split = urlsplit(url)
        return bool(split.hostname) and (split.scheme == "https" or (split.scheme == "http" and is_here(url)))
    except ValueError:
        return False


def _pattern(text: str) -> SplitResult:
    expected = 'an address such as "https://api.example.com/*"'
    split = urlsplit(text)
    if not is_safe(text) or _odd(split) or split.query or split.fragment or not split.path:
        raise ValueError(f'Cannot use "{text}" in fetch: expected {expected}, by https or of this machine')
    host = split.hostname or ""
    if "*" in host.removeprefix("*.") or "*" in split.path[:-1]:
        raise ValueError(f'Cannot use "{text}" in fetch: * stands first in a host, as in *.example.com, or last')
    return split


def _matches(pattern: SplitResult, url: SplitResult) -> bool:
    _, wanted, port = origin_of(pattern.geturl())
    scheme, host, asked = origin_of(url.geturl())
    if scheme != pattern.scheme or port != asked:
        return False
    if not (host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted):
        return False
    path = url.path or "/"
    return path.startswith(pattern.path[:-1]) if pattern.path.endswith("*") else path == pattern.path


def _odd(split: SplitResult) -> bool:
    path = unquote(split.path).replace("\\", "/")
    return split.username is not None or split.password is not None or ".." in path.split("/")
