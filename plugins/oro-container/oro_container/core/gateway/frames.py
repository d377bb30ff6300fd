"""Frames, by which one long-lived guest answers many requests over two pipes, or one socket.

A frame is the length of its payload (4 bytes), the number of its stream (4 bytes), its kind (1 byte), and the payload;
numbers are big-endian. Streams are numbered by the host, from 1, and never again; stream 0 is the guest itself.

| frame   | from  | payload | says |
|---------|-------|---------|------|
| READY   | guest | JSON    | on stream 0, once, first: `protocol` (1), `name`, `concurrency` |
| REQUEST | host  | JSON    | opens a stream: `method`, `target`, `headers`, `env` |
| BODY    | both  | bytes   | the next part of a body |
| END     | both  | nothing | the body is whole; the guest's ends the stream |
| HEAD    | guest | JSON    | `status` and `headers`, before the first BODY of the answer |
| FAIL    | guest | JSON    | `message`: no answer comes; ends the stream |
| CANCEL  | host  | nothing | the client is gone; the guest still sends END or FAIL |
| CREDIT  | host  | number  | so many more bytes of the answer may be sent |
| TIMER   | guest | number  | wake this stream of timers in so many milliseconds |
| WAKE    | host  | nothing | the time is over; the stream is that of the timer |
| LOG     | guest | JSON    | `level` and `text`, on the stream they belong to, or 0 |

Rules
1. A guest gets at most `concurrency` requests at once; one that says 1 may ignore CREDIT, as its pipe holds it back.
2. Of an answer, `WINDOW` bytes may be sent without CREDIT; the host gives credit for what the client took.
3. A guest waits for nothing but the next frame: its timers are the host's, so one thread without polling is enough.
4. TIMER and WAKE number timers, not requests: the guest chooses the numbers.
5. What breaks a rule ends the guest: there is no way back into step.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from oro_container.core.gateway.errors import GatewayError

__all__ = ("MOST_PAYLOAD", "PROTOCOL", "WINDOW", "Frame", "FrameDecoder", "Kind", "encode", "encode_json")

PROTOCOL = 1
MOST_PAYLOAD = 1 << 20
"""Bytes of one payload."""
WINDOW = 1 << 18
"""Bytes of an answer that may be on their way."""
_HEADER = struct.Struct(">IIB")


class Kind(IntEnum):
    """A kind of frame."""

    REQUEST = 1
    BODY = 2
    END = 3
    CANCEL = 4
    WAKE = 5
    CREDIT = 6
    READY = 7
    HEAD = 8
    FAIL = 9
    TIMER = 10
    LOG = 11


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame."""

    kind: Kind
    stream: int
    payload: bytes = b""

    def json(self) -> dict[str, Any]:
        """Return the payload as an object.

        Raises:
            GatewayError: it is none.
        """
        try:
            told = json.loads(self.payload)
        except (ValueError, RecursionError) as error:
            raise GatewayError(f"Cannot read frame {self.kind.name}: {str(error)[:100]}") from None
        if not isinstance(told, dict):
            raise GatewayError(f"Cannot read frame {self.kind.name}: it is no object")
        return told

    def number(self) -> int:
        """Return the payload as a number.

        Raises:
            GatewayError: it is none.
        """
        if len(self.payload) != 4:
            raise GatewayError(f"Cannot read frame {self.kind.name}: it is no number of 4 bytes")
        return int.from_bytes(self.payload)


def encode(kind: Kind, stream: int, payload: bytes = b"") -> bytes:
    """Return the bytes of a frame."""
    return _HEADER.pack(len(payload), stream, kind) + payload


def encode_json(kind: Kind, stream: int, told: object) -> bytes:
    """Return the bytes of a frame with an object."""
    return encode(kind, stream, json.dumps(told, separators=(",", ":")).encode())


class FrameDecoder:
    """Takes bytes, and gives whole frames."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes; yield the frames they complete.

        Raises:
            GatewayError: they are no frames.
        """
        self._kept += data
        while len(self._kept) >= _HEADER.size:
            length, stream, kind = _HEADER.unpack_from(self._kept)
            if length > MOST_PAYLOAD or kind not in Kind.__members__.values():
                raise GatewayError("Cannot read a frame: its kind or length is none there is")
            end = _HEADER.size + length
            if len(self._kept) < end:
                return
            frame = Frame(Kind(kind), stream, bytes(self._kept[_HEADER.size : end]))
            del self._kept[:end]
            yield frame

    @property
    def is_between(self) -> bool:
        """Whether no frame has begun."""
        return not self._kept
