"""`Header`, what a block of 512 bytes says of the member that follows it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("BLOCK", "FOLDERS", "BadHeader", "Header", "read_header")

BLOCK = 512
FOLDERS = (b"5", b"D")
"""Kinds of members that are folders; what they say of their size counts for nothing."""
_ZEROS = bytes(BLOCK)


class BadHeader(ValueError):
    """A block is no header; the text completes "its archive is damaged:"."""


@dataclass(frozen=True, slots=True)
class Header:
    """A member as its header tells of it."""

    name: bytes
    type: bytes
    size: int
    mode: int


def read_header(block: bytes) -> Header | None:
    """Read a header; return None for a block of zeros.

    Raises:
        BadHeader: it is none.
    """
    if block == _ZEROS:
        return None
    if _number(block[148:156]) != sum(block[:148]) + 256 + sum(block[156:]):
        raise BadHeader("the sum of a header is wrong")
    name = _text(block[:100])
    if block[257:262] == b"ustar" and block[262:263] == b"\0" and (prefix := _text(block[345:500])):
        name = prefix + b"/" + name
    size = _number(block[124:136])
    if size < 0:
        raise BadHeader("a size is negative")
    kind = block[156:157]
    return Header(name, kind, 0 if kind in FOLDERS else size, _number(block[100:108]) & 0o7777)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _number(field: bytes) -> int:
    """Read octal digits, or the base 256 of sizes above 8 GiB."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big") if field[0] == 0x80 else -1
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError as error:
        raise BadHeader("a header has a number that is none") from error
