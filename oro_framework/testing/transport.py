"""An httpx transport that talks to a host through the door its backends use.

Unlike `httpx.ASGITransport` it streams, and closing a response cancels the handler.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import MODULE_SCHEMES, Caller, Request, parse_target
from oro_framework.host.requests.reply import Exchange

__all__ = ("LiveTransport",)


class LiveTransport(httpx.AsyncBaseTransport):
    """Sends requests to a running host as a page of it would.

    Args:
        door: the host's exchanges.
        bundle: its bundle identifier.
        caller: the page that the requests come from.
    """

    def __init__(self, door: Exchanges, bundle: str, caller: Caller) -> None:
        self._door = door
        self._bundle = bundle
        self._caller = caller

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its answer once status and headers are known. If cancelled, so is the handler."""
        body = await request.aread()
        target = parse_target(str(request.url), module_schemes=MODULE_SCHEMES, bundle=self._bundle)
        headers = [(key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in request.headers.raw]
        reply = MemoryReply()
        exchange = self._door.open(
            Request(target=target, method=request.method, headers=headers, body=body, caller=self._caller), reply
        )
        try:
            head = await reply.head()
        except BaseException:
            exchange.abort()
            raise
        raw = [(key.encode("latin-1"), value.encode("latin-1", "replace")) for key, value in head.headers]
        return httpx.Response(head.status, headers=raw, stream=_Body(reply, exchange), request=request)


class _Body(httpx.AsyncByteStream):
    def __init__(self, reply: MemoryReply, exchange: Exchange) -> None:
        self._reply = reply
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reply.body():
            yield chunk

    async def aclose(self) -> None:
        self._exchange.abort()
        self._reply.close()
