"""Read a module: its sections, imports and exports with their types, memories, tables and globals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeVar

from msgspec import Struct, field

from oro_wasm.analysis import core_types, customs
from oro_wasm.analysis.constant import skip_expression, skip_table_start
from oro_wasm.analysis.core_types import FunctionType, GlobalType, MemoryType, TableType
from oro_wasm.analysis.customs import Names, Producer
from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import Section, sections

__all__ = ("Export", "ExternKind", "Import", "Module", "read_module")

ExternKind = Literal["function", "table", "memory", "global", "tag"]
KINDS: tuple[ExternKind, ...] = ("function", "table", "memory", "global", "tag")
_T = TypeVar("_T")
MOST_TEXT = 1 << 26
"""Characters of the types of all imports and exports; types are shared in a file, and repeated in what is shown."""


class Import(Struct, frozen=True, kw_only=True):
    """Something a module needs to be given."""

    module: str
    name: str
    kind: ExternKind
    type: str
    """As the text format has it, such as `(i32, i32) -> i32`, `memory 1 16` or `mut i64`."""


class Export(Struct, frozen=True, kw_only=True):
    """Something a module offers."""

    name: str
    kind: ExternKind
    type: str
    """As of an import."""
    function: FunctionType | None = None
    """The parameters and results of a function."""


class Module(Struct, kw_only=True):
    """The structure of a module, as far as it could be read."""

    offset: int = 0
    size: int = 0
    problem: Problem | None = None
    """Why reading ended before the end of the file."""
    sections: list[Section] = field(default_factory=list)
    types: list[FunctionType | None] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)
    functions: list[int] = field(default_factory=list)
    """The type of each function, those that are imported first."""
    memories: list[MemoryType] = field(default_factory=list)
    tables: list[TableType] = field(default_factory=list)
    globals: list[GlobalType] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    start: int | None = None
    """The function that runs first, before any export may be called."""
    names: Names = Names()
    producers: list[Producer] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    """Of types of functions, by index."""
    text: int = 0
    """Characters of the types of imports and exports so far."""

    def entries(self, name: str) -> int:
        """Return how many entries the sections of a name have."""
        return sum(each.entries or 0 for each in self.sections if each.name == name)


def read_module(reader: Reader) -> Module:
    """Read a module behind its header; where its bytes are malformed, what came before them is returned."""
    made = Module(offset=reader.offset - 8, size=reader.left + 8)
    try:
        for section, part in sections(reader, "module"):
            made.sections.append(section)
            if section.id == 0:
                _read_custom(made, section.custom, part)
            elif section.name in _READERS:
                _READERS[section.name](made, part)
                if part.left:
                    raise Malformed(part.offset, f"the section {section.name} has {part.left} bytes left over")
    except Malformed as error:
        made.problem = error.problem
    return made


def _read_custom(module: Module, name: str, part: Reader) -> None:
    """Read a custom section; the specification has one that is malformed ignored."""
    try:
        if name == "name":
            module.names = customs.read_names(part)
        elif name == "producers":
            module.producers += customs.read_producers(part)
        elif name == "target_features":
            module.features += customs.read_features(part)
    except Malformed:
        return


def _read_imports(module: Module, part: Reader) -> None:
    for _ in range(part.count()):
        where, name, kind = part.name(), part.name(), _kind(part)
        text = _added(module, part, kind)
        module.imports.append(Import(module=where, name=name, kind=kind, type=text))


def _added(module: Module, part: Reader, kind: ExternKind) -> str:
    """Read what is imported into the index space of its kind, and return its type."""
    if kind == "memory":
        module.memories.append(core_types.read_memory(part, imported=True))
        return _text(module, part, kind, len(module.memories) - 1)
    if kind == "table":
        module.tables.append(core_types.read_table(part, imported=True))
        return _text(module, part, kind, len(module.tables) - 1)
    if kind == "global":
        module.globals.append(core_types.read_global(part, imported=True))
        return _text(module, part, kind, len(module.globals) - 1)
    if kind == "tag":
        part.byte()
    space = module.tags if kind == "tag" else module.functions
    space.append(part.unsigned())
    return _text(module, part, kind, len(space) - 1)


def _read_functions(module: Module, part: Reader) -> None:
    module.functions += [part.unsigned() for _ in range(part.count())]


def _read_exports(module: Module, part: Reader) -> None:
    for _ in range(part.count()):
        name, kind = part.name(), _kind(part)
        index = part.unsigned()
        text = _text(module, part, kind, index)
        function = _function(module, part, index) if kind == "function" else None
        module.exports.append(Export(name=name, kind=kind, type=text, function=function))


def _read_tables(module: Module, part: Reader) -> None:
    for _ in range(part.count()):
        valued = skip_table_start(part)
        module.tables.append(core_types.read_table(part))
        if valued:
            skip_expression(part)


def _read_memories(module: Module, part: Reader) -> None:
    module.memories += [core_types.read_memory(part) for _ in range(part.count())]


def _read_globals(module: Module, part: Reader) -> None:
    for _ in range(part.count()):
        module.globals.append(core_types.read_global(part))
        skip_expression(part)


def _read_tags(module: Module, part: Reader) -> None:
    for _ in range(part.count()):
        part.byte()
        module.tags.append(part.unsigned())


def _read_start(module: Module, part: Reader) -> None:
    module.start = part.unsigned()


def _read_types(module: Module, part: Reader) -> None:
    module.types += core_types.read_types(part)


_READERS: dict[str, Callable[[Module, Reader], None]] = {
    "type": _read_types,
    "import": _read_imports,
    "function": _read_functions,
    "table": _read_tables,
    "memory": _read_memories,
    "global": _read_globals,
    "export": _read_exports,
    "start": _read_start,
    "tag": _read_tags,
}
"""The sections that are read; of the others the number of entries is known."""


def _kind(part: Reader) -> ExternKind:
    start, code = part.offset, part.byte()
    if code >= len(KINDS):
        raise Malformed(start, f"there is no kind {code:#x} of imports and exports")
    return KINDS[code]


def _function(module: Module, part: Reader, index: int, *, tag: bool = False) -> FunctionType:
    space, what = (module.tags, "tag") if tag else (module.functions, "function")
    type = _entry(part, space, index, what)
    found = module.types[type] if type < len(module.types) else None
    if found is None:
        raise Malformed(part.offset, f"there is no type {type} of functions")
    return found


def _text(module: Module, part: Reader, kind: ExternKind, index: int) -> str:
    text = _type_text(module, part, kind, index)
    module.text += len(text)
    if module.text > MOST_TEXT:
        raise Malformed(part.offset, f"the types of imports and exports have more than {MOST_TEXT} characters")
    return text


def _type_text(module: Module, part: Reader, kind: ExternKind, index: int) -> str:
    if kind in ("function", "tag"):
        found = _function(module, part, index, tag=kind == "tag")
        type = (module.tags if kind == "tag" else module.functions)[index]
        return _shared(module, type, found)
    if kind == "memory":
        return _sized("memory", _entry(part, module.memories, index, kind))
    if kind == "table":
        table = _entry(part, module.tables, index, kind)
        return f"{_sized('table', table)} {table.element}"
    variable = _entry(part, module.globals, index, kind)
    return f"{'mut ' if variable.mutable else ''}{variable.value}"


def _shared(module: Module, index: int, type: FunctionType) -> str:
    """Return the text of a type, which all functions of that type share."""
    if index not in module.texts:
        module.texts[index] = str(type)
    return module.texts[index]


def _entry(part: Reader, space: Sequence[_T], index: int, what: str) -> _T:
    if index >= len(space):
        raise Malformed(part.offset, f"there is no {what} {index}")
    return space[index]


def _sized(what: str, kind: MemoryType | TableType) -> str:
    limits: Iterable[int | None] = (kind.minimum, kind.maximum)
    words = [what, *(str(each) for each in limits if each is not None)]
    if isinstance(kind, MemoryType):
        words += ["shared"] * kind.shared + ["i64"] * kind.memory64
    return " ".join(words)
