"""The TCP sockets of this network namespace, as the kernel tells of them (SOCK_DIAG)."""

from __future__ import annotations

import socket
import struct

__all__ = ("Diagnosis", "Listening")

_NETLINK, _SOCK_DIAG, _DESTROYED = 16, 4, (1, 3)
_BY_FAMILY, _DUMP, _DONE, _ERROR = 20, 0x301, 3, 2
_LISTENING = 1 << 10
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

    def listening(self) -> Listening:
        """Return what is listened on."""
        return frozenset((4 if family == socket.AF_INET else 6, port) for family, port in self._sockets())

    def _sockets(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for family in (socket.AF_INET, socket.AF_INET6):
            request = struct.pack("=BBBxI48x", family, socket.IPPROTO_TCP, 0, _LISTENING)
            self._asking.send(_HEADER.pack(_HEADER.size + len(request), _BY_FAMILY, _DUMP, 1, 0) + request)
            found += self._answers()
        return found

    def _answers(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        while True:
            data = self._asking.recv(1 << 16)
            at = 0
            while at + _HEADER.size <= len(data):
                length, kind, _, _, _ = _HEADER.unpack_from(data, at)
                if kind in (_DONE, _ERROR):
                    return found
                family = data[at + _HEADER.size]
                found.append((family, int.from_bytes(data[at + _HEADER.size + 4 : at + _HEADER.size + 6], "big")))
                at += length + 3 & ~3
