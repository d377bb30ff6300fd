"""WebSockets of a browser to apps that are mounted in the app's origin.

The mounted app speaks with the server of HTTP itself. One that the gate or the app's permissions refuse gets 403 in the
place of a handshake, as from other servers.
"""

from __future__ import annotations

import logging

from oro_framework.errors import OroError
from oro_framework.host.inner import RunningHost
from oro_framework.requests import Caller, Request
from oro_framework.types import Receive, Scope, Send
from oro_http.arrival import Arrival
from oro_http.browser.gate import BrowserGate
from oro_http.browser.translation import Translation

__all__ = ("Sockets",)


class Sockets:
    """See the module.

    Args:
        host: whose mounted apps these are.
        gate: says who may open one.
        translation: of addresses and headers.
        log: told of refusals, at level debug.
    """

    def __init__(self, host: RunningHost, gate: BrowserGate, translation: Translation, log: logging.Logger) -> None:
        self._host = host
        self._gate = gate
        self._translation = translation
        self._log = log

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the mounted app of its path answer one WebSocket. If cancelled, so is the app."""
        arrival = Arrival.of({**scope, "method": "GET"})
        try:
            self._gate.admit_socket(arrival)
            request = self._request(arrival)
            mounted = self._host.assets.oro.mounted_for(request)
        except OroError as error:
            self._log.debug("Refused a WebSocket: %s", error.message)
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        given = {**scope, **mounted.socket_scope(request, scope["subprotocols"])}
        await mounted.app(given, receive, send)

    def _request(self, arrival: Arrival) -> Request:
        window = self._host.windows_manager.get(0)
        return Request(
            target=self._translation.file(arrival),
            headers=self._translation.asked(arrival),
            caller=Caller(window=window, origin=self._host.origin, client=window.id),
        )
