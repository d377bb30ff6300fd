"""Servers as pages write them. Sans-IO.

A server is an IP address, alone or with a port: `192.0.2.1`, `192.0.2.1:5353`, `::1`, `[::1]:5353`.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from msgspec import Struct

from oro_framework.errors import InvalidArgument

__all__ = ("PORT", "Server")

PORT = 53
_BRACKETED = re.compile(r"\[(?P<host>[^\[\]]+)\](?::(?P<port>\d{1,5}))?", re.ASCII)
_PLAIN = re.compile(r"(?P<host>[^:]+)(?::(?P<port>\d{1,5}))?", re.ASCII)


class Server(Struct, frozen=True):
    """Where queries go."""

    host: str
    port: int = PORT

    @classmethod
    def parse(cls, text: str) -> Server:
        """Read a server.

        Raises:
            InvalidArgument: it is no address, or its port is none.
        """
        match = _BRACKETED.fullmatch(text) or _PLAIN.fullmatch(text)
        host = match["host"] if match else text
        port = int(match["port"] or PORT) if match else PORT
        if _is_address(host) and 0 < port < 65536:
            return cls(host, port)
        raise InvalidArgument(f'Cannot ask "{text[:100]}": a server is an IP address, or one with a port')

    def __str__(self) -> str:
        if self.port == PORT:
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
