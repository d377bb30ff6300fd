"""The service that shows the app's pages to a browser, under `oro dev --host` alone."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import ClassVar

import trio

from oro_framework.errors import Broken, ConfigError
from oro_framework.service import Service
from oro_http import settings
from oro_http.listening import taken

__all__ = ("HttpPages",)

MAX_CONNECTIONS = 128
TRIES = 8
LOOPBACK = ("127.0.0.1", "::1")


class HttpPages(Service):
    """Lets one browser see the app, once it has shown the key of the address that is printed."""

    name: ClassVar[str] = "http_pages"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen, if `oro dev --host` says so.

        Raises:
            ConfigError: the address is none of one interface.
            Broken: there is no port.
        """
        if not (address := self.host.settings[settings.BROWSER_ADDRESS]):
            yield
            return
        from oro_framework.host.inner import inner  # most apps have no use for any of it
        from oro_http.browser.gate import BrowserGate, host_name
        from oro_http.browser.pages import Pages
        from oro_http.server import Server

        is_loopback = _is_loopback(address)
        sockets = _listening(LOOPBACK if is_loopback else (address,))
        gate = BrowserGate(f"{host_name(address, is_loopback=is_loopback)}:{sockets[0].getsockname()[1]}")
        pages = Pages(inner(self.host), gate, self.host.log.getChild("http"))
        server = Server(pages, self.host.log, max_connections=MAX_CONNECTIONS, stall=self.host.settings[settings.STALL])
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(server.run, sockets)
                self._tell(gate.address, address, is_loopback=is_loopback)
                yield
                nursery.cancel_scope.cancel()
        finally:
            for each in sockets:
                each.close()

    def _tell(self, url: str, address: str, *, is_loopback: bool) -> None:
        """Print where the app is shown."""
        if not is_loopback:
            self.host.log.warning(
                "Everything between a browser and %s can be read and changed on the way: there is no TLS. "
                "Who opens the address first may what the app's pages may",
                address,
            )
        print(f"Open this in a browser, once: {url}", flush=True)


def _is_loopback(address: str) -> bool:
    """Return whether an address is of this machine alone.

    Raises:
        ConfigError: it is no address of one interface.
    """
    try:
        found = ip_address("127.0.0.1" if address == "localhost" else address)
    except ValueError:
        found = None
    if found is None or found.is_unspecified or found.is_multicast:
        raise ConfigError(f'Cannot show the app at "{address}": expected the address of one interface, as 192.168.1.5')
    return found.is_loopback


def _listening(addresses: Sequence[str]) -> Sequence[socket.socket]:
    """Take a free port, the same one on each address, so that no other program answers on one of them.

    Raises:
        Broken: there is none.
    """
    for _ in range(TRIES - 1):
        try:
            return _on_free_port(addresses)
        except Broken:
            continue
    return _on_free_port(addresses)


def _on_free_port(addresses: Sequence[str]) -> Sequence[socket.socket]:
    family = socket.AF_INET6 if ":" in addresses[0] else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((addresses[0], 0))
        except OSError as error:
            raise Broken(f'Cannot show the app at "{addresses[0]}": {error.strerror}') from error
        port = int(probe.getsockname()[1])
    return taken(addresses, port)
