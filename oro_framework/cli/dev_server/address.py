"""`Address`: where a server of a front-end tool listens."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing, suppress
from urllib.parse import urlsplit

from msgspec import Struct

from oro_framework.errors import ConfigError

__all__ = ("Address",)

ASKED = 5.0
"""Seconds that a server may take to answer before it is asked again, as some compile a project first."""


class Address(Struct, frozen=True):
    """The host and the port of a server that speaks HTTP."""

    host: str
    port: int

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address such as `http://localhost:5173`.

        Raises:
            ConfigError: it is none.
        """
        with suppress(ValueError):
            parts = urlsplit(url)
            if parts.scheme == "http" and parts.hostname:
                return cls(parts.hostname, parts.port or 80)
        raise ConfigError(f'Cannot use "dev_url": expected an address such as "http://localhost:5173", not "{url}"')

    @classmethod
    def free(cls) -> Address:
        """Return an address of this machine at which nothing listens."""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            return cls(*probe.getsockname())

    @property
    def url(self) -> str:
        """The address as a URL, without a last slash."""
        return f"http://{self._authority}"

    @property
    def sources(self) -> tuple[str, str]:
        """The address as sources of a content security policy: requests and WebSockets."""
        return self.url, f"ws://{self._authority}"

    def is_taken(self) -> bool:
        """Return whether something listens there."""
        with suppress(OSError), closing(socket.create_connection((self.host, self.port), 1)):
            return True
        return False

    def answers(self) -> bool:
        """Return whether a server answers there, with whatever status."""
        with suppress(OSError, http.client.HTTPException), closing(self.connect(ASKED)) as connection:
            connection.request("GET", "/", headers={"accept": "text/html"})
            connection.getresponse()
            return True
        return False

    def connect(self, timeout: float | None = None) -> http.client.HTTPConnection:
        """Return a connection that is opened with its first request."""
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    @property
    def _authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
