"""The features of WebAssembly, beyond its first version, that a module uses."""

from __future__ import annotations

from collections.abc import Iterator

from oro_wasm.analysis.module import Module

__all__ = ("features_of",)


def features_of(module: Module) -> tuple[str, ...]:
    """Return what a module says it uses, and what its structure shows."""
    return tuple(sorted({*module.features, *_shown(module)}))


def _shown(module: Module) -> Iterator[str]:
    functions = [each for each in module.types if each is not None]
    values = {value for each in functions for value in (*each.params, *each.results)}
    values |= {each.value for each in module.globals} | {each.element for each in module.tables}
    if len(functions) < len(module.types) or values & {"anyref", "eqref", "i31ref", "structref", "arrayref"}:
        yield "gc"
    if any(len(each.results) > 1 for each in functions):
        yield "multivalue"
    if "v128" in values:
        yield "simd128"
    if "externref" in values or len(module.tables) > 1:
        yield "reference-types"
    if module.tags or "exnref" in values:
        yield "exception-handling"
    if len(module.memories) > 1:
        yield "multimemory"
    if any(each.memory64 for each in module.memories):
        yield "memory64"
    if any(each.shared for each in module.memories):
        yield "atomics"
    if any(each.page_size != 1 << 16 for each in module.memories):
        yield "custom-page-sizes"
