"""What reaches the host's door, before anything there decides, and how it was answered.

Rules
1. Only requests that name a cell are kept.
2. What the engine says of the sender is kept as the engine says it: read by the backend's own reader, which this wraps.
"""

from __future__ import annotations

from typing import Any

from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.protocol import Request, parse_query

__all__ = ("ARRIVED", "cell_of", "tap")

ARRIVED: list[dict[str, Any]] = []
_SAID = ("origin", "referer", "upgrade-insecure-requests", "sec-fetch-mode", "sec-fetch-dest", "purpose")


def cell_of(query: bytes) -> str:
    """Return the cell a query names, or nothing."""
    try:
        return parse_query(query).get("k", "")
    except Exception:
        return ""


class _Told:
    """A reply that says which status it got."""

    def __init__(self, reply: Any, entry: dict[str, Any]) -> None:
        self._reply, self._entry = reply, entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reply, name)

    def respond(self, head: Any, body: bytes) -> None:
        self._entry["status"] = head.status
        self._reply.respond(head, body)

    def respond_file(self, head: Any, file: Any) -> None:
        self._entry["status"] = head.status
        self._reply.respond_file(head, file)

    def stream(self, head: Any) -> Any:
        self._entry["status"] = head.status
        return self._reply.stream(head)


def tap() -> None:
    """Keep what arrives from now on."""
    opened = Exchanges.open

    def open_(self: Exchanges, request: Request, reply: Any) -> Any:
        cell = cell_of(request.target.query)
        if not cell:
            return opened(self, request, reply)
        caller, headers = request.caller, dict(request.headers)
        entry = {
            "cell": cell,
            "scheme": request.target.scheme,
            "method": request.method,
            "origin": caller.origin,
            "opaque": caller.opaque,
            "top": caller.top_level,
            "window": caller.window is not None,
            "scripted": request.scripted,
            "said": {name: headers[name] for name in _SAID if name in headers},
            "raw": getattr(reply, "oro_raw", None),
            "status": 0,
        }
        ARRIVED.append(entry)
        return opened(self, request, _Told(reply, entry))

    Exchanges.open = open_  # type: ignore[method-assign]
