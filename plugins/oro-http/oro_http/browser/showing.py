"""`Showing`: the plugin by which `oro dev --host` shows the app in a browser.

It is made before the first process of the app and handed on to each that follows, with its sockets: a browser that asks
while the app begins anew is answered by the next process, and no other program gets the port meanwhile.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from oro_framework.errors import Broken, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_http.browser.entrance import Entrance

if TYPE_CHECKING:  # imported while the app starts
    from oro_framework.host.backends.interface.backend import Backend
    from oro_framework.types import Host, Preload, Window, WindowStatus

__all__ = ("Showing",)

HANDED = "ORO_DEV_ENTRANCE"
"""The environment variable by which a program that takes the place of this one gets the sockets and the entrance."""
LOOPBACK = ("127.0.0.1", "::1")
MAX_CONNECTIONS = 128
TRIES = 8


class Showing:
    """See the module.

    Args:
        sockets: that listen, on one port.
        entrance: of the browser.
        is_loopback: whether only this machine can connect.
    """

    def __init__(self, sockets: Sequence[socket.socket], entrance: Entrance, *, is_loopback: bool) -> None:
        self.plugin = ("dev-browser", self)
        self.sockets = sockets
        self.entrance = entrance
        self._is_loopback = is_loopback

    @classmethod
    def at(cls, address: str) -> Showing:
        """Listen at an address, or go on with what was handed over.

        Raises:
            UsageError: it is no address of one interface.
            Broken: this machine has no such address, or no free port.
        """
        if handed := os.environ.pop(HANDED, ""):
            state = json.loads(handed)
            handed_on = [socket.socket(fileno=number) for number in state["sockets"]]
            return cls(handed_on, Entrance.resume(state["entrance"]), is_loopback=state["is_loopback"])
        is_loopback = _is_loopback(address)
        sockets = _listening(LOOPBACK if is_loopback else (address,))
        name = f"{secrets.token_hex(8)}.localhost" if is_loopback else _in_url(address)
        return cls(sockets, Entrance.new(f"{name}:{sockets[0].getsockname()[1]}"), is_loopback=is_loopback)

    def hand_over(self) -> None:
        """Let a program that takes the place of this one go on with the same address."""
        if sys.platform == "win32":  # there it is another process, which prints another address
            return
        for each in self.sockets:
            each.set_inheritable(True)
        numbers = [each.fileno() for each in self.sockets]
        state = {"sockets": numbers, "entrance": self.entrance.state(), "is_loopback": self._is_loopback}
        os.environ[HANDED] = json.dumps(state)

    def close(self) -> None:
        """Listen no more, in this process."""
        for each in self.sockets:
            each.close()

    # -- the plugin ------------------------------------------------------------------------------

    @hookimpl
    def oro_backend(self, name: str) -> type[Backend] | None:
        """Return the backend that leaves the page to a browser."""
        if name != "browser":
            return None
        from oro_http.browser.backend import BrowserBackend  # imports what the app imports in parallel

        return BrowserBackend

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Serve while the app runs."""
        import trio  # imported in parallel by the start of the app

        showing, self._opened = self, trio.Event()

        class HttpPages(Service):
            """Answers a browser."""

            name = "http_pages"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                async with trio.open_nursery() as tasks:
                    tasks.start_soon(showing._serve, self.host)
                    yield
                    tasks.cancel_scope.cancel()

        return [HttpPages]

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        """Note that there is a page to show."""
        if window.index == 0:
            self._opened.set()

    @hookimpl(trylast=True)
    def oro_preload(self, window: Window) -> Preload:
        """Keep pages from opening a socket of Conduit by themselves, which takes only those of the app's own origin."""
        from oro_framework.types import Preload

        return Preload(args={"conduit": None})

    async def _serve(self, host: Host) -> None:
        from oro_framework.host.inner import inner
        from oro_http.browser.backend import BrowserBackend
        from oro_http.browser.gate import BrowserGate
        from oro_http.browser.pages import Pages
        from oro_http.server import Server
        from oro_http.settings import STALL

        await self._opened.wait()
        running, log = inner(host), host.log.getChild("http")
        assert isinstance(running.backend, BrowserBackend)
        pages = Pages(running, self.entrance, BrowserGate(self.entrance, running.backend.token), log)
        server = Server(pages, log, max_connections=MAX_CONNECTIONS, stall=STALL.default)
        self._tell()
        await server.run(self.sockets)

    def _tell(self) -> None:
        """Print where the app is shown, until a browser shows it."""
        from oro_framework.cli import terminal

        if self.entrance.used:
            return
        if not self._is_loopback:
            terminal.warn(
                "the connection is not encrypted (no TLS): anyone who can read or change the traffic of this network "
                "can do what the app's page can; use it only where you trust everyone"
            )
        print(f"Open this in a browser, once: {self.entrance.address}", flush=True)
        terminal.note("that browser may call all that the app's page may; Ctrl+C ends")


def _is_loopback(address: str) -> bool:
    """Return whether an address is of this machine alone.

    Raises:
        UsageError: it is no address of one interface.
    """
    from ipaddress import ip_address  # other commands do not need it

    try:
        found = ip_address("127.0.0.1" if address == "localhost" else address)
    except ValueError:
        found = None
    if found is None or found.is_unspecified or found.is_multicast:
        raise UsageError(
            f'Cannot show the app at "{address}": --address takes the address of one interface, such as 192.168.1.5'
        )
    return found.is_loopback


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


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
    from oro_http.listening import taken  # other commands do not need it

    family = socket.AF_INET6 if ":" in addresses[0] else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((addresses[0], 0))
        except OSError as error:
            raise Broken(f'Cannot show the app at "{addresses[0]}": {error.strerror}') from error
        port = int(probe.getsockname()[1])
    return taken(addresses, port)
