"""Inspect a file: tell all that can be known of it without running it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from oro_wasm.analysis.answer import Answer, answer_of
from oro_wasm.analysis.component import Component, Extern
from oro_wasm.analysis.core_types import GlobalType, MemoryType, TableType
from oro_wasm.analysis.customs import Producer
from oro_wasm.analysis.features import features_of
from oro_wasm.analysis.judgement import Judgement, judge
from oro_wasm.analysis.kind import TITLES, Kind, kind_of_component, kind_of_module
from oro_wasm.analysis.module import Export, Import, Module
from oro_wasm.analysis.needs import Missing
from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.sections import Layer, Section
from oro_wasm.analysis.structure import structure
from oro_wasm.analysis.verdict import Verdict
from oro_wasm.analysis.wants import Want, wants_of_component, wants_of_module
from oro_wasm.guests.start import Grants, Limits

__all__ = ("Counts", "Inspection", "Part", "Start", "inspect")


class Counts(Struct, frozen=True, kw_only=True):
    """The numbers of what a module has, imports included."""

    types: int = 0
    functions: int = 0
    tags: int = 0
    data: int = 0
    """Segments that fill its memory."""
    elements: int = 0
    """Segments that fill its tables."""


class Start(Struct, frozen=True, kw_only=True):
    """The function that runs as soon as a module is instantiated."""

    function: int
    name: str = ""


class Part(Struct, frozen=True, kw_only=True):
    """A module or component inside a component."""

    layer: Layer
    name: str = ""
    offset: int
    size: int
    depth: int
    """How many components it is in, from 1."""
    functions: int = 0
    memories: tuple[MemoryType, ...] = ()
    problem: Problem | None = None


class Inspection(Struct, frozen=True, kw_only=True):
    """The inspection of a file: its kind, its contents, its needs, and whether it will run here."""

    size: int
    layer: Layer | None
    kind: Kind
    name: str = ""
    """That it has of itself."""
    verdict: Verdict
    problem: Problem | None = None
    """Why some of this is not known: where reading its structure ended."""
    sections: tuple[Section, ...] = ()
    imports: tuple[Import, ...] = ()
    """Of a module."""
    exports: tuple[Export, ...] = ()
    """Of a module."""
    component_imports: tuple[Extern, ...] = ()
    component_exports: tuple[Extern, ...] = ()
    parts: tuple[Part, ...] = ()
    """Of a component."""
    wit: str = ""
    """Of a component: its world and interfaces."""
    counts: Counts = Counts()
    memories: tuple[MemoryType, ...] = ()
    tables: tuple[TableType, ...] = ()
    globals: tuple[GlobalType, ...] = ()
    start: Start | None = None
    producers: tuple[Producer, ...] = ()
    features: tuple[str, ...] = ()
    wants: tuple[Want, ...] = ()
    missing: tuple[Missing, ...] = ()
    """The imports that are not provided."""
    grants: Grants = Grants()
    """Its grants, if it ran."""
    limits: Limits = Limits()
    """How far it might go."""
    answer: Answer


NO_GRANTS = Grants()
DEFAULT_LIMITS = Limits()
Judge = Callable[[bytes, "Module | Component | None"], Judgement]


def inspect(
    data: bytes,
    name: str = "FILE",
    grants: Grants = NO_GRANTS,
    limits: Limits = DEFAULT_LIMITS,
    judge: Judge = judge,
) -> Inspection:
    """Say what a file is, what it has and wants, and whether it will run here. Nothing of it runs.

    Args:
        data: any bytes.
        name: of its file, for the command that would run it.
        grants: what it would be granted.
        limits: how far it might go.
        judge: asks the engine, which may abort the process for bytes made to harm it; the default does so in this one.
    """
    data = bytes(data)
    code = structure(data)
    judged = judge(data, code)
    if isinstance(code, Module):
        return _module(data, name, code, judged, grants, limits)
    if isinstance(code, Component):
        return _component(data, name, code, judged, grants, limits)
    kind = Kind("unknown", TITLES["unknown"])
    answer = answer_of(name, kind, judged.verdict, None, (), (), grants, limits)
    return Inspection(
        size=len(data), layer=None, kind=kind, verdict=judged.verdict, grants=grants, limits=limits, answer=answer
    )


def _module(data: bytes, name: str, module: Module, judged: Judgement, grants: Grants, limits: Limits) -> Inspection:
    kind, wants = kind_of_module(module), wants_of_module(module, grants)
    return Inspection(
        size=len(data),
        layer="module",
        kind=kind,
        name=module.names.module,
        verdict=judged.verdict,
        problem=module.problem,
        sections=tuple(module.sections),
        imports=tuple(module.imports),
        exports=tuple(module.exports),
        counts=_counts(module),
        memories=tuple(module.memories),
        tables=tuple(module.tables),
        globals=tuple(module.globals),
        start=_start(module),
        producers=tuple(module.producers),
        features=features_of(module),
        wants=wants,
        missing=judged.missing,
        grants=grants,
        limits=limits,
        answer=answer_of(name, kind, judged.verdict, module, judged.missing, wants, grants, limits),
    )


def _component(
    data: bytes, name: str, component: Component, judged: Judgement, grants: Grants, limits: Limits
) -> Inspection:
    kind, wants = kind_of_component(component), wants_of_component(component, grants)
    modules = list(_modules(component))
    return Inspection(
        size=len(data),
        layer="component",
        kind=kind,
        name=component.name,
        verdict=judged.verdict,
        problem=component.problem,
        sections=tuple(component.sections),
        component_imports=tuple(component.imports),
        component_exports=tuple(component.exports),
        parts=tuple(_parts(component)),
        wit=component.wit,
        memories=tuple(each for module in modules for each in module.memories if not each.imported),
        producers=_producers(component, modules),
        features=tuple(sorted({each for module in modules for each in features_of(module)})),
        wants=wants,
        missing=judged.missing,
        grants=grants,
        limits=limits,
        answer=answer_of(name, kind, judged.verdict, component, judged.missing, wants, grants, limits),
    )


def _counts(module: Module) -> Counts:
    return Counts(
        types=len(module.types),
        functions=len(module.functions),
        tags=len(module.tags),
        data=module.entries("data"),
        elements=module.entries("element"),
    )


def _start(module: Module) -> Start | None:
    if module.start is None:
        return None
    return Start(function=module.start, name=module.names.functions.get(module.start, ""))


def _modules(component: Component) -> Iterator[Module]:
    yield from component.modules
    for each in component.components:
        yield from _modules(each)


def _producers(component: Component, modules: list[Module]) -> tuple[Producer, ...]:
    """Return the producers of a component and of all in it, each once."""
    found = [*component.producers, *(each for module in modules for each in module.producers)]
    return tuple(dict.fromkeys(found))


def _parts(component: Component) -> Iterator[Part]:
    for each in component.modules:
        yield Part(
            layer="module",
            name=each.names.module,
            offset=each.offset,
            size=each.size,
            depth=component.depth + 1,
            functions=len(each.functions),
            memories=tuple(each.memories),
            problem=each.problem,
        )
    for inner in component.components:
        yield Part(
            layer="component",
            name=inner.name,
            offset=inner.offset,
            size=inner.size,
            depth=inner.depth,
            problem=inner.problem,
        )
        yield from _parts(inner)
