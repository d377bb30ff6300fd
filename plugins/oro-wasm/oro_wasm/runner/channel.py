"""A runner's end of its socket: messages with descriptors beside them."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence

import msgspec

from oro_wasm.runner.messages import Answer, Request

__all__ = ("LENGTH", "MOST_DESCRIPTORS", "ROOM", "Channel", "whole")

LENGTH = struct.Struct("<I")
"""The length of a message in bytes stands before it."""
MOST_DESCRIPTORS = 3
ROOM = 1 << 16
"""Bytes received at once."""


def whole(data: bytearray) -> int:
    """Return the bytes of a message with its length before it, as far as its beginning tells."""
    return LENGTH.size + (LENGTH.unpack_from(data)[0] if len(data) >= LENGTH.size else 0)


class Channel:
    """Receives requests and sends answers; blocks.

    Args:
        connection: a connected stream socket of the Unix domain.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Request)

    def receive(self) -> tuple[Request, Sequence[int]] | None:
        """Wait for a request; return it with the descriptors that came along, or None when the app has gone."""
        first, descriptors, _, _ = socket.recv_fds(self._connection, ROOM, MOST_DESCRIPTORS)
        data = bytearray(first)
        while len(data) < whole(data):
            if not (chunk := self._connection.recv(ROOM)):
                return None
            data += chunk
        return self._decoder.decode(memoryview(data)[LENGTH.size :]), descriptors

    def send(self, answer: Answer) -> None:
        """Send an answer."""
        data = self._encoder.encode(answer)
        self._connection.sendall(LENGTH.pack(len(data)) + data)
