"""A socket that carries messages with descriptors: each is one packet of JSON.

One that a packet has no room for is `{"long": true}`, and its JSON is a file in memory, the first descriptor: programs
say by their arguments, and by the names of their files, how long some are.
"""

from __future__ import annotations

import array
import json
import os
import socket
from collections.abc import Iterable
from typing import Any

__all__ = ("MOST", "Channel")

MOST = 1 << 17
"""Bytes of a packet."""
_MOST_FDS = 64


class Channel:
    """One end of a socket pair of type SOCK_SEQPACKET."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link

    def fileno(self) -> int:
        return self._link.fileno()

    def close(self) -> None:
        self._link.close()

    def send(self, message: dict[str, Any], fds: Iterable[int] = ()) -> None:
        """Send a message; what cannot be sent because the other side is gone is dropped, as reading tells of that.

        The descriptors stay the caller's.
        """
        data = json.dumps(message).encode()
        if len(data) <= MOST:
            self._send(data, fds)
            return
        with open(os.memfd_create("message"), "w+b") as file:
            file.write(data)
            file.seek(0)
            self._send(json.dumps({"long": True}).encode(), (file.fileno(), *fds))

    def _send(self, data: bytes, fds: Iterable[int]) -> None:
        ancillary = array.array("i", fds)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ancillary)] if ancillary else []
        try:
            self._link.sendmsg([data], rights)
        except (BrokenPipeError, ConnectionResetError):
            return

    def receive(self) -> tuple[dict[str, Any], list[int]] | None:
        """Wait for a message and its descriptors, which no program inherits; None once the other side is gone."""
        fds = array.array("i")
        room = socket.CMSG_LEN(_MOST_FDS * fds.itemsize)
        try:
            data, ancillary, _, _ = self._link.recvmsg(MOST, room, socket.MSG_CMSG_CLOEXEC)
        except ConnectionResetError:
            return None
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
        for fd in fds:
            os.set_inheritable(fd, False)
        if not data:
            return None
        message: dict[str, Any] = json.loads(data)
        return message, list(fds)
