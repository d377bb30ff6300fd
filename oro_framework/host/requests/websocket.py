"""WebSockets between a page and an ASGI app of the host (ASGI, WebSocket spec 2.5).

Rules
1. The answer to the call that opens a socket is a stream of frames from the app; frames of the page are bodies of calls
   of its own.
2. A frame is a letter, the length of its content in four bytes, and the content. The letters are `o` (open, with the
   chosen protocol), `x` (refused), `t` (text), `b` (bytes), and `c` (closed, with a code of two bytes and the reason).
3. The app receives `websocket.disconnect` once: with the page's code when the page closes, 1001 when it is gone. It
   then has `GRACE` seconds to end.
4. `send` of the app waits while the page has much to read, and calls of the page while the app has `WAITING` messages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import trio

from oro_framework.errors import InvalidArgument
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.requests.streams import Feed, PageGone
from oro_framework.types import ASGIApp, Message, Scope

__all__ = ("PageSocket", "frame", "frames_of")

WAITING = 64
GRACE = 2.0
AHEAD = 64 * 1024
HEAD = 5


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """Return a frame."""
    return kind + len(content).to_bytes(4, "big") + content


def frames_of(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each frame of a body.

    Raises:
        InvalidArgument: it ends within a frame.
    """
    at = 0
    while at < len(body):
        end = at + HEAD + int.from_bytes(body[at + 1 : at + HEAD], "big")
        if end > len(body) or at + HEAD > len(body):
            raise InvalidArgument("Cannot read a frame of a WebSocket: it is cut off")
        yield body[at : at + 1], body[at + HEAD : end]
        at = end


class PageSocket:
    """One WebSocket of a page.

    Args:
        app: the ASGI app.
        scope: of the connection.
    """

    def __init__(self, app: ASGIApp, scope: Scope) -> None:
        self._app = app
        self._scope = scope
        self._put, self._take = trio.open_memory_channel[Message](WAITING)
        self._put.send_nowait({"type": "websocket.connect"})
        self._cancel = trio.CancelScope()
        self._accepted = False
        self._closed = False
        self._left = False
        self.frames = Feed(AHEAD, self._gone)
        """The frames that the page reads."""

    async def run(self) -> None:
        """Run the app until it ends, and close the socket if it has not. Raises any exception of the app."""
        code = 1000
        try:
            with self._cancel:
                await self._app(self._scope, self._receive, self._send)
        except BaseException as error:
            code = 1011
            fault = fault_of(error)
            if not self._left:
                raise fault from None
        finally:
            self._close(code, "")

    async def told(self, body: bytes) -> None:
        """Take frames of the page, waiting while the app has many to take."""
        for kind, content in frames_of(body):
            if kind == b"c":
                code = int.from_bytes(content[:2], "big") if len(content) >= 2 else 1005
                self._close(code, content[2:].decode("utf-8", "replace"))
                self._disconnect(code, content[2:].decode("utf-8", "replace"))
            elif kind == b"t":
                await self._keep({"type": "websocket.receive", "text": content.decode("utf-8", "replace")})
            elif kind == b"b":
                await self._keep({"type": "websocket.receive", "bytes": content})
            else:
                raise InvalidArgument(f"Cannot take a frame of a WebSocket: {kind!r} is no kind of it")

    async def _keep(self, message: Message) -> None:
        try:
            await self._put.send(message)
        except (trio.ClosedResourceError, trio.BrokenResourceError):
            return

    def _gone(self) -> None:
        """The page reads no more."""
        self._closed = True
        self._disconnect(1001, "")

    def _disconnect(self, code: int, reason: str, seconds: float = GRACE) -> None:
        if self._left:
            return
        self._left = True
        self._last: Message = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self._put.close()
        self._cancel.deadline = trio.current_time() + seconds

    # -- what the app calls --------------------------------------------------------------------------

    async def _receive(self) -> Message:
        try:
            return await self._take.receive()
        except trio.EndOfChannel:
            return self._last

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.accept":
            if self._accepted or self._closed:
                raise RuntimeError("Cannot accept a WebSocket: it was accepted or closed before")
            self._accepted = True
            await self._write(frame(b"o", (message.get("subprotocol") or "").encode()))
        elif kind == "websocket.close":
            self._close(message.get("code", 1000), message.get("reason") or "")
            self._disconnect(message.get("code", 1000), message.get("reason") or "", seconds=math.inf)
        elif kind == "websocket.send":
            if not self._accepted:
                raise RuntimeError("Cannot send by a WebSocket: it was not accepted")
            text = message.get("text")
            await self._write(frame(b"b", bytes(message["bytes"])) if text is None else frame(b"t", text.encode()))
        else:
            raise RuntimeError(f'Cannot send "{kind}" by a WebSocket: no such ASGI message')

    async def _write(self, piece: bytes) -> None:
        if self._closed:
            raise PageGone("the WebSocket is closed")
        await self.frames.put(piece)

    def _close(self, code: int, reason: str) -> None:
        """End the frames with one that says why."""
        if self._closed:
            return
        self._closed = True
        last = frame(b"c", code.to_bytes(2, "big") + reason.encode()) if self._accepted else frame(b"x")
        self.frames.add(last)
        self.frames.end()
