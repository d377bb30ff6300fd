"""The app of the JavaScript tests: a DNS server on loopback, and where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from oro_dns.testing import Nameserver, nameserver

from oro_framework import Call, Service, hookimpl, route

ZONE = Path(__file__).resolve().with_name("zone.txt")


class Zone(Service):
    """The server, for as long as the app runs."""

    name = "zone"
    server: Nameserver

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        async with nameserver(ZONE.read_text("utf-8")) as self.server:
            yield

    @route("test.nameserver")
    def where(self, call: Call) -> str:
        """Tell where it listens."""
        return f"127.0.0.1:{self.server.port}"

    @route("test.asked")
    def asked(self, call: Call, name: str) -> int:
        """Tell how often it was asked for a name: what another test gave up may still be on its way."""
        return [asked for _, asked, _ in self.server.asked].count(f"{name}.")


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the server."""
    return [Zone]
