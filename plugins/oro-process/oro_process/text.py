"""Text as contract b.4 has it."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ("percent_encoded",)


def percent_encoded(data: bytes) -> str:
    """Return bytes as text that `decodeURIComponent` reads; what is no UTF-8 becomes U+FFFD."""
    return quote(data.decode("utf-8", "replace"), safe="!'()*")
