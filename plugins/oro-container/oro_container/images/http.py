"""An ASGI app served over HTTP/1.1 on a port of loopback."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from typing import Any

import h11
import trio

from oro_framework.asgi import ASGIApp, Message

__all__ = ("listen", "serve_http")

_LOG = logging.getLogger("oro_container.http")
_PART = 1 << 16
_IDLE = 75.0
"""Seconds a client may take between requests, or within one."""
_CLOSING = ("connection", "close")


async def listen(port: int) -> trio.SocketListener:
    """Return a listener on loopback.

    Args:
        port: its number; 0 is any that is free.

    Raises:
        OSError: the port is taken.
    """
    [listener] = await trio.open_tcp_listeners(port, host="127.0.0.1")
    return listener


async def serve_http(app: ASGIApp, listener: trio.SocketListener) -> None:
    """Answer every client until cancelled."""
    await trio.serve_listeners(partial(_client, app), [listener])


async def _client(app: ASGIApp, stream: trio.SocketStream) -> None:
    with suppress(trio.BrokenResourceError, trio.ClosedResourceError, h11.LocalProtocolError, _Gone):
        async with stream:
            connection = _Connection(stream)
            while await connection.answer(app):
                pass


class _Gone(OSError):
    """The client is gone."""


class _Connection:
    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 16)
        self._ended = trio.Event()

    async def answer(self, app: ASGIApp) -> bool:
        """Answer the next request; return whether another may come."""
        try:
            event = await self._next()
            if not isinstance(event, h11.Request):
                return False
            self._ended = trio.Event()
            await app(self._scope(event), self._receive, self._send)
            await self._drain()
        except h11.RemoteProtocolError as error:
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self._refuse(error.error_status_hint)
            return False
        except _Gone:
            return False
        except Exception:  # of the app; the client sees that its answer breaks off
            _LOG.exception("An app failed")
            if self._http.our_state is h11.SEND_RESPONSE:
                await self._refuse(500)
            return False
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    def _scope(self, request: h11.Request) -> dict[str, Any]:
        path, _, query = request.target.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.5"},
            "http_version": request.http_version.decode(),
            "method": request.method.decode(),
            "scheme": "http",
            "path": path.decode("latin-1"),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(bytes(name), bytes(value)) for name, value in request.headers],
            "client": self._stream.socket.getpeername()[:2],
            "server": self._stream.socket.getsockname()[:2],
        }

    async def _drain(self) -> None:
        """Read the rest of a body that the app did not want, unless it is long: then the connection ends."""
        left = _PART
        while self._http.their_state is h11.SEND_BODY and left > 0:
            event = await self._next()
            left -= len(event.data) if isinstance(event, h11.Data) else 0

    async def _next(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            data = b""
            with trio.move_on_after(_IDLE):
                data = bytes(await self._stream.receive_some(_PART))
            self._http.receive_data(data)
        return event

    async def _receive(self) -> Message:
        if self._http.their_state is not h11.SEND_BODY:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._watch, nursery.cancel_scope)
                await self._ended.wait()
                nursery.cancel_scope.cancel()
            return {"type": "http.disconnect"}
        event = await self._next()
        if isinstance(event, h11.Data):
            return {"type": "http.request", "body": bytes(event.data), "more_body": True}
        if isinstance(event, h11.EndOfMessage):
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.disconnect"}

    async def _watch(self, scope: trio.CancelScope) -> None:
        """Cancel a scope once the client is gone; what it sends meanwhile is kept."""
        data = b""
        with suppress(trio.BrokenResourceError):
            data = bytes(await self._stream.receive_some(_PART))
        self._http.receive_data(data)
        if not data:
            scope.cancel()

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._write(h11.Response(status_code=message["status"], headers=list(message["headers"])))
            return
        if body := message.get("body", b""):
            await self._write(h11.Data(data=body))
        if not message.get("more_body", False):
            await self._write(h11.EndOfMessage())
            self._ended.set()

    async def _write(self, event: Any) -> None:
        data = self._http.send(event)
        if data:
            try:
                await self._stream.send_all(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                raise _Gone("the client is gone") from error

    async def _refuse(self, status: int) -> None:
        await self._write(h11.Response(status_code=status, headers=[_CLOSING, ("content-length", "0")]))
        await self._write(h11.EndOfMessage())
