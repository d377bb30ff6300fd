"""`EngineConnection`, a connection of an engine to the listener of previews."""

from __future__ import annotations

import logging
import math
import zlib

import h11
import trio

from oro_container.core.previews.access import is_allowed
from oro_container.core.previews.address import name_of
from oro_container.core.previews.error_page import error_body
from oro_container.core.previews.headers import Headers
from oro_container.core.previews.message import PATH, message_of
from oro_container.core.previews.request_headers import is_document
from oro_container.previews.exchange import Exchange, NoAnswer
from oro_container.previews.peer import Peer
from oro_container.previews.preview import Preview
from oro_container.previews.table import PreviewTable
from oro_container.previews.watch import Watch

__all__ = ("EngineConnection",)

_log = logging.getLogger("oro.container.previews")
LONGEST_MESSAGE = 1 << 18
"""Bytes of a message of a document."""
LINGER = 1.0
"""Seconds to read what an engine still sends after a refusal, so that the answer reaches it."""


class EngineConnection:
    """One connection.

    Args:
        stream: of the engine.
        table: the previews by name.
    """

    def __init__(self, stream: trio.SocketStream, table: PreviewTable) -> None:
        self._peer = Peer(stream, h11.SERVER)
        self._table = table
        self.waiting_since = math.inf
        """The time from which on it waits for a request."""

    async def serve(self) -> None:
        """Answer its requests until it ends."""
        try:
            async with trio.open_nursery() as nursery:
                await self._serve_all(nursery)
                nursery.cancel_scope.cancel()
        finally:
            self._peer.close()

    def close(self) -> None:
        """Close it; a request that it waits for does not come."""
        self._peer.close()

    async def _serve_all(self, nursery: trio.Nursery) -> None:
        try:
            while await self._serve_one(nursery):
                self._peer.http.start_next_cycle()
            await self._linger()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return

    async def _serve_one(self, nursery: trio.Nursery) -> bool:
        """Answer a request; return whether the connection can take another."""
        peer = self._peer
        try:
            self.waiting_since = trio.current_time()
            request = await peer.receive()
            self.waiting_since = math.inf
            if not isinstance(request, h11.Request):
                return False
            await self._answer(request, nursery)
        except h11.RemoteProtocolError as error:
            if peer.http.our_state is h11.IDLE or peer.http.our_state is h11.SEND_RESPONSE:
                await self._respond(error.error_status_hint, [], b"")
            return False
        return peer.reusable

    async def _answer(self, request: h11.Request, nursery: trio.Nursery) -> None:
        headers: Headers = list(request.headers)
        by_name = dict(headers)
        name = name_of(by_name.get(b"host", b"").decode("latin-1"), self._table.port)
        preview = self._table.named(name) if name is not None else None
        if preview is None:
            await self._respond(421, [], b"")
        elif not is_allowed(request.method, by_name, preview.mapping.own):
            _log.info("Refused a request for port %d of a container: not asked by its preview", preview.port)
            await self._respond(403, [], b"")
        elif request.target.partition(b"?")[0] == PATH.encode():
            await self._take_message(preview)
        else:
            await self._exchange(preview, request, nursery, page=is_document(headers))

    async def _exchange(self, preview: Preview, request: h11.Request, nursery: trio.Nursery, *, page: bool) -> None:
        port = preview.port
        if preview.withdrawn:
            await self._fail(
                preview, 410, "This preview has ended", f"Its container no longer serves port {port}.", page
            )
            return
        preview.begin(nursery.cancel_scope)
        watch = Watch(self._peer, nursery)
        try:
            await Exchange(self._peer, preview, request, watch).run()
        except (trio.BrokenResourceError, zlib.error) as error:
            raise trio.BrokenResourceError("the guest's answer broke off") from error
        except NoAnswer as error:
            title = f"The server on port {port} gave no answer"
            await self._fail(preview, 502, title, f"It closed the connection or does not speak HTTP: {error}.", page)
        except OSError as error:
            title = f"Nothing listens on port {port}"
            text = (
                f"The container has no server there ({error.strerror or error}). Start it, then load this page again."
            )
            await self._fail(preview, 502, title, text, page)
        finally:
            preview.finish(nursery.cancel_scope)
            await watch.stop()

    async def _fail(self, preview: Preview, status: int, title: str, text: str, page: bool) -> None:
        body, kind = error_body(title, text, page=page)
        await self._respond(status, [*preview.guards, (b"content-type", kind), (b"cache-control", b"no-store")], body)

    async def _respond(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer from here."""
        peer = self._peer
        length = (b"content-length", str(len(body)).encode())
        peer.put(h11.Response(status_code=status, headers=[*headers, length]))
        if body:
            peer.put(h11.Data(data=body))
        await peer.send(h11.EndOfMessage())

    async def _take_message(self, preview: Preview) -> None:
        body = bytearray()
        while isinstance(event := await self._peer.receive(), h11.Data):
            body += event.data
            if len(body) > LONGEST_MESSAGE:
                await self._respond(413, [], b"")
                return
        if not preview.messages.take(trio.current_time()):
            await self._respond(429, [], b"")
            return
        message = message_of(bytes(body), name=preview.address.name, port=preview.port)
        if message is not None and not preview.withdrawn:
            self._table.tell(preview.container, message)
        await self._respond(204 if message is not None else 400, [], b"")

    async def _linger(self) -> None:
        """Let the engine read what was answered before the connection is closed."""
        self._peer.end()
        with trio.move_on_after(LINGER):
            while await self._peer.read():
                pass
