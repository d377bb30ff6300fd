"""The layout of a module, which decides how much of an old instance its successor takes over. Sans-IO.

`Layout.interface` is of the imports and exports with their types. `Layout.state` is of what lies in memory when an
instance begins: memories, tables, globals and data. Where both are equal, only code has changed, and a new instance
that is given the old one's memory and globals goes on where that one was. Where data moved, the old memory would hold
the old texts at the old addresses, so the new instance begins anew.

`with_state_exported` gives a module exports for its memory and its changeable globals, for engines let nothing else
read them, such as where the allocator of AssemblyScript begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

from oro_wasm.analysis.kind import kind_of_module
from oro_wasm.analysis.module import Export, Import, Module, read_module
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import Section, header
from oro_wasm.server.errors import NotReadable

__all__ = ("GLOBAL", "MEMORY", "Layout", "layout_of", "with_state_exported")

MEMORY = "__oro_memory"
GLOBAL = "__oro_global_"
NUMBERS = frozenset({"i32", "i64", "f32", "f64"})
HEAD = 8
"""Bytes before the first section."""
_STATE = ("table", "memory", "global", "data")
_EXPORT, _BEFORE_EXPORTS = 7, (1, 2, 3, 4, 5, 6, 13)
_MEMORY_KIND, _GLOBAL_KIND = 2, 3


class Layout(Struct, frozen=True, kw_only=True):
    """The parts of a module that decide what its successor keeps, and what a page shows of it."""

    imports: tuple[Import, ...]
    exports: tuple[Export, ...]
    sections: tuple[Section, ...]
    kind: str
    """Its kind, in words."""
    interface: str
    """A digest of imports and exports."""
    state: str
    """A digest of what an instance begins with; empty where it has state that cannot be read."""


def layout_of(code: bytes) -> Layout:
    """Return the layout of a module.

    Raises:
        NotReadable: it is no module, or is damaged.
    """
    module = _read(code)
    interface = repr((module.imports, sorted(module.exports, key=lambda each: each.name)))
    begins = b"".join(_state(code, module))
    return Layout(
        imports=tuple(module.imports),
        exports=tuple(module.exports),
        sections=tuple(module.sections),
        kind=kind_of_module(module).title,
        interface=sha256(interface.encode("utf-8", "surrogateescape")).hexdigest(),
        state=sha256(begins).hexdigest() if _is_readable(module) else "",
    )


def with_state_exported(code: bytes) -> bytes:
    """Return a module that exports its first memory and its changeable globals besides what it exports already.

    Raises:
        NotReadable: as `layout_of` does.
    """
    module = _read(code)
    names = {export.name for export in module.exports}
    wanted = [(f"{GLOBAL}{index}", _GLOBAL_KIND, index) for index in _changeable(module)]
    wanted += [(MEMORY, _MEMORY_KIND, 0)] if module.memories else []
    added = [_entry(name, kind, index) for name, kind, index in wanted if name not in names]
    return code[:HEAD] + b"".join(_with_exports(code, module, added)) if added else code


def _read(code: bytes) -> Module:
    reader = Reader(code)
    try:
        layer = header(reader)
    except Malformed as error:
        raise NotReadable(str(error)) from None
    if layer != "module":
        raise NotReadable("it is a component")
    module = read_module(reader)
    if module.problem is not None:
        raise NotReadable(f"{module.problem.reason} (at offset {module.problem.offset or 0:#x})")
    return module


def _state(code: bytes, module: Module) -> Iterator[bytes]:
    """Yield the sections that an instance's state begins as, each after its name and size."""
    for section in module.sections:
        if section.name in _STATE:
            yield f"{section.name} {section.size} ".encode() + _payload(code, section)


def _is_readable(module: Module) -> bool:
    """Return whether a page can read and write all of an instance's state."""
    numbers = all(module.globals[index].value in NUMBERS for index in _changeable(module))
    return numbers and len(module.memories) <= 1 and not any(each.shared or each.memory64 for each in module.memories)


def _changeable(module: Module) -> list[int]:
    return [index for index, each in enumerate(module.globals) if each.mutable and not each.imported]


def _with_exports(code: bytes, module: Module, added: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the sections, the exports at their place: after globals and tags, before the start function."""
    exports = _section(_EXPORT, _longer(code, module, added))
    done = False
    for section in module.sections:
        if not done and section.id not in (0, *_BEFORE_EXPORTS):
            yield exports
            done = True
        if section.id != _EXPORT:
            yield _section(section.id, _payload(code, section))
    if not done:
        yield exports


def _longer(code: bytes, module: Module, added: Sequence[bytes]) -> bytes:
    """Return the contents of the section of exports with further entries."""
    before = next((section for section in module.sections if section.id == _EXPORT), None)
    if before is None:
        return _leb(len(added)) + b"".join(added)
    reader = Reader(code, before.offset, before.offset + before.size)
    count = reader.unsigned()
    return _leb(count + len(added)) + code[reader.offset : reader.end] + b"".join(added)


def _payload(code: bytes, section: Section) -> bytes:
    return code[section.offset : section.offset + section.size]


def _entry(name: str, kind: int, index: int) -> bytes:
    encoded = name.encode()
    return _leb(len(encoded)) + encoded + bytes((kind,)) + _leb(index)


def _section(id: int, payload: bytes) -> bytes:
    return bytes((id,)) + _leb(len(payload)) + payload


def _leb(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*encoded, value))
