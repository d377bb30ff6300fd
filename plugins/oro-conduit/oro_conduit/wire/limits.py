"""How much one client may ask for."""

from __future__ import annotations

from msgspec import Struct

from oro_conduit.wire.frame_v2 import MAX_FRAME

__all__ = ("Limits",)


class Limits(Struct, frozen=True, kw_only=True):
    """Limits of one client; what goes beyond one closes the connection or waits, as each says."""

    frame: int = MAX_FRAME
    """Bytes of payload in a frame from the page; more closes with 1009."""
    streams: int = 1024
    """Calls and streams at once; one more closes with 1008."""
    queued: int = 8 << 20
    """Bytes on their way to the page that no credit holds back. Beyond, new calls wait, messages are refused,
    and answers to pings close with 1008. Also what is kept of answers the page may still ask for."""
    unread: int = 256 << 20
    """Bytes from the page that no handler took yet; more closes with 1008."""
    stall: float = 30.0
    """Seconds the page may take none of what is sent; then the connection closes with 1008."""
    keep: float = 10.0
    """Seconds a call that had arrived is kept after the connection broke."""
