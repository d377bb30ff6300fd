"""RFC 6455 as a server speaks it, without extensions: bytes in, messages out. Sans-IO.

Rules
1. Any bytes are messages or a `ProtocolError`, however they are split; a frame is refused by its head.
2. A client masks every frame. Lengths have their shortest form. The reserved bits are 0.
3. Messages are binary; text is refused by its first frame with 1003, one over the limit with 1009.
4. Frames of a message may have control frames between them, and nothing else.
5. What follows the client's close frame is not read.

One frame of two is a call of some hundred bytes, so the common head is told from all others by its first byte.
"""

from __future__ import annotations

from typing import Final

from oro_conduit.errors import NO_STATUS, NOT_BINARY, NOT_TEXT, TOO_LARGE, ProtocolError

__all__ = ("Reader", "close_frame", "head_of", "pong_frame")

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FIN: Final = 0x80
WHOLE: Final = FIN | BINARY
RESERVED: Final = 0x70
MASKED: Final = 0x80
HEAD: Final = 6
"""Bytes before the payload of a short frame: two, and four of mask."""
SHORT: Final = 125
_LOCAL = (1004, 1005, 1006, 1015)
"""Codes that never travel."""


class Reader:
    """Bytes in, in any pieces; whole messages out. After a failure it takes no more.

    Args:
        limit: bytes a message may have.
    """

    def __init__(self, limit: int) -> None:
        self.failure: ProtocolError | None = None
        """The rule that was broken; the messages before it are good."""
        self.closed: tuple[int, str] | None = None
        """Code and reason of the client's close frame."""
        self.ping: bytes | None = None
        """The payload of the last ping; the caller answers and clears it."""
        self._limit = limit
        self._rest = bytearray()
        self._wanted = 2
        self._parts: list[bytes] = []
        self._fragmented = False
        self._size = 0
        from oro_conduit.carriers.masking import unmasked  # with the first connection, not with the plugin

        self._unmasked = unmasked

    def feed(self, data: bytes | memoryview) -> list[bytes]:
        """Return the messages that are whole now; look at `failure`, `closed` and `ping` afterwards."""
        if self.failure is not None or self.closed is not None:
            return []
        messages: list[bytes] = []
        try:
            view = self._completed(memoryview(data), messages)
            self._rest += view[self._frames(view, messages) :]
        except ProtocolError as error:
            self.failure = error
        return messages

    def _completed(self, data: memoryview, messages: list[bytes]) -> memoryview:
        """Add to the frame that is not whole what it lacks, and no more; return what follows it."""
        while self._rest and data:
            missing = self._wanted - len(self._rest)
            self._rest += data[:missing]
            data = data[missing:]
            if len(self._rest) >= self._wanted:
                frame, self._rest = memoryview(self._rest), bytearray()
                self._rest += frame[self._frames(frame, messages) :]
        return data

    def _frames(self, data: memoryview, messages: list[bytes]) -> int:
        """Read whole frames; return where the one begins that is not whole."""
        at, size = 0, len(data)
        self._wanted = 2
        while size - at >= 2 and self.closed is None:
            first, length = data[at], data[at + 1] - MASKED
            if first != WHOLE or length < 0 or self._fragmented:
                self._check(first, length)
            start = at + HEAD
            if length > SHORT:
                wide = 2 if length == SHORT + 1 else 8
                start += wide
                if size < start:
                    self._wanted = start - at
                    break
                length = _length(data[at + 2 : at + 2 + wide])
            if length + self._size > self._limit:
                message = f"Cannot take a message of {length + self._size} bytes: the limit is {self._limit}"
                raise ProtocolError("too-large", message, TOO_LARGE)
            end = start + length
            if size < end:
                self._wanted = end - at
                break
            payload = self._unmasked(data[start:end], bytes(data[start - 4 : start]))
            at = end
            if first == WHOLE:
                messages.append(payload)
            else:
                self._take(first, payload, messages)
        return at

    def _check(self, first: int, length: int) -> None:
        """Refuse a head that is no head, or that may not come now."""
        code = first & 0x0F
        if length < 0:
            raise ProtocolError("unmasked", "Cannot read a frame: it is not masked")
        if first & RESERVED:
            raise ProtocolError("reserved", "Cannot read a frame: a reserved bit is set")
        if code in (CLOSE, PING, PONG):
            if not first & FIN or length > SHORT:
                raise ProtocolError("bad-control", "Cannot read a frame: a control frame is short and whole")
        elif code not in (CONTINUATION, TEXT, BINARY):
            raise ProtocolError("unknown-opcode", f"Cannot read a frame: there is no opcode {code:#x}")
        elif (code == CONTINUATION) != self._fragmented:
            raise ProtocolError("bad-fragment", "Cannot read a frame: it continues no message, or not the one begun")
        elif code == TEXT:
            raise ProtocolError("not-binary", "Cannot take text: messages are binary", NOT_BINARY)

    def _take(self, first: int, payload: bytes, messages: list[bytes]) -> None:
        """Take what is no whole message: part of one, or a control frame."""
        code = first & 0x0F
        if code == PING:
            self.ping = payload
        elif code == CLOSE:
            self.closed = _close(payload)
        elif code != PONG:
            self._parts.append(payload)
            self._size += len(payload)
            self._fragmented = not first & FIN
            if not self._fragmented:
                messages.append(b"".join(self._parts))
                self._parts.clear()
                self._size = 0


def _length(data: memoryview) -> int:
    length = int.from_bytes(data, "big")
    if length <= (SHORT if len(data) == 2 else 0xFFFF) or length >> 63:
        raise ProtocolError("bad-length", f"Cannot read a frame: its length {length} has no such form")
    return length


def _close(payload: bytes) -> tuple[int, str]:
    if not payload:
        return NO_STATUS, ""
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (1000 <= code <= 1014 or 3000 <= code <= 4999) or code in _LOCAL:
        raise ProtocolError("bad-close", "Cannot read a close frame: its code is none that may be sent")
    try:
        return code, payload[2:].decode()
    except UnicodeDecodeError:
        raise ProtocolError("bad-utf8", "Cannot read a close frame: its reason is no UTF-8", NOT_TEXT) from None


def head_of(size: int) -> bytes:
    """Return what comes before a binary message of that many bytes."""
    return _head(WHOLE, size)


def pong_frame(payload: bytes) -> bytes:
    """Return the answer to a ping."""
    return _frame(FIN | PONG, payload)


def close_frame(code: int, reason: str = "") -> bytes:
    """Return a close frame; a reason longer than it holds is cut, a code that never travels is left out."""
    if code in _LOCAL:
        return _frame(FIN | CLOSE, b"")
    text = reason.encode("utf-8", "replace")[: SHORT - 2].decode("utf-8", "ignore")
    return _frame(FIN | CLOSE, code.to_bytes(2, "big") + text.encode())


def _frame(first: int, payload: bytes) -> bytes:
    return _head(first, len(payload)) + payload


def _head(first: int, size: int) -> bytes:
    if size <= SHORT:
        return bytes((first, size))
    if size <= 0xFFFF:
        return b"%c\x7e%b" % (first, size.to_bytes(2, "big"))
    return b"%c\x7f%b" % (first, size.to_bytes(8, "big"))
