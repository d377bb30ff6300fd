"""The host's end of a socket to a process of a container: requests, their answers, and what is told unasked."""

from __future__ import annotations

import array
import errno
import json
import os
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import trio

from oro_container.inside.channel import MOST

__all__ = ("Answer", "Link", "socket_pair")

_MOST_FDS = 64

Told = Callable[[dict[str, Any], Sequence[int]], None]


class Answer:
    """An answer, with the descriptors that came with it; the caller closes them."""

    def __init__(self, message: dict[str, Any], fds: list[int]) -> None:
        self.message = message
        self.fds = fds

    def __getitem__(self, name: str) -> Any:
        return self.message[name]


class Link:
    """Sends requests and hands out answers; run `listen` for as long as it is used.

    Args:
        connection: our end of the socket.
        told: called with each message that is no answer; descriptors of it are closed afterwards.
    """

    def __init__(self, connection: socket.socket, told: Told = lambda message, fds: None) -> None:
        connection.setblocking(False)
        self._connection = trio.socket.from_stdlib_socket(connection)
        self._told = told
        self._sending = trio.Lock()
        self._asked: dict[int, trio.MemorySendChannel[Answer]] = {}
        self._seq = 0
        self.lost = trio.Event()
        """Set once the other side is gone."""

    async def ask(self, op: str, fds: Iterable[int] = (), **what: Any) -> Answer:
        """Send a request and wait for its answer; the descriptors stay the caller's. If cancelled, it is done or not.

        Raises:
            OSError: it failed; EPIPE, the other side is gone.
        """
        if self.lost.is_set():
            raise BrokenPipeError
        self._seq += 1
        seq = self._seq
        send, receive = trio.open_memory_channel[Answer](1)
        self._asked[seq] = send
        try:
            await self.tell({"seq": seq, "op": op, **what}, fds)
            answer = await receive.receive()
        except trio.EndOfChannel:
            raise BrokenPipeError from None
        finally:
            self._asked.pop(seq, None)
        if (number := answer.message.get("errno")) is not None:
            raise OSError(number, os.strerror(number))
        return answer

    async def tell(self, message: dict[str, Any], fds: Iterable[int] = ()) -> None:
        """Send a message that has no answer.

        Raises:
            OSError: EPIPE, the other side is gone; EMSGSIZE, it is too long.
        """
        data = json.dumps(message).encode()
        if len(data) > MOST:
            raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
        rights = array.array("i", fds)
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)] if rights else []
        async with self._sending:
            try:
                await self._connection.sendmsg([data], ancillary)
            except (trio.ClosedResourceError, ConnectionResetError):
                raise BrokenPipeError from None

    async def first(self) -> Any:
        """Return `missing` of the message that comes before all others; called instead of `listen`.

        Raises:
            OSError: EPIPE, the other side is gone.
        """
        received = await self._receive()
        if received is None:
            raise BrokenPipeError
        return received[0]["missing"]

    async def listen(self) -> None:
        """Handle messages until the other side is gone, or this is closed."""
        try:
            with suppress(OSError, trio.ClosedResourceError):
                while (received := await self._receive()) is not None:
                    self._handle(*received)
        finally:
            self.close()

    def close(self) -> None:
        """Close the socket; requests that wait fail."""
        self._connection.close()
        self.lost.set()
        for asked in self._asked.values():
            asked.close()

    async def _receive(self) -> tuple[dict[str, Any], list[int]] | None:
        fds = array.array("i")
        room = socket.CMSG_LEN(_MOST_FDS * fds.itemsize)
        data, ancillary, _, _ = await self._connection.recvmsg(MOST, room, socket.MSG_CMSG_CLOEXEC)
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
        return (json.loads(data), list(fds)) if data else None

    def _handle(self, message: dict[str, Any], fds: list[int]) -> None:
        if "long" in message:
            with open(fds.pop(0), "rb") as file:
                message = json.loads(file.read())
        asked = self._asked.get(message.get("seq", 0))
        if asked is not None:
            asked.send_nowait(Answer(message, fds))
            return
        if "seq" not in message:
            self._told(message, fds)
        for fd in fds:
            os.close(fd)


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a socket as `Link` uses one."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
