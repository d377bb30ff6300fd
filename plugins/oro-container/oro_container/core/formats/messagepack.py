"""MessagePack as snapshots use it: maps with text as keys, text, bytes and booleans."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import FormatError
from .json_text import MAX_NESTING

__all__ = ("pack", "unpack")

_MAPS = {0xDE: 2, 0xDF: 4}
_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


def pack(value: object) -> bytes:
    """Return a value as MessagePack."""
    parts: list[bytes] = []
    _pack(value, parts)
    return b"".join(parts)


def _pack(value: object, parts: list[bytes]) -> None:
    if isinstance(value, Mapping):
        parts.append(_head(len(value), 0x80, 16, _MAPS))
        for name, each in value.items():
            _pack(name, parts)
            _pack(each, parts)
    elif isinstance(value, bool):
        parts.append(b"\xc3" if value else b"\xc2")
    elif isinstance(value, str):
        text = value.encode("utf-8", "replace")
        parts += (_head(len(text), 0xA0, 32, _TEXTS), text)
    elif isinstance(value, bytes):
        parts += (_head(len(value), 0, 0, _BYTES), value)
    else:
        raise TypeError(f"Cannot pack {type(value).__name__}: snapshots hold maps, text, bytes and booleans")


def _head(length: int, fixed: int, below: int, heads: Mapping[int, int]) -> bytes:
    """Return the shortest head that says a length."""
    if length < below:
        return bytes([fixed | length])
    for head, size in heads.items():
        if length < 1 << (8 * size):
            return bytes([head]) + length.to_bytes(size, "big")
    raise ValueError(f"Cannot pack {length} bytes: MessagePack holds 4 GiB")


def unpack(data: bytes) -> object:
    """Return the value that MessagePack says.

    Raises:
        FormatError: it is cut short, longer than its value, nested too deep, or holds what snapshots do not.
    """
    reader = _Reader(data)
    value = reader.value(0)
    if reader.at != len(data):
        raise _error(f"has {len(data) - reader.at} bytes after its end")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def value(self, depth: int) -> object:
        """Read one value."""
        head = self._number(1)
        if head in _CONSTANTS:
            return _CONSTANTS[head]
        if 0x80 <= head <= 0x8F or head in _MAPS:
            return self._map(head & 0x0F if head <= 0x8F else self._number(_MAPS[head]), depth + 1)
        if 0xA0 <= head <= 0xBF or head in _TEXTS:
            return self._text(head & 0x1F if head <= 0xBF else self._number(_TEXTS[head]))
        if head in _BYTES:
            return self._take(self._number(_BYTES[head]))
        raise _error(f"has byte 0x{head:02x} where a map, text or bytes begin")

    def _map(self, count: int, depth: int) -> dict[object, object]:
        if depth > MAX_NESTING:
            raise _error(f"is nested deeper than {MAX_NESTING} maps")
        found: dict[object, object] = {}
        for _ in range(count):
            name = self.value(depth)
            if not isinstance(name, str):
                raise _error("has a name that is no text")
            found[name] = self.value(depth)
        return found

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError:
            raise _error("has text that is no UTF-8") from None

    def _number(self, size: int) -> int:
        return int.from_bytes(self._take(size), "big")

    def _take(self, length: int) -> bytes:
        part = self._data[self.at : self.at + length]
        if len(part) < length:
            raise _error("is cut short")
        self.at += length
        return part


def _error(why: str) -> FormatError:
    return FormatError("snapshot", "", why)
