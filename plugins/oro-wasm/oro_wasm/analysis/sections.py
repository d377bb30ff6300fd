"""The sections that files of modules and components consist of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("COMPONENT", "CORE", "Layer", "Section", "header", "sections")

Layer = Literal["module", "component"]
_MAGIC = b"\0asm"
CORE = {
    0: "custom",
    1: "type",
    2: "import",
    3: "function",
    4: "table",
    5: "memory",
    6: "global",
    7: "export",
    8: "start",
    9: "element",
    10: "code",
    11: "data",
    12: "data count",
    13: "tag",
}
"""Names of the sections of modules by id."""
COMPONENT = {
    0: "custom",
    1: "core module",
    2: "core instance",
    3: "core type",
    4: "component",
    5: "instance",
    6: "alias",
    7: "type",
    8: "canon",
    9: "start",
    10: "import",
    11: "export",
    12: "value",
}
"""Names of the sections of components by id."""
WHOLE = {"custom", "core module", "component", "start"}
"""Sections that do not begin with a number of entries."""
_LAYERS: dict[bytes, Layer] = {b"\1\0\0\0": "module", b"\x0d\0\1\0": "component"}


class Section(Struct, frozen=True, kw_only=True):
    """A section of a file."""

    id: int
    name: str
    """As the specification calls it: `type`, `code`, `custom`."""
    custom: str = ""
    """The name of a custom section."""
    offset: int
    """Of its contents, in bytes from the beginning of the file."""
    size: int
    """Bytes of its contents."""
    entries: int | None = None
    """How many it has; None where a section has no entries."""


def header(reader: Reader) -> Layer:
    """Read how a file begins.

    Raises:
        Malformed: it is neither a module nor a component, or of a version that is not known.
    """
    start = reader.offset
    if reader.data[start : start + 4] != _MAGIC or reader.left < len(_MAGIC):
        raise Malformed(start, "it does not begin as WebAssembly does, with 00 61 73 6d")
    reader.skip(len(_MAGIC))
    version = reader.data[reader.offset : min(reader.offset + 4, reader.end)]
    if version not in _LAYERS:
        shown = version.hex(" ") or "nothing"
        raise Malformed(reader.offset, f"the version is {shown}; modules have 01 00 00 00, components 0d 00 01 00")
    reader.skip(len(version))
    return _LAYERS[version]


def sections(reader: Reader, layer: Layer) -> Iterator[tuple[Section, Reader]]:
    """Read sections to the end, each with a reader of its contents; that of a custom section begins behind its name.

    Raises:
        Malformed: a section is longer than the file, or there is none of its id.
    """
    names = CORE if layer == "module" else COMPONENT
    while reader.left:
        start, id = reader.offset, reader.byte()
        if id not in names:
            raise Malformed(start, f"a {layer} has no section {id}")
        part = reader.part(reader.unsigned())
        offset, size, name = part.offset, part.left, names[id]
        custom = part.name() if id == 0 else ""
        yield _section(part, id, name, custom, offset, size), part


def _section(part: Reader, id: int, name: str, custom: str, offset: int, size: int) -> Section:
    entries = None
    if name not in WHOLE:
        entries = Reader(part.data, offset, offset + size).unsigned()
    return Section(id=id, name=name, custom=custom, offset=offset, size=size, entries=entries)
