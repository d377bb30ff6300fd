"""Version 1 of the wire: one message is some text headers and up to 65,535 bytes. Sans-IO.

    count u8 | count × (key length u8 | key | value length u16be | value) | payload length u16be | payload

Rules
1. A WebSocket message is one frame. Any bytes are either a frame or a `ProtocolError`; nothing else is raised.
2. Keys and values are UTF-8 text. A key occurs once.
3. The payload length is exactly what is left. Nothing is ever cut off: what does not fit is not sent.
4. The host writes headers sorted by key.
5. On the wire every value is text. `primitive` is how a reader takes it: `true`, `false` and `null` are
   themselves; decimal text (digits, with a minus and a fraction if need be) is a number, unless it is a whole
   number past 2^53, which a number cannot hold; everything else stays text.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from typing import NamedTuple

from oro_conduit.errors import ProtocolError
from oro_framework.errors import InvalidArgument, TooLarge

__all__ = ("MAX_PAYLOAD", "Primitive", "TextMessage", "decode", "encode", "primitive", "text_of")

Primitive = str | int | float | bool | None

MAX_HEADERS = 0xFF
MAX_KEY = 0xFF
MAX_VALUE = 0xFFFF
MAX_PAYLOAD = 0xFFFF

_SAFE = 2**53 - 1
_WORDS: Mapping[str, Primitive] = {"true": True, "false": False, "null": None}
_DECIMAL = re.compile(r"-?\d{1,400}(\.\d{1,400})?", re.ASCII)
_U16 = struct.Struct(">H")


class TextMessage(NamedTuple):
    """One frame: headers as the text they were sent as, and the payload untouched."""

    headers: Mapping[str, str]
    payload: bytes


def encode(options: Mapping[str, Primitive], payload: bytes = b"") -> bytes:
    """Encode one frame.

    Raises:
        TooLarge: headers or payload do not fit; names which and the limit.
        InvalidArgument: text that is no Unicode.
    """
    parts = [bytes([_fitting("Number of headers", len(options), MAX_HEADERS)])]
    for key in sorted(options):
        name, value = _utf8(key), _utf8(text_of(options[key]))
        parts.append(bytes([_fitting(f'Name of header "{key[:64]}"', len(name), MAX_KEY)]))
        parts.append(name)
        parts.append(_U16.pack(_fitting(f'Value of header "{key[:64]}"', len(value), MAX_VALUE)))
        parts.append(value)
    parts.append(_U16.pack(_fitting("Payload", len(payload), MAX_PAYLOAD)))
    parts.append(payload)
    return b"".join(parts)


def decode(data: bytes) -> TextMessage:
    """Decode one frame.

    Raises:
        ProtocolError: these bytes are no frame.
    """
    if not data:
        raise ProtocolError("short", "Cannot read a message: it is empty")
    headers: dict[str, str] = {}
    at = 1
    for _ in range(data[0]):
        at, key = _text(data, *_sized(data, at, 1))
        at, value = _text(data, *_sized(data, at, 2))
        if key in headers:
            raise ProtocolError("duplicate-key", f'Cannot read a message: header "{key[:64]}" occurs twice')
        headers[key] = value
    at, end = _sized(data, at, 2)
    if end != len(data):
        raise ProtocolError("trailing-bytes", f"Cannot read a message: {len(data) - end} bytes follow its payload")
    return TextMessage(headers, data[at:])


def primitive(text: str) -> Primitive:
    """Return the value a header's text stands for (rule 5)."""
    if text in _WORDS:
        return _WORDS[text]
    if not _DECIMAL.fullmatch(text):
        return text
    if "." in text:
        number = float(text)
        return text if math.isinf(number) else number
    whole = int(text)
    return whole if abs(whole) <= _SAFE else text


def text_of(value: Primitive) -> str:
    """Return the text a value is sent as."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= _SAFE:
        return str(int(value))
    return str(value)


def _fitting(what: str, length: int, limit: int) -> int:
    if length > limit:
        raise TooLarge(f"Cannot send a message: {what} has a length of {length}, the limit is {limit}")
    return length


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"Cannot send a message: {text[:64]!r} is no Unicode text") from error


def _sized(data: bytes, at: int, width: int) -> tuple[int, int]:
    """Read a length; return where what it counts begins and ends."""
    begin = at + width
    end = begin + int.from_bytes(data[at:begin], "big")
    if begin > len(data) or end > len(data):
        raise ProtocolError("short", f"Cannot read a message: it ends after {len(data)} bytes, {end} were announced")
    return begin, end


def _text(data: bytes, begin: int, end: int) -> tuple[int, str]:
    try:
        return end, data[begin:end].decode()
    except UnicodeDecodeError as error:
        raise ProtocolError("bad-utf8", "Cannot read a message: a header is no UTF-8") from error
