"""Read the Objective-C protocols that a compiled module for macOS carries: their selectors with their types.

PyObjC compiles protocols into its modules so that Python classes can implement them. The half of a module for x86_64
holds plain addresses, so no linker has to be imitated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from msgspec import Struct

__all__ = ("Selectors", "read_protocols")

FAT, X86_64, SEGMENT = 0xCAFEBABE, 0x01000007, 0x19
EXTENDED = 72
"""Offset in a protocol, where it is that large, of types that name classes."""
RELATIVE = 0x80000000
"""Marks a list of methods that holds distances instead of addresses."""

Selectors = Mapping[str, str]
"""Selectors, each with the encoding of its types."""


class _Section(Struct, frozen=True):
    name: str
    address: int
    size: int
    offset: int


def read_protocols(module: bytes) -> dict[str, Selectors]:
    """Return the protocols of a universal Mach-O file.

    Raises:
        ValueError: it is none, or has no half for x86_64.
    """
    image = _Image(_slice(module))
    return dict(map(image.protocol, image.pointers("__objc_protolist")))


def _slice(module: bytes) -> bytes:
    magic, count = struct.unpack_from(">II", module)
    if magic != FAT:
        raise ValueError("not a universal Mach-O file")
    for at in range(count):
        kind, _, offset, size, _ = struct.unpack_from(">5I", module, 8 + 20 * at)
        if kind == X86_64:
            return module[offset : offset + size]
    raise ValueError("no half for x86_64")


class _Image:
    """One half of a module, read by address."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sections = list(_sections(data))

    def pointers(self, name: str) -> list[int]:
        """Return the addresses in a section that is a table of them."""
        found = [each for each in self._sections if each.name == name]
        return [address for each in found for (address,) in struct.iter_unpack("<Q", self._bytes(each))]

    def protocol(self, address: int) -> tuple[str, Selectors]:
        """Return the name of a protocol and its selectors."""
        _, name, _, *lists, _, size, _ = self._unpack("<8QII", address)
        methods = [each for at in lists if at for each in self._methods(at)]
        if methods and size > EXTENDED:  # the types again, with the names of classes
            (at,) = self._unpack("<Q", address + EXTENDED)
            extended = self._unpack(f"<{len(methods)}Q", at)
            methods = [(name, self._text(types)) for (name, _), types in zip(methods, extended, strict=True)]
        return self._text(name), dict(methods)

    def _methods(self, address: int) -> Iterator[tuple[str, str]]:
        size, count = self._unpack("<II", address)
        if size & RELATIVE:
            raise ValueError("a list of methods by distances")
        for at in range(count):
            name, types, _ = self._unpack("<3Q", address + 8 + at * size)
            yield self._text(name), self._text(types)

    def _bytes(self, section: _Section) -> bytes:
        return self._data[section.offset : section.offset + section.size]

    def _unpack(self, layout: str, address: int) -> tuple[int, ...]:
        return struct.unpack_from(layout, self._data, self._offset(address))

    def _text(self, address: int) -> str:
        start = self._offset(address)
        return self._data[start : self._data.index(0, start)].decode()

    def _offset(self, address: int) -> int:
        for each in self._sections:
            if each.address <= address < each.address + each.size:
                return each.offset + address - each.address
        raise ValueError(f"no section holds address {address:#x}")


def _sections(data: bytes) -> Iterator[_Section]:
    commands = struct.unpack_from("<8I", data)[4]
    at = 32
    for _ in range(commands):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == SEGMENT:
            count = struct.unpack_from("<I", data, at + 64)[0]
            for index in range(count):
                name, _, address, length, offset = struct.unpack_from("<16s16sQQI", data, at + 72 + 80 * index)
                yield _Section(name.rstrip(b"\0").decode(), address, length, offset)
        at += size
