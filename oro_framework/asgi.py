"""Types of ASGI apps, which plugins mount and put behind schemes (ASGI 3.0, www spec 2.5), and headers as text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

__all__ = (
    "ASGIApp",
    "Headers",
    "Message",
    "Receive",
    "Scope",
    "Send",
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Sequence[tuple[str, str]]
