"""Read the first message of a client without answering it (RFC 8446 4.1.2, RFC 6066 3, RFC 7301 3.1). Sans-IO.

Rules
1. A ClientHello lies in one or more handshake records; until it is complete, more bytes are needed.
2. Only the wanted host and the offered protocols are read; anything else is stepped over.
3. Bytes that are no ClientHello name nothing: the handshake will fail on them.
"""

from __future__ import annotations

from msgspec import Struct

__all__ = ("Hello", "read_hello")

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_LARGEST = 1 << 17
_SERVER_NAME = 0
_PROTOCOLS = 16


class Hello(Struct, frozen=True):
    """The host a client wants, and the protocols it speaks."""

    servername: str | None = None
    alpnProtocols: tuple[str, ...] = ()


def read_hello(data: bytes) -> Hello | None:
    """Read the bytes that have come; None when more are needed."""
    try:
        body = _body(data)
        return None if body is None else _read(_Cursor(body))
    except (_NoHelloError, UnicodeDecodeError):
        return Hello()


class _NoHelloError(Exception):
    """This is no ClientHello."""


class _Cursor:
    """Takes values off the front of bytes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise _NoHelloError
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        """A length of `size` bytes, and as many bytes as it says."""
        return self.take(self.number(size))

    def __bool__(self) -> bool:
        return self._at < len(self._data)


def _body(data: bytes) -> bytes | None:
    """The ClientHello inside its records, None while it is not there whole."""
    message, at = b"", 0
    while True:
        if message[:1] not in (b"", bytes([_CLIENT_HELLO])):
            raise _NoHelloError
        if len(message) >= 4 and len(message) >= (size := 4 + int.from_bytes(message[1:4], "big")):
            return message[4:size]
        if data[at : at + 1] not in (b"", bytes([_HANDSHAKE])):
            raise _NoHelloError
        if at > _LARGEST:
            raise _NoHelloError
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        if len(data) < at + 5 + length or at + 5 > len(data):
            return None
        if not length:
            raise _NoHelloError
        message += data[at + 5 : at + 5 + length]
        at += 5 + length


def _read(hello: _Cursor) -> Hello:
    hello.take(2 + 32)
    for size in (1, 2, 1):
        hello.vector(size)
    name: str | None = None
    protocols: tuple[str, ...] = ()
    extensions = _Cursor(hello.vector(2) if hello else b"")
    while extensions:
        kind, content = extensions.number(2), _Cursor(extensions.vector(2))
        if kind == _SERVER_NAME:
            name = _name(_Cursor(content.vector(2)))
        elif kind == _PROTOCOLS:
            protocols = _protocols(_Cursor(content.vector(2)))
    return Hello(name, protocols)


def _name(names: _Cursor) -> str | None:
    while names:
        kind, name = names.number(1), names.vector(2)
        if kind == 0:
            return name.decode("ascii")
    return None


def _protocols(listed: _Cursor) -> tuple[str, ...]:
    found = []
    while listed:
        found.append(listed.vector(1).decode())
    return tuple(found)
