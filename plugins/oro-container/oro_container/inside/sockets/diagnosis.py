"""The TCP sockets of this network namespace, as the kernel tells of them (SOCK_DIAG)."""

from __future__ import annotations

import socket
import struct

__all__ = ("Diagnosis", "Listening")

_NETLINK, _SOCK_DIAG, _DESTROYED = 16, 4, (1, 3)
_BY_FAMILY, _DUMP, _DONE, _ERROR = 20, 0x301, 3, 2
_LISTENING = 1 << 10
_MAPPED = bytes(10) + b"\xff\xff"
_HEADER = struct.Struct("=IHHII")

Listening = frozenset[tuple[int, int]]
"""Families, 4 and 6, and ports."""


class Diagnosis:
    """Tells when TCP sockets go, and which ports are listened on."""

    def __init__(self) -> None:
        self._asking = socket.socket(_NETLINK, socket.SOCK_RAW, _SOCK_DIAG)
        self.gone = socket.socket(_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, _SOCK_DIAG)
        """Readable when TCP sockets have gone."""
        self.gone.bind((0, sum(1 << group - 1 for group in _DESTROYED)))

    def forget_gone(self) -> None:
        """Read away which sockets have gone."""
        try:
            while self.gone.recv(1 << 16):
                pass
        except BlockingIOError:
            return
        except OSError:
            # There were more than it holds, which says the same.
            return

    def listening(self, address: str = "") -> Listening:
        """Return what is listened on.

        Args:
            address: of version 4, if that alone counts; sockets of version 6 have it too.
        """
        wanted = socket.inet_aton(address) if address else b""
        return frozenset(
            (4 if family == socket.AF_INET else 6, port)
            for family, port, found in self._sockets()
            if not wanted or found in (wanted, _MAPPED + wanted)
        )

    def _sockets(self) -> list[tuple[int, int, bytes]]:
        found: list[tuple[int, int, bytes]] = []
        for family in (socket.AF_INET, socket.AF_INET6):
            request = struct.pack("=BBBxI48x", family, socket.IPPROTO_TCP, 0, _LISTENING)
            self._asking.send(_HEADER.pack(_HEADER.size + len(request), _BY_FAMILY, _DUMP, 1, 0) + request)
            found += self._answers()
        return found

    def _answers(self) -> list[tuple[int, int, bytes]]:
        found: list[tuple[int, int, bytes]] = []
        while True:
            data = self._asking.recv(1 << 16)
            at = 0
            while at + _HEADER.size <= len(data):
                length, kind, _, _, _ = _HEADER.unpack_from(data, at)
                if kind in (_DONE, _ERROR):
                    return found
                family, about = data[at + _HEADER.size], at + _HEADER.size
                address = data[about + 8 : about + (12 if family == socket.AF_INET else 24)]
                found.append((family, int.from_bytes(data[about + 4 : about + 6], "big"), address))
                at += length + 3 & ~3
