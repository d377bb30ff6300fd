"""Large media for WebKitGTK's player, which takes nothing of our schemes and breaks off on large Blobs.

Its ring buffer for Blobs holds 2 MiB and fails at random on what is longer (GStreamer 1.22). HTTP it plays
well. So a page gets an address on the loopback interface for a piece of media: a path of 192 random bits
that leads through the door to what the page asked for, as the page, for as long as its document is there.
No socket is open before the first one is needed.

Connections are accepted and their requests read on the GUI thread; answers are sent on the loop thread.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections import OrderedDict
from typing import Any

import trio
from gi.repository import GLib
from msgspec import Struct
from msgspec.structs import replace

from oro_framework.errors import Closed
from oro_framework.host.backends.base import Door, Exchange, FileSlice, Head
from oro_framework.host.backends.gtk_pipe import PipeWriter
from oro_framework.host.backends.media_http import Asked, Refused, encode_head, parse_request
from oro_framework.host.protocol import Request

__all__ = ("MediaServer", "PlayerReply")

MAX_TICKETS = 512
BLOCK = 1 << 20


class Ticket(Struct, frozen=True):
    """What an address stands for: the request of `owner`'s document."""

    owner: Any
    request: Request


class MediaServer:
    """Addresses for media, and the listener behind them. GUI thread."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._tickets: OrderedDict[str, Ticket] = OrderedDict()
        self._listener: socket.socket | None = None
        self._host = ""
        self._sources: set[int] = set()

    def __len__(self) -> int:
        return len(self._tickets)

    def address(self, owner: Any, request: Request) -> str:
        """Return an address at which `request` is answered, until `owner`'s are forgotten.

        Raises:
            OSError: no port can be had.
        """
        if self._listener is None:
            self._listen()
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = Ticket(owner, request)
        while len(self._tickets) > MAX_TICKETS:
            self._tickets.popitem(last=False)
        return f"http://{self._host}/{ticket}"

    def forget(self, owner: Any) -> None:
        """Let every address of a document lead nowhere."""
        for name in [name for name, ticket in self._tickets.items() if ticket.owner is owner]:
            del self._tickets[name]

    def close(self) -> None:
        """Stop listening; what is being sent goes on."""
        for source in self._sources:
            GLib.source_remove(source)
        self._sources.clear()
        self._tickets.clear()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        listener.setblocking(False)
        self._listener = listener
        self._host = f"127.0.0.1:{listener.getsockname()[1]}"
        self._watch(listener.fileno(), lambda: self._accept(listener))

    def _watch(self, fd: int, ready: Any) -> None:
        """Call `ready` whenever `fd` can be read, until it returns False."""

        def call(_fd: int, _condition: Any) -> bool:
            goes_on = bool(ready())
            if not goes_on:
                self._sources.discard(source)
            return goes_on

        flags = GLib.IOCondition.IN | GLib.IOCondition.HUP | GLib.IOCondition.ERR
        source = GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, fd, flags, call)
        self._sources.add(source)

    def _accept(self, listener: socket.socket) -> bool:
        try:
            connection, _ = listener.accept()
        except OSError:
            return True
        connection.setblocking(False)
        received = bytearray()
        self._watch(connection.fileno(), lambda: self._read(connection, received))
        return True

    def _read(self, connection: socket.socket, received: bytearray) -> bool:
        """Read until the request is whole; True as long as more is wanted."""
        try:
            piece = connection.recv(BLOCK)
            received += piece
            asked = parse_request(bytes(received), self._host)
            if asked is None and piece:
                return True
            if asked is not None:
                self._answer(connection, asked)
                return False
        except BlockingIOError:
            return True
        except Refused as error:
            _send_now(connection, encode_head(Head(error.status, ()), 0, "null"))
        except OSError:
            pass
        connection.close()
        return False

    def _answer(self, connection: socket.socket, asked: Asked) -> None:
        ticket = self._tickets.get(asked.ticket)
        if ticket is None:
            raise Refused(404)
        wanted = [(name, value) for name, value in asked.headers if name in ("range", "if-range", "user-agent")]
        request = replace(ticket.request, method=asked.method, headers=wanted, body=b"")
        reply = PlayerReply(connection.detach(), ticket.request.caller.origin or "null", asked.method == "HEAD")
        reply.exchange = self._door.open(request, reply)


class PlayerReply:
    """A `Reply` over a connection; owns its descriptor. Loop thread."""

    __slots__ = ("_bodiless", "_fd", "_origin", "exchange")

    def __init__(self, fd: int, origin: str, bodiless: bool) -> None:
        self._fd = fd
        self._origin = origin
        self._bodiless = bodiless
        self.exchange: Exchange | None = None

    def respond(self, head: Head, body: bytes) -> None:
        writer = PipeWriter(self._fd, _nothing)
        data = encode_head(head, len(body), self._origin) + (b"" if self._bodiless else body)
        trio.lowlevel.spawn_system_task(_send, writer, data)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        writer = PipeWriter(self._fd, _nothing)
        data = encode_head(head, file.length, self._origin)
        trio.lowlevel.spawn_system_task(
            _send_file, writer, self._fd, data, replace(file, length=0) if self._bodiless else file
        )

    def stream(self, head: Head) -> PipeWriter:
        os.write(self._fd, encode_head(head, None, self._origin))
        return PipeWriter(self._fd, _nothing)


async def _send(writer: PipeWriter, data: bytes) -> None:
    try:
        await writer.write(data)
    except Closed:
        pass  # the player has what it wanted
    finally:
        writer.close()


async def _send_file(writer: PipeWriter, fd: int, head: bytes, file: FileSlice) -> None:
    offset, left = file.offset, file.length
    try:
        await writer.write(head)
        while left > 0:
            try:
                sent = await trio.to_thread.run_sync(os.sendfile, fd, file.fd, offset, min(left, BLOCK))
            except BlockingIOError:
                await trio.lowlevel.wait_writable(fd)
                continue
            if sent == 0:
                break
            offset, left = offset + sent, left - sent
    except (Closed, OSError):
        pass  # the player has what it wanted, or the file can no longer be read
    finally:
        writer.close()
        os.close(file.fd)


def _send_now(connection: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        connection.send(data)


def _nothing() -> None:
    """A connection that is closed early says by itself that the answer broke off."""
