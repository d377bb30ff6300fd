"""Serve large media to WebKitGTK's player, which takes nothing of our schemes and breaks off on large Blobs.

Its ring buffer for Blobs holds 2 MiB and fails at random on what is longer (GStreamer 1.22). HTTP it plays
well. So a page gets an address on the loopback interface for a piece of media: a path of 192 random bits
that leads through the door to what the page asked for, as the page, for as long as its document is there.
No socket is open before the first one is needed.

Addresses are given out on the GUI thread; connections are taken, read and answered on the loop thread.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import trio
from msgspec import Struct
from msgspec.structs import replace

from oro_framework.errors import Closed, TimedOut, TooLarge
from oro_framework.host.backends.gtk.media_http import END, MAX_HEAD, Asked, Refused, encode_head, parse_request
from oro_framework.host.backends.gtk.pipe import PipeWriter
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import BodyWriter, Door, FileSlice, Head
from oro_framework.listener import Bounds, Connection, Listener

__all__ = ("BOUNDS", "MediaServer", "PlayerReply", "PlayerWriter")

BOUNDS = Bounds(connections=128, head=MAX_HEAD)
MAX_TICKETS = 512
BLOCK = 1 << 20


_log = logging.getLogger("oro.backend.gtk")


class Ticket(Struct, frozen=True):
    """The request an address stands for, of `owner`'s document."""

    owner: Any
    request: Request


class MediaServer:
    """Addresses for media, and the listener behind them. GUI thread, unless a method says otherwise."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._tickets: OrderedDict[str, Ticket] = OrderedDict()
        self._host = ""

    def __len__(self) -> int:
        return len(self._tickets)

    def address(self, owner: Any, request: Request) -> str:
        """Return an address at which `request` is answered, until `owner`'s are forgotten.

        Raises:
            OSError: no port can be had.
        """
        if not self._host:
            self._listen()
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = Ticket(owner, request)
        while len(self._tickets) > MAX_TICKETS:
            self._tickets.popitem(last=False)
        return f"http://{self._host}/{ticket}"

    def forget(self, owner: Any) -> None:
        """Revoke all addresses of a document."""
        for name in [name for name, ticket in self._tickets.items() if ticket.owner is owner]:
            del self._tickets[name]

    def close(self) -> None:
        """Revoke all addresses; the port and open connections are closed when the app ends."""
        self._tickets.clear()

    def _listen(self) -> None:
        bound = socket.socket()
        bound.bind(("127.0.0.1", 0))
        self._host = f"127.0.0.1:{bound.getsockname()[1]}"
        # Before the loop takes it: a player may be there sooner.
        bound.listen()
        self._door.run(partial(self._serve, bound))

    # -- loop thread -----------------------------------------------------------------------------------

    async def _serve(self, bound: socket.socket) -> None:
        listener = Listener(self._connected, BOUNDS, log=_log, name="port for players")
        with bound:
            async with trio.open_nursery() as tasks:
                await listener.run([bound], tasks)

    async def _connected(self, connection: Connection) -> None:
        try:
            head, _ = await connection.head(END)
            await self._answer(connection.stream, parse_request(head, self._host))
        except Refused as error:
            await connection.close_with(encode_head(Head(error.status, ()), 0, "null"))
        except TooLarge:
            await connection.close_with(encode_head(Head(431, ()), 0, "null"))
        except (TimedOut, Closed) as error:
            _log.debug("Closed a player's connection: %s", error.message)

    async def _answer(self, stream: trio.SocketStream, asked: Asked) -> None:
        """Answer as the document that was given the address, until the player has it all or is gone."""
        ticket = self._tickets.get(asked.ticket)
        if ticket is None:
            raise Refused(404)
        wanted = [(name, value) for name, value in asked.headers if name in ("range", "if-range", "user-agent")]
        request = replace(ticket.request, method=asked.method, headers=wanted, body=b"")
        async with trio.open_nursery() as tasks:
            writer = PlayerWriter(stream.socket.detach())
            reply = PlayerReply(writer, tasks, ticket.request.caller.origin or "null", asked.method == "HEAD")
            exchange = self._door.open(request, reply)
            try:
                tasks.start_soon(writer.watch, exchange.abort)
                await writer.ended.wait()
            finally:
                exchange.abort()
                if not writer.begun:
                    writer.close()
            tasks.cancel_scope.cancel()


class PlayerWriter(PipeWriter):
    """The connection of a player as a `BodyWriter`; owns its descriptor. Loop thread."""

    __slots__ = ("begun", "ended")

    def __init__(self, fd: int) -> None:
        super().__init__(fd, _nothing)
        self.begun = False
        """Whether an answer is being sent, whose writes notice by themselves when the player is gone."""
        self.ended = trio.Event()

    @property
    def fd(self) -> int:
        """The descriptor, or -1."""
        return self._fd

    def close(self) -> None:
        super().close()
        self.ended.set()

    async def watch(self, gone: Callable[[], None]) -> None:
        """Call `gone` once the player is; data it sends meanwhile is ignored."""
        with suppress(trio.ClosedResourceError):
            while self._says_more():
                await trio.lowlevel.wait_readable(self._fd)
            gone()
            if not self.begun:
                self.close()

    def _says_more(self) -> bool:
        try:
            return bool(os.read(self._fd, BLOCK))
        except BlockingIOError:
            return True
        except OSError:
            return False


class PlayerReply:
    """A `Reply` to a player. Loop thread."""

    __slots__ = ("_bodiless", "_origin", "_tasks", "_writer")

    def __init__(self, writer: PlayerWriter, tasks: trio.Nursery, origin: str, bodiless: bool) -> None:
        self._writer = writer
        self._tasks = tasks
        self._origin = origin
        self._bodiless = bodiless

    def respond(self, head: Head, body: bytes) -> None:
        self._writer.begun = True
        data = encode_head(head, len(body), self._origin) + (b"" if self._bodiless else body)
        self._tasks.start_soon(_send, self._writer, data)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        self._writer.begun = True
        data = encode_head(head, file.length, self._origin)
        wanted = replace(file, length=0) if self._bodiless else file
        self._tasks.start_soon(_send_file, self._writer, data, wanted)

    def stream(self, head: Head) -> BodyWriter:
        self._writer.begun = True
        with suppress(OSError):  # the player is gone, as the first write says
            os.write(self._writer.fd, encode_head(head, None, self._origin))
        return self._writer


async def _send(writer: PipeWriter, data: bytes) -> None:
    try:
        await writer.write(data)
    except Closed:
        pass  # the player has what it wanted
    finally:
        writer.close()


async def _send_file(writer: PlayerWriter, head: bytes, file: FileSlice) -> None:
    offset, left = file.offset, file.length
    try:
        await writer.write(head)
        fd = writer.fd
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


def _nothing() -> None:
    """Do nothing: a connection that is closed early says by itself that the answer broke off."""
