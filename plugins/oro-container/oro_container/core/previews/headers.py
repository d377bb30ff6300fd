"""`Headers` of HTTP messages, and those that concern one connection only. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ("HOP_BY_HOP", "Header", "Headers", "hop_by_hop", "values")

Header = tuple[bytes, bytes]
Headers = list[Header]
"""Names in lower case, and values, in order."""

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
KNOWN = HOP_BY_HOP | {b"", b"close"}


def hop_by_hop(headers: Iterable[Header]) -> frozenset[bytes]:
    """Return the names of headers that are not passed on, those that `Connection` names among them."""
    named = {token.strip().lower() for value in values(headers, b"connection") for token in value.split(b",")}
    return HOP_BY_HOP if named <= KNOWN else HOP_BY_HOP | named


def values(headers: Iterable[Header], name: bytes) -> list[bytes]:
    """Return the values of all headers of a name."""
    return [value for key, value in headers if key == name]
