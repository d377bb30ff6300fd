"""`Previews`, the listener of the host by which frames of the app show servers of containers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial

import trio

from oro_container.core.previews.address import Address
from oro_container.core.previews.message import PreviewMessage
from oro_container.core.previews.script import PreviewScript
from oro_container.previews.dial import Dial
from oro_container.previews.engine_connection import EngineConnection
from oro_container.previews.preview import Preview
from oro_container.previews.scripts import ForwardErrors, Scripts
from oro_container.previews.table import PreviewTable
from oro_framework.errors import InvalidArgument

__all__ = ("Previews",)

_log = logging.getLogger("oro.container.previews")
CONNECTIONS = 512
"""Connections of engines at once; further ones wait."""
IDLE = 75.0
"""Seconds a connection may be without a request."""

Admit = Callable[[str], Callable[[], object]]


def _admit_nothing(_pattern: str) -> Callable[[], object]:
    return lambda: None


class Previews:
    """The previews of one app. Loop thread.

    Args:
        embedders: the origins whose documents may show previews, such as that of the app.
        admit: lets frames load addresses of a pattern, until the function it returns is called.
        isolated: whether the documents of embedders are cross-origin isolated.
    """

    def __init__(self, embedders: Iterable[str], admit: Admit = _admit_nothing, *, isolated: bool = False) -> None:
        self._isolated = isolated
        self._embedders = tuple(embedders)
        self._admit = admit
        self._table = PreviewTable()
        self._scripts: dict[str, Scripts] = {}
        self._releases: dict[str, Callable[[], object]] = {}
        self._connections: set[EngineConnection] = set()
        self._nursery: trio.Nursery | None = None
        self._opening = trio.Lock()
        self._limit = trio.CapacityLimiter(CONNECTIONS)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve previews during the block; the listener opens with the first that is published."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            try:
                yield
            finally:
                self._nursery = None
                for container in {*self._scripts}:
                    self.withdraw_all(container)
                nursery.cancel_scope.cancel()

    async def publish(self, container: str, port: int, dial: Dial) -> str:
        """Return the address of the preview of a port; the same while it is published.

        Args:
            container: the id of the container.
            port: of the guest.
            dial: connects to a port of the guest.

        Raises:
            OSError: the listener cannot be opened.
        """
        await self._open()
        if (found := self._table.find(container, port)) is not None:
            return found.address.url
        address = Address(name=secrets.token_hex(16), port=self._table.port)
        origin_of = partial(self._origin_of, container)
        scripts = self._scripts_of(container)
        preview = Preview(container, port, address, dial, origin_of, scripts, self._embedders, isolated=self._isolated)
        self._table.add(preview)
        self._releases[address.name] = self._admit(address.pattern)
        return address.url

    def withdraw(self, container: str, port: int) -> None:
        """End the preview of a port; what it is answering breaks off."""
        if (preview := self._table.find(container, port)) is not None:
            self._table.remove(preview)
            self._releases.pop(preview.address.name)()

    def withdraw_all(self, container: str) -> None:
        """End the previews of a container, and forget its scripts."""
        for preview in self._table.of(container):
            self.withdraw(container, preview.port)
        self._scripts.pop(container, None)
        self._table.messages.pop(container, None)

    def script(
        self,
        container: str,
        source: str | None = None,
        *,
        type: str | None = None,
        defer: bool = False,
        asynchronous: bool = False,
    ) -> None:
        """Set the script of the documents that are loaded later; None removes it.

        Raises:
            InvalidArgument: there is no such type of scripts.
        """
        made = None
        if source is not None:
            try:
                made = PreviewScript.of(source, type, defer=defer, asynchronous=asynchronous)
            except ValueError as error:
                raise InvalidArgument(str(error)) from error
        self._scripts_of(container).script = made

    def messages(
        self, container: str, listener: Callable[[PreviewMessage], object], *, forward_errors: ForwardErrors = True
    ) -> None:
        """Have a function called with the errors of documents that are loaded later."""
        self._scripts_of(container).forward_errors = forward_errors
        self._table.messages[container] = listener

    def _scripts_of(self, container: str) -> Scripts:
        return self._scripts.setdefault(container, Scripts(self._embedders))

    def _origin_of(self, container: str, port: int) -> str | None:
        found = self._table.find(container, port)
        return None if found is None else found.address.origin

    async def _open(self) -> None:
        """Open the listener, unless it is."""
        async with self._opening:
            if self._table.port:
                return
            if self._nursery is None:
                raise RuntimeError("Cannot publish a port: previews do not run; enter Previews.running() first")
            (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
            self._table.port = listener.socket.getsockname()[1]
            self._nursery.start_soon(self._accept, self._nursery, listener)
            self._nursery.start_soon(self._close_idle)

    async def _accept(self, nursery: trio.Nursery, listener: trio.SocketListener) -> None:
        async with listener:
            while True:
                token = object()
                await self._limit.acquire_on_behalf_of(token)
                try:
                    stream = await listener.accept()
                except OSError as error:
                    self._limit.release_on_behalf_of(token)
                    _log.warning("Cannot accept a connection for a preview: %s", error)
                    await trio.sleep(0.1)
                    continue
                nursery.start_soon(self._serve, stream, token)

    async def _serve(self, stream: trio.SocketStream, token: object) -> None:
        """Serve a connection; a fault in it ends it alone."""
        connection = EngineConnection(stream, self._table)
        self._connections.add(connection)
        try:
            await connection.serve()
        except Exception:
            _log.exception("A connection of a preview failed")
        finally:
            self._connections.discard(connection)
            self._limit.release_on_behalf_of(token)

    async def _close_idle(self) -> None:
        """Close connections that are without a request for long."""
        while True:
            await trio.sleep(IDLE / 5)
            before = trio.current_time() - IDLE
            for connection in [each for each in self._connections if each.waiting_since < before]:
                connection.close()
