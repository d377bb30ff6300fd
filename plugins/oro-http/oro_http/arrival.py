"""An HTTP request before its body, as the server read it. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_framework.types import Scope

__all__ = ("Arrival",)

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_OURS = frozenset({"x-oro-auth", "x-ipc-uri", "x-ipc-window-index", "host", *_HOP_BY_HOP})


class Arrival(Struct, frozen=True):
    """Method, target and headers; header names are lower case."""

    method: str
    path: str
    """As sent, percent-encoded."""
    query: str
    headers: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, scope: Scope) -> Arrival:
        """Read an ASGI http scope."""
        return cls(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=[(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]],
        )

    def all(self, name: str) -> list[str]:
        """Return every header of that lower-case name."""
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str | None:
        """Return the first header of that lower-case name, or None."""
        return next(iter(self.all(name)), None)

    @property
    def preflight(self) -> bool:
        """Whether a browser asks if it may send a request."""
        return self.method == "OPTIONS" and self.header("access-control-request-method") is not None

    @property
    def length(self) -> int | None:
        """Bytes of body it announces; None when it does not say."""
        text = self.header("content-length") or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

    def forwarded(self) -> list[tuple[str, str]]:
        """Return the headers a route may see: nothing that is the bridge's own, nothing that names a page."""
        return [(k, v) for k, v in self.headers if k not in _OURS and not k.startswith("runtime-")]
