"""`Mailbox`, which keeps what programs of pages stand still for: a worker can wait for a request and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from anyio import Event, move_on_after

from oro_framework.asgi import Receive, Scope, Send

__all__ = ("Mailbox",)

SECONDS = 20.0
"""Seconds after which who waits is to ask again."""
MOST = 256 << 20
"""Bytes of one message."""
KEPT = 256
"""Messages that are waited for, or wait, at once."""


@dataclass(slots=True)
class _Slot:
    came: Event = field(default_factory=Event)
    body: bytes = b""


class Mailbox:
    """An ASGI app: what is posted to a name that is no one else's is answered to who gets it, once.

    Who asks for a head learns that it is there.
    """

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        token = scope["path"].rpartition("/")[2]
        if scope["method"] == "HEAD":
            status, body = 204, b""
        elif scope["method"] == "POST":
            status, body = await self._put(token, receive), b""
        else:
            status, body = await self._take(token)
        headers = [(b"content-type", b"application/octet-stream"), (b"cache-control", b"no-store")]
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _put(self, token: str, receive: Receive) -> int:
        pieces, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return 400
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            if size > MOST:
                return 413
            more = message.get("more_body", False)
        slot = self._slot(token)
        if slot is None:
            return 503
        slot.body = b"".join(pieces)
        slot.came.set()
        return 204

    async def _take(self, token: str) -> tuple[int, bytes]:
        slot = self._slot(token)
        if slot is None:
            return 503, b""
        with move_on_after(SECONDS):
            await slot.came.wait()
        if not slot.came.is_set():
            return 204, b""
        self._slots.pop(token, None)
        return 200, slot.body

    def _slot(self, token: str) -> _Slot | None:
        if token not in self._slots and len(self._slots) >= KEPT:
            # What no one came for in the time that so many others took is of programs that have ended.
            del self._slots[next(iter(self._slots))]
        return self._slots.setdefault(token, _Slot())
