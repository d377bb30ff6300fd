"""Version 2 of the wire: frames on numbered streams. Sans-IO.

    kind u8 | flags u8 | stream u32be | length u32be | payload

| kind | stream | flags | payload |
|---|---|---|---|
| 1 OPEN | odd from the page, even from the host | END DUPLEX | headers, body |
| 2 HEAD | any | END | headers |
| 3 DATA | any | END | body |
| 4 END | any | END | nothing |
| 5 CANCEL | any | | nothing |
| 6 ERROR | any | END | headers |
| 7 CREDIT | any | | u32be bytes, not 0 |
| 8 PING | 0 | | anything |
| 9 PONG | 0 | | what the ping held |
| 10 MESSAGE | 0 | | headers, body |
| 11 ANSWER | any | END | headers, body |

Rules
1. Any bytes are frames or a `ProtocolError`; nothing else is raised. How bytes are split changes nothing.
2. A frame is refused by its first ten bytes where they suffice, so its payload is never waited for.
3. A payload over the limit is refused with close code 1009, everything else with 1002.
4. END, ERROR and ANSWER end a direction by their kind; the flag may be set on them and is written by us.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from oro_conduit.errors import TOO_LARGE, ProtocolError
from oro_conduit.wire.headers import HeaderBlock, Value, decode_headers, encode_headers
from oro_framework.errors import TooLarge

__all__ = ("DUPLEX", "END", "HEADER", "MAX_FRAME", "Decoder", "Frame", "Kind", "block", "encode", "with_headers")

MAX_FRAME = 16 << 20
END = 0x01
DUPLEX = 0x02
HEADER = struct.Struct(">BBII")


class Kind(enum.IntEnum):
    """Kinds of frames."""

    OPEN = 1
    HEAD = 2
    DATA = 3
    END = 4
    CANCEL = 5
    ERROR = 6
    CREDIT = 7
    PING = 8
    PONG = 9
    MESSAGE = 10
    ANSWER = 11


# A NamedTuple: one is made per frame, and a frozen dataclass takes three times as long.
class Frame(NamedTuple):
    """One frame; `payload` begins with headers where the table says so."""

    kind: int
    flags: int
    stream: int
    payload: bytes = b""


_FLAGS: Mapping[int, int] = {
    Kind.OPEN: END | DUPLEX,
    Kind.HEAD: END,
    Kind.DATA: END,
    Kind.END: END,
    Kind.CANCEL: 0,
    Kind.ERROR: END,
    Kind.CREDIT: 0,
    Kind.PING: 0,
    Kind.PONG: 0,
    Kind.MESSAGE: 0,
    Kind.ANSWER: END,
}
_WITHOUT_STREAM = frozenset((Kind.PING, Kind.PONG, Kind.MESSAGE))
_LENGTHS: Mapping[int, int] = {Kind.END: 0, Kind.CANCEL: 0, Kind.CREDIT: 4}


def encode(kind: int, stream: int, payload: bytes = b"", flags: int = 0) -> bytes:
    """Encode one frame.

    Raises:
        TooLarge: the payload has 4 GiB or more.
    """
    return _head(kind, flags, stream, len(payload)) + payload


def with_headers(kind: int, stream: int, headers: HeaderBlock | bytes, body: bytes = b"", flags: int = 0) -> bytes:
    """Encode a frame whose payload is headers, perhaps encoded before, and a body.

    Raises as `encode_headers` and `encode` do.
    """
    block = headers if isinstance(headers, bytes) else encode_headers(headers)
    return b"".join((_head(kind, flags, stream, len(block) + len(body)), block, body))


def _head(kind: int, flags: int, stream: int, size: int) -> bytes:
    if size > 0xFFFFFFFF:
        raise TooLarge(f"Cannot send a frame of {size} bytes: its length has 32 bits")
    return HEADER.pack(kind, flags, stream, size)


def block(frame: Frame) -> tuple[dict[str, Value], bytes]:
    """Return the headers and the body of a frame that has them.

    Raises:
        ProtocolError: the payload begins with no headers, or a body follows where none may.
    """
    headers, at = decode_headers(frame.payload)
    body = frame.payload[at:]
    if body and frame.kind in (Kind.HEAD, Kind.ERROR):
        raise ProtocolError("trailing-bytes", f"Cannot read a frame: {len(body)} bytes follow its headers")
    return headers, body


class Decoder:
    """Bytes in, in any pieces; frames out. After a `ProtocolError` it is of no more use.

    Args:
        limit: bytes of payload a frame may have.
    """

    def __init__(self, limit: int = MAX_FRAME) -> None:
        self._limit = limit
        self._rest = bytearray()
        self._wanted = 10

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield every frame that is whole now; take them all before feeding more.

        Raises:
            ProtocolError: the bytes are no frames; what was yielded before is good.
        """
        if self._rest:
            self._rest += data
            if len(self._rest) < self._wanted:
                return
            data = bytes(self._rest)
            self._rest.clear()
        at, size = 0, len(data)
        self._wanted = 10
        while size - at >= 10:
            kind, flags, stream, length = HEADER.unpack_from(data, at)
            self._check(kind, flags, stream, length)
            end = at + 10 + length
            if end > size:
                self._wanted = 10 + length
                break
            payload = data[at + 10 : end]
            if kind == Kind.CREDIT and payload == b"\0\0\0\0":
                raise ProtocolError("zero-credit", "Cannot read a frame: it grants no bytes")
            at = end
            yield Frame(kind, flags, stream, payload)
        self._rest += data[at:]

    def _check(self, kind: int, flags: int, stream: int, length: int) -> None:
        allowed = _FLAGS.get(kind)
        if allowed is None:
            raise ProtocolError("unknown-kind", f"Cannot read a frame: there is no kind {kind}")
        if flags & ~allowed:
            raise ProtocolError("bad-flags", f"Cannot read a frame: flags {flags:#04x} on {Kind(kind).name}")
        if (stream == 0) != (kind in _WITHOUT_STREAM):
            raise ProtocolError("bad-stream", f"Cannot read a frame: {Kind(kind).name} on stream {stream}")
        if length > self._limit:
            message = f"Cannot read a frame of {length} bytes: the limit is {self._limit}"
            raise ProtocolError("too-large", message, TOO_LARGE)
        if length != _LENGTHS.get(kind, length):
            raise ProtocolError("bad-length", f"Cannot read a frame: {Kind(kind).name} with {length} bytes")
