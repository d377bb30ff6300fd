"""The answer to one request, from the head to the last byte."""

from __future__ import annotations

import msgspec

from oro_framework.errors import Closed, OroError
from oro_framework.requests import Head, MemoryReply
from oro_framework.types import Headers, Send
from oro_http.incoming import Incoming

__all__ = ("GUARDS", "Answer")

_JSON: Headers = (("content-type", "application/json"), ("cache-control", "no-store"))
_BODILESS = (204, 304)
_OURS = frozenset({"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"})
GUARDS: Headers = (("x-content-type-options", "nosniff"), ("content-security-policy", "sandbox; default-src 'none'"))
"""A browser that opens an answer as a page runs nothing of it: it would be of our own origin."""


class Answer:
    """Sends what the client gets, once.

    Args:
        send: takes ASGI messages.
        incoming: the request's body; what is left of it is taken before the answer ends.
        headers: those every answer has.
        guards: those every answer has unless it says otherwise.
    """

    def __init__(self, send: Send, incoming: Incoming, *, headers: Headers, guards: Headers = GUARDS) -> None:
        self._send = send
        self._incoming = incoming
        self._headers = headers
        self._guards = guards

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer with a body that is there."""
        headers = (*headers, *_length(status, len(body)))
        if self._incoming.ended:
            await self._start(status, headers)
            await self._send({"type": "http.response.body", "body": body})
            return
        await self._start(status, (*headers, ("connection", "close")))
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        await self._incoming.discard()
        await self.end()

    async def error(self, error: OroError, source: str = "", headers: Headers = ()) -> None:
        """Answer with an error in the envelope pages know."""
        err = {key: _printable(value) for key, value in error.as_err().items()}
        body = msgspec.json.encode({"source": source, "err": err}, enc_hook=str)
        await self.whole(error.status, (*_JSON, *headers), body)

    async def relay(self, head: Head, reply: MemoryReply) -> bool:
        """Answer with what a route answered, piece by piece, up to its end; False when it broke off before.

        If cancelled, the answer is broken off.
        """
        length: Headers = () if reply.length is None else _length(head.status, reply.length)
        await self._start(head.status, (*_forwarded(head.headers, known=bool(length)), *length))
        try:
            while piece := await reply.read():
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        except (Closed, OSError):
            return False
        return True

    async def end(self) -> None:
        """End what `relay` sent. An answer that is not ended breaks the connection off."""
        await self._send({"type": "http.response.body", "body": b""})

    async def _start(self, status: int, headers: Headers) -> None:
        named = {name for name, _ in headers}
        headers = (*headers, *(pair for pair in (*self._headers, *self._guards) if pair[0] not in named))
        raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})


def _forwarded(headers: Headers, *, known: bool) -> Headers:
    """Leave out what is between the client and the bridge; a known length is written by the bridge."""
    left_out = _OURS | {"content-length"} if known else _OURS
    return tuple(pair for pair in headers if pair[0] not in left_out and not pair[0].startswith("access-control-"))


def _length(status: int, size: int) -> Headers:
    return () if status in _BODILESS else (("content-length", str(size)),)


def _printable(value: object) -> object:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
