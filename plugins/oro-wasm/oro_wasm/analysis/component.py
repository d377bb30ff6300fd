"""Read a component: its sections, the modules and components inside it, its imports and exports."""

from __future__ import annotations

from msgspec import Struct, field

from oro_wasm.analysis import customs
from oro_wasm.analysis.budget import Budget
from oro_wasm.analysis.component_types import (
    Composite,
    Fields,
    Function,
    Instance,
    Item,
    Labels,
    Named,
    Primitive,
    Scope,
    definition,
)
from oro_wasm.analysis.customs import Producer
from oro_wasm.analysis.interfaces import Interfaces
from oro_wasm.analysis.items import MOST_DEPTH
from oro_wasm.analysis.module import Module, read_module
from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import Section, header, sections
from oro_wasm.analysis.wit_docs import NO_DOCS, Docs, read_docs
from oro_wasm.analysis.wit_interface import InterfaceText, text_budget
from oro_wasm.analysis.wit_package import is_package, package_text
from oro_wasm.analysis.wit_world import wit_text

__all__ = ("Component", "Extern", "Signature", "read_component")


class Signature(Struct, frozen=True):
    """A function with its type."""

    name: str
    type: str
    """As WIT has it, such as `func(a: s32, b: s32) -> s32`."""


class Extern(Struct, frozen=True, kw_only=True):
    """Something a component imports or exports."""

    name: str
    kind: str
    """`instance`, `function`, `type`, `component` or `module`."""
    type: str = ""
    """As WIT has it, of a function."""
    functions: tuple[Signature, ...] = ()
    """Of an instance."""


class Component(Struct, kw_only=True):
    """The structure of a component, as far as it could be read."""

    offset: int = 0
    size: int = 0
    depth: int = 0
    """How many components it is in."""
    name: str = ""
    problem: Problem | None = None
    """Why reading ended before the end of the file, or why its interfaces are not known."""
    sections: list[Section] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    producers: list[Producer] = field(default_factory=list)
    imports: list[Extern] = field(default_factory=list)
    exports: list[Extern] = field(default_factory=list)
    wit: str = ""
    package: bool = False
    """It is a package of WIT, and has no code."""


def read_component(data: bytes) -> Component:
    """Read a component; where its bytes are malformed, what came before them is returned."""
    docs: list[Docs] = []
    made = _structure(Reader(data), 0, docs)
    try:
        interfaces, budget = Interfaces(data), text_budget()
        scope = interfaces.read(0, len(data))
        made.imports = _externs(scope.imports, scope, budget)
        made.exports = _externs(scope.instance.exports, scope, budget)
        made.package = is_package(scope)
        said = docs[0] if docs else NO_DOCS
        made.wit = package_text(scope, interfaces, budget, said) if made.package else wit_text(scope, budget, said)
    except Malformed as error:
        made.problem = made.problem or error.problem
    return made


def _structure(reader: Reader, depth: int, docs: list[Docs]) -> Component:
    made = Component(offset=reader.offset, size=reader.left, depth=depth)
    try:
        if depth > MOST_DEPTH:
            raise Malformed(reader.offset, f"components are nested deeper than {MOST_DEPTH}")
        header(reader)
        for section, part in sections(reader, "component"):
            made.sections.append(section)
            _read(made, section, part, docs)
    except Malformed as error:
        made.problem = error.problem
    return made


def _read(made: Component, section: Section, part: Reader, docs: list[Docs]) -> None:
    if section.name == "component":
        made.components.append(_structure(part, made.depth + 1, docs))
        made.problem = made.problem or made.components[-1].problem
    elif section.name == "core module":
        header(part)
        made.modules.append(read_module(part))
        made.problem = made.problem or made.modules[-1].problem
    elif section.id == 0:
        _read_custom(made, section.custom, part, docs)


def _read_custom(made: Component, name: str, part: Reader, docs: list[Docs]) -> None:
    """Read a custom section; the specification has one that is malformed ignored."""
    try:
        if name == "component-name":
            made.name = customs.read_component_name(part)
        elif name == "producers":
            made.producers += customs.read_producers(part)
        elif name == "package-docs":
            docs.append(read_docs(part.data[part.offset : part.end]))
    except Malformed:
        return


def _externs(items: dict[str, Item], scope: Scope, budget: Budget) -> list[Extern]:
    text = InterfaceText(scope.instance, budget, items={**scope.instance.exports, **scope.imports})
    return [_extern(name, item, text, budget) for name, item in items.items()]


def _sort(named: Named) -> str:
    """Return what a type is: `record`, `flags`, `resource`."""
    type = definition(named)
    if isinstance(type, (Fields, Labels, Composite)):
        return type.kind
    return type.name if isinstance(type, Primitive) else type.__class__.__name__.lower()


def _extern(name: str, item: Item, text: InterfaceText, budget: Budget) -> Extern:
    if isinstance(item, Instance):
        inner = InterfaceText(item, budget)
        functions = tuple(
            Signature(each, inner.function(type)) for each, type in item.exports.items() if isinstance(type, Function)
        )
        return Extern(name=name, kind="instance", functions=functions)
    if isinstance(item, Function):
        return Extern(name=name, kind="function", type=text.function(item))
    if isinstance(item, Named):
        return Extern(name=name, kind="type", type=_sort(item))
    return Extern(name=name, kind=item.kind)
