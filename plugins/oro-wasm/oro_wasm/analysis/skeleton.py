"""Components without the code of their functions, so that the engine can check them without compiling that.

The engine checks a component only by compiling all of it, which takes seconds for one with an interpreter inside. So
its modules are checked apart, and the component with functions that do nothing but trap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from oro_wasm.analysis.items import MOST_DEPTH
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import Section, header, sections

__all__ = ("Skeleton", "modules", "skeleton")

_BODY = b"\x03\x00\x00\x0b"
"""A function of 3 bytes: no locals, `unreachable`, `end`."""


class Skeleton:
    """A file that is put together from parts of another."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._new = [0]
        self._old = [0]

    def copy(self, source: bytes, start: int, end: int) -> None:
        """Append a part of the source."""
        self._new.append(len(self.data))
        self._old.append(start)
        self.data += source[start:end]

    def add(self, other: Skeleton) -> None:
        """Append another skeleton of the same source."""
        self._new += [len(self.data) + each for each in other._new]
        self._old += other._old
        self.data += other.data

    def offset(self, new: int) -> int:
        """Return the offset in the source for one in this file."""
        at = bisect_right(self._new, new) - 1
        return self._old[at] + new - self._new[at]


def modules(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the modules of a component and of the components in it, with their offsets.

    Raises:
        Malformed: the structure cannot be read.
    """
    waiting = [Reader(data)]
    while waiting:
        reader = waiting.pop()
        header(reader)
        for section, part in sections(reader, "component"):
            if section.name == "component":
                waiting.append(part)
            elif section.name == "core module":
                yield part.offset, data[part.offset : part.end]


def skeleton(data: bytes) -> Skeleton:
    """Return a component without the code of its functions.

    Raises:
        Malformed: the structure cannot be read, or is nested too deep.
    """
    return _without_code(Reader(data), 0)


def _without_code(reader: Reader, depth: int) -> Skeleton:
    if depth > MOST_DEPTH:
        raise Malformed(reader.offset, f"components are nested deeper than {MOST_DEPTH}")
    made, start = Skeleton(), reader.offset
    layer = header(reader)
    made.copy(reader.data, start, reader.offset)
    before = reader.offset
    for section, part in sections(reader, layer):
        if section.name in ("component", "core module"):
            _append(made, section, _without_code(part, depth + 1))
        elif layer == "module" and section.name == "code":
            _append(made, section, _code(part))
        else:
            made.copy(reader.data, before, reader.offset)
        before = reader.offset
    return made


def _code(part: Reader) -> Skeleton:
    made = Skeleton()
    start, count = part.offset, part.count()
    made.copy(part.data, start, part.offset)
    made.data += _BODY * count
    return made


def _append(made: Skeleton, section: Section, contents: Skeleton) -> None:
    """Append a section with contents that are shorter now."""
    made.data.append(section.id)
    made.data += _unsigned(len(contents.data))
    made.add(contents)


def _unsigned(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
