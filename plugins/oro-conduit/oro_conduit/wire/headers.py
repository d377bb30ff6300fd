"""Typed headers of version 2: what goes in comes out, type and all. Sans-IO.

    count u16be | count × (key length u8 | key | type u8 | value)

| type | value | Python | JavaScript |
|---|---|---|---|
| 0, 1, 2 | nothing | `None`, `True`, `False` | `null`, `true`, `false` |
| 3 | f64be | `int` when whole and within 2^53, else `float` | `number` |
| 4 | u32be length, decimal text | `BigInt` | `bigint` |
| 5 | u32be length, UTF-8 | `str` | `string` |
| 6 | u32be length, bytes | `bytes` | `Uint8Array` |
| 7 | u16be count, then pairs of two strings with u32be lengths | `Pairs` | array of `[name, value]` |

Rules
1. Any bytes are either headers or a `ProtocolError`; nothing else is raised.
2. A key occurs once.
3. Text of a bigint is canonical: no leading zero, no plus, no minus zero; at most 4,096 digits.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping, Sequence

from oro_conduit.errors import ProtocolError
from oro_framework.errors import InvalidArgument, TooLarge

__all__ = ("BigInt", "HeaderBlock", "Pairs", "Value", "decode_headers", "encode_headers")

Pairs = tuple[tuple[str, str], ...]

NULL, TRUE, FALSE, NUMBER, BIGINT, STRING, BYTES, PAIRS = range(8)

_SAFE = 2**53 - 1
_CANONICAL = re.compile(rb"0|-?[1-9][0-9]{0,4095}")
_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")
_F64 = struct.Struct(">d")


class BigInt(int):
    """A whole number that is a `bigint` in JavaScript, however small it is."""


Value = None | bool | int | float | str | bytes | Sequence[tuple[str, str]]
HeaderBlock = Mapping[str, Value]


def encode_headers(headers: HeaderBlock) -> bytes:
    """Encode headers; whole numbers past 2^53 become bigints.

    Raises:
        TooLarge: more than 65,535 headers, a key of more than 255 bytes, a bigint of more than 4,096 digits.
        InvalidArgument: text that is no Unicode, or a value of a type that is not in the table.
    """
    if len(headers) > 0xFFFF:
        raise TooLarge(f"Cannot send {len(headers)} headers: the limit is 65535")
    parts = [_U16.pack(len(headers))]
    for key, value in headers.items():
        name = _utf8(key)
        if len(name) > 0xFF:
            raise TooLarge(f'Cannot send header "{key[:64]}": its name has {len(name)} bytes, the limit is 255')
        parts += (bytes((len(name),)), name, _value(key, value))
    return b"".join(parts)


def decode_headers(data: bytes) -> tuple[dict[str, Value], int]:
    """Decode the headers that begin `data`; return them and where the body begins.

    Raises:
        ProtocolError: these bytes begin with no headers.
    """
    try:
        return _decoded(data)
    except (IndexError, struct.error):
        raise ProtocolError("short", f"Cannot read headers: they do not end within {len(data)} bytes") from None
    except UnicodeDecodeError:
        raise ProtocolError("bad-utf8", "Cannot read headers: text is no UTF-8") from None


def _decoded(data: bytes) -> tuple[dict[str, Value], int]:
    headers: dict[str, Value] = {}
    at, size = 2, len(data)
    for _ in range(_U16.unpack_from(data)[0]):
        name = at + 1
        at = name + data[at]
        key = data[name:at].decode()
        if key in headers:
            raise ProtocolError("duplicate-key", f'Cannot read headers: "{key[:64]}" occurs twice')
        kind = data[at]
        if kind == STRING:
            begin = at + 5
            at = begin + _U32.unpack_from(data, at + 1)[0]
            if at > size:
                raise IndexError
            headers[key] = data[begin:at].decode()
        elif kind in _CONSTANTS:
            headers[key], at = _CONSTANTS[kind], at + 1
        elif kind in _READERS:
            headers[key], at = _READERS[kind](data, at + 1)
        else:
            raise ProtocolError("unknown-type", f"Cannot read headers: there is no type {kind}")
    return headers, at


def _value(key: str, value: Value) -> bytes:
    if isinstance(value, str):
        return b"\x05" + _sized(_utf8(value))
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x01" if value else b"\x02"
    if isinstance(value, int):
        if abs(value) <= _SAFE and not isinstance(value, BigInt):
            return b"\x03" + _F64.pack(value)
        return b"\x04" + _sized(_digits(key, value))
    if isinstance(value, float):
        return b"\x03" + _F64.pack(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return b"\x06" + _sized(bytes(value))
    if isinstance(value, (tuple, list)) and len(value) <= 0xFFFF:
        return b"\x07" + _U16.pack(len(value)) + b"".join(_sized(_utf8(text)) for pair in value for text in pair)
    raise InvalidArgument(f'Cannot send header "{key[:64]}": a {type(value).__name__} has no form on the wire')


def _digits(key: str, value: int) -> bytes:
    if value.bit_length() > 13606:
        raise TooLarge(f'Cannot send header "{key[:64]}": the number has more than 4096 digits')
    return int.__repr__(value).encode("ascii")


def _sized(raw: bytes) -> bytes:
    return _U32.pack(len(raw)) + raw


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"Cannot send a header: {text[:64]!r} is no Unicode text") from error


def _raw(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    end = at + length
    if end > len(data):
        raise IndexError
    return data[at:end], end


def _text(data: bytes, at: int, length: int) -> tuple[str, int]:
    end = at + length
    if end > len(data):
        raise IndexError
    return data[at:end].decode(), end


def _number(data: bytes, at: int) -> tuple[int | float, int]:
    number: float = _F64.unpack_from(data, at)[0]
    if number.is_integer() and abs(number) <= _SAFE and (number or str(number) == "0.0"):
        return int(number), at + 8
    return number, at + 8


def _bytes(data: bytes, at: int) -> tuple[bytes, int]:
    return _raw(data, at + 4, _U32.unpack_from(data, at)[0])


def _bigint(data: bytes, at: int) -> tuple[BigInt, int]:
    text, at = _bytes(data, at)
    if not _CANONICAL.fullmatch(text):
        raise ProtocolError("bad-bigint", f"Cannot read headers: {text[:32]!r} is no canonical decimal number")
    return BigInt(text), at


def _pairs(data: bytes, at: int) -> tuple[Pairs, int]:
    count = _U16.unpack_from(data, at)[0]
    at += 2
    pairs = []
    for _ in range(count):
        name, at = _text(data, at + 4, _U32.unpack_from(data, at)[0])
        value, at = _text(data, at + 4, _U32.unpack_from(data, at)[0])
        pairs.append((name, value))
    return tuple(pairs), at


_CONSTANTS: Mapping[int, bool | None] = {NULL: None, TRUE: True, FALSE: False}
_READERS: Mapping[int, Callable[[bytes, int], tuple[Value, int]]] = {
    NUMBER: _number,
    BIGINT: _bigint,
    BYTES: _bytes,
    PAIRS: _pairs,
}
