"""The proxy through which an app reaches the network: what engines are told, and what httpx's clients take.

    async with httpx.AsyncClient(**client_options(self.host.session().proxy)) as client: ...

Sans-IO. Rules
1. An address is `http://host:port` or `socks5://host:port`; user names and passwords are not supported.
2. What is on this machine is reached without it: `localhost`, names below it, 127.0.0.0/8 and ::1.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

__all__ = ("Proxy", "client_options", "is_loopback")

KINDS = ("http", "socks5")
DIRECT = ("all://localhost", "all://*.localhost", "all://127.0.0.1", "all://[::1]")
"""Patterns of httpx for what is on this machine."""
_EXPECTED = 'an address such as "http://proxy.example:3128" or "socks5://127.0.0.1:1080"'


class Proxy(Struct, frozen=True):
    """A proxy of every address that is not on this machine."""

    kind: str
    host: str
    port: int

    @classmethod
    def parse(cls, value: Any) -> Proxy | None:
        """Read an address; an empty text is no proxy.

        Raises:
            ValueError: it is no address of a proxy; the message completes "expected …".
        """
        if value is None or value == "" or isinstance(value, Proxy):
            return value or None
        if not isinstance(value, str):
            raise ValueError(_EXPECTED)
        try:
            parts = urlsplit(value)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError(_EXPECTED) from None
        if parts.scheme not in KINDS or not host or not port or parts.path not in ("", "/") or parts.query:
            raise ValueError(_EXPECTED)
        if parts.username is not None:
            raise ValueError(f"{_EXPECTED}, without a user name: proxies that ask for one are not supported")
        return cls(parts.scheme, host, port)

    @property
    def url(self) -> str:
        """The address of the proxy."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}"

    def covers(self, host: str) -> bool:
        """Return whether a host is reached through the proxy."""
        return not is_loopback(host)


def is_loopback(host: str) -> bool:
    """Return whether a name or an address is of this machine."""
    from ipaddress import ip_address  # slow to import, and needed where there is a proxy

    host = host.strip("[]").partition("%")[0].lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def client_options(proxy: Proxy | None) -> dict[str, Any]:
    """Return what a client of httpx is made with: through the proxy, but directly to this machine."""
    if proxy is None:
        return {}
    return {"proxy": proxy.url, "mounts": dict.fromkeys(DIRECT), "trust_env": False}
