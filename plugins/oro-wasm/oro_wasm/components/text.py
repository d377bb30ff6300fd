"""Write types of values as WIT, on one line; `oro_wasm.analysis` writes whole interfaces."""

from __future__ import annotations

from oro_wasm.analysis.spelling import angled, braced, function, identifier, labeled
from oro_wasm.components import wit

__all__ = ("function_text", "type_text")


def type_text(kind: wit.Type) -> str:
    """Return the text of a type; one with a name is that name."""
    if isinstance(kind, wit.Primitive):
        return kind.name
    if isinstance(kind, wit.Result):
        return angled("result", [_maybe(kind.ok), _maybe(kind.err)])
    if isinstance(kind, (wit.List, wit.Option, wit.Tuple)):
        return angled(type(kind).__name__.lower(), [*map(type_text, wit.parts(kind))])
    if isinstance(kind, wit.Handle):
        return angled("borrow", [identifier(kind.resource)]) if kind.borrowed else identifier(kind.resource)
    if isinstance(kind, wit.Opaque):
        return kind.text
    return identifier(kind.name) if kind.name else braced(type(kind).__name__.lower(), _members(kind))


def function_text(described: wit.Function) -> str:
    """Return the text of a function's type, such as `func(a: u32) -> string`."""
    params = [labeled(each.name, type_text(each.type)) for each in described.params]
    return function(params, _maybe(described.result))


def _maybe(kind: wit.Type | None) -> str | None:
    return None if kind is None else type_text(kind)


def _members(kind: wit.Record | wit.Variant | wit.Enum | wit.Flags) -> list[str]:
    if isinstance(kind, wit.Record):
        return [labeled(each.name, type_text(each.type)) for each in kind.fields]
    if isinstance(kind, wit.Variant):
        return [labeled(each.name, _maybe(each.type), payload=True) for each in kind.cases]
    return [*map(identifier, kind.names)]
