"""`Dial`, which connects to a port of a guest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

__all__ = ("Dial",)

Dial = Callable[[int], Awaitable[trio.SocketStream]]
"""Returns a stream to the port; raises `OSError`, `ECONNREFUSED` where nothing listens."""
