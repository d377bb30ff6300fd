"""Write and read DER, as far as keys need it (X.690). No I/O."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ("Item", "bits", "context", "integer", "items", "null", "number", "octets", "oid", "sequence", "tlv")

INTEGER, BITS, OCTETS, NULL, OID, SEQUENCE, CONTEXT = 0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0xA0


class Item(NamedTuple):
    """A value: its tag, its content, and the bytes of both."""

    tag: int
    content: bytes
    whole: bytes


def tlv(tag: int, content: bytes) -> bytes:
    """Return a value: tag, length, content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    """Return a sequence of values."""
    return tlv(SEQUENCE, b"".join(parts))


def context(index: int, content: bytes) -> bytes:
    """Return a value with an explicit tag of its context."""
    return tlv(CONTEXT | index, content)


def integer(value: int) -> bytes:
    """Return a whole number that is not negative."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    """Return bytes."""
    return tlv(OCTETS, content)


def bits(content: bytes) -> bytes:
    """Return a bit string of whole bytes."""
    return tlv(BITS, b"\0" + content)


def null() -> bytes:
    """Return nothing."""
    return tlv(NULL, b"")


def oid(dotted: str) -> bytes:
    """Return an object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return tlv(OID, b"".join(_base128(part) for part in (40 * first + second, *rest)))


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))


def items(data: bytes) -> list[Item]:
    """Return the values that follow each other in `data`.

    Raises:
        ValueError: it is no DER.
    """
    found = []
    while data:
        item, data = _first(data)
        found.append(item)
    return found


def number(item: Item) -> int:
    """Return the whole number of an item.

    Raises:
        ValueError: it is none.
    """
    if item.tag != INTEGER:
        raise ValueError("no integer")
    return int.from_bytes(item.content, "big", signed=True)


def _first(data: bytes) -> tuple[Item, bytes]:
    if len(data) < 2:
        raise ValueError("too short")
    start, size = 2, data[1]
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    end = start + size
    if end > len(data):
        raise ValueError("too short")
    return Item(data[0], data[start:end], data[:end]), data[end:]
