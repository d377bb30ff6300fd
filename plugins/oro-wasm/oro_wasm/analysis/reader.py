"""Read the numbers, names and vectors of the binary format."""

from __future__ import annotations

from oro_wasm.analysis.problem import Problem

__all__ = ("NAME_LIMIT", "Malformed", "Reader")

NAME_LIMIT = 100_000
"""Bytes of a name; the limit of WebAssembly's JavaScript interface, which engines share."""


class Malformed(Exception):
    """Bytes do not follow the binary format, or go past a limit of this reader."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"{reason} (at offset {offset:#x})")
        self.problem = Problem(offset=offset, reason=reason)


class Reader:
    """A part of a file, read from its beginning to its end.

    Args:
        data: the whole file.
        start: the offset of the part.
        end: the offset behind it.
    """

    __slots__ = ("data", "end", "offset")

    def __init__(self, data: bytes, start: int = 0, end: int | None = None) -> None:
        self.data = data
        self.offset = start
        self.end = len(data) if end is None else end

    @property
    def left(self) -> int:
        """The number of bytes that were not read."""
        return self.end - self.offset

    def part(self, size: int) -> Reader:
        """Return a reader of the next bytes, and skip them.

        Raises:
            Malformed: there are fewer.
        """
        start = self.offset
        self.skip(size)
        return Reader(self.data, start, self.offset)

    def skip(self, size: int) -> None:
        """Skip bytes.

        Raises:
            Malformed: there are fewer.
        """
        if size > self.left:
            raise Malformed(self.offset, f"{size} bytes are announced, and {self.left} are left")
        self.offset += size

    def byte(self) -> int:
        """Read a byte.

        Raises:
            Malformed: the part ends before it.
        """
        if self.offset >= self.end:
            raise Malformed(self.offset, "unexpected end")
        self.offset += 1
        return self.data[self.offset - 1]

    def peek(self) -> int:
        """Return the next byte without reading it; -1 at the end."""
        return self.data[self.offset] if self.offset < self.end else -1

    def unsigned(self, bits: int = 32) -> int:
        """Read a variable-length number from 0.

        Args:
            bits: of the largest number, 32 or 64.

        Raises:
            Malformed: it is longer or larger.
        """
        first = self.byte()
        if first < 0x80:
            return first
        start, found, shift = self.offset - 1, first & 0x7F, 7
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
            if shift >= bits:
                raise Malformed(start, f"a number is longer than {bits} bits")
        if found >> bits:
            raise Malformed(start, f"a number is larger than {bits} bits")
        return found

    def signed33(self) -> int:
        """Read a variable-length number, as types are: types of the format are below 0, and indexes are not.

        Raises:
            Malformed: it is longer.
        """
        start, found, shift = self.offset, 0, 0
        while True:
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return found - (1 << shift) if byte & 0x40 else found
            if shift >= 35:
                raise Malformed(start, "a number is longer than 33 bits")

    def count(self) -> int:
        """Read the number of entries of a vector; each takes one byte or more.

        Raises:
            Malformed: so many do not fit.
        """
        start, found = self.offset, self.unsigned()
        if found > self.left:
            raise Malformed(start, f"{found} entries are announced, and {self.left} bytes are left")
        return found

    def name(self) -> str:
        """Read a name.

        Raises:
            Malformed: it is no UTF-8, or too long.
        """
        start, size = self.offset, self.unsigned()
        if size > NAME_LIMIT:
            raise Malformed(start, f"a name has {size} bytes; the limit is {NAME_LIMIT}")
        begin = self.offset
        self.skip(size)
        try:
            return str(self.data[begin : self.offset], "utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(begin + error.start, "malformed UTF-8 encoding") from None
