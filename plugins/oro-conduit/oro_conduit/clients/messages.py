"""Messages with headers and a payload, of both versions: to a route, to another client, to Python.

| header | effect |
|---|---|
| `route` | calls `ipc://<route>?id=<client>` with the other headers as parameters and the payload as body |
| `to` | passes payload and headers on to the client of that id |
| `digest` | answers the SHA-1 of the payload as upper-case hexadecimal digits, in header and payload |
| none of them | goes to the handler `receive()` set for this client |

Rules
1. A client id belongs to the connection that used it last; one of version 1 is closed when it is replaced. While that
   connection lives no other window can use the id.
2. A call is answered when it has a `token`: one message with that header, its payload the whole answer.
3. `internal.*` is answered as if there were no such route.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import quote, urlencode

from oro_conduit.wire.frame_v1 import text_of
from oro_conduit.wire.headers import HeaderBlock, Value
from oro_framework.errors import Closed, Denied, InvalidArgument, NoRoute, NotFound, OroError, TooLarge
from oro_framework.requests import BodyWriter, Caller, Door, FileSlice, Head, Request, parse_target
from oro_framework.types import Window

__all__ = ("Client", "Handler", "Messages")

Handler = Callable[[Mapping[str, Value], bytes], object]


class Client(Protocol):
    """A connection that has clients."""

    @property
    def caller(self) -> Caller:
        """The page or program it belongs to."""
        ...

    @property
    def max_payload(self) -> int:
        """Bytes of payload one message to it may have."""
        ...

    def deliver(self, client: str, headers: HeaderBlock, payload: bytes) -> bool:
        """Queue a message for one of its clients; False when it cannot. Never blocks.

        Raises:
            TooLarge: the message has no form on this wire.
        """
        ...

    def replaced(self, client: str) -> None:
        """Another connection took over one of its clients."""
        ...


class Messages:
    """The clients that are there, and the handlers of their messages.

    Args:
        door: where calls are brought.
        log: where a handler that raises is told.
    """

    def __init__(self, door: Callable[[], Door], log: logging.Logger) -> None:
        self._door = door
        self._log = log
        self._clients: dict[str, Client] = {}
        self._handlers: dict[str, Handler] = {}

    def ids(self) -> list[str]:
        """Return the ids of every client that is there."""
        return list(self._clients)

    def connected(self, client: str) -> bool:
        """Tell whether a client is there."""
        return client in self._clients

    def receive(self, client: str, handler: Handler | None) -> None:
        """Call `handler(options, payload)` with what a client sends; one handler at a time, None for no more."""
        if handler is None:
            self._handlers.pop(client, None)
        else:
            self._handlers[client] = handler

    def send(self, client: str, headers: HeaderBlock, payload: bytes) -> bool:
        """Queue a message for a client; False when it is not there or takes no more. Never blocks.

        Raises:
            TooLarge: the message has no form on the client's wire; nothing is ever cut off.
            InvalidArgument: a header is of no type that travels.
        """
        found = self._clients.get(client)
        return found is not None and found.deliver(client, headers, payload)

    def join(self, client: str, connection: Client) -> None:
        """Give a client id to a connection.

        Raises:
            Denied: a connection of another window has it.
        """
        before = self._clients.get(client)
        if before is not None and _place(before) != _place(connection):
            raise Denied(f'Cannot be client "{client[:64]}": another window is')
        self._clients[client] = connection
        if before is not None and before is not connection:
            before.replaced(client)

    def leave(self, connection: Client) -> None:
        """Take every client id of a connection that ended."""
        self._clients = {key: value for key, value in self._clients.items() if value is not connection}

    # -- what clients say ------------------------------------------------------------------------

    def said(self, sender: Client, client: str, headers: HeaderBlock, payload: bytes) -> None:
        """Give a connection the client id that its message names, and do what the message says."""
        try:
            self.join(client, sender)
        except Denied as error:
            _Reply(sender, client, headers.get("token"), self._log).fail(error)
            return
        if headers or payload:
            self.take(sender, client, headers, payload)

    def take(self, sender: Client, client: str, headers: HeaderBlock, payload: bytes) -> None:
        """Do what a message says."""
        reply = _Reply(sender, client, headers.get("token"), self._log)
        try:
            if "route" in headers:
                self._call(sender.caller, client, headers, payload, reply)
            elif "to" in headers:
                self._relay(headers, payload)
            elif "digest" in headers:
                digest = hashlib.sha1(payload, usedforsecurity=False).hexdigest().upper()
                reply.deliver({"digest": digest}, digest.encode("ascii"))
            elif (handler := self._handlers.get(client)) is not None:
                handler(headers, payload)
        except OroError as error:
            reply.fail(error)
        except Exception:
            self._log.exception("Cannot handle a message of a client: its handler raised")

    def _relay(self, headers: HeaderBlock, payload: bytes) -> None:
        to = _text(headers, "to")
        others = {key: value for key, value in headers.items() if key not in ("to", "client")}
        if not self.send(to, others, payload):
            raise NotFound(f'Cannot pass a message on: no client "{to[:64]}" takes it')

    def _call(self, caller: Caller, client: str, headers: HeaderBlock, payload: bytes, reply: _Reply) -> None:
        route = _text(headers, "route")
        reply.route = route
        target = parse_target("ipc://" + quote(route, safe=".-_~"))
        if target.host.lower().startswith("internal."):
            raise NoRoute(route)
        params = {key: _parameter(key, value) for key, value in headers.items() if key not in ("route", "client")}
        query = urlencode({**params, "id": client}, quote_via=quote)
        request = Request(
            target=parse_target(f"{target.url}?{query}"),
            method="POST" if payload else "GET",
            body=payload,
            caller=caller,
        )
        self._door().open(request, reply)


def _place(client: Client) -> tuple[Window | None, bool]:
    """Return where a client is: in a window, in none, or beside the app."""
    return client.caller.window, client.caller.outside


def _text(headers: HeaderBlock, key: str) -> str:
    value = headers[key]
    return _parameter(key, value)


def _parameter(key: str, value: Value) -> str:
    if isinstance(value, (str, int, float)) or value is None:
        return text_of(value)
    raise InvalidArgument(f'Cannot use header "{key[:64]}" as a parameter: it is no text, number or word')


class _Reply:
    """The host's `Reply` to a message: gathered, and sent as one message when there is a token."""

    def __init__(self, sender: Client, client: str, token: Value, log: logging.Logger) -> None:
        self._sender = sender
        self._client = client
        self._token = token
        self._log = log
        self._body = bytearray()
        self.route = ""

    def respond(self, head: Head, body: bytes) -> None:
        if self._token is None:
            return
        try:
            self.deliver({}, body)
        except TooLarge as error:
            self.fail(error)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        try:
            self.respond(head, self._read(file))
        except OroError as error:
            self.fail(error)
        finally:
            os.close(file.fd)

    def _read(self, file: FileSlice) -> bytes:
        if file.length > min(self._sender.max_payload, 0xFFFF):
            raise TooLarge(f'Cannot answer "{self.route}" with a message: a file of {file.length} bytes does not fit')
        return os.pread(file.fd, file.length, file.offset)

    def stream(self, head: Head) -> BodyWriter:
        return self

    async def write(self, chunk: bytes) -> None:
        self._body += chunk
        if len(self._body) > self._sender.max_payload:
            error = TooLarge(f'Cannot answer "{self.route}" with a message: its answer does not fit')
            self.fail(error)
            raise Closed(error.message)

    def close(self) -> None:
        self.respond(Head(200, ()), bytes(self._body))

    def abort(self) -> None:
        self.fail(NotFound(f'Cannot answer "{self.route}": its answer broke off'))

    def deliver(self, headers: HeaderBlock, body: bytes) -> None:
        """Send one message back."""
        token: HeaderBlock = {} if self._token is None else {"token": self._token}
        if not self._sender.deliver(self._client, {**headers, **token}, body):
            self._log.debug("An answer was dropped: its client takes no more")

    def fail(self, error: OroError) -> None:
        """Send an error back, as an envelope."""
        if self._token is None:
            self._log.debug("A message was not heeded: %s", error.message)
            return
        envelope = {"source": self.route[:200], "token": self._token, "err": error.as_err()}
        self.deliver({}, json.dumps(envelope, default=str).encode("utf-8", "backslashreplace"))
