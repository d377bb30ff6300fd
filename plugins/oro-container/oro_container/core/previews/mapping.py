"""`Mapping`, which puts the origin of a preview in place of the guest's, and the guest's in place of the preview's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ("Mapping",)

LOOPBACK = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The origins of one preview, and of the previews of other ports of its container."""

    port: int
    """The port of the guest."""
    own: bytes
    """The origin of the preview."""
    origin_of: Callable[[int], str | None]
    """Returns the origin of the preview of a port of the container."""

    @property
    def guest(self) -> bytes:
        """Return the origin that the guest knows itself by."""
        return b"http://localhost:%d" % self.port

    def to_guest(self, address: bytes) -> bytes:
        """Return an origin or address of the preview as one of the guest; any other stays."""
        own = self.own
        if address == own or address.startswith(own + b"/"):
            return self.guest + address[len(own) :]
        return address

    def to_engine(self, address: bytes) -> bytes:
        """Return an address of a guest's port as one of its preview; any other stays."""
        text = address.decode("latin-1")
        try:
            parts = urlsplit(text)
            port = parts.port or 80
        except ValueError:
            return address
        if parts.scheme not in ("", "http") or parts.hostname not in LOOPBACK:
            return address
        origin = self.own.decode("latin-1") if port == self.port else self.origin_of(port)
        if origin is None:
            return address
        rest = text.partition("//")[2]
        start = next((at for at, sign in enumerate(rest) if sign in "/?#"), len(rest))
        return f"{origin}{rest[start:]}".encode("latin-1")
