"""The app as a server over streamable HTTP: for agents that show a token, by the connections of oro-http.

Rules
1. A request without the token of an agent is answered 401, and nothing else of it is looked at.
2. `Host` must be an address of this server, and `Origin`, which web pages send, a configured one: a page whose name is
   made to lead here is told apart by them (DNS rebinding).
3. A session belongs to the token that opened it.
"""

from __future__ import annotations

import hmac
import logging
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import trio
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from oro_http.server import Server as Connections

from oro_framework.errors import Denied
from oro_framework.types import Receive, Scope, Send
from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.principals import Principal
from oro_mcp.server.protocol import Context, Info, made_server

__all__ = ("HttpEntrance", "serving")

MAX_CONNECTIONS, STALL = 128, 30.0


class HttpEntrance:
    """The ASGI app: looks at path and token, and hands on to the SDK.

    Args:
        app: the tools and resources.
        info: what the app says about itself.
        path: of the endpoint.
        agents: returns the agents by their tokens.
        security: the hosts and origins that requests may name.
    """

    def __init__(
        self,
        app: AppTools,
        info: Info,
        path: str,
        agents: Callable[[], Mapping[str, Principal]],
        security: TransportSecuritySettings,
    ) -> None:
        self._path = path
        self._agents = agents
        self._server = made_server(app, self._who, info)
        self.sessions = StreamableHTTPSessionManager(self._server, security_settings=security)

    async def serve(self, hang_up: Callable[[], None], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange. If cancelled, so are the calls in it."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["path"].rstrip("/") != self._path:
            await _refuse(send, 404, b"The endpoint is " + self._path.encode())
            return
        token = _shown(scope)
        agent = self._redeemed(token)
        if agent is None:
            await _refuse(send, 401, b"Cannot connect: the header Authorization has no token of this app")
            return
        user = AuthenticatedUser(AccessToken(token=token, client_id=agent.origin, scopes=[]))
        await self.sessions.handle_request({**scope, "user": user}, receive, send)

    def _redeemed(self, token: str) -> Principal | None:
        """Return the agent of a token, or None; every token is compared, each in constant time."""
        found = None
        for known, agent in self._agents().items():
            if hmac.compare_digest(known.encode(), token.encode("utf-8", "replace")):
                found = agent
        return found

    def _who(self, context: Context) -> Principal:
        """Return the agent of a request that was let in.

        Raises:
            Denied: its token was revoked since.
        """
        user = context.request.scope["user"] if context.request is not None else None
        agent = self._redeemed(user.access_token.token) if isinstance(user, AuthenticatedUser) else None
        if agent is None:
            raise Denied("Cannot use the app: the token of this agent was revoked")
        return agent


@asynccontextmanager
async def serving(entrance: HttpEntrance, sockets: Sequence[socket.socket], log: logging.Logger) -> AsyncIterator[None]:
    """Serve during the block."""
    connections = Connections(entrance, log, max_connections=MAX_CONNECTIONS, stall=STALL)
    try:
        async with entrance.sessions.run(), trio.open_nursery() as nursery:
            nursery.start_soon(connections.run, sockets)
            try:
                yield
            finally:
                nursery.cancel_scope.cancel()
    finally:
        for each in sockets:
            each.close()


def _shown(scope: Scope) -> str:
    found = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"authorization"]
    kind, _, token = found[0].partition(" ") if len(found) == 1 else ("", "", "")
    return token.strip() if kind.lower() == "bearer" else ""


async def _refuse(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
