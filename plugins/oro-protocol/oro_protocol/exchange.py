"""One request of a scheme on its way to a page, and the page's answer on its way back.

The page answers in pieces, each a call of its own: a head with the first bytes, more bytes, the end. A call is
answered once the engine has taken its bytes, so a page is no quicker than the reader.
"""

from __future__ import annotations

from collections.abc import Sequence

import anyio
from msgspec import Struct

from oro_framework.errors import Broken, Closed, TimedOut
from oro_framework.types import Push, Receive, Scope, Send, Window
from oro_protocol.events import ABORT, REQUEST, Abandoned, Asked

__all__ = ("Exchange", "Piece", "read_body")

HEAD = 32.0
"""Seconds a page has until its answer begins."""
NO_STORE = (b"cache-control", b"no-store")
ANY_ORIGIN = (b"access-control-allow-origin", b"*")


class Piece(Struct, frozen=True):
    """A piece of an answer; the first one has status and headers."""

    body: bytes
    more: bool
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    failure: str | None = None
    """Why there is no answer, or no rest of it."""


class Exchange:
    """See the module; made and used on the loop thread."""

    def __init__(self, id: str, scheme: str, window: Window) -> None:
        self.id = id
        self.scheme = scheme
        self.window = window
        self._send, self._pieces = anyio.create_memory_object_stream[Piece](0)
        self._over = False

    async def ask(self, scope: Scope, body: bytes, send: Send) -> None:
        """Tell the page of a request, and send on what it answers.

        Raises:
            TimedOut: it did not begin to.
            Closed: it went away.
            Broken: it could not answer, or broke off.
        If cancelled, the page is told.
        """
        self.window.push(Push(source=REQUEST, data=self._told(scope), body=body))
        try:
            await self._answer(scope, send)
            self._over = True
        finally:
            self._pieces.close()
            self._send.close()
            if not self._over:
                self.window.push(Push(source=ABORT, data=Abandoned(id=self.id)))

    async def put(self, piece: Piece) -> None:
        """Take a piece from the page, and wait until it is sent on.

        Raises:
            Closed: the requester is gone.
        """
        try:
            await self._send.send(piece)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            raise Closed(f'Cannot answer request "{self.id}": whoever asked is gone') from None

    def page_gone(self) -> None:
        """Fail the exchange: no page will answer it."""
        self._over = True
        self._send.close()

    async def _answer(self, scope: Scope, send: Send) -> None:
        piece: Piece | None = None
        with anyio.move_on_after(HEAD):
            piece = await self._next()
        if piece is None:
            raise TimedOut(f'Cannot load "{self.scheme}:": its page did not answer within {HEAD:g} s')
        await send({"type": "http.response.start", "status": piece.status, "headers": _head(piece.headers)})
        while piece.more:
            await send({"type": "http.response.body", "body": piece.body, "more_body": True})
            piece = await self._next()
        await send({"type": "http.response.body", "body": piece.body, "more_body": False})

    async def _next(self) -> Piece:
        try:
            piece = await self._pieces.receive()
        except anyio.EndOfStream:
            raise Closed(f'Cannot load "{self.scheme}:": the page that answers it is gone') from None
        if piece.failure is not None:
            self._over = True
            raise Broken(f'Cannot load "{self.scheme}:": {piece.failure}')
        return piece

    def _told(self, scope: Scope) -> Asked:
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        raw, query = scope.get("raw_path") or b"/", scope.get("query_string") or b""
        url = f"{self.scheme}://{host}{raw.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        return {
            "id": self.id,
            "scheme": self.scheme,
            "method": scope["method"],
            "url": url,
            "headers": [pair for pair in headers if pair[0] != "host"],
        }


def _head(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI has them, with those that let the app's pages read the answer."""
    found = [(name.lower().encode("latin-1"), value.encode("utf-8")) for name, value in headers]
    names = {name for name, _ in found}
    return [*found, *(pair for pair in (ANY_ORIGIN, NO_STORE) if pair[0] not in names)]


async def read_body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)
